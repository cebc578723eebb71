package consult

import (
	"fmt"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// Taking is how a consult is taken into a chart.
type Taking struct {
	CaseID   string
	Author   string // account of the person who accepts
	At       time.Time
	Location *time.Location // of the centre
	Missing  []evidence.Text
}

// Entries turns the answers into the entries of a new chart, so that nobody
// types them again. An entry whose day was not given stands on the day the
// consult was sent, and its source says that the day is not known. What has no
// kind of entry stands in a note. The answers must pass Check.
func Entries(c Consult, t Taking) ([]chart.Entry, error) {
	w := &writer{c: c, t: t, ids: map[string]int{}}
	w.people()
	w.first()
	w.diagnosis()
	w.genes()
	w.results()
	w.history()
	w.papers()
	w.notes()
	for _, e := range w.entries {
		if problems := chart.Check(e.Payload); len(problems) > 0 {
			return nil, fmt.Errorf("entry %s: %s", e.ID, strings.Join(chart.Sentences(problems), "; "))
		}
	}
	return w.entries, w.err
}

type writer struct {
	c       Consult
	t       Taking
	entries []chart.Entry
	ids     map[string]int
	err     error
}

// add writes one entry; on is its day as written, empty when it was not given.
func (w *writer) add(about, on string, p chart.Payload) string {
	w.ids[string(p.Kind())]++
	return w.put(fmt.Sprintf("%s-%d", p.Kind(), w.ids[string(p.Kind())]), about, on, p)
}

func (w *writer) put(id, about, on string, p chart.Payload) string {
	at, source := day.MomentAt(w.c.Sent), "consult "+w.c.Number
	if d, err := day.ParseDate(on); err == nil {
		at = day.MomentOn(d, w.t.Location)
	} else if dated(p) {
		source += ": the day was not given"
	}
	w.entries = append(w.entries, chart.Entry{ID: id, Patient: w.t.CaseID, About: about, Effective: at, Recorded: day.MomentAt(w.t.At),
		Author: w.t.Author, Source: source, Synthetic: w.c.Synthetic, Payload: p})
	return id
}

// dated reports whether the day of an entry is a fact about the child.
func dated(p chart.Payload) bool {
	switch p.(type) {
	case *chart.Infection, *chart.Vaccine, *chart.Imaging, *chart.Transfusion, *chart.Measurement, *chart.Variant, *chart.HLATyping, *chart.BloodGroup:
		return true
	}
	return false
}

func (w *writer) one(group, field string) string { return w.c.Answers.One(group, field) }

func answer(v string) chart.Answer {
	var a chart.Answer
	_ = a.UnmarshalText([]byte(v)) // a value outside the three answers stays unsaid
	return a
}

func date0(v string) day.Date {
	d, _ := day.ParseDate(v) // unknown stays unknown
	return d
}

func orUnknown(v string) string {
	if v == "" {
		return "unknown"
	}
	return v
}

// people writes the child and the relatives.
func (w *writer) people() {
	birthYear := w.one("child", "birth")
	name := w.c.Name()
	w.put("child", "", birthYear, &chart.Person{Role: "recipient", Label: text(name, name), Sex: orUnknown(w.one("child", "sex")), Birth: date0(w.one("child", "birth")), Identifier: w.c.Number})
	w.entries[0].Effective, w.entries[0].Source = day.MomentAt(w.c.Sent), "consult "+w.c.Number
	sibling, others := 0, 0
	seen := map[string]bool{}
	for _, r := range w.c.Answers.Rows("relatives") {
		id := r["relation"]
		switch {
		case id == "sister" || id == "brother":
			sibling++
			id = fmt.Sprintf("sibling-%d", sibling)
		case id != "mother" && id != "father" || seen[id]:
			others++
			id = fmt.Sprintf("relative-%d", others)
		}
		seen[id] = true
		w.relative(id, r)
	}
	for _, p := range []string{"mother", "father", "sibling-1", "sibling-2", "sibling-3", "sibling-4"} {
		if !seen[p] && w.mentioned(p) {
			w.relative(p, Row{"relation": map[string]string{"mother": "mother", "father": "father"}[p]})
		}
	}
}

// mentioned reports whether a result of a person was given although the table of
// relatives does not hold the person.
func (w *writer) mentioned(person string) bool {
	for _, group := range []string{"variants", "hla", "blood"} {
		for _, r := range w.c.Answers.Rows(group) {
			if r["person"] == person {
				return true
			}
		}
	}
	return false
}

func (w *writer) relative(id string, r Row) {
	relation := r["relation"]
	if relation == "" {
		relation = "other"
	}
	sex := map[string]string{"mother": "female", "sister": "female", "half-sister": "female", "father": "male", "brother": "male", "half-brother": "male"}[relation]
	if sex == "" {
		sex = orUnknown(r["sex"])
	}
	label := relationLabel(relation)
	if n, is := strings.CutPrefix(id, "sibling-"); is {
		label = text(label.EN+" "+n, label.ZH+n)
	}
	w.put(id, "", "", &chart.FamilyMember{Relation: relation, Label: label, Sex: sex, Birth: date0(r["birth"]), PotentialDonor: answer(r["donor"]), Parous: answer(r["parous"])})
	if r["affected"] == "yes" {
		w.add(id, "", &chart.Note{Text: "The family reports that this relative has the same illness. / 家属报告该亲属患同样疾病。"})
	}
}

func relationLabel(relation string) evidence.Text {
	for _, o := range relations {
		if o.Code == relation {
			return text(strings.ToUpper(o.Text.EN[:1])+o.Text.EN[1:], o.Text.ZH)
		}
	}
	return text(relation, relation)
}

// first writes the consult itself, the consents and the step of the journey.
func (w *writer) first() {
	language := w.one("asker", "language")
	if language == "" || language == "other" {
		language = w.c.Language
	}
	from := w.one("asker", "from")
	if from == "" {
		from = "other"
	}
	question := w.one("question", "question")
	if question == "" {
		question = "No question was written (" + w.c.Source + ")."
	}
	p := &chart.Consult{Channel: "web", Language: language, From: from, Question: question, Interpreter: answer(w.one("asker", "interpreter")), Guardian: w.guardian()}
	for _, d := range w.c.Documents {
		p.Documents = append(p.Documents, d.Name)
	}
	for _, m := range w.t.Missing {
		p.Missing = append(p.Missing, m.EN)
	}
	if n := len(w.c.Replies); n > 0 {
		p.NotExamined, p.Answered = w.c.Replies[n-1].NotExamined, day.DateOf(w.c.Replies[n-1].At, w.t.Location)
	}
	w.put("consult", "", "", p)
	w.put("step-1-opened", "", "", &chart.StageChange{Step: 1, State: "opened"})
	w.put("step-1-done", "", "", &chart.StageChange{Step: 1, State: "done"})
	w.put("step-2-opened", "", "", &chart.StageChange{Step: 2, State: "opened"})
	for i := len(w.entries) - 2; i < len(w.entries); i++ {
		w.entries[i].Effective = day.MomentAt(w.t.At) // accepting is what ends the consult
	}
	for _, purpose := range []string{"contact", "data-sharing", "research"} {
		if status := map[string]string{"yes": "given", "no": "refused"}[w.one("consent", purpose)]; status != "" {
			w.add("", "", &chart.Consent{Purpose: purpose, Status: status, GivenBy: w.one("consent", "by"), Language: language})
		}
	}
}

// guardian is one line: name, then after a middle dot how to reach them.
func (w *writer) guardian() string {
	line := w.one("guardian", "name")
	if r := w.one("guardian", "relation"); r != "" {
		line += " (" + r + ")"
	}
	for _, f := range []string{"phone", "mail"} {
		if v := w.one("guardian", f); v != "" {
			line += " · " + v
		}
	}
	return line
}

func (w *writer) diagnosis() {
	d := &chart.Diagnosis{Gene: strings.ToUpper(w.one("disease", "gene")), Disease: w.one("disease", "name"), Certainty: w.one("disease", "certainty")}
	if p := w.one("disease", "phenotype"); strings.HasPrefix(p, "T-") {
		d.LymphocytePhenotype = p
	}
	if d.Certainty == "" {
		d.Certainty = "suspected" // said by a family or a letter, read by nobody here yet
	}
	if d.Gene != "" || d.Disease != "" || d.LymphocytePhenotype != "" {
		w.add("", "", d)
	}
	for _, f := range findings {
		if a := answer(w.one("findings", f.Key)); a.Known() {
			w.add("", "", &chart.Finding{Feature: f.Key, Present: a})
		}
	}
}

// about is the person of a row; the child is the recipient of the chart.
func about(person string) string {
	if person == "" {
		return "child"
	}
	return person
}

func (w *writer) genes() {
	for _, r := range w.c.Answers.Rows("variants") {
		v := &chart.Variant{Gene: strings.ToUpper(r["gene"]), HGVS: changeOf(r["hgvs"]), Zygosity: r["zygosity"], Method: r["method"]}
		if before, _, found := strings.Cut(r["hgvs"], ":"); found {
			v.Transcript = before
		}
		if r["person"] == "child" {
			v.Origin = r["origin"]
		}
		w.add(about(r["person"]), "", v)
	}
	for _, r := range w.c.Answers.Rows("hla") {
		t := &chart.HLATyping{Alleles: map[string][]string{}}
		if r["sample"] == "second" {
			t.Confirmatory = chart.Yes
		}
		for _, locus := range []string{"A", "B", "C", "DRB1", "DQB1", "DPB1"} {
			if names := namesOf(r[locus]); len(names) > 0 {
				t.Alleles[locus] = names
			}
		}
		if len(t.Alleles) > 0 {
			w.add(about(r["person"]), "", t)
		}
	}
	for _, r := range w.c.Answers.Rows("blood") {
		w.add(about(r["person"]), "", &chart.BloodGroup{ABO: r["abo"], RhD: r["rhd"]})
	}
}

// measure writes one value with its unit.
func (w *writer) measure(on, what, value string) {
	v, err := quantity.ParseValue(value)
	if err != nil {
		w.err = fmt.Errorf("%s: %w", what, err)
		return
	}
	w.add("child", on, &chart.Measurement{What: what, Value: v})
}

func (w *writer) results() {
	for _, r := range w.c.Answers.Rows("growth") {
		for _, f := range []struct{ key, what, unit string }{{"weight", "body-weight", "kg"}, {"length", "length", "cm"}, {"head", "head-circumference", "cm"}} {
			if r[f.key] != "" {
				w.measure(r["date"], f.what, r[f.key]+" "+f.unit)
			}
		}
	}
	for _, r := range w.c.Answers.Rows("laboratory") {
		w.measure(r["date"], r["what"], r["value"]+" "+r["unit"])
	}
}
