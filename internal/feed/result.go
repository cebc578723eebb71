package feed

import (
	"fmt"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/hl7v2"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// results walks the segments of an ORU^R01: each PID begins a person, each OBR an
// order, each OBX is one result.
func (one *reading) results(m hl7v2.Message) {
	var who app.FeedPerson
	var order hl7v2.Segment
	matched := false
	seen := map[string]int{} // observation -> draft, within this message
	for i, s := range m.Segments {
		switch s.Name {
		case "PID":
			who, matched = one.person(s, i+1)
			order = hl7v2.Segment{}
		case "OBR":
			order = s
		case "OBX":
			if matched {
				o := observation{reading: one, who: who, order: order, obx: s, index: i + 1}
				o.read(seen)
			}
		}
	}
	if _, found := m.Find("PID"); !found {
		one.raise(taskIdentity, "message", "no patient in message "+one.message.Control, text("the message has no segment PID: it names no patient", "消息缺少PID段，未指明患者"))
	}
}

// observation is one OBX on its way into an entry.
type observation struct {
	*reading
	who   app.FeedPerson
	order hl7v2.Segment
	obx   hl7v2.Segment
	index int
}

func (o *observation) place(field int) string {
	return fmt.Sprintf("OBX-%d (segment %d)", field, o.index)
}

// read files one result, or says why not.
func (o *observation) read(seen map[string]int) {
	ids := identifiers(o.obx.Field(3))
	if len(ids) == 0 {
		o.raise(taskCode, o.place(3), "no code", text("the result carries no code", "结果未含项目代码"))
		return
	}
	rank, withdrawn, use := o.status()
	if !use {
		return
	}
	t, found, proposal := o.codes.find(o.message.Sender, ids)
	if !found {
		o.unmapped(ids, proposal)
		return
	}
	at, ok := o.effective()
	if !ok {
		return
	}
	payload := o.payload(t, withdrawn, rank)
	if payload == nil {
		return
	}
	o.file(seen, t, payload, at, rank, ids[0])
}

// identifiers lists the codes of OBX-3: the first triple, and the alternate one.
func identifiers(v hl7v2.Value) []coded {
	var ids []coded
	for _, n := range []int{1, 4} {
		id := coded{strings.TrimSpace(v.Component(n).Text()), v.Component(n + 1).Text(), strings.TrimSpace(v.Component(n + 2).Text())}
		if id.code != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

func (o *observation) unmapped(ids []coded, proposal evidence.Text) {
	var names []string
	for _, id := range ids {
		names = append(names, strings.TrimSpace(id.code+" "+id.system))
	}
	first := ids[0]
	shown := clip(strings.Join(names, " / "), 80)
	if first.text != "" {
		shown += " (" + clip(first.text, 60) + ")"
	}
	o.raise(taskCode, o.place(3), first.system+"/"+first.code, text("the code "+shown+" is not mapped"+proposal.EN, "项目代码"+shown+"尚未对照"+proposal.ZH))
}

// status reads OBX-11 (table 0085), and OBR-25 (table 0123) where it is blank.
// use is false when the segment holds nothing to file.
func (o *observation) status() (rank int, withdrawn string, use bool) {
	code, from := strings.TrimSpace(o.obx.Field(11).Text()), 11
	if code == "" {
		code = strings.TrimSpace(o.order.Field(25).Text())
		if code == "D" || code == "W" || code == "U" || code == "N" { // not in the table of OBR-25
			code = ""
		}
	}
	switch code {
	case "P", "R", "S", "I":
		return chart.Preliminary, "", true
	case "F", "U":
		return chart.Final, "", true
	case "C":
		return chart.Corrected, "", true
	case "D":
		return chart.Withdrawn, "deleted", true
	case "W":
		return chart.Withdrawn, "wrong-patient", true
	case "X":
		return chart.Withdrawn, "not-obtained", true
	case "N", "O":
		o.say("nothing", o.place(from), "the result was not asked for or only describes the order", "该项未申请，或仅为医嘱说明")
		return 0, "", false
	case "":
		o.raise(taskStatus, o.place(11), "blank", text("the result carries no status: neither OBX-11 nor OBR-25 says whether it is final", "结果无状态：OBX-11与OBR-25均未注明是否为最终结果"))
	default:
		o.raise(taskStatus, o.place(11), code, text("the result status "+clip(code, 10)+" is not one of table 0085", "结果状态"+clip(code, 10)+"不在0085表中"))
	}
	return 0, "", false
}

// effective is when the sample was taken: OBX-14, else OBR-7.
func (o *observation) effective() (day.Moment, bool) {
	zone, err := time.LoadLocation(o.who.Zone)
	if err != nil {
		zone = time.UTC
	}
	stamp, where := strings.TrimSpace(o.obx.Field(14).Component(1).Text()), o.place(14)
	if stamp == "" {
		stamp, where = strings.TrimSpace(o.order.Field(7).Component(1).Text()), fmt.Sprintf("OBR-7 (before segment %d)", o.index)
	}
	if stamp == "" {
		o.raise(taskTime, o.place(14), "no time in message "+o.message.Control, text("nothing says when the sample was taken (OBX-14, OBR-7)", "未注明采样时间（OBX-14、OBR-7）"))
		return day.Moment{}, false
	}
	at := o.momentOf(stamp, zone)
	if !at.Known() {
		o.raise(taskTime, where, "time in message "+o.message.Control, text("the time "+clip(stamp, 30)+" cannot be read as a day", "采样时间"+clip(stamp, 30)+"无法读取"))
		return day.Moment{}, false
	}
	if at.Time().After(o.message.Received.Add(clockTolerance)) {
		o.raise(taskTime, where, "future in message "+o.message.Control, text("the time "+clip(stamp, 30)+" lies in the future of its arrival", "采样时间"+clip(stamp, 30)+"晚于消息接收时间"))
		return day.Moment{}, false
	}
	return at, true
}

// clockTolerance is how far the clock of a sender may run ahead.
const clockTolerance = 5 * time.Minute

// payload makes the content of the entry; nil when a task was opened or there is
// nothing to file.
func (o *observation) payload(t target, withdrawn string, rank int) chart.Payload {
	if withdrawn != "" {
		return &chart.Withdrawal{Why: withdrawn, What: t.what + t.organism}
	}
	number, state := o.number()
	switch state {
	case isPending:
		o.say("pending", o.place(5), "the result is pending; no value was sent", "结果未出，未发送数值")
		return nil
	case isBlank:
		o.say("nothing", o.place(5), "the result is blank", "结果为空")
		return nil
	case isMany:
		o.raise(taskValue, o.place(5), number, text("several values stand in one field: "+clip(number, 60), "同一字段含多个数值："+clip(number, 60)))
		return nil
	case isLong:
		o.raise(taskValue, o.place(5), "long value in message "+o.message.Control, text(
			fmt.Sprintf("the value is %d bytes long; it is kept in the message and not filed", len(number)), fmt.Sprintf("结果长达%d字节，仅保存于消息中，未归档", len(number))))
		return nil
	case isForeign:
		o.raise(taskValue, o.place(2), o.obx.Field(2).Text(), text("values of the type "+clip(o.obx.Field(2).Text(), 10)+" are kept and not filed", "类型为"+clip(o.obx.Field(2).Text(), 10)+"的结果仅保存，不归档"))
		return nil
	}
	if t.organism != "" {
		return o.infection(t, number, rank)
	}
	v, ok := o.quantity(t, number)
	if !ok {
		return nil
	}
	return &chart.Measurement{What: t.what, Value: v, Specimen: t.specimen, Method: t.method, Lineage: t.lineage, Laboratory: o.laboratory(), Detail: detail(t, rank)}
}

// quantity reads the number with its unit.
func (o *observation) quantity(t target, number string) (quantity.Value, bool) {
	unit := o.obx.Field(6)
	sent := unit.Component(1).Text()
	if second := unit.Component(2).Text(); sent == "10" && strings.Contains(second, "/") {
		o.raise(taskUnit, o.place(6), unit.Text(), text(
			"the unit 10^"+clip(second, 10)+" was cut at its ^: the sender must write 10*"+clip(second, 10)+" or escape the sign",
			"单位10^"+clip(second, 10)+"被分隔符^截断：发送方须写作10*"+clip(second, 10)+"或转义"))
		return quantity.Value{}, false
	}
	v, kind, words := o.codes.value(o.message.Sender, number, sent, t)
	switch kind {
	case "":
		return v, true
	case taskUnit:
		o.raise(kind, o.place(6), sent+" for "+t.what+t.organism, words)
	default:
		o.raise(kind, o.place(5), number, words)
	}
	return quantity.Value{}, false
}

func detail(t target, rank int) string {
	if rank == chart.Preliminary {
		return strings.TrimSpace("preliminary " + t.detail)
	}
	return t.detail
}

// laboratory is the laboratory that answers for the result: OBX-15, OBX-23, else
// nothing.
func (o *observation) laboratory() string {
	for _, n := range []int{23, 15} {
		v := o.obx.Field(n)
		for _, part := range []int{2, 1} {
			if name := strings.TrimSpace(v.Component(part).Text()); name != "" && n == 15 || name != "" && part == 1 {
				return clip(name, 80)
			}
		}
	}
	return ""
}

// infection makes the entry of a viral test from a number or from words.
func (o *observation) infection(t target, number string, rank int) chart.Payload {
	p := &chart.Infection{Organism: t.organism, Test: t.test, Site: "", Detail: detail(t, rank)}
	if status, known := detectionWords[strings.ToLower(strings.TrimSpace(number))]; known {
		p.Status = status
		return p
	}
	v, ok := o.quantity(t, number)
	if !ok {
		return nil
	}
	load, err := quantity.ParseViralLoad(v.String())
	if err != nil {
		o.raise(taskUnit, o.place(6), number+" for "+t.organism, sentence(err, number))
		return nil
	}
	p.Load, p.Status = load, "active" // detected: the safe side until the team says more
	if strings.HasPrefix(v.Comparator(), "<") {
		if t.below == "" {
			o.raise(taskValue, o.place(5), "below the limit of "+t.organism, text(
				v.String()+": the mapping does not say whether below the limit means not detected", v.String()+"：对照表未说明低于检测下限是否视为未检出"))
			return nil
		}
		p.Status = t.below
	}
	return p
}

// detectionWords are the words laboratories write for a test without a number.
var detectionWords = map[string]string{
	"not detected": "not-detected", "undetected": "not-detected", "target not detected": "not-detected", "negative": "not-detected", "neg": "not-detected",
	"未检出": "not-detected", "未检测到": "not-detected", "阴性": "not-detected",
	"detected": "active", "positive": "active", "检出": "active", "阳性": "active",
}

// file makes the entry and keeps it, unless this message carries the same
// observation with another value.
func (o *observation) file(seen map[string]int, t target, payload chart.Payload, at day.Moment, rank int, id coded) {
	order := strings.TrimSpace(o.order.Field(3).Component(1).Text())
	if order == "" {
		order = strings.TrimSpace(o.order.Field(2).Component(1).Text())
	}
	if order == "" {
		order = "at " + at.String()
	}
	of := strings.Join([]string{o.message.Sender, o.who.About, order, id.system, id.code, o.obx.Field(4).Text()}, "|")
	issued := o.issuedAt()
	e := chart.Entry{About: o.who.About, Effective: at, Source: o.source(), Synthetic: o.who.Synthetic,
		Version: chart.Version{Of: of, Issued: issued, Rank: rank}, Payload: payload}
	e.ID = entryID(o.who.Case, e)
	if first, twice := seen[of]; twice {
		if o.drafts[first].entry.ID == e.ID {
			return // the same line twice
		}
		o.raise(taskValue, o.place(5), "two values in message "+o.message.Control+" for "+id.code, text(
			"the message carries two different values for one observation, "+clip(id.code, 40), "消息对同一项目"+clip(id.code, 40)+"给出两个不同结果"))
		return
	}
	seen[of] = len(o.drafts)
	o.drafts = append(o.drafts, draft{o.who, e})
}

// issuedAt is when the source issued this version: OBR-22, else MSH-7, else the
// arrival.
func (o *observation) issuedAt() day.Moment {
	zone, err := time.LoadLocation(o.who.Zone)
	if err != nil {
		zone = time.UTC
	}
	if at := o.momentOf(o.order.Field(22).Component(1).Text(), zone); at.Known() {
		return at
	}
	return o.issuedOrArrival()
}

func (one *reading) issuedOrArrival() day.Moment {
	if one.issued.Known() {
		return one.issued
	}
	return day.MomentAt(one.message.Received)
}

// source says where the value comes from: the sender, its message, and enough of
// the hash of the raw message to find it.
func (one *reading) source() string {
	return clip("HL7 "+one.message.Sender+" "+one.message.Control+" "+one.message.SHA256[:min(12, len(one.message.SHA256))], 160)
}
