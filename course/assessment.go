package course

import (
	"encoding/json"
	"strconv"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// Edition names the version of a definition: an identifier, its words, the
// status of the rule as it is computed here, and where it was read.
type Edition struct {
	ID      string
	Name    evidence.Text
	Status  evidence.Status
	Sources []evidence.Source
}

// Input is one input that was used: its name in the batch form and its value as
// entered, with unit.
type Input struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Assessment is what every result carries beside its value.
type Assessment struct {
	Endpoint    string              // name of the endpoint in the batch form
	Edition     Edition             // the definition that was used
	Text        evidence.Text       // the conclusion in words
	Used        []Input             // the inputs that were known
	Missing     []string            // the inputs that were not
	Review      []evidence.Text     // why a person should look at an unchanged result
	TeamDecides []evidence.Text     // what is shown and not computed: its source is not settled
	Notes       []evidence.Text     // known limits and neighbouring rules
	Derivation  evidence.Derivation // the steps, with status and sources
}

// Status gives the weakest status that the result rests on.
func (a Assessment) Status() evidence.Status { return a.Derivation.Weakest() }

// merge puts the keys of the assessment beside those of the value.
func (a Assessment) merge(value map[string]any) ([]byte, error) {
	value["text"] = a.Text
	value["edition"] = a.Edition.ID
	value["edition_name"] = a.Edition.Name
	value["mark"] = a.Status()
	value["sources"] = a.Edition.Sources
	value["inputs_used"] = list(a.Used)
	value["inputs_missing"] = list(a.Missing)
	words := make([]evidence.Text, len(a.Missing))
	for i, name := range a.Missing {
		words[i] = InputLabel(name)
	}
	value["inputs_missing_text"] = words
	value["review"] = len(a.Review) > 0
	value["review_reasons"] = list(a.Review)
	value["team_decides"] = list(a.TeamDecides)
	value["notes"] = list(a.Notes)
	value["derivation"] = a.Derivation
	return json.Marshal(value)
}

// list writes an empty list as [] and not as null.
func list[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

// sheet fills an assessment step by step.
type sheet struct{ Assessment }

func open(endpoint string, e Edition) *sheet {
	s := &sheet{Assessment{Endpoint: endpoint, Edition: e}}
	s.Derivation = evidence.Derivation{Label: e.Name, Status: e.Status, Sources: e.Sources}
	return s
}

// take records an input: used when its text is not empty, missing otherwise.
func (s *sheet) take(name, value string) {
	if value == "" {
		s.Missing = append(s.Missing, name)
		return
	}
	s.Used = append(s.Used, Input{name, value})
}

func (s *sheet) ask(name string, f Finding) Finding {
	if f.Known() {
		s.take(name, f.String())
	} else {
		s.take(name, "")
	}
	return f
}

func (s *sheet) when(name string, o Occurrence) Occurrence {
	if o.State().Known() {
		s.take(name, o.String())
	} else {
		s.take(name, "")
	}
	return o
}

func (s *sheet) review(en, zh string) {
	s.Review = append(s.Review, evidence.Text{EN: en, ZH: zh})
}

func (s *sheet) note(en, zh string) {
	s.Notes = append(s.Notes, evidence.Text{EN: en, ZH: zh})
}

func (s *sheet) team(en, zh string) {
	s.TeamDecides = append(s.TeamDecides, evidence.Text{EN: en, ZH: zh})
}

func (s *sheet) say(en, zh string) { s.Text = evidence.Text{EN: en, ZH: zh} }

// stepOf adds a step that carries the words of an input.
func (s *sheet) stepOf(name, value string, status evidence.Status) {
	l := InputLabel(name)
	s.step(l.EN, l.ZH, value, "", status)
}

// formulasZH are the formulas of words in Chinese; those of symbols need none.
var formulasZH = map[string]string{"consecutive days": "连续日", "consecutive lab values": "连续检测值"}

// step adds a step to the derivation.
func (s *sheet) step(en, zh, value, formula string, status evidence.Status) {
	s.Derivation.Steps = append(s.Derivation.Steps, evidence.Derivation{
		Label: evidence.Text{EN: en, ZH: zh}, Value: value, Formula: formula, FormulaZH: formulasZH[formula], Status: status})
}

// fold puts the derivation, the inputs and the remarks of a part below this
// sheet.
func (s *sheet) fold(part Assessment) {
	s.Used = append(s.Used, part.Used...)
	s.Missing = append(s.Missing, part.Missing...)
	s.Review = append(s.Review, part.Review...)
	s.TeamDecides = append(s.TeamDecides, part.TeamDecides...)
	s.Notes = append(s.Notes, part.Notes...)
	s.Derivation.Steps = append(s.Derivation.Steps, part.Derivation)
}

func (s *sheet) done() Assessment {
	if s.Derivation.Value == "" {
		s.Derivation.Value, s.Derivation.ValueZH = s.Text.EN, s.Text.ZH
	}
	return s.Assessment
}

// verdict closes a yes-or-no endpoint with a sentence for each answer.
func (s *sheet) verdict(f Finding, nameEN, nameZH string) Assessment {
	switch f {
	case Yes:
		s.say(nameEN+": criteria met", nameZH+"：符合诊断标准")
	case No:
		s.say(nameEN+": criteria not met", nameZH+"：未达诊断标准")
	default:
		en, zh := labelled(s.Missing)
		s.say(nameEN+": undetermined, missing: "+en, nameZH+"：暂不能判定，缺："+zh)
		if len(s.Missing) == 0 {
			s.say(nameEN+": undetermined", nameZH+"：暂不能判定")
		}
	}
	return s.done()
}

func itoa(n int) string { return strconv.Itoa(n) }

// handbook cites a chapter of the EBMT Handbook, 8th edition (2024).
func handbook(chapter, locator string) evidence.Source {
	return evidence.Source{ID: "doi:10.1007/978-3-031-44080-9_" + chapter,
		Text: "EBMT Handbook, 8th edition, 2024, chapter " + chapter, Locator: locator}
}

// The other sources (knowledge file course/definitions.md, source keys).
var (
	harmonised2024 = evidence.Source{ID: "doi:10.1038/s41409-024-02251-0", Text: "Sureda 2024, harmonised definitions of graft function", Locator: "Table 1"}
	handbook2019   = evidence.Source{ID: "doi:10.1007/978-3-030-02278-5_41", Text: "EBMT Handbook, 7th edition, 2019, chapter 41"}
	cibmtrANC      = evidence.Source{Text: "CIBMTR forms manual, initial ANC recovery", Locator: "q8-11"}
	cibmtrPlatelet = evidence.Source{Text: "CIBMTR forms manual, initial platelet recovery", Locator: "q12-14"}
	harris2016     = handbook("43", "Table 43.4 (Harris 2016)")
	magic2015      = evidence.Source{Text: "MAGIC consortium guidance, Blood 2015;126(23):3154"}
	pdq            = evidence.Source{ID: "NBK577669", Text: "NCI PDQ, paediatric HCT", Locator: "Table 4"}
	bloodref       = evidence.Source{Text: "bloodref.com, acute GVHD grade"}
	corbacioglu    = evidence.Source{ID: "doi:10.1038/bmt.2017.161", Text: "Corbacioglu 2018, paediatric EBMT criteria", Locator: "EBMT Handbook 2024, Table 49.5"}
	vodSeverity    = evidence.Source{ID: "PMC6020812", Text: "Paediatric EBMT severity of SOS/VOD", Locator: "table T3"}
	medicalCrit    = evidence.Source{Text: "medicalcriteria.com, SOS/VOD"}
	kammersgaard   = evidence.Source{ID: "doi:10.1038/s41409-018-0426-8", Text: "Kammersgaard 2019"}
	schoettler     = evidence.Source{ID: "doi:10.1016/j.jtct.2022.11.015", Text: "Schoettler 2023, harmonised TA-TMA definition", Locator: "PMC11882261 table t3"}
	kdigo          = evidence.Source{ID: "PMC4943672", Text: "KDIGO stages of acute kidney injury", Locator: "T1 (stage 2 read as 2.0–2.9, the printed 1.0 is an error)"}
	kdigoNeonatal  = evidence.Source{ID: "doi:10.1186/s12882-020-01945-z", Text: "KDIGO, neonatal modification", Locator: "Table 1"}
	astctCRS       = evidence.Source{ID: "PMC8021214", Text: "ASTCT consensus grading of cytokine release syndrome, 2019", Locator: "Table 1"}
	nih2014        = evidence.Source{ID: "PMC4329079", Text: "Jagasia 2015, NIH 2014 chronic GVHD"}
	heimall        = evidence.Source{Text: "Heimall 2017, Blood 130:2718"}
	holtan         = evidence.Source{Text: "Holtan 2015, Blood 125:1333"}
	youthEFS       = evidence.Source{ID: "PMID:40102203", Text: "Event-free survival in 308 children with non-malignant disease"}
	ownReading     = evidence.Source{Text: "Dayzero reading of an open rule; a clinician approves it"}
)
