package rooms

import (
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// groupPair is the blood groups of child and donor: major when the donor has an
// antigen that the child lacks, minor when the child has one the donor lacks.
type groupPair struct {
	child, donor chart.Item[*chart.BloodGroup]
	major, minor bool
}

func (r reader) groups() (groupPair, bool) {
	var p groupPair
	d, ok := r.chosenDonor()
	if !ok {
		return p, false
	}
	var haveChild, haveDonor bool
	p.child, haveChild = chart.Last(about[*chart.BloodGroup](r, r.child.ID))
	p.donor, haveDonor = chart.Last(about[*chart.BloodGroup](r, d.ID))
	if !haveChild || !haveDonor {
		return p, false
	}
	p.major = len(antigensBeyond(p.donor.Data.ABO, p.child.Data.ABO)) > 0
	p.minor = len(antigensBeyond(p.child.Data.ABO, p.donor.Data.ABO)) > 0
	return p, true
}

// antigensBeyond lists the antigens of one group that the other lacks.
func antigensBeyond(group, other string) []string {
	var out []string
	for _, antigen := range []string{"A", "B"} {
		if strings.Contains(group, antigen) && !strings.Contains(other, antigen) {
			out = append(out, antigen)
		}
	}
	return out
}

// aboPanel derives the handling of the graft from the groups and the titres
// against the antigens concerned (EBMT Handbook 2024, 24.6, status read).
func (r reader) aboPanel() Panel {
	p := Panel{Key: "abo", Title: text("ABO", "ABO血型"),
		Facts: r.facts("handbook.graft-028", "handbook.graft-029", "handbook.graft-030", "handbook.graft-031", "handbook.graft-032", "handbook.graft-033", "handbook.graft-035")}
	pair, ok := r.groups()
	if !ok {
		p.Lines = append(p.Lines, gap("groups", text("Blood groups of child and donor", "患儿与供者血型"), &Record{Kind: "blood-group"}))
		return p
	}
	class := text("identical", "相合")
	switch {
	case pair.major && pair.minor:
		class = text("bidirectional mismatch", "主次侧均不合")
	case pair.major:
		class = text("major mismatch", "主侧不合")
	case pair.minor:
		class = text("minor mismatch", "次侧不合")
	}
	groups := groupText(pair.donor.Data).EN + " → " + groupText(pair.child.Data).EN
	p.Lines = append(p.Lines, Line{Key: "groups", Label: text("Donor to recipient", "供者→受者"), Value: text(groups+", "+class.EN, groups+"，"+class.ZH), State: Done, Entries: []string{pair.donor.ID, pair.child.ID},
		Work: &evidence.Derivation{Label: text("ABO class", "ABO配合类型"), Note: class, Formula: "antigens of one side that the other lacks", FormulaZH: "一方具有而另一方缺少的抗原", Status: evidence.Derived, Steps: []evidence.Derivation{
			r.measuredStep(pair.donor.Entry, text("donor", "供者"), pair.donor.Data.ABO, ""), r.measuredStep(pair.child.Entry, text("recipient", "受者"), pair.child.Data.ABO, "")}}})
	if pair.major {
		p.Lines = append(p.Lines, r.titreLine("major", text("Recipient against donor antigens", "受者抗供者抗原效价"), pair.child, antigensBeyond(pair.donor.Data.ABO, pair.child.Data.ABO), majorHandling))
	}
	if pair.minor {
		p.Lines = append(p.Lines, r.titreLine("minor", text("Donor against recipient antigens", "供者抗受者抗原效价"), pair.donor, antigensBeyond(pair.child.Data.ABO, pair.donor.Data.ABO), minorHandling))
	}
	return p
}

// handling is what was read for a titre at or above the high limit and at or
// below the low one; between the two nothing was read.
type handling struct {
	high, low         int // reciprocal titres
	atHigh, atLow     evidence.Text
	highFact, lowFact string
}

var (
	majorHandling = handling{high: 32, low: 16, highFact: "handbook.graft-028", lowFact: "handbook.graft-029",
		atHigh: text("peripheral graft: red cells below 20 mL; marrow: red-cell depletion required", "外周血移植物红细胞<20 mL；骨髓须去除红细胞"),
		atLow:  text("peripheral graft unmanipulated; marrow depletion optional", "外周血移植物无需处理；骨髓去除可选")}
	minorHandling = handling{high: 256, low: 128, highFact: "handbook.graft-030", lowFact: "handbook.graft-031",
		atHigh: text("plasma depletion of peripheral and marrow graft", "外周血及骨髓移植物均去除血浆"),
		atLow:  text("peripheral graft unmanipulated; marrow plasma depletion optional", "外周血移植物无需处理；骨髓去血浆可选")}
)

// titreLine takes the highest titre against the antigens concerned; a missing
// one leaves the handling open.
func (r reader) titreLine(key string, label evidence.Text, of chart.Item[*chart.BloodGroup], antigens []string, h handling) Line {
	record := &Record{Kind: "blood-group", About: of.About}
	var highest quantity.Titre
	for _, antigen := range antigens {
		titre := map[string]quantity.Titre{"A": of.Data.AntiA, "B": of.Data.AntiB}[antigen]
		if !titre.Known() {
			return Line{Key: key, Label: label, Value: text("anti-"+antigen+" titre not recorded: handling open", "抗"+antigen+"效价未记录：处理方式待定"), State: Gap, Entries: []string{of.ID}, Record: record}
		}
		if !highest.Known() || titre.Cmp(highest) > 0 {
			highest = titre
		}
	}
	line := Line{Key: key, Label: label, Entries: []string{of.ID}, State: Done}
	switch {
	case highest.Reciprocal() >= float64(h.high):
		line.Value, line.Fact, line.State = text(highest.String()+": "+h.atHigh.EN, highest.String()+"："+h.atHigh.ZH), r.fact(h.highFact), Caution
	case highest.Reciprocal() <= float64(h.low):
		line.Value, line.Fact = text(highest.String()+": "+h.atLow.EN, highest.String()+"："+h.atLow.ZH), r.fact(h.lowFact)
	default:
		line.Value, line.State = text(highest.String()+": between the limits read; the team decides", highest.String()+"：介于已核对界值之间，由团队决定"), Caution
	}
	return line
}
