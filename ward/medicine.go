package ward

import (
	"sort"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// Medicine is one medicine of the child: the orders of one drug, oldest first,
// and how it ended.
type Medicine struct {
	Drug     string
	Category string
	From     day.Date // first day; the day of the order where none is named
	To       day.Date // last day that an order names, or the day of the stop; unknown while open
	Stopped  bool     // ended by a stop entry
	Reason   string   // of the stop
	Orders   []MedicineStep
	Entries  []string
}

// MedicineStep is one order of the same drug: a start, a change or a taper.
type MedicineStep struct {
	On          day.Date
	Dose, Route string
	Entry       string
	From, To    day.Date
}

// Running reports whether the medicine runs on a day.
func (m Medicine) Running(on day.Date) bool {
	return !m.From.After(on) && (!m.To.Known() || !m.To.Before(on))
}

// Tapering reports whether more than one order was written for the drug, so that
// its dose is being changed by the team.
func (m Medicine) Tapering() bool { return len(m.Orders) > 1 }

// Medicines lists the medicines in order of their first day.
func Medicines(v chart.View) []Medicine { return newIndex(v).medicines() }

func (x *index) medicines() []Medicine {
	open := map[string]*Medicine{}
	var all []*Medicine
	entries := append(append([]*chart.Entry(nil), x.kinds["medication-order"]...), x.kinds["medication-stop"]...)
	sort.SliceStable(entries, func(i, j int) bool { return entries[i].Effective.Time().Before(entries[j].Effective.Time()) })
	for _, e := range entries {
		switch d := e.Payload.(type) {
		case *chart.MedicationOrder:
			m := open[drugKey(d.Drug)]
			if m == nil {
				m = &Medicine{Drug: d.Drug, Category: d.Category}
				open[drugKey(d.Drug)], all = m, append(all, m)
			}
			m.order(d, e, x.view.DateOf(*e))
		case *chart.MedicationStop:
			if m := open[drugKey(d.Drug)]; m != nil {
				m.To, m.Stopped, m.Reason = x.view.DateOf(*e), true, d.Reason
				m.Entries = append(m.Entries, e.ID)
				delete(open, drugKey(d.Drug))
			}
		}
	}
	out := make([]Medicine, len(all))
	for i, m := range all {
		out[i] = *m
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].From.Before(out[j].From) })
	return out
}

func drugKey(drug string) string { return strings.ToLower(strings.TrimSpace(drug)) }

func (m *Medicine) order(d *chart.MedicationOrder, e *chart.Entry, written day.Date) {
	from := d.From
	if !from.Known() {
		from = written
	}
	if !m.From.Known() || from.Before(m.From) {
		m.From = from
	}
	m.To = d.To // the newest order says how long
	m.Orders = append(m.Orders, MedicineStep{On: written, Dose: d.Dose, Route: d.Route, Entry: e.ID, From: from, To: d.To})
	m.Entries = append(m.Entries, e.ID)
}

// Interaction is a pair of running medicines that change each other's level.
type Interaction struct {
	First, Second string
	Text          evidence.Text
	Check         evidence.Text
	Status        evidence.Status
	Sources       []evidence.Source
	Entries       []string
}

