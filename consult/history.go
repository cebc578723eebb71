package consult

import (
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
)

// history writes infections, vaccines, imaging, transfusions, allergies and
// medicines.
func (w *writer) history() {
	a := w.c.Answers
	for _, r := range a.Rows("infections") {
		organism := r["organism"]
		if organism == "" {
			organism = "not identified"
		}
		w.add("", r["date"], &chart.Infection{Organism: organism, Site: r["site"], Status: r["status"]})
	}
	for _, r := range a.Rows("viruses") {
		w.add("", r["date"], &chart.Infection{Organism: r["virus"], Status: r["result"], Test: "PCR", Detail: r["load"]})
	}
	switch w.one("bcg", "given") {
	case "yes":
		w.add("", w.one("bcg", "date"), &chart.Vaccine{Vaccine: "BCG", Live: chart.Yes, Status: "given", Complication: w.one("bcg", "complication")})
	case "no": // a statement that counts: nobody has to ask again
		w.put("bcg-not-given", "", "", &chart.Vaccine{Vaccine: "BCG", Live: chart.Yes, Status: "withheld"})
	}
	for _, r := range a.Rows("vaccines") {
		w.add("", r["date"], &chart.Vaccine{Vaccine: r["vaccine"], Live: chart.Yes, Status: "given"})
	}
	for _, r := range a.Rows("imaging") {
		w.add("", r["date"], &chart.Imaging{Modality: r["modality"], Region: r["region"], Ionising: chart.Yes, Status: "done", Elsewhere: chart.Yes})
	}
	for _, r := range a.Rows("transfusions") {
		w.add("", r["date"], &chart.Transfusion{Product: r["product"], Irradiated: answer(r["irradiated"])})
	}
	if w.one("allergic", "any") == "no" {
		w.add("", "", &chart.Allergy{Substance: "none-known"})
	}
	for _, r := range a.Rows("allergies") {
		w.add("", "", &chart.Allergy{Substance: r["substance"], Reaction: r["reaction"]})
	}
	for _, r := range a.Rows("medicines") {
		w.add("", r["from"], &chart.MedicationOrder{Drug: r["drug"], Category: "other", Dose: r["dose"], From: date0(r["from"])})
	}
}

// papers writes the documents; the hash binds the copy that was sent.
func (w *writer) papers() {
	for _, d := range w.c.Documents {
		w.add("", "", &chart.Document{Title: d.Kind + ": " + d.Name, Media: d.Media, SHA256: d.SHA256})
	}
}

// remarks are the answers that no kind of entry holds, in the words of the form.
var remarks = []struct {
	group  string
	fields []string
}{
	{"summary", []string{"text", "date"}}, {"child", []string{"place", "identifier"}}, {"guardian", []string{"decides"}}, {"doctor", []string{"name", "hospital", "contact"}},
	{"funding", []string{"statement"}}, {"disease", []string{"phenotype"}}, {"infected", []string{"any"}}, {"radiated", []string{"any"}}, {"transfused", []string{"any"}},
	{"bcg", []string{"given"}}, {"live", []string{"any"}}, {"medicated", []string{"any"}}, {"allergic", []string{"any"}},
}

// notes keeps those answers, one note for each group.
func (w *writer) notes() {
	for _, r := range remarks {
		g, _ := GroupOf(r.group)
		var lines []string
		for _, key := range r.fields {
			f, _ := g.FieldOf(key)
			if v := w.one(r.group, key); v != "" {
				lines = append(lines, f.Label.EN+": "+f.Shown(v, "en"))
			}
		}
		if len(lines) > 0 {
			w.add("", "", &chart.Note{Text: g.Title.EN + ". " + strings.Join(lines, ". ")})
		}
	}
}
