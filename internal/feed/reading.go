package feed

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/hl7v2"
	"github.com/dayzero-hsct/dayzero/internal/app"
)

// reading is one message on its way into a chart.
type reading struct {
	*round
	message app.FeedMessage
	header  hl7v2.Header
	kind    string // ORU^R01
	patient string // case, once a person was matched
	drafts  []draft
	lines   []app.FeedLine
	tasks   []app.FeedTask
	issued  day.Moment // MSH-7 in the zone of the matched person
}

// draft is an entry for one person.
type draft struct {
	person app.FeedPerson
	entry  chart.Entry
}

// read turns one stored message into drafts, lines and tasks.
func (r *round) read(m app.FeedMessage) *reading {
	one := &reading{round: r, message: m}
	if m.Collides {
		one.raise(taskCollision, "MSH-10 (segment 1)", m.Control, text(
			fmt.Sprintf("message %s of %s came before with other bytes; nothing of this one was filed", clip(m.Control, 60), clip(m.Sender, 60)),
			fmt.Sprintf("%s的消息%s此前已收到，但内容不同；本条未归档", clip(m.Sender, 60), clip(m.Control, 60))))
		return one
	}
	parsed, err := hl7v2.Parse(m.Raw, hl7v2.Options{Charset: r.charset[m.Connection]})
	if err == nil {
		one.header, err = hl7v2.HeaderOf(parsed)
	}
	if err != nil {
		one.unreadable(err)
		return one
	}
	one.kind = strings.TrimSuffix(one.header.Type+"^"+one.header.Event, "^")
	switch one.header.Type {
	case "ORU":
		one.results(parsed)
	case "ADT":
		one.admission(parsed)
	case "ACK":
		one.say("nothing", "", "an acknowledgement holds nothing for a chart", "应答消息不含病历内容")
	default:
		one.say("nothing", "MSH-9 (segment 1)", "messages of the type "+clip(one.kind, 30)+" are kept and not filed", "类型"+clip(one.kind, 30)+"的消息仅保存，不归档")
	}
	return one
}

// unreadable opens a task for each problem of a message that cannot be read.
func (one *reading) unreadable(err error) {
	var problems hl7v2.Problems
	if !errors.As(err, &problems) {
		problems = hl7v2.Problems{{Kind: hl7v2.KindHeader, Sentence: err.Error()}}
	}
	for _, p := range problems {
		one.raise(taskUnreadable, p.Place(), string(p.Kind)+" "+p.Place()+" "+p.Sentence, text(
			"the message cannot be read: "+p.Error(), "消息无法读取（"+p.Place()+"）："+p.Sentence))
	}
}

// person finds the person a PID segment names. ok is false when a task was opened
// instead.
func (one *reading) person(pid hl7v2.Segment, index int) (who app.FeedPerson, ok bool) {
	place := fmt.Sprintf("PID-3 (segment %d)", index)
	var sent []string
	var found []app.FeedPerson
	for _, id := range pid.Field(3).Repetitions() {
		number := strings.TrimSpace(id.Component(1).Text())
		if number == "" {
			continue
		}
		sent = append(sent, number)
		for _, p := range one.people[number] {
			if !slices.Contains(found, p) {
				found = append(found, p)
			}
		}
	}
	switch {
	case len(sent) == 0:
		one.raise(taskIdentity, place, "no identifier in message "+one.message.Control, text("the message names no patient identifier", "消息未含患者标识号"))
	case len(found) == 0:
		one.raise(taskPatient, place, strings.Join(sent, ", "), text(
			"no person here has the identifier "+clip(strings.Join(sent, ", "), 80), "系统中没有标识号为"+clip(strings.Join(sent, ", "), 80)+"的人员"))
	case len(found) > 1:
		one.raise(taskIdentity, place, strings.Join(sent, ", "), text(
			fmt.Sprintf("%d persons here carry the identifiers %s", len(found), clip(strings.Join(sent, ", "), 80)),
			fmt.Sprintf("标识号%s对应%d人", clip(strings.Join(sent, ", "), 80), len(found))))
	default:
		return found[0], one.identified(pid, index, found[0])
	}
	return app.FeedPerson{}, false
}

// identified compares birth date and sex of a message with those of the person.
func (one *reading) identified(pid hl7v2.Segment, index int, p app.FeedPerson) bool {
	one.patient = p.Case
	zone, err := time.LoadLocation(p.Zone)
	if err != nil {
		zone = time.UTC
	}
	one.issued = one.momentOf(one.header.Time, zone)
	subject := p.Identifier + " in message " + one.message.Control
	if sent := strings.TrimSpace(pid.Field(7).Component(1).Text()); sent != "" && p.Birth.Known() {
		t, err := hl7v2.ParseTime(sent, zone)
		if err != nil || t.Precision < hl7v2.Day || day.DateOf(t.At, zone) != p.Birth {
			one.raise(taskIdentity, fmt.Sprintf("PID-7 (segment %d)", index), subject, text(
				"the identifier "+p.Identifier+" is known here with another date of birth than "+clip(sent, 20), "标识号"+p.Identifier+"的出生日期与消息中的"+clip(sent, 20)+"不符"))
			return false
		}
	}
	if sent := pid.Field(8).Text(); sent == "M" && p.Sex == "female" || sent == "F" && p.Sex == "male" {
		one.raise(taskIdentity, fmt.Sprintf("PID-8 (segment %d)", index), subject, text(
			"the identifier "+p.Identifier+" is known here with another sex", "标识号"+p.Identifier+"的性别与消息不符"))
		return false
	}
	if one.header.Processing != "P" && one.header.Processing != "" && !p.Synthetic {
		one.raise(taskTest, "MSH-11 (segment 1)", one.message.Sender, text(
			"a test message was sent for a real record; it was not filed", "测试消息指向真实病历，未归档"))
		return false
	}
	return true
}

// momentOf reads a time stamp that need not be there; an unknown moment answers
// one that cannot be read.
func (one *reading) momentOf(stamp string, zone *time.Location) day.Moment {
	t, err := hl7v2.ParseTime(strings.TrimSpace(stamp), zone)
	if err != nil || t.Precision < hl7v2.Day {
		return day.Moment{}
	}
	if t.Precision == hl7v2.Day {
		return day.MomentOn(day.DateOf(t.At, zone), zone)
	}
	return day.MomentAt(t.At.In(zone))
}
