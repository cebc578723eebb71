package ward

import (
	"sort"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/course"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// Alert says what a change in the record means, by which definition. An
// interrupting alert is one that the ward must see before it goes on: a
// definition is newly met. Everything else stands in the list. A due task is a
// task and never an alert.
type Alert struct {
	ID         string // the state that raised it: a new state is a new alert
	Interrupts bool
	System     System
	Day        day.Transplant
	Why        evidence.Text
	Changed    evidence.Text // what it was before, and now
	Definition evidence.Text
	Status     evidence.Status
	Sources    []evidence.Source
	Check      evidence.Text   // what to look at next; never what to give
	Missing    []evidence.Text // inputs that were not there
	Team       []evidence.Text // what the team decides
	Entries    []string
	Answer     *Acknowledged // who saw it and why it is left; nil while open
}

// Acknowledged is the entry in which a person said why an alert is left.
type Acknowledged struct {
	Entry, By, Reason string
	On                day.Date
}

// Open reports whether nobody has acknowledged the alert in its present state.
func (a Alert) Open() bool { return a.Answer == nil }

// Alerts lists what stands on the day of the view: open ones first, those that
// interrupt before the others, the newest first.
func Alerts(v chart.View, limits Limits) []Alert {
	x := indexWith(v, limits)
	return alerts(x, assess(x))
}

func alerts(x *index, c Course) []Alert {
	w := watcher{index: x, course: c}
	if c.Started {
		for _, look := range []func(){w.counts, w.graft, w.chimerism, w.gvhd, w.sinusoids, w.kidney, w.forms, w.viruses, w.levels, w.overload, w.fever} {
			look()
		}
	}
	w.interactionsRunning()
	w.acknowledge()
	sort.SliceStable(w.out, func(i, j int) bool {
		a, b := w.out[i], w.out[j]
		if a.Open() != b.Open() {
			return a.Open()
		}
		if a.Interrupts != b.Interrupts {
			return a.Interrupts
		}
		return a.Day > b.Day
	})
	return w.out
}

type watcher struct {
	*index
	course Course
	out    []Alert
}

// raise adds an alert that rests on an endpoint.
func (w *watcher) raise(a Alert, e Endpoint) {
	a.System, a.Definition, a.Status, a.Sources = e.System, e.Assessment.Edition.Name, e.Assessment.Status(), e.Assessment.Edition.Sources
	a.Entries = e.Entries
	for _, name := range e.Assessment.Missing {
		a.Missing = append(a.Missing, course.InputLabel(name))
	}
	a.Team = e.Assessment.TeamDecides
	w.out = append(w.out, a)
}

// counts: a fall of neutrophils below 0.5 after recovery is what the note of the
// definition says; it is newly met once.
func (w *watcher) counts() {
	r := w.course.Neutrophils
	e, ok := w.course.Endpoint("neutrophil-recovery")
	if !ok || r.State != course.Engrafted {
		return
	}
	low, previous := lastFall(since(w.measured["neutrophils"], r.Day+1))
	if low == nil {
		return
	}
	before := text("recovery on "+r.Day.String(), dayWord(r.Day)+"植入")
	if previous != nil {
		before = text(previous.Value.String()+" on "+previous.Day.String(), dayWord(previous.Day)+" "+previous.Value.String())
	}
	w.raise(Alert{ID: "anc-fall." + low.Entry.ID, Interrupts: true, Day: low.Day,
		Why:     text("neutrophils are below 0.5 ×10⁹/L again after recovery", "粒系植入后中性粒细胞再次低于0.5×10⁹/L"),
		Changed: text(before.EN+" → "+low.Value.String()+" on "+low.Day.String(), before.ZH+" → "+dayWord(low.Day)+" "+low.Value.String()),
		Check:   text("repeat with manual differential; chimerism with lineages; drugs and viruses that lower counts", "复查并做人工分类；分细胞系嵌合；排查致血细胞减少的药物与病毒")}, e)
	w.out[len(w.out)-1].Entries = []string{low.Entry.ID}
}

// lastFall gives the first of the newest values below 0.5 ×10⁹/L that follow one
// another (the recovery threshold itself: ASTCT/EBMT 2024), and the value before
// them.
func lastFall(list []Observation) (low, previous *Observation) {
	for i := len(list) - 1; i >= 0; i-- {
		count, err := list[i].Value.CountPerLitre()
		if err != nil {
			continue
		}
		if count.BillionsPerLitre() >= 0.5 {
			return low, &list[i]
		}
		low = &list[i]
	}
	return low, nil
}

// graft: a term of the graft failure family is met.
func (w *watcher) graft() {
	e, ok := w.course.Endpoint("graft-failure")
	if !ok {
		return
	}
	for _, t := range w.course.Graft.Terms {
		if t.Met != course.Yes {
			continue
		}
		w.raise(Alert{ID: "graft." + strings.ReplaceAll(t.Term, " ", "-") + "." + t.Edition, Interrupts: t.Edition == course.Edition2024, Day: w.today,
			Why: text(t.Term+" by the "+t.Edition+" wording", t.Text.ZH), Changed: t.Text,
			Check: text("chimerism with lineages, marrow, donor-specific antibodies; whether the other edition is met", "分细胞系嵌合、骨髓、供者特异性抗体；核对另一版定义")}, e)
	}
	n := w.course.Neutrophils
	if n.State == course.NotYet && w.today >= 28 {
		w.raise(Alert{ID: "graft.no-recovery", Interrupts: true, Day: w.today,
			Why:     text("no neutrophil recovery by "+w.today.String(), "至"+dayWord(w.today)+"粒系未植入"),
			Changed: text("the limits are day +28 (2019), +30 (2024) and +42 for cord blood", "时限：2019版+28 d、2024版+30 d、脐血+42 d"),
			Check:   text("chimerism, marrow, pancytopenia: without them the term stays open", "嵌合、骨髓、全血细胞：缺则无法判定")}, e)
	}
}

// chimerism: the alerts of the trend that belong to the newest test of their
// line; older ones were seen when they came.
func (w *watcher) chimerism() {
	e, ok := w.course.Endpoint("chimerism-trend")
	if !ok {
		return
	}
	newest := map[string]day.Transplant{}
	for _, o := range w.measured["chimerism"] {
		newest[o.Lineage+"|"+o.Method] = o.Day
	}
	for _, t := range w.course.Trend.Alerts {
		if t.Day != newest[t.Lineage+"|"+t.Method] {
			continue
		}
		w.raise(Alert{ID: "chimerism." + t.Kind + "." + t.Lineage + "." + strconv.Itoa(int(t.Day)), Interrupts: t.Kind == "fall", Day: t.Day,
			Why: text(t.Lineage+": "+t.Text.EN, t.Lineage+"："+t.Text.ZH), Changed: t.Text,
			Check: text("repeat in 1 to 2 weeks by the same method, all lineages", "1–2周后同法复查，含各细胞系")}, e)
	}
}

// gvhd: the grade of the newest form is above that of the form before.
func (w *watcher) gvhd() {
	forms := w.course.GVHD
	e, ok := w.course.Endpoint("agvhd-magic")
	if !ok || len(forms) == 0 {
		return
	}
	now := forms[len(forms)-1]
	grade, before := now.Grade(course.MAGIC).Low, "0"
	if len(forms) > 1 {
		before = forms[len(forms)-2].Grade(course.MAGIC).Low
	}
	if magicRank(grade) <= magicRank(before) && magicRank(grade) < magicRank("III") || grade == "0" {
		return
	}
	start := now
	for i := len(forms) - 1; i >= 0 && forms[i].Grade(course.MAGIC).Low == grade; i-- {
		start = forms[i]
	}
	w.raise(Alert{ID: "gvhd." + grade + "." + start.Entry, Interrupts: magicRank(grade) >= magicRank("II"), Day: start.Day, Why: now.Grade(course.MAGIC).Text,
		Changed: text("MAGIC "+before+" → "+grade, "MAGIC "+before+" → "+grade),
		Check:   text("stage every organ again; biopsy where it can be had; virus and drug as other causes; all systems side by side", "重新评估各器官；可行时活检；排查病毒与药物；各分度系统并列查看")}, e)
}

func magicRank(grade string) int {
	for i, g := range []string{"0", "I", "II", "III", "IV"} {
		if g == grade {
			return i
		}
	}
	return 0
}

// sinusoids: the definition is met, or one more criterion would meet it.
func (w *watcher) sinusoids() {
	e, ok := w.course.Endpoint("vod-paediatric")
	v := w.course.VOD
	if !ok || v.Present == 0 {
		return
	}
	state := "one"
	if v.Met == course.Yes {
		state = "met"
	}
	w.raise(Alert{ID: "vod." + state + "." + strconv.Itoa(v.Present), Interrupts: v.Met == course.Yes, Day: w.today, Why: v.Text,
		Changed: text(strconv.Itoa(v.Present)+" of "+strconv.Itoa(v.Known)+" known criteria of 5", "5项标准中已知"+strconv.Itoa(v.Known)+"项，符合"+strconv.Itoa(v.Present)+"项"),
		Check:   text("weight against baseline, ultrasound against baseline, platelets after transfusion, bilirubin; then the severity form", "体重、超声均与基线对比；输注后血小板、胆红素；再填严重度表")}, e)
}

// kidney: stage 2 and above interrupt; stage 1 stands in the list.
func (w *watcher) kidney() {
	e, ok := w.course.Endpoint("aki-kdigo")
	k := w.course.Kidney
	if !ok || k.Low == 0 {
		return
	}
	now, _ := w.last("creatinine")
	w.raise(Alert{ID: "aki." + strconv.Itoa(k.Low), Interrupts: k.Low >= 2, Day: now.Day, Why: k.Text,
		Changed: text("creatinine "+now.Value.String()+" on "+now.Day.String(), dayWord(now.Day)+"肌酐 "+now.Value.String()),
		Check:   text("urine output, drugs by kidney, level of the calcineurin inhibitor, TMA form", "尿量、肾毒性药物、钙调磷酸酶抑制剂浓度、TMA评估表")}, e)
}

// forms: a yes-or-no definition of a scored form of the last week is met.
func (w *watcher) forms() {
	for _, id := range []string{"ta-tma", "es-spitzer", "capillary-leak", "crs", "haemorrhagic-cystitis", "vod-severity"} {
		e, ok := w.course.Endpoint(id)
		if !ok {
			continue
		}
		s, ok := w.newest(e.Form)
		if !ok || w.today-s.Day > 7 {
			continue
		}
		conclusion := s.Results[0].Grounds()
		if id == "ta-tma" {
			conclusion = e.Assessment
		}
		if !w.metBy(id, s, e) {
			continue
		}
		w.raise(Alert{ID: id + "." + s.Entry, Interrupts: true, Day: s.Day, Why: conclusion.Text, Changed: text("scored on "+s.Day.String(), dayWord(s.Day)+"评估"),
			Check: text("other causes; repeat the form; what is missing below", "排除其他原因；复评；补齐下列缺项")}, e)
	}
}

func (w *watcher) newest(system string) (Scored, bool) {
	for i := len(w.course.Scores) - 1; i >= 0; i-- {
		if w.course.Scores[i].Form.System == system {
			return w.course.Scores[i], true
		}
	}
	return Scored{}, false
}

// metBy reads the conclusion of a form: a definition met, CRS of grade 2 or
// more, cystitis of grade 3 or more, severity of severe or more.
func (w *watcher) metBy(id string, s Scored, e Endpoint) bool {
	if id == "ta-tma" {
		return strings.HasSuffix(e.Assessment.Text.EN, ": criteria met")
	}
	switch r := s.Results[0].(type) {
	case course.CriteriaResult:
		return r.Met == course.Yes
	case course.GradeResult:
		return r.Low >= map[string]int{"crs": 2, "haemorrhagic-cystitis": 3}[id]
	case course.VODSeverity:
		return r.Low >= course.Severe
	}
	return false
}

// viruses: a line that is rising stands in the list; one at or above the
// centre's threshold interrupts.
func (w *watcher) viruses() {
	e, ok := w.course.Endpoint("virus-monitoring")
	if !ok {
		return
	}
	for _, l := range w.course.Viruses.Lines {
		if l.Rising != course.Yes && l.AtOrAbove != course.Yes || w.today-l.LastDay > 21 {
			continue
		}
		now := l.Virus + " " + l.Specimen + " " + l.Last + " (" + l.LastDay.String() + ")"
		if l.Doubling != "" {
			now += ", doubling time " + l.Doubling
		}
		alert := Alert{ID: "virus." + l.Virus + "." + l.Specimen + "." + strconv.Itoa(int(l.LastDay)), Day: l.LastDay,
			Why: text(l.Virus+" in "+l.Specimen+" is rising", l.Virus+"（"+l.Specimen+"）载量上升"), Changed: text(now, now),
			Check: text("repeat by the same assay and specimen; no threshold is assumed", "同一试剂与标本复查；不设默认阈值")}
		if limit, ok := w.limits.virus(l); ok {
			said := limit.Said()
			alert.Check = text("repeat by the same assay and specimen; "+said.EN, "同一试剂与标本复查；"+said.ZH)
		}
		if l.AtOrAbove == course.Yes {
			alert.ID, alert.Interrupts = alert.ID+".above", true
			alert.Why = text(l.Virus+" in "+l.Specimen+" has reached the limit of the centre", l.Virus+"（"+l.Specimen+"）载量达到本中心界值")
		}
		w.raise(alert, e)
	}
}

// interactionsRunning: an azole, macrolide or rifamycin runs with ciclosporin or
// tacrolimus.
func (w *watcher) interactionsRunning() {
	for _, i := range w.interactions() {
		first, second := DrugWords(i.First), DrugWords(i.Second)
		w.out = append(w.out, Alert{ID: "interaction." + drugKey(i.First) + "." + drugKey(i.Second), System: Drugs, Day: w.today, Why: text(first.EN+" with "+second.EN+": "+i.Text.EN, first.ZH+"与"+second.ZH+"："+i.Text.ZH),
			Changed: text("both run today", "今日同时使用"), Definition: text("interactions with ciclosporin and tacrolimus", "环孢素、他克莫司相互作用"), Status: i.Status, Sources: i.Sources, Check: i.Check, Entries: i.Entries})
	}
}

// acknowledge ties each alert to the newest entry that names its state.
func (w *watcher) acknowledge() {
	said := map[string]chart.Item[*chart.Acknowledgement]{}
	for _, it := range of[*chart.Acknowledgement](w.index) {
		said[it.Data.Alert] = it
	}
	for i := range w.out {
		if it, ok := said[w.out[i].ID]; ok {
			w.out[i].Answer = &Acknowledged{Entry: it.ID, By: it.Author, Reason: it.Data.Reason, On: w.view.DateOf(it.Entry)}
		}
	}
}

func dayWord(d day.Transplant) string { return d.Chinese() }
