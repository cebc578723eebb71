package ward

import (
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/course"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// GateLine is one fact of the discharge gate: met, not met, or unknown, with the
// entries that say so.
type GateLine struct {
	ID      string
	Text    evidence.Text
	Met     course.Finding
	Detail  evidence.Text
	Status  evidence.Status
	Source  evidence.Source
	Entries []string
	Item    string // the assessment that a person records; "" where the record itself says it
}

// DischargeGate is the checklist of facts before a child goes home. It opens
// when every line is met; it never opens on a line that is unknown.
type DischargeGate struct {
	Lines []GateLine
}

// Open reports whether every line is met.
func (g DischargeGate) Open() bool {
	for _, l := range g.Lines {
		if l.Met != course.Yes {
			return false
		}
	}
	return len(g.Lines) > 0
}

// Left counts the lines that are not met or unknown.
func (g DischargeGate) Left() int {
	n := 0
	for _, l := range g.Lines {
		if l.Met != course.Yes {
			n++
		}
	}
	return n
}

// The two origins of the lines (course/calendar.md, "Discharge gate").
var (
	stJude  = evidence.Source{Text: "St Jude, published discharge criteria", Locator: "course/calendar.md section 3"}
	derived = evidence.Source{Text: "Dayzero course calendar, derived additions", Locator: "course/calendar.md section 3"}
)

// signedLines are what a person judges and signs as an assessment.
var signedLines = []struct {
	item      string
	words     evidence.Text
	published bool
	radio     bool // asked for unless radiosensitivity is excluded
}{
	{"discharge-medicines", text("medicines possible by mouth or outpatient infusion", "可口服或门诊静脉用药"), true, false},
	{"discharge-pain", text("pain absent or controlled", "无痛或疼痛可控"), true, false},
	{"discharge-complication", text("no serious infection or treatment complication", "无严重感染或治疗并发症"), true, false},
	{"discharge-intake", text("fluids and calories at least 75 % enteral", "≥75%液体与热量经肠内"), false, false},
	{"discharge-platelets", text("platelets supportable as outpatient", "血小板可门诊支持"), false, false},
	{"discharge-levels", text("level of immunosuppression in the centre's band twice", "免疫抑制剂浓度两次处于本中心目标范围"), false, false},
	{"discharge-teaching", text("carer teach-back: line, fever ≥ 38 °C to hospital at once, drug list, GVHD signs, food, water, contacts", "照护者复述：管路、发热≥38℃立即就诊、用药清单、GVHD表现、饮食饮水、接触防护"), false, false},
	{"discharge-housing", text("housing and transport near the centre", "住处与交通靠近中心"), false, false},
	{"discharge-contact", text("24-hour number given", "已告知24小时电话"), false, false},
	{"discharge-appointments", text("first three appointments made", "已预约前三次复诊"), false, false},
	{"discharge-products-card", text("card for irradiated blood products", "辐照血液制品卡"), false, false},
	{"discharge-radiation-card", text("radiosensitivity card", "辐射敏感提示卡"), false, true},
	{"discharge-vaccines", text("no live vaccines at home", "家中无人接种活疫苗"), false, false},
	{"discharge-supply", text("medicine supply for at least 7 days", "药量≥7天"), false, false},
}

// afebrileItem is signed where temperatures are charted elsewhere.
const afebrileItem = "discharge-afebrile"

var afebrileWords = text("no fever: 48 h afebrile, off intravenous antibiotics", "无发热：停静脉抗生素后48小时无发热")

// SignedItem is the name of a line of the discharge gate that a person signs as an
// assessment; empty for an item that is none.
func SignedItem(item string) evidence.Text {
	for _, line := range signedLines {
		if line.item == item {
			return line.words
		}
	}
	if item == afebrileItem {
		return afebrileWords
	}
	return evidence.Text{}
}

// Gate makes the discharge gate of the day of the view. Radiosensitive is "no"
// only where it was excluded.
func Gate(v chart.View, radiosensitive string, limits Limits) DischargeGate {
	x := indexWith(v, limits)
	return gate(x, assess(x), radiosensitive)
}

func gate(x *index, c Course, radiosensitive string) DischargeGate {
	var g DischargeGate
	if !c.Started {
		return g
	}
	g.Lines = append(g.Lines, engraftedLine(c), x.afebrileLine(), x.infectionLine())
	signed := x.assessments()
	for _, s := range signedLines {
		if s.radio && radiosensitive == "no" {
			continue
		}
		l := GateLine{ID: s.item, Item: s.item, Text: s.words, Status: evidence.Derived, Source: derived, Detail: text("not signed", "未签认")}
		if s.published {
			l.Status, l.Source = evidence.Read, stJude
		}
		if a, ok := signed[s.item]; ok {
			l.Entries = []string{a.ID}
			l.Met = map[string]course.Finding{"done": course.Yes, "waived": course.Yes, "not-applicable": course.Yes, "abnormal": course.No}[a.Data.State]
			said := signedWords(a.Data)
			l.Detail = text(said.EN+", "+x.view.DateOf(a.Entry).String(), said.ZH+"，"+x.view.DateOf(a.Entry).String())
		}
		if s.item == "discharge-levels" {
			x.levelsLine(&l)
		}
		g.Lines = append(g.Lines, l)
	}
	return g
}

// assessments gives the newest assessment of each item since Day 0.
func (x *index) assessments() map[string]chart.Item[*chart.Assessment] {
	out := map[string]chart.Item[*chart.Assessment]{}
	for _, it := range of[*chart.Assessment](x) {
		if n := x.dayOf(&it.Entry); n >= 0 {
			out[it.Data.Item] = it
		}
	}
	return out
}

func engraftedLine(c Course) GateLine {
	l := GateLine{ID: "engraftment", Text: text("neutrophils engrafted", "粒系植入"), Status: evidence.Read, Source: stJude, Detail: c.Neutrophils.Text}
	if e, ok := c.Endpoint("neutrophil-recovery"); ok {
		l.Entries = e.Entries
	}
	switch c.Neutrophils.State {
	case course.Engrafted:
		l.Met = course.Yes
	case "", course.RecoveryUnknown, course.NeverBelow:
		l.Detail = text("not known from the counts", "现有计数不能判定")
	default:
		l.Met = course.No
	}
	return l
}

// afebrileHours: without fever, and without intravenous antibiotics, for 24 to 48
// hours (derived); the longer one opens the gate.
const afebrileHours = 48

var signedStates = map[string]evidence.Text{"done": text("signed", "已签认"), "waived": text("waived", "免除"), "not-applicable": text("not applicable", "不适用"), "abnormal": text("not met", "未满足")}

// signedWords are the state that somebody signed and what they wrote.
func signedWords(a *chart.Assessment) evidence.Text {
	said, known := signedStates[a.State]
	if !known {
		said = text(a.State, a.State)
	}
	if a.Result != "" {
		said.EN, said.ZH = said.EN+": "+a.Result, said.ZH+"："+a.Result
	}
	return said
}

// afebrileLine needs temperatures of the last 48 hours that are all below 38 °C
// and no intravenous antimicrobial for treatment on the day. A chart without
// temperatures does not say "no fever".
func (x *index) afebrileLine() GateLine {
	l := GateLine{ID: "afebrile", Item: afebrileItem, Text: afebrileWords, Status: evidence.Derived, Source: derived,
		Detail: text("no temperature in the last 48 h", "近48小时无体温记录")}
	if a, ok := x.assessments()[afebrileItem]; ok && x.today-x.dayOf(&a.Entry) <= 2 {
		l.Entries = []string{a.ID}
		l.Met = map[string]course.Finding{"done": course.Yes, "abnormal": course.No}[a.Data.State]
		l.Detail = signedWords(a.Data)
	}
	highest := ""
	for _, o := range since(x.measured["temperature"], x.today-2) {
		t, err := o.Value.Temperature()
		if err != nil || x.hoursBefore(o.Entry) > afebrileHours || x.hoursBefore(o.Entry) < 0 {
			continue
		}
		l.Entries = append(l.Entries, o.Entry.ID)
		if t.Celsius() >= feverFrom {
			l.Met, highest = course.No, o.Value.String()
			l.Detail = text("fever "+highest+" on "+o.Day.String(), dayWord(o.Day)+"发热"+highest)
		}
	}
	return l
}

// infectionLine asks the record for an infection that is active.
func (x *index) infectionLine() GateLine {
	l := GateLine{ID: "infection", Text: text("no active infection in the record", "记录中无活动性感染"), Status: evidence.Read, Source: stJude,
		Detail: text("no test of the last 14 days", "近14天无检测")}
	state := map[string]string{}
	entry := map[string]string{}
	newest := day.NoDay
	for _, it := range of[*chart.Infection](x) {
		key := it.Data.Organism + "|" + it.Data.Site
		state[key], entry[key] = it.Data.Status, it.ID
		if n := x.dayOf(&it.Entry); !newest.Known() || n > newest {
			newest = n
		}
	}
	for key, s := range state {
		if s == "active" {
			l.Met, l.Entries = course.No, append(l.Entries, entry[key])
			l.Detail = text("active: "+strings.TrimSuffix(key, "|"), "活动性："+strings.TrimSuffix(key, "|"))
		}
	}
	if l.Met == course.Unknown && newest.Known() && x.today-newest <= 14 {
		l.Met, l.Detail = course.Yes, text("none active; last test "+newest.String(), "无活动性；最近检测"+dayWord(newest))
	}
	return l
}
