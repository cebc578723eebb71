package ward

import (
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/course"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// Endpoint is one endpoint of the course by a named definition, with the entries
// that it rests on.
type Endpoint struct {
	ID         string
	System     System
	Title      evidence.Text
	Assessment course.Assessment
	Entries    []string
	Centre     []evidence.Text // limits of the centre that judged it
	Form       string          // the scored form that carries it, "" where values alone do
}

// Course is the course of one child as of a moment. The zero results of parts
// that have no entry are not in Endpoints.
type Course struct {
	Today       day.Transplant // NoDay without a Day 0
	Started     bool           // a graft was infused
	Endpoints   []Endpoint
	Neutrophils course.NeutrophilRecovery
	Counted     day.Transplant // of the last neutrophil count, NoDay of none
	Platelets   course.PlateletRecovery
	Graft       course.GraftFailureResult
	Chimerism   course.ChimerismResult
	Trend       course.ChimerismTrend
	GVHD        []ScoredGVHD // every scored form, oldest first
	Kidney      course.KidneyStage
	VOD         course.VODDiagnosis
	Viruses     course.VirusResult
	Immune      course.ImmuneResult
	Composite   course.CompositeResult
	Scores      []Scored // forms other than acute GVHD, oldest first
}

// Endpoint gives one endpoint by its id, false if nothing carries it.
func (c Course) Endpoint(id string) (Endpoint, bool) {
	for _, e := range c.Endpoints {
		if e.ID == id {
			return e, true
		}
	}
	return Endpoint{}, false
}

type assessor struct {
	*index
	out           Course
	plateletInput course.PlateletInput
}

// Assess computes every endpoint that the chart carries. It asks no clock: today
// is the day of the view. What the limits of the centre leave open stays with the
// team.
func Assess(v chart.View, limits Limits) Course { return assess(indexWith(v, limits)) }

func assess(x *index) Course {
	a := assessor{index: x}
	a.out.Today, a.out.Started = x.today, x.started
	if !x.started {
		return a.out
	}
	for _, step := range []func(){a.recovery, a.furtherPlatelets, a.chimerism, a.graft, a.scores, a.sinusoids, a.kidney, a.viruses, a.immunity, a.composite} {
		step()
	}
	return a.out
}

func (a *assessor) add(id string, system System, title evidence.Text, r course.Result, entries []string) *Endpoint {
	a.out.Endpoints = append(a.out.Endpoints, Endpoint{ID: id, System: system, Title: title, Assessment: r.Grounds(), Entries: entries})
	return &a.out.Endpoints[len(a.out.Endpoints)-1]
}

// chimerism classes the lineages of the latest day of tests, and follows each
// lineage and method over time.
func (a *assessor) chimerism() {
	tests := since(a.measured["chimerism"], 0)
	var shares []course.Share
	var entries []string
	for _, o := range tests {
		donor, err := o.Value.Percent()
		if err != nil || o.Value.Censored() {
			continue
		}
		shares = append(shares, course.Share{Lineage: o.Lineage, Donor: donor, Day: o.Day, Method: o.Method})
		entries = append(entries, o.Entry.ID)
	}
	if len(shares) == 0 {
		return
	}
	latest, ids := latestShares(shares, entries)
	if r, err := course.Chimerism(latest); err == nil {
		a.out.Chimerism = r
		a.add("chimerism", Graft, text("Chimerism, latest day of tests", "嵌合状态（最近一次检测日）"), r, ids)
	}
	if r, err := course.FollowChimerism(shares, course.DefaultTrendRules()); err == nil {
		a.out.Trend = r
		a.add("chimerism-trend", Graft, text("Chimerism over time", "嵌合动态"), r, entries)
	}
}

// latestShares keeps the last test of each lineage on the newest day.
func latestShares(shares []course.Share, entries []string) ([]course.Share, []string) {
	newest := shares[len(shares)-1].Day
	at := map[string]int{}
	var kept []course.Share
	var ids []string
	for i, s := range shares {
		if s.Day != newest {
			continue
		}
		if j, twice := at[s.Lineage]; twice {
			kept[j], ids[j] = s, entries[i]
			continue
		}
		at[s.Lineage] = len(kept)
		kept, ids = append(kept, s), append(ids, entries[i])
	}
	return kept, ids
}

// graft judges the graft failure family from the day on which the earliest of
// its limits is reached (day +28, 2019 edition); before, there is nothing to say.
func (a *assessor) graft() {
	if a.today < 28 {
		return
	}
	input := course.GraftInput{AsOf: a.today, Neutrophils: a.out.Neutrophils, Platelets: a.out.Platelets, Cord: a.cord()}
	if len(a.out.Chimerism.ByLineage) > 0 {
		input.ChimerismDone = course.Yes
	}
	var entries []string
	take := func(what string, set func(quantity.Value)) {
		if o, ok := a.last(what); ok && a.today-o.Day <= 7 && !o.Value.Censored() {
			set(o.Value)
			entries = append(entries, o.Entry.ID)
		}
	}
	take("haemoglobin", func(v quantity.Value) { input.Haemoglobin, _ = v.MassConcentration() })
	take("platelets", func(v quantity.Value) { input.PlateletCount, _ = v.CountPerLitre() })
	take("neutrophils", func(v quantity.Value) { input.ANC, _ = v.CountPerLitre() })
	if r, err := course.GraftFailure(input); err == nil {
		a.out.Graft = r
		a.add("graft-failure", Graft, text("Graft failure, both editions", "植入失败相关定义（两版）"), r, entries)
	}
}

// composite computes each composite endpoint by its name. An event that nobody
// recorded is unknown; the last visit or measurement is the last contact.
func (a *assessor) composite() {
	events := course.Events{Relapse: a.occurred("relapse"), Death: a.occurred("death"), GraftFailure: a.occurred("graft-failure"), SecondProcedure: a.secondInfusion(),
		Retransplant: a.secondInfusion(), LastContact: a.lastContact(), AcuteGVHD34: a.gradeThree()}
	if events.Death.State() != course.Yes && events.LastContact.Known() {
		events.Death = course.DidNotHappen()
	}
	r := course.CompositeEndpoints(events, course.Unknown)
	a.out.Composite = r
	a.add("composite-endpoints", Procedures, text("Composite endpoints, each by its name", "复合终点（按名称分列）"), r, nil)
}

// gradeThree is the first day on which a scored form proves MAGIC III or IV.
func (a *assessor) gradeThree() course.Occurrence {
	for _, s := range a.out.GVHD {
		if g := s.Grade(course.MAGIC).Low; g == "III" || g == "IV" {
			return course.Happened(s.Day)
		}
	}
	return course.Occurrence{}
}

// lastContact is the last day on which the child was seen or measured.
func (a *assessor) lastContact() day.Transplant {
	last := day.NoDay
	see := func(d day.Transplant) {
		if d.Known() && d <= a.today && (!last.Known() || d > last) {
			last = d
		}
	}
	for _, list := range a.measured {
		see(list[len(list)-1].Day)
	}
	for _, it := range of[*chart.Event](a.index) {
		if it.Data.What == "visit" || it.Data.What == "discharge" {
			see(a.dayOf(&it.Entry))
		}
	}
	return last
}
