package programme

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/survival"
)

// ErrOption is wrapped by every refusal of a wish that has no answer.
var ErrOption = errors.New("the analysis cannot be asked for in this way")

// Options are chosen before the figures are looked at, and every figure names
// them.
type Options struct {
	// By compares groups under a key known at transplant; ByGVHD is answered by a
	// landmark.
	By string
	// OneMinusKM asks for one minus Kaplan–Meier where causes compete; it is
	// answered by a refusal beside the cumulative incidence.
	OneMinusKM bool
	// Closing is the day on which the figures are counted; the latest contact of
	// the rows when unknown.
	Closing day.Date
	// Interval of proportions where everyone was followed; Clopper–Pearson when
	// empty.
	Interval survival.ProportionMethod
	// Horizon of the quality figures in days: Day100 or OneYear (when 0).
	Horizon float64
	// Reference is the stated survival at the horizon; 0 takes the selection's own.
	Reference float64
	// OddsRatio and Threshold design the CUSUM; 2 and 4.5 when 0.
	OddsRatio, Threshold float64
}

// Analysis is the whole page.
type Analysis struct {
	Selection  Selection
	Options    Options // as used
	Synthetic  bool
	N          int
	Closing    day.Date
	Activity   []Activity
	Figures    []Figure
	GVHD       GVHD
	Quality    Quality
	FollowUp   FollowUp
	Answers    []Answer // wishes that were refused or asked again
	NoOutcome  int      // rows without status
	Later      int      // transplants of a child who had one before: counted, and in the curves only where they are selected
	FirstYear  int
	LatestYear int
}

// Activity counts transplants under a key; ByYear is the calendar year.
type Activity struct {
	Key   string
	Lines []Choice
}

// ByYear is the key of the counts per calendar year.
const ByYear = "year"

// Answer is what the reader is told instead of a misleading figure.
type Answer struct {
	ID      string
	Refused bool // false: answered in another form
	Asked   evidence.Text
	Why     evidence.Text
	Instead evidence.Text
	Sources []evidence.Source
}

// Figure gives a figure by its id.
func (a Analysis) Figure(id string) (Figure, bool) {
	i := slices.IndexFunc(a.Figures, func(f Figure) bool { return f.ID == id })
	if i < 0 {
		return Figure{}, false
	}
	return a.Figures[i], true
}

// complete fills the defaults and refuses what has no meaning.
func (o Options) complete(rows []Row) (Options, error) {
	if o.By != "" && o.By != ByGVHD && !slices.Contains(Keys(), o.By) {
		return o, fmt.Errorf("groups by %q: %w", o.By, ErrOption)
	}
	if o.Horizon == 0 {
		o.Horizon = OneYear
	}
	if o.Horizon != Day100 && o.Horizon != OneYear {
		return o, fmt.Errorf("a horizon of %v days: %w", o.Horizon, ErrOption)
	}
	if o.Reference < 0 || o.Reference >= 1 {
		return o, fmt.Errorf("a reference survival of %v: %w", o.Reference, ErrOption)
	}
	if o.Interval == "" {
		o.Interval = survival.ClopperPearson
	}
	if o.Interval != survival.ClopperPearson && o.Interval != survival.Wilson && o.Interval != survival.Jeffreys {
		return o, fmt.Errorf("an interval %q: %w", string(o.Interval), ErrOption)
	}
	if o.OddsRatio == 0 {
		o.OddsRatio = 2
	}
	if o.Threshold == 0 {
		o.Threshold = 4.5
	}
	if o.OddsRatio <= 1 || o.OddsRatio > 10 || o.Threshold < 1 || o.Threshold > 10 {
		return o, fmt.Errorf("a CUSUM for an odds ratio of %v with the threshold %v: %w", o.OddsRatio, o.Threshold, ErrOption)
	}
	if last := LatestContact(rows); !o.Closing.Known() {
		o.Closing = last
	} else if last.Known() && o.Closing.Before(last) {
		return o, fmt.Errorf("the closing day %s lies before the latest contact %s: %w", o.Closing, last, ErrOption)
	}
	return o, nil
}

