package ward

import (
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/course"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// plateletThreshold in 10^9/L: the recovery that was read in the definition
// (ASTCT/EBMT 2024; course/definitions.md 1.2). A further one, as registries ask
// for, was not read: it is computed only where the centre set it.
const plateletThreshold = 20

// Recovery computes the recovery of neutrophils and of platelets from the counts
// since Day 0 and nothing else of the course: no endpoint before the graft is
// infused, and none for a count that was never entered. Plan, ward, registry and
// cohort all read recovery here.
func Recovery(v chart.View) Course {
	a := assessor{index: newIndex(v)}
	a.out.Today, a.out.Started, a.out.Counted = a.today, a.started, day.NoDay
	if a.started {
		a.recovery()
	}
	return a.out
}

func (a *assessor) recovery() {
	death, second := a.occurred("death"), a.secondInfusion()
	a.out.Counted = day.NoDay
	if counts, entries := a.counts("neutrophils"); len(counts) > 0 {
		a.out.Counted = counts[len(counts)-1].Day
		r, err := course.Neutrophils(course.NeutrophilInput{Counts: counts, Death: death, SecondInfusion: second, Cord: a.cord()})
		if err == nil {
			a.out.Neutrophils = r
			a.add("neutrophil-recovery", Blood, text("Neutrophils ≥ 0.5 ×10⁹/L", "中性粒细胞 ≥ 0.5 ×10⁹/L"), r, entries)
		}
	}
	counts, entries := a.counts("platelets")
	if len(counts) == 0 {
		return
	}
	input := course.PlateletInput{Counts: counts, Transfusions: a.plateletTransfusions(), Recorded: a.transfusionsKept(),
		Threshold: quantity.BillionsPerLitre(plateletThreshold), Death: death, SecondInfusion: second}
	if r, err := course.Platelets(input); err == nil {
		a.out.Platelets, a.plateletInput = r, input
		a.add("platelet-recovery", Blood, text("Platelets ≥ 20 ×10⁹/L, unsupported", "血小板 ≥ 20 ×10⁹/L（脱离输注）"), r, entries)
	}
}

// furtherPlatelets computes recovery at the further threshold that the centre
// set; without it there is no such endpoint.
func (a *assessor) furtherPlatelets() {
	limit, set := a.limits.Of(PlateletLimit, "")
	threshold, err := limit.High.CountPerLitre()
	if !set || err != nil || len(a.plateletInput.Counts) == 0 {
		return
	}
	input := a.plateletInput
	input.Threshold, input.CentreSet = threshold, course.Yes
	if r, err := course.Platelets(input); err == nil {
		_, entries := a.counts("platelets")
		a.add("platelet-recovery-further", Blood, text("Platelets ≥ "+limit.High.Text()+" ×10⁹/L, threshold of the centre", "血小板 ≥ "+limit.High.Text()+" ×10⁹/L（本中心阈值）"), r, entries).Centre = []evidence.Text{limit.Said()}
	}
}

// counts lists the counts of one kind since Day 0 that can be read as counts; a
// censored value is left out, because it is no count.
func (a *assessor) counts(what string) (counts []course.Count, entries []string) {
	for _, o := range since(a.measured[what], 0) {
		value, err := o.Value.CountPerLitre()
		if err != nil || o.Day == day.NoDay {
			continue
		}
		c := course.Count{Day: o.Day, Value: value}
		switch o.Method {
		case "manual", "manual differential":
			c.Method = course.Manual
		case "automated":
			c.Method = course.Automated
		}
		counts, entries = append(counts, c), append(entries, o.Entry.ID)
	}
	return counts, entries
}

// transfusionsKept says whether this chart keeps transfusions at all: without a
// single one the list may simply not be kept here, which is unknown.
func (a *assessor) transfusionsKept() course.Finding {
	if len(a.kinds["transfusion"]) > 0 {
		return course.Yes
	}
	return course.Unknown
}

func (a *assessor) plateletTransfusions() []course.Transfusion {
	var out []course.Transfusion
	for _, it := range of[*chart.Transfusion](a.index) {
		if it.Data.Product == "platelets" {
			out = append(out, course.Transfusion{Day: a.dayOf(&it.Entry)})
		}
	}
	return out
}

// occurred says whether an event was recorded; what nobody recorded is unknown.
func (a *assessor) occurred(what string) course.Occurrence {
	for _, it := range of[*chart.Event](a.index) {
		if it.Data.What == what {
			return course.Happened(a.dayOf(&it.Entry))
		}
	}
	return course.Occurrence{}
}

// secondInfusion is the first infusion after Day 0 of another graft than that of
// Day 0; a further bag of the same graft on a later day belongs to the first.
func (a *assessor) secondInfusion() course.Occurrence {
	infusions := of[*chart.Infusion](a.index)
	for _, it := range infusions {
		if n := a.dayOf(&it.Entry); n > 0 && !a.sameGraft(infusions[0].Data, it.Data) {
			return course.Happened(n)
		}
	}
	return course.Occurrence{}
}

func (a *assessor) sameGraft(first, later *chart.Infusion) bool {
	g, known := a.view.GraftOf(first)
	h, found := a.view.GraftOf(later)
	return first.Graft == later.Graft || known && found && g.ID == h.ID
}

// cord says whether the graft of Day 0 is cord blood.
func (a *assessor) cord() course.Finding {
	infusions := of[*chart.Infusion](a.index)
	if len(infusions) == 0 {
		return course.Unknown
	}
	g, known := a.view.GraftOf(infusions[0].Data)
	if !known {
		return course.Unknown
	}
	return course.FindingOf(g.Data.Source == "cord")
}
