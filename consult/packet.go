package consult

import (
	"slices"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/phenopacket"
)

// features are the terms of the Human Phenotype Ontology that the form asks for
// by name; every other term goes into the summary in words.
var features = map[string]string{"HP:0000252": "microcephaly", "HP:0001510": "growth-failure", "HP:0001888": "lymphopenia", "HP:0001876": "cytopenia"}

// FromPacket reads a phenopacket in place of a typed form. What a packet does
// not hold (name, guardian, consents) stays missing and is asked for. Terms that
// the form has no question for are kept in the summary, excluded ones too.
//
// A packet is refused when it has no subject, or when it describes something
// that cannot be held beside the child: each problem names its place.
func FromPacket(p phenopacket.Packet) (Answers, []phenopacket.Problem) {
	if p.Subject == nil {
		return nil, []phenopacket.Problem{{Path: "subject", Sentence: "a consult is about one child; the packet has no subject", SentenceZH: "一份咨询对应一名患儿；该文件没有受试者（subject）"}}
	}
	r := &packetReader{a: Answers{}, p: p}
	r.subject()
	r.diseases()
	r.variants()
	r.summary()
	return Tidy(r.a), r.problems
}

type packetReader struct {
	a        Answers
	p        phenopacket.Packet
	lines    []string
	problems []phenopacket.Problem
}

func (r *packetReader) set(group, field, value string) {
	if len(r.a[group]) == 0 {
		r.a[group] = []Row{{}}
	}
	r.a[group][0][field] = value
}

func (r *packetReader) subject() {
	s := r.p.Subject
	r.set("child", "identifier", s.ID)
	r.set("asker", "from", "other")
	if sex := map[string]string{"MALE": "male", "FEMALE": "female"}[s.Sex]; sex != "" {
		r.set("child", "sex", sex)
	}
	if t, err := time.Parse(time.RFC3339Nano, s.DateOfBirth); err == nil {
		r.set("child", "birth", day.DateOf(t, time.UTC).String())
	}
	if s.TimeAtLastEncounter != nil {
		r.lines = append(r.lines, "Last seen: "+when(s.TimeAtLastEncounter))
	}
	if s.VitalStatus != nil && s.VitalStatus.Status == "DECEASED" {
		r.lines = append([]string{"The subject is recorded as deceased."}, r.lines...)
	}
}

// when writes a time of the packet as it stands there.
func when(t *phenopacket.Time) string {
	switch {
	case t == nil:
		return ""
	case t.Age != nil:
		return "age " + t.Age.Duration
	case t.AgeRange != nil:
		return "age " + t.AgeRange.Start.Duration + " to " + t.AgeRange.End.Duration
	case t.OntologyClass != nil:
		return t.OntologyClass.Label
	case t.Interval != nil:
		return t.Interval.Start + " to " + t.Interval.End
	case t.GestationalAge != nil:
		return "before birth"
	}
	return t.Timestamp
}

// diseases takes the diagnosed disease; an excluded one is said in the summary.
func (r *packetReader) diseases() {
	var names []string
	for _, i := range r.p.Interpretations {
		if i.Diagnosis != nil && i.ProgressStatus != "UNSOLVED" {
			names = append(names, word(i.Diagnosis.Disease))
		}
	}
	for _, d := range r.p.Diseases {
		if d.Excluded {
			r.lines = append(r.lines, "Excluded: "+word(d.Term))
			continue
		}
		names = append(names, word(d.Term))
		if d.Onset != nil {
			r.lines = append(r.lines, "Onset: "+when(d.Onset))
		}
	}
	slices.Sort(names)
	if names = slices.Compact(names); len(names) > 0 {
		r.set("disease", "name", strings.Join(names, "; "))
		r.set("disease", "certainty", "suspected") // the packet's word; nobody here has read the report
	}
}

func word(t *phenopacket.Term) string {
	if t.Label == "" {
		return t.ID
	}
	return t.Label + " (" + t.ID + ")"
}