// Analyse computes every figure of a selection. A comparison by a later event
// (ByGVHD) is made as a landmark at day 100; the answers say so.
func Analyse(t Table, s Selection, o Options) (Analysis, error) {
	o, err := o.complete(t.Rows(s.Synthetic))
	if err != nil {
		return Analysis{}, err
	}
	rows := t.Select(s)
	a := Analysis{Selection: s, Options: o, Synthetic: s.Synthetic, N: len(rows), Closing: o.Closing, Activity: activity(rows)}
	if len(rows) == 0 {
		return a, nil
	}
	if rows = a.oncePerChild(rows); len(rows) == 0 {
		return a, nil
	}
	a.GVHD = countGVHD(rows)
	a.FirstYear, a.LatestYear = rows[0].Date.Year(), rows[len(rows)-1].Date.Year()
	for i := range rows {
		if !rows[i].followed() {
			a.NoOutcome++
		}
	}
	if err := a.figures(rows, t.Periods(s.Synthetic)); err != nil {
		return a, err
	}
	if a.Quality, err = quality(rows, o); err != nil {
		return a, err
	}
	a.FollowUp, err = followUp(rows, o.Closing)
	return a, err
}

// oncePerChild leaves later transplants out of what is computed from here on,
// unless they were asked for: the survival of a child is counted once.
func (a *Analysis) oncePerChild(rows []Row) []Row {
	for i := range rows {
		if !rows[i].first() {
			a.Later++
		}
	}
	if a.Later == 0 || a.Selection.Number == LaterTransplants {
		return rows
	}
	out := make([]Row, 0, len(rows)-a.Later)
	for i := range rows {
		if rows[i].first() {
			out = append(out, rows[i])
		}
	}
	return out
}

func activity(rows []Row) []Activity {
	out := []Activity{{Key: ByYear}}
	counts := map[string]int{}
	years := map[int]int{}
	for i := range rows {
		years[rows[i].Date.Year()]++
	}
	for year, n := range years {
		counts[strconv.Itoa(year)] = n
	}
	out[0].Lines = sorted(counts)
	for _, key := range []string{ByGroup, ByDonor, ByGraft, ByConditioning} {
		counts = map[string]int{}
		for i := range rows {
			counts[rows[i].Value(key)]++
		}
		out = append(out, Activity{key, sorted(counts)})
	}
	return out
}

// figures draws the curves, and answers wishes that would mislead.
func (a *Analysis) figures(rows []Row, periods []Period) error {
	label := func(h history) history { return h }
	by := ""
	if key := a.Options.By; key != "" && key != ByGVHD {
		by = key
		label = func(h history) history {
			h.data.By = labels(h.rows, key, periods)
			return h
		}
		if n := len(label(overall(rows)).groupsOf()); n > MostGroups {
			a.Answers = append(a.Answers, tooMany(n))
			label, by = func(h history) history { return h }, ""
		}
	}
	sketches := []sketch{
		overallSketch(label(overall(rows))), eventFreeSketch(label(firstEvent(rows).single())),
		firstEventSketch(label(firstEvent(rows))), engraftmentSketch(label(engraftment(rows))),
	}
	if h := gvhd(rows); a.GVHD.Dated {
		sketches = append(sketches, gvhdSketch(label(h)))
	}
	if h := chronicGVHD(rows); a.GVHD.ChronicDrawn {
		sketches = append(sketches, chronicSketch(label(h)))
	}
	if h := deaths(rows); by == "" && h.highest() > 0 {
		sketches = append(sketches, deathSketch(h))
	}
	for _, s := range sketches {
		if len(s.history.rows) == 0 {
			continue
		}
		s.By = by
		f, err := s.draw()
		if err != nil {
			return err
		}
		a.Figures = append(a.Figures, f)
	}
	if a.Options.By == ByGVHD {
		if err := a.landmark(rows); err != nil {
			return err
		}
	}
	if a.Options.OneMinusKM {
		return a.oneMinusKM(rows)
	}
	return nil
}

