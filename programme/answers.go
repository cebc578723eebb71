package programme

import (
	"fmt"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/survival"
)

// GVHD counts the grades. A share over time needs the day of onset: Dated says
// that every row of grade II or more carries it.
type GVHD struct {
	Grades    []Choice // in order of grade
	NotGraded int
	Severe    int // grade II to IV
	Undated   int // of them without a day
	Dated     bool

	// Chronic GVHD, counted by the worst that was stated.
	Chronic        []Choice // no, yes without a severity, mild, moderate, severe
	ChronicUnknown int      // rows that say nothing of it
	ChronicUndated int      // chronic without the day
	ChronicDrawn   bool     // an incidence is drawn: dated throughout, and known of at least LeastKnown of the rows
}

// LeastKnown is the share of the transplants that must say whether there was
// chronic GVHD for its incidence to be drawn: a curve of those who speak of it
// would be one of those who had it. A convention of this page.
const LeastKnown = 0.8

func countGVHD(rows []Row) GVHD {
	counts := map[string]int{}
	var g GVHD
	for i := range rows {
		r := &rows[i]
		if r.AcuteGVHD == "" {
			g.NotGraded++
			continue
		}
		counts[r.AcuteGVHD]++
		if r.severe() {
			g.Severe++
			if r.AcuteGVHDDay == 0 {
				g.Undated++
			}
		}
	}
	for _, grade := range grades {
		g.Grades = append(g.Grades, Choice{grade, counts[grade]})
	}
	g.Dated = g.Severe > 0 && g.Undated == 0
	g.chronic(rows)
	return g
}

func (g *GVHD) chronic(rows []Row) {
	counts := map[string]int{}
	for i := range rows {
		r := &rows[i]
		counts[r.ChronicGVHD]++
		if r.chronic() && r.ChronicGVHDDay == 0 {
			g.ChronicUndated++
		}
	}
	some := false
	for _, word := range chronicGrades {
		g.Chronic = append(g.Chronic, Choice{word, counts[word]})
		some = some || (word != "no" && counts[word] > 0)
	}
	g.ChronicUnknown = counts[""]
	g.ChronicDrawn = some && g.ChronicUndated == 0 && float64(len(rows)-g.ChronicUnknown) >= LeastKnown*float64(len(rows))
}

// The labels of the landmark groups.
const (
	labelSevere = "gvhd-ii-iv"
	labelMild   = "gvhd-0-i"
)

// landmark compares survival from day 100 on by what was known on day 100.
func (a *Analysis) landmark(rows []Row) error {
	h := historyOf(rows, func(r *Row) (float64, int, bool) {
		status := 0
		if r.dead() {
			status = 1
		}
		return float64(r.FollowUpDays) - Day100, status, float64(r.FollowUpDays) >= Day100 && r.AcuteGVHD != ""
	})
	assumed := 0
	h = h.grouped(func(r *Row) string {
		if !r.severe() || float64(r.AcuteGVHDDay) > Day100 {
			return labelMild
		}
		if r.AcuteGVHDDay == 0 {
			assumed++
		}
		return labelSevere
	})
	a.Answers = append(a.Answers, Answer{ID: "gvhd-baseline",
		Asked:   say("Survival from Day 0 by whether the child ever had GVHD", "按“是否曾患GVHD”比较自0 d起的生存率"),
		Why:     say("Who will have GVHD is not known on Day 0: a child has to live long enough to have it, so the group with GVHD looks better than it is.", "0 d时尚不知谁会发生GVHD：须存活足够久才可能发生，因此“曾患GVHD”组会显得过好。"),
		Instead: say("Shown instead: a landmark at day +100, among the children alive and followed then, by what was known that day.", "改为展示：+100 d界标分析，仅纳入当日存活且在随访中的患儿，并按当日已知情况分组。"),
		Sources: []evidence.Source{sourceH06, {Text: "Anderson, Cain & Gelber, J Clin Oncol 1983;1:710"}}})
	s := sketch{Figure: Figure{ID: "landmark", Kind: KindSurvival, Title: say("Survival from day +100 by acute GVHD until then (landmark)", "+100 d起生存率，按此前急性GVHD分组（界标分析）"), Axis: probably, Years: true,
		Ticks: []float64{0, 183, OneYear, 731, ThreeYear, 1461}, By: ByGVHD,
		Definition: []evidence.Text{say("Time from day +100 to death among children alive and followed on day +100.", "+100 d存活且在随访中的患儿，自+100 d至死亡的时间。")},
		Sources:    []evidence.Source{sourceKM, sourceForm}}, history: h, horizon: 1461, readings: []float64{OneYear - Day100, ThreeYear - Day100}}
	if assumed > 0 {
		s.Notes = append(s.Notes, say(fmt.Sprintf("Assumption: %d transplants carry a grade of II to IV without its day; it is taken to have begun by day +100. A time-dependent comparison needs that day and is not offered.", assumed),
			fmt.Sprintf("假设：%d例仅记录II–IV度而无发生日期，均视为+100 d前发生。时依协变量分析需要该日期，故不提供。", assumed)))
	} else {
		a.Answers = append(a.Answers, timeDependent(rows))
	}
	if len(h.rows) == 0 {
		return nil
	}
	f, err := s.draw()
	if err != nil {
		return err
	}
	a.Figures = append([]Figure{f}, a.Figures...)
	return nil
}

