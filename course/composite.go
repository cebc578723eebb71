package course

import (
	"strings"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// Events are the dated events from which composite endpoints are made. An
// unknown occurrence keeps "event-free" from being said.
type Events struct {
	AcuteGVHD34      Occurrence // acute GVHD III-IV
	ChronicSystemic  Occurrence // chronic GVHD that needs systemic therapy
	ChronicExtensive Occurrence
	Relapse          Occurrence
	Death            Occurrence
	GraftFailure     Occurrence
	Retransplant     Occurrence     // second transplant
	SecondProcedure  Occurrence     // any second cell procedure
	LastContact      day.Transplant // alive and seen
}

// EndpointState is the state of a composite endpoint.
type EndpointState string

// The states. Undetermined: an unknown component could be an event.
const (
	EventHappened EndpointState = "event"
	EventFree     EndpointState = "event_free" // at last contact, or at the end of the period
	Undetermined  EndpointState = "undetermined"
)

// Composite is one composite endpoint by name: the first event and its day, or
// the day until which the child is known to be free of events (to be censored
// there). AtMost marks that an unknown component could have come earlier.
type Composite struct {
	Name      string        `json:"name"`
	Text      evidence.Text `json:"text"`
	State     EndpointState `json:"state"`
	Day       any           `json:"day"`
	Component string        `json:"component"`
	AtMost    bool          `json:"at_most"`
	Missing   []string      `json:"missing"`
}

// CompositeResult holds every endpoint by name.
type CompositeResult struct {
	Assessment
	Endpoints []Composite
}

// Endpoint gives one endpoint by name, the zero Composite of none.
func (r CompositeResult) Endpoint(name string) Composite {
	for _, e := range r.Endpoints {
		if e.Name == name {
			return e
		}
	}
	return Composite{}
}

// MarshalJSON writes the keys of the batch form.
func (r CompositeResult) MarshalJSON() ([]byte, error) {
	return r.merge(map[string]any{"endpoints": r.Endpoints})
}

type component struct {
	name string
	when Occurrence
}

// CompositeEndpoints computes each endpoint by its name: overall survival; GRFS
// in the first year (Holtan 2015: acute GVHD III-IV, chronic GVHD on systemic
// therapy, relapse, death); event-free survival of non-malignant disease
// (PMID 40102203: acute GVHD III-IV, extensive chronic GVHD, retransplant,
// death). Event-free survival without GVHD is in use but its source is not
// settled: it is computed only if the centre set it.
func CompositeEndpoints(events Events, centreSetEFS Finding) CompositeResult {
	s := open("composite-endpoints", Edition{ID: "Composite endpoints by name", Name: evidence.Text{EN: "Composite endpoints, each by its name", ZH: "复合终点（按名称分列）"},
		Status: evidence.Read, Sources: []evidence.Source{holtan, youthEFS}})
	all := []component{{"acute_gvhd_3_4", events.AcuteGVHD34}, {"chronic_gvhd_systemic", events.ChronicSystemic}, {"chronic_gvhd_extensive", events.ChronicExtensive},
		{"relapse", events.Relapse}, {"death", events.Death}, {"graft_failure", events.GraftFailure}, {"retransplant", events.Retransplant}, {"second_procedure", events.SecondProcedure}}
	for _, c := range all {
		s.when(c.name, c.when)
	}
	last := ""
	if events.LastContact.Known() {
		last = events.LastContact.String()
	}
	s.take("last_contact", last)
	out := CompositeResult{Endpoints: []Composite{
		combine("os", evidence.Text{EN: "overall survival", ZH: "总生存"}, lastDay, events, all[4]),
		combine("grfs", evidence.Text{EN: "GVHD-free, relapse-free survival, first year (Holtan 2015)", ZH: "无GVHD无复发生存，第1年（Holtan 2015）"}, year, events, all[0], all[1], all[3], all[4]),
		combine("efs-non-malignant", evidence.Text{EN: "event-free survival, non-malignant disease (PMID 40102203)", ZH: "非恶性病无事件生存（PMID 40102203）"}, lastDay, events, all[0], all[2], all[6], all[4]),
	}}
	if centreSetEFS == Yes {
		s.note("event-free survival without GVHD: definition set by the centre", "不含GVHD的无事件生存：定义由本中心设定")
		out.Endpoints = append(out.Endpoints, combine("efs-without-gvhd", evidence.Text{EN: "event-free survival without GVHD (death, graft failure, second procedure; set by the centre)", ZH: "不含GVHD的无事件生存（死亡、植入失败、二次细胞治疗；本中心设定）"}, lastDay, events, all[4], all[5], all[7]))
	} else {
		s.team("event-free survival without GVHD is in use, but its definition was not read: not computed", "不含GVHD的无事件生存有人使用，但定义未读到：不计算")
	}
	s.compositeWords(out)
	return CompositeResult{Assessment: s.done(), Endpoints: out.Endpoints}
}

// combine finds the first event within a period; what happened after it is not
// an event of this endpoint.
func combine(name string, words evidence.Text, period day.Transplant, events Events, parts ...component) Composite {
	out := Composite{Name: name, Text: words, State: EventFree, Missing: []string{}}
	first := day.NoDay
	for _, p := range parts {
		switch on := p.when.Day(); {
		case p.when.State() == Unknown:
			out.Missing = append(out.Missing, p.name)
		case p.when.State() == Yes && on <= period && (!first.Known() || on < first):
			first, out.Component = on, p.name
		}
	}
	switch {
	case first.Known():
		out.State, out.Day, out.AtMost = EventHappened, int(first), len(out.Missing) > 0
	case len(out.Missing) > 0:
		out.State = Undetermined
	case events.LastContact.Known():
		out.Day = int(min(events.LastContact, period))
	case events.Death.State() == Yes:
		out.Day = int(min(events.Death.Day(), period))
	default:
		out.State, out.Missing = Undetermined, append(out.Missing, "last_contact")
	}
	return out
}

func (s *sheet) compositeWords(out CompositeResult) {
	en, zh := "", ""
	for _, e := range out.Endpoints {
		s.step(e.Text.EN, e.Text.ZH, strings.TrimSpace(string(e.State)+" "+e.Component), "", evidence.Read)
		en += "; " + e.Text.EN + ": " + map[EndpointState]string{EventHappened: "event", EventFree: "free of the event", Undetermined: "undetermined"}[e.State]
		zh += "；" + e.Text.ZH + "：" + map[EndpointState]string{EventHappened: "发生事件", EventFree: "无事件", Undetermined: "暂不能判定"}[e.State]
	}
	s.say(en[2:], zh[len("；"):])
}