var (
	yearTicks  = []float64{0, 183, OneYear, 731, ThreeYear, 1461, FiveYear}
	yearReads  = []float64{Day100, OneYear, ThreeYear, FiveYear}
	weekTicks  = []float64{0, 10, 20, 30, 42, 60}
	weekReads  = []float64{30, 42}
	probably   = say("Probability", "概率")
	cumulative = say("Cumulative incidence", "累积发生率")
)

func overallSketch(h history) sketch {
	return sketch{Figure: Figure{ID: "overall", Kind: KindSurvival, Title: say("Overall survival", "总生存率"), Axis: probably, Years: true, Ticks: yearTicks,
		Definition: []evidence.Text{say("Time from Day 0 to death of any cause; the living are censored at their last contact.", "自0 d至任何原因死亡；存活者在末次随访时删失。")},
		Sources:    []evidence.Source{sourceKM, sourceForm}}, history: h, horizon: FiveYear, readings: yearReads}
}

var failureText = say("Graft failure is dated by its row; without a day it counts on day +30 after marrow or peripheral blood and on day +42 after cord blood, when neutrophils never reached 0.5 × 10⁹/L.",
	"植入失败以记录日期为准；无日期者，骨髓或外周血移植计为+30 d，脐带血移植计为+42 d（中性粒细胞始终未达0.5 × 10⁹/L）。")

var failureSource = evidence.Source{Text: "Sureda 2024, harmonised definitions", Locator: "Table 1", ID: "10.1038/s41409-024-02251-0"}

// recordedText says what stands for "did not happen" in an endpoint of several
// events.
var recordedText = say("An event that no entry states is taken as not having happened up to the last contact.", "未有记录的事件视为至末次随访时未发生。")

func eventFreeSketch(h history) sketch {
	return sketch{Figure: Figure{ID: "event-free", Kind: KindSurvival, Title: say("Event-free survival (death, graft failure, relapse, another transplant)", "无事件生存率（事件：死亡、植入失败、复发、再次移植）"), Axis: probably, Years: true, Ticks: yearTicks,
		Definition: []evidence.Text{say("Time from Day 0 to the first of death, graft failure, relapse and another transplant. GVHD is no event here.", "自0 d至死亡、植入失败、复发或再次移植（以先发生者为准）。本定义不将GVHD计为事件。"), recordedText, failureText},
		Sources:    []evidence.Source{sourceKM, failureSource, sourceForm}}, history: h, horizon: FiveYear, readings: yearReads}
}

func firstEventSketch(h history) sketch {
	causes := []evidence.Text{say("graft failure", "植入失败"), say("death without another event", "未发生其他事件的死亡"), say("relapse", "复发"), say("another transplant", "再次移植")}
	return sketch{Figure: Figure{ID: "first-event", Kind: KindIncidence, Title: say("First event, by cause", "首发事件（按原因）"), Axis: cumulative, Years: true, Ticks: yearTicks,
		Causes:     causes[:max(alwaysOfFirst, h.highest())],
		Definition: []evidence.Text{say("The causes compete: each curve is the probability of having had that event first. Stacked, they add up to one minus event-free survival. Relapse and another transplant are drawn where a row records one.", "各原因相互竞争：每条曲线为首先发生该事件的概率；叠加后等于1减无事件生存率。复发与再次移植仅在有记录时绘制。"), recordedText, failureText},
		Sources:    []evidence.Source{sourceAJ, sourceH06, failureSource}}, history: h, horizon: FiveYear, readings: yearReads}
}