// variants takes those that the laboratory holds for causes or candidates.
func (r *packetReader) variants() {
	for _, i := range r.p.Interpretations {
		if i.Diagnosis == nil {
			continue
		}
		for _, g := range i.Diagnosis.Genomic {
			if g.Variant != nil && g.Status != "REJECTED" {
				r.variant(g)
			} else if g.Gene != nil {
				r.set("disease", "gene", g.Gene.Symbol)
			}
		}
	}
}

func (r *packetReader) variant(g phenopacket.GenomicInterpretation) {
	v := g.Variant.Variation
	gene := ""
	if v.Gene != nil {
		gene = v.Gene.Symbol
		r.set("disease", "gene", gene)
	}
	name, ok := v.Expressed("hgvs.c")
	row := Row{"person": "child", "gene": gene, "hgvs": name, "zygosity": v.Zygosity(), "origin": "unknown", "method": "phenopacket, " + strings.ToLower(strings.ReplaceAll(g.Status, "_", " "))}
	group, _ := GroupOf("variants")
	if !ok || gene == "" || row["zygosity"] == "" || len(Check(Answers{"variants": {row}}, day.Date{})) > 0 || len(r.a["variants"]) == group.Most {
		// A structural variant, or one without a coding name, cannot stand as a
		// variant of the chart; its words are kept.
		r.lines = append(r.lines, strings.TrimSpace("Variant: "+gene+" "+described(v)+" "+v.Zygosity()))
		return
	}
	r.a["variants"] = append(r.a["variants"], row)
}

func described(v *phenopacket.Variation) string {
	for _, syntax := range []string{"hgvs.c", "hgvs.g", "hgvs.p"} {
		if name, ok := v.Expressed(syntax); ok {
			return name
		}
	}
	if v.Label != "" {
		return v.Label
	}
	return v.ID
}

// summary writes the features that the form does not ask for, and where the
// packet comes from.
func (r *packetReader) summary() {
	var present, absent []string
	for _, f := range r.p.Features {
		// No pancytopenia does not mean that no single line is low.
		if key := features[f.Type.ID]; key != "" && !(f.Excluded && key == "cytopenia") {
			r.set("findings", key, map[bool]string{true: "no", false: "yes"}[f.Excluded])
			continue
		}
		said := word(f.Type)
		if f.Onset != nil {
			said += ", " + when(f.Onset)
		}
		if f.Excluded {
			absent = append(absent, said)
		} else {
			present = append(present, said)
		}
	}
	for _, l := range []struct {
		name string
		list []string
	}{{"Present", present}, {"Looked for and absent", absent}} {
		if len(l.list) > 0 {
			r.lines = append(r.lines, l.name+": "+strings.Join(l.list, "; "))
		}
	}
	for _, kept := range []struct {
		name string
		n    int
	}{{"measurements", len(r.p.Measurements)}, {"biosamples", len(r.p.Biosamples)}, {"medicalActions", len(r.p.MedicalActions)}, {"files", len(r.p.Files)}} {
		if kept.n > 0 {
			r.problems = append(r.problems, phenopacket.Problem{Path: kept.name, Sentence: "these are not read into a consult yet; enter them on the form", SentenceZH: "此部分尚不能读入咨询；请在表单中填写"})
		}
	}
	r.lines = append(r.lines, "Phenopacket "+r.p.ID+", made "+r.p.MetaData.Created+" by "+r.p.MetaData.CreatedBy)
	for _, ref := range r.p.MetaData.ExternalReferences {
		r.lines = append(r.lines, strings.TrimSpace("Reference: "+ref.ID+" "+ref.Description))
	}
	text := strings.Join(r.lines, "\n")
	if g, _ := GroupOf("summary"); len([]rune(text)) > g.Fields[0].Limit {
		r.problems = append(r.problems, phenopacket.Problem{Path: "phenotypicFeatures", Sentence: "more than a summary of 6000 characters holds", SentenceZH: "超过病情摘要的6000字上限"})
	}
	r.set("summary", "text", text)
	if t, err := time.Parse(time.RFC3339Nano, r.p.MetaData.Created); err == nil {
		r.set("summary", "date", day.DateOf(t, time.UTC).String())
	}
}
