package cases

import (
	"strconv"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// ReducedFact is the fact with the definition by which conditioning is classed: Slack 2018,
// reduced intensity is fludarabine up to 150 mg/m2 with cyclophosphamide up to
// 40 mg/kg. The figures are taken from the fact itself.
const ReducedFact = "disease.LIG4.cohort.SLA18"

// conditioningOf classes the decided conditioning. Only what the definition of
// the published cohort decides is classed; a regimen with another agent, with a
// total that is not recorded, or above the limits stays without a class, because
// the definition of the other class was not read.
func conditioningOf(base *knowledge.Base, v chart.View) Value {
	d, ok := v.Decided("regimen")
	if !ok || d.Data.Choice == "" {
		return missing()
	}
	out := Value{State: knowledge.Reported, Text: same(d.Data.Choice), Entries: []string{d.ID}}
	if d.Data.Choice == "none" {
		out.Class, out.Text = NoConditioning, evidence.Text{EN: "none", ZH: "无预处理"}
		return out
	}
	totals := map[string]float64{}
	whole := false
	if r, found := base.Regimen(d.Data.Choice); found {
		totals, whole = regimenTotals(r)
		out.Text = evidence.Text{EN: r.ID + " " + r.Name.EN, ZH: r.ID + " " + r.Name.In("zh")}
	}
	for _, p := range chart.All[*chart.CentreProtocol](v) {
		if p.Data.Name == d.Data.Choice {
			totals, whole = protocolTotals(p.Data)
			out.Text, out.Entries = evidence.Text{EN: p.Data.Name + " · " + p.Data.Title.EN, ZH: p.Data.Name + " · " + p.Data.Title.In("zh")}, append(out.Entries, p.ID)
		}
	}
	if whole && len(chart.All[*chart.Irradiation](v)) == 0 && withinReduced(base, totals) {
		out.Class = Reduced
	}
	return out
}

// regimenTotals gives the upper end of each drug over the course, by
// drug and basis; whole is false when one cannot be read as a number.
func regimenTotals(r knowledge.Regimen) (totals map[string]float64, whole bool) {
	totals = map[string]float64{}
	for _, d := range r.Drugs {
		x, err := strconv.ParseFloat(d.Max, 64)
		if err != nil {
			return nil, false
		}
		totals[d.Drug+" "+d.Unit] += x
	}
	return totals, len(totals) > 0
}

// protocolTotals gives the course totals of a centre's protocol: fludarabine by
// surface, everything else by weight, as the published definition counts them.
func protocolTotals(p *chart.CentreProtocol) (totals map[string]float64, whole bool) {
	totals = map[string]float64{}
	for _, d := range p.Drugs {
		n := float64(len(d.Days))
		switch {
		case d.Drug == "fludarabine" && d.PerM2.Milligrams() >= 0:
			totals["fludarabine mg/m2"] += n * d.PerM2.Milligrams()
		case d.Drug != "fludarabine" && d.PerKg.Milligrams() >= 0:
			totals[d.Drug+" mg/kg"] += n * d.PerKg.Milligrams()
		default:
			return nil, false // an unknown dose gives NaN, which is not above zero
		}
	}
	return totals, len(totals) > 0
}

func withinReduced(base *knowledge.Base, totals map[string]float64) bool {
	fact, ok := base.Fact(ReducedFact)
	if !ok || !fact.Status.MayAct() {
		return false
	}
	limit := map[string]float64{}
	for name, key := range map[string]string{"fludarabine mg/m2": "fludarabine_mg_m2_max", "cyclophosphamide mg/kg": "cyclophosphamide_mg_kg_max"} {
		x, err := strconv.ParseFloat(fact.Values[key], 64)
		if err != nil {
			return false
		}
		limit[name] = x
	}
	for name, total := range totals {
		if ceiling, known := limit[name]; !known || total > ceiling {
			return false
		}
	}
	return true
}