func engraftmentSketch(h history) sketch {
	return sketch{Figure: Figure{ID: "engraftment", Kind: KindIncidence, Title: say("Neutrophil engraftment, or death or another transplant before it", "中性粒细胞植入，或植入前死亡或再次移植"), Axis: cumulative, Ticks: weekTicks,
		Causes:     []evidence.Text{say("neutrophil engraftment", "中性粒细胞植入"), say("death or another transplant before", "植入前死亡或再次移植")},
		Definition: []evidence.Text{say("First of three consecutive days with neutrophils of at least 0.5 × 10⁹/L; death and another transplant before it compete.", "中性粒细胞连续3天≥0.5 × 10⁹/L的首日；植入前死亡与再次移植为竞争事件。")},
		Sources:    []evidence.Source{sourceAJ, failureSource, sourceH06}}, history: h, horizon: 60, readings: weekReads}
}

func gvhdSketch(h history) sketch {
	return sketch{Figure: Figure{ID: "gvhd", Kind: KindIncidence, Title: say("Acute GVHD of grade II to IV, or death or another transplant without it", "II–IV度急性移植物抗宿主病，或未发生而死亡或再次移植"), Axis: cumulative, Ticks: []float64{0, 30, 60, Day100, 183},
		Causes:     []evidence.Text{say("acute GVHD, grade II to IV", "II–IV度急性GVHD"), say("death or another transplant without it", "未发生而死亡或再次移植")},
		Definition: []evidence.Text{say("Day on which grade II or more began; death and another transplant without it compete.", "达到II度及以上的首日；未发生而死亡或再次移植为竞争事件。")},
		Sources:    []evidence.Source{sourceAJ, sourceH06}}, history: h, horizon: 183, readings: []float64{Day100, 183}}
}

func chronicSketch(h history) sketch {
	return sketch{Figure: Figure{ID: "chronic-gvhd", Kind: KindIncidence, Title: say("Chronic GVHD of any severity, or death or another transplant without it", "慢性移植物抗宿主病（不论程度），或未发生而死亡或再次移植"), Axis: cumulative, Years: true, Ticks: []float64{0, 183, OneYear, 731, ThreeYear},
		Causes:     []evidence.Text{say("chronic GVHD", "慢性GVHD"), say("death or another transplant without it", "未发生而死亡或再次移植")},
		Definition: []evidence.Text{say("Day on which chronic GVHD was first stated, or an organ first scored 1 or more by NIH 2014; death and another transplant without it compete. A transplant that says nothing of chronic GVHD is left out, not counted as free of it.", "首次记录慢性GVHD或按NIH 2014首次有器官评分≥1之日；未发生而死亡或再次移植为竞争事件。未记录慢性GVHD情况者不纳入，不视为未发生。")},
		Sources:    []evidence.Source{sourceAJ, sourceH06}}, history: h, horizon: ThreeYear, readings: []float64{OneYear, ThreeYear}}
}

func deathSketch(h history) sketch {
	causes := []evidence.Text{say("graft failure", "植入失败"), say("GVHD", "移植物抗宿主病"), say("infection", "感染"), say("organ toxicity, microangiopathy or bleeding", "器官毒性、血栓性微血管病或出血"),
		say("the disease, a second cancer or another cause", "原发病、第二肿瘤或其他原因"), say("cause not recorded", "死因未记录")}
	return sketch{Figure: Figure{ID: "death-cause", Kind: KindIncidence, Title: say("Death by its main cause", "死亡（按主要死因）"), Axis: cumulative, Years: true, Ticks: yearTicks, Causes: causes,
		Definition: []evidence.Text{say("Main cause as the team stated it; the groups are a convention of this page. A death without a stated cause is a band of its own: it belongs to one of the others, and which is not known. Stacked, the bands add up to one minus overall survival.", "主要死因以团队记录为准；分组为本页约定。未记录死因者单列：其实属于其他各类之一，但不知属于哪一类。各部分叠加后等于1减总生存率。")},
		Sources:    []evidence.Source{sourceAJ, sourceH06}}, history: h, horizon: FiveYear, readings: yearReads}
}
