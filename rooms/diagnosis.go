package rooms

import (
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/genetics"
	"github.com/dayzero-hsct/dayzero/plan"
)

// NextTests names what would close the gap of the diagnosis, each with the form
// that takes the result. A proven diagnosis has none.
func NextTests(p plan.Plan, v chart.View) []Line {
	r := newReader(p, v, nil)
	if p.Diagnosis.State == "proven" {
		return nil
	}
	if len(p.Diagnosis.Variants) == 0 {
		return []Line{{Key: "variant", Label: text("Child", "患儿"), Value: text("variants of the child, with zygosity and method", "患儿变异，注明合子状态与检测方法"), State: Gap, Record: &Record{Kind: "variant", About: r.child.ID}}}
	}
	var lines []Line
	for _, line := range p.Diagnosis.Variants {
		if line.OtherGene || line.Zygosity == "absent" {
			continue
		}
		for _, parent := range []struct{ relation, state string }{{"father", line.Father}, {"mother", line.Mother}} {
			if parent.state == "not-tested" {
				lines = append(lines, r.parentTest(parent.relation, line))
			}
		}
	}
	return lines
}

// parentTest is one missing result of a parent. Without that parent in the
// record the person has to be recorded first.
func (r reader) parentTest(relation string, line plan.VariantLine) Line {
	who := plan.Words(relation)
	l := Line{Key: relation + "-" + line.HGVS, Label: who, State: Gap,
		Value: text("test for "+line.Gene+" "+line.HGVS, "检测"+line.Gene+" "+line.HGVS)}
	for _, p := range r.view.People() {
		if p.Relation == relation {
			l.Record = &Record{Kind: "variant", About: p.ID, Fields: map[string]string{"gene": line.Gene, "hgvs": line.HGVS}}
			return l
		}
	}
	l.Record = &Record{Kind: "family-member", Fields: map[string]string{"relation": relation}}
	return l
}

// NameProblem says what is wrong with the form of a variant's name; empty when
// nothing is.
func NameProblem(line plan.VariantLine) evidence.Text {
	for _, name := range []string{line.HGVS, line.Protein} {
		if name == "" {
			continue
		}
		if _, err := genetics.ParseHGVS(name); err != nil {
			return text(err.Error(), "“"+name+"”不符合HGVS命名格式")
		}
	}
	return evidence.Text{}
}