// timeDependent is the hazard ratio of death after acute GVHD began, against the
// time before and without it; nobody counts as exposed before the exposure.
func timeDependent(rows []Row) Answer {
	answer := Answer{ID: "gvhd-time-dependent", Asked: say("Acute GVHD of grade II to IV as a time-dependent covariate", "II–IV度急性GVHD作为时依协变量"),
		Why:     say("Each child counts as without GVHD until the day on which it began.", "每例患儿在GVHD发生日之前均计为无GVHD。"),
		Sources: []evidence.Source{sourceH06}}
	h := historyOf(rows, func(r *Row) (float64, int, bool) {
		status := 0
		if r.dead() {
			status = 1
		}
		return float64(r.FollowUpDays), status, r.AcuteGVHD != "" && r.FollowUpDays > 0
	})
	since := make([]float64, len(h.rows))
	for i, r := range h.rows {
		since[i] = nan
		if r.severe() {
			since[i] = float64(r.AcuteGVHDDay)
		}
	}
	split, err := survival.SplitAt(h.data, "gvhd", since)
	if err == nil {
		var fit *survival.CoxFit
		if fit, err = survival.Cox(split, survival.CoxOptions{}); err == nil && len(fit.HR) == 1 && fit.Converged {
			ratio := fmt.Sprintf("%.2f (%.2f–%.2f)", fit.HR[0], fit.Lower[0], fit.Upper[0])
			answer.Instead = say("Hazard ratio of death after its onset: "+ratio+", Cox model, Efron, 95 % limits, not adjusted.", "发生后死亡的风险比："+ratio+"（Cox模型，Efron法，95%置信限，未校正）。")
			return answer
		}
	}
	answer.Refused = true
	answer.Instead = say("The rows do not allow the model: too few events with and without GVHD.", "现有资料不足以拟合模型：有或无GVHD者的事件过少。")
	return answer
}

// oneMinusKM refuses and shows what would have been claimed.
func (a *Analysis) oneMinusKM(rows []Row) error {
	h := firstEvent(rows)
	naive := survival.Data{Time: h.data.Time, Status: make([]int, len(h.data.Status))}
	for i, s := range h.data.Status {
		if s == causeDeath {
			naive.Status[i] = 1
		}
	}
	answer := Answer{ID: "one-minus-km", Refused: true,
		Asked:   say("One minus Kaplan–Meier for death without another event", "以1 − Kaplan–Meier计算未发生其他事件的死亡"),
		Why:     say("Graft failure, relapse and another transplant compete. One minus Kaplan–Meier treats a child who had one of them as if death could still come first, and so claims too much.", "植入失败、复发及再次移植为竞争事件。1 − Kaplan–Meier把已发生这些事件者当作仍可能首先死亡，结果高估。"),
		Instead: say("Shown instead: the cumulative incidence of all causes together, below.", "改为展示：下图各原因的累积发生率。"),
		Sources: []evidence.Source{sourceH06}}
	f, ok := a.Figure("first-event")
	if curves, err := survival.KaplanMeier(naive, survival.CurveOptions{}); err == nil && ok && len(curves) == 1 && f.By == "" && len(f.Groups) == 1 {
		wrong := 1 - curves[0].ReadAt([]float64{OneYear})[0].Surv
		for _, s := range f.Groups[0].Series {
			for _, r := range s.Readings {
				if s.Cause == causeDeath && r.Time == OneYear && r.Shown {
					answer.Why.EN += fmt.Sprintf(" Here, at one year: %s %% against the true %s %%.", Percent(wrong), Percent(r.Est))
					answer.Why.ZH += fmt.Sprintf("本例一年时：%s %%，而实际为%s %%。", Percent(wrong), Percent(r.Est))
				}
			}
		}
	}
	a.Answers = append(a.Answers, answer)
	return nil
}

// tooMany refuses a figure of more curves than can be told apart.
func tooMany(n int) Answer {
	return Answer{ID: "too-many-groups", Refused: true, Asked: say(fmt.Sprintf("%d curves in one figure", n), fmt.Sprintf("同一图中%d条曲线", n)),
		Why:     say(fmt.Sprintf("More than %d curves cannot be told apart, and many small groups find differences by chance.", MostGroups), fmt.Sprintf("超过%d条曲线难以区分，且分组过多易出现偶然差异。", MostGroups)),
		Instead: say("Shown instead: all transplants of the selection together. Narrow the selection first.", "改为展示：所选移植合并结果。请先缩小范围。")}
}