// interactionRules: what changes the level of a calcineurin inhibitor. That of
// azoles is read (EBMT Handbook 2024, ch. 26); macrolides and rifamycins are
// named by practice.md without a source and are shown as unsure.
var interactionRules = []struct {
	class   string
	members []drugName
	text    evidence.Text
	status  evidence.Status
	sources []evidence.Source
}{
	{"azole", []drugName{{"fluconazole", "氟康唑"}, {"itraconazole", "伊曲康唑"}, {"voriconazole", "伏立康唑"}, {"posaconazole", "泊沙康唑"}, {"isavuconazole", "艾沙康唑"}}, evidence.Text{EN: "an azole raises the level of ciclosporin and tacrolimus (strong)", ZH: "唑类升高环孢素、他克莫司血药浓度（作用强）"}, evidence.Read,
		[]evidence.Source{{ID: "doi:10.1007/978-3-031-44080-9_26", Text: "EBMT Handbook, 8th edition, 2024, chapter 26"}}},
	{"macrolide", []drugName{{"erythromycin", "红霉素"}, {"clarithromycin", "克拉霉素"}, {"azithromycin", "阿奇霉素"}}, evidence.Text{EN: "a macrolide can raise the level of ciclosporin and tacrolimus", ZH: "大环内酯类可升高环孢素、他克莫司血药浓度"}, evidence.Unsure, practiceNotes},
	{"rifamycin", []drugName{{"rifampicin", "利福平"}, {"rifampin", "利福平"}, {"rifabutin", "利福布汀"}, {"rifapentine", "利福喷丁"}}, evidence.Text{EN: "a rifamycin can lower the level of ciclosporin and tacrolimus", ZH: "利福霉素类可降低环孢素、他克莫司血药浓度"}, evidence.Unsure, practiceNotes},
}

// practiceNotes is expected practice without a source: a place, not a number.
var practiceNotes = []evidence.Source{{Text: "Dayzero clinical practice notes", Locator: "Course"}}

// drugName is a drug in both languages, in small letters.
type drugName struct{ en, zh string }

var calcineurinInhibitors = []drugName{{"ciclosporin", "环孢素"}, {"cyclosporin", "环孢素"}, {"tacrolimus", "他克莫司"}}

// otherSuppressants are further drugs against graft-versus-host disease (words of
// the clinical glossary).
var otherSuppressants = []drugName{{"mycophenolate", "吗替麦考酚酯"}, {"methotrexate", "甲氨蝶呤"}, {"methylprednisolone", "甲泼尼龙"}, {"prednisolone", "泼尼松龙"},
	{"ruxolitinib", "芦可替尼"}, {"sirolimus", "西罗莫司"}, {"basiliximab", "巴利昔单抗"}}

// DrugWords is a drug of the record as it was written and, where it is one that the
// ward watches, its Chinese name.
func DrugWords(drug string) evidence.Text {
	lists := [][]drugName{calcineurinInhibitors, otherSuppressants}
	for _, rule := range interactionRules {
		lists = append(lists, rule.members)
	}
	for _, list := range lists {
		for _, d := range list {
			if strings.EqualFold(strings.TrimSpace(drug), d.en) {
				return text(drug, d.zh)
			}
		}
	}
	return text(drug, drug)
}

// Interactions lists the pairs that run on the day of the view.
func Interactions(v chart.View) []Interaction { return newIndex(v).interactions() }

func (x *index) interactions() []Interaction {
	today := x.view.Today()
	var inhibitors, running []Medicine
	for _, m := range x.medicines() {
		if !m.Running(today) {
			continue
		}
		running = append(running, m)
		if named(m.Drug, calcineurinInhibitors) {
			inhibitors = append(inhibitors, m)
		}
	}
	var out []Interaction
	for _, rule := range interactionRules {
		for _, m := range running {
			if !named(m.Drug, rule.members) {
				continue
			}
			for _, c := range inhibitors {
				out = append(out, Interaction{First: m.Drug, Second: c.Drug, Text: rule.text, Status: rule.status, Entries: append(append([]string{}, m.Entries...), c.Entries...),
					Check: text("level after every start, stop or change of dose of either", "任一药物启用、停用或调量后复测浓度"), Sources: rule.sources})
			}
		}
	}
	return out
}

func named(drug string, members []drugName) bool {
	name := strings.ToLower(drug)
	for _, m := range members {
		if strings.Contains(name, m.en) || strings.Contains(name, m.zh) {
			return true
		}
	}
	return false
}

// ChangesLevels reports whether a drug is a calcineurin inhibitor or one that
// changes its level, so that its start and end are drawn on the level.
func ChangesLevels(drug string) bool {
	if named(drug, calcineurinInhibitors) {
		return true
	}
	for _, rule := range interactionRules {
		if named(drug, rule.members) {
			return true
		}
	}
	return false
}
