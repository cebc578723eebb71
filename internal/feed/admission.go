package feed

import (
	"fmt"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/hl7v2"
	"github.com/dayzero-hsct/dayzero/internal/app"
)

// movement is what an ADT trigger means for a chart: an event, or the
// cancellation of one.
type movement struct {
	what   string // kind of event: admission, discharge, visit
	cancel bool
}

// movements are the triggers that are filed. A pre-admission, a transfer and a
// change of particulars are no event of a chart.
var movements = map[string]movement{
	"A01": {what: "admission"}, "A04": {what: "visit"}, "A06": {what: "admission"},
	"A03": {what: "discharge"}, "A07": {what: "discharge"},
	"A11": {what: "admission", cancel: true}, "A13": {what: "discharge", cancel: true},
}

// passedOver are the triggers that are read for the particulars of the person
// and leave nothing else.
var passedOver = map[string]bool{"A02": true, "A05": true, "A08": true, "A12": true, "A28": true, "A31": true}

// admission reads an ADT message.
func (one *reading) admission(m hl7v2.Message) {
	if one.header.Event == "A40" {
		one.merge(m)
		return
	}
	move, filed := movements[one.header.Event]
	if !filed && !passedOver[one.header.Event] {
		one.say("nothing", "MSH-9 (segment 1)", "messages of the type "+clip(one.kind, 30)+" are kept and not filed", "类型"+clip(one.kind, 30)+"的消息仅保存，不归档")
		return
	}
	for i, s := range m.Segments {
		if s.Name != "PID" {
			continue
		}
		who, ok := one.person(s, i+1)
		switch {
		case !ok:
		case filed:
			one.move(m, who, move)
		default:
			one.say("nothing", "MSH-9 (segment 1)", one.kind+": the particulars agree with the record", one.kind+"：患者信息与病历一致")
		}
		return
	}
	one.raise(taskIdentity, "message", "no patient in message "+one.message.Control, text("the message has no segment PID: it names no patient", "消息缺少PID段，未指明患者"))
}

// move files an admission, a discharge or a visit, or takes one back. Versions
// belong to the visit number (PV1-19), so that a cancellation finds its event.
func (one *reading) move(m hl7v2.Message, who app.FeedPerson, move movement) {
	zone, err := time.LoadLocation(who.Zone)
	if err != nil {
		zone = time.UTC
	}
	at := one.momentOf(one.happened(m, move), zone)
	if !at.Known() {
		one.raise(taskTime, "EVN-6", "time in message "+one.message.Control, text("nothing says when it happened (EVN-6, PV1-44, PV1-45, EVN-2)", "未注明发生时间（EVN-6、PV1-44、PV1-45、EVN-2）"))
		return
	}
	if at.Time().After(one.message.Received.Add(clockTolerance)) {
		one.raise(taskTime, "EVN-6", "future in message "+one.message.Control, text("the event lies in the future of its arrival", "事件时间晚于消息接收时间"))
		return
	}
	pv1, _ := m.Find("PV1")
	visit := strings.TrimSpace(pv1.Field(19).Component(1).Text())
	if visit == "" {
		visit = "on " + at.Date(zone).String()
	}
	e := chart.Entry{About: who.About, Effective: at, Source: one.source(), Synthetic: who.Synthetic,
		Version: chart.Version{Of: strings.Join([]string{one.message.Sender, who.About, "visit", visit, move.what}, "|"), Issued: one.issuedOrArrival(), Rank: chart.Final}}
	e.Payload = &chart.Event{What: move.what, Detail: one.kind}
	if move.cancel {
		e.Version.Rank = chart.Withdrawn
		e.Payload = &chart.Withdrawal{Why: "cancelled", What: move.what, Detail: one.kind}
	}
	e.ID = entryID(who.Case, e)
	one.drafts = append(one.drafts, draft{who, e})
}

// happened is the time stamp of the movement as sent.
func (one *reading) happened(m hl7v2.Message, move movement) string {
	evn, _ := m.Find("EVN")
	pv1, _ := m.Find("PV1")
	admitted, left := pv1.Field(44), pv1.Field(45)
	own := admitted
	if move.what == "discharge" {
		own = left
	}
	for _, v := range []hl7v2.Value{evn.Field(6), own, evn.Field(2)} {
		if stamp := strings.TrimSpace(v.Component(1).Text()); stamp != "" {
			return stamp
		}
	}
	return ""
}

// merge never merges: two identifiers for one child are joined by a person who
// has looked at both records.
func (one *reading) merge(m hl7v2.Message) {
	pid, _ := m.Find("PID")
	mrg, found := m.Find("MRG")
	to, from := strings.TrimSpace(pid.Field(3).Component(1).Text()), strings.TrimSpace(mrg.Field(1).Component(1).Text())
	if !found || to == "" || from == "" {
		one.raise(taskIdentity, "MRG-1", "merge in message "+one.message.Control, text("the merge does not name both identifiers", "合并消息未给出两个标识号"))
		return
	}
	for _, number := range []string{to, from} {
		if people := one.people[number]; len(people) > 0 {
			one.patient = people[0].Case
		}
	}
	if one.patient == "" {
		one.say("nothing", "PID-3", "a merge of identifiers that nobody here carries", "合并的标识号均不属于本系统人员")
		return
	}
	one.raise(taskMerge, "MRG-1", from+" into "+to, text(
		fmt.Sprintf("the sender merged %s into %s; records are never merged by themselves: look at both", clip(from, 60), clip(to, 60)),
		fmt.Sprintf("发送方已将%s并入%s；系统不自动合并病历，请人工核对两份病历", clip(from, 60), clip(to, 60))))
}
