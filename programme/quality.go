package programme

import (
	"fmt"
	"math"
	"slices"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/survival"
)

var nan = math.NaN()

// LeastFollowed is the share of a year's transplants that must be followed to the
// horizon for the year to stand in the funnel (EBMT Handbook 2024, 5.5: a centre
// counts at 80 % follow-up).
const LeastFollowed = 0.8

// Quality is survival at one horizon over the years, against a stated reference.
type Quality struct {
	Horizon   float64
	N         int // transplants that could have reached the horizon by the closing day
	Share     Proportion
	Reference float64
	Own       bool // the reference is the selection's own survival
	Years     []YearPoint
	Funnel    []survival.FunnelLimits // at 95 %
	Outer     []survival.FunnelLimits // at 99.8 %
	CUSUM     Chart
	Notes     []evidence.Text
}

// Proportion is survival at the horizon of one set of transplants.
type Proportion struct {
	N, Dead, NotFollowed int
	Est, Lower, Upper    float64
	Method               string // how it was made: the proportion interval, or Kaplan–Meier where someone was not followed
	Work                 evidence.Derivation
}

// Followed is the share of the set whose state at the horizon is known.
func (p Proportion) Followed() float64 { return 1 - float64(p.NotFollowed)/float64(max(1, p.N)) }

// YearPoint is one calendar year of transplants.
type YearPoint struct {
	Year int
	Proportion
	Counted bool // enough transplants, and enough of them followed
}

// Chart is the CUSUM in order of transplant.
type Chart struct {
	OddsRatio, Threshold float64
	Path, VLAD           []float64
	Dates                []day.Date
	Deaths               int
	Signal               int     // place of the first transplant past the threshold, or -1
	FalseAlarm           float64 // transplants to a false alarm on average, when the reference holds
	LeftOut              int     // not followed to the horizon
}

// reached are the rows that could have been followed to the horizon.
func reached(rows []Row, horizon float64, closing day.Date) []Row {
	out := make([]Row, 0, len(rows))
	for i := range rows {
		if r := &rows[i]; r.followed() && float64(closing.DaysSince(r.Date)) >= horizon {
			out = append(out, *r)
		}
	}
	return out
}

// state of a row at the horizon.
func (r *Row) at(horizon float64) (dead, known bool) {
	dead = r.dead() && float64(r.FollowUpDays) <= horizon
	return dead, dead || float64(r.FollowUpDays) >= horizon
}

// share estimates survival at the horizon: a proportion where everyone's state
// is known, Kaplan–Meier where not.
func share(rows []Row, horizon float64, method survival.ProportionMethod) (Proportion, error) {
	p := Proportion{N: len(rows), Est: nan, Lower: nan, Upper: nan}
	for _, r := range rows {
		dead, known := r.at(horizon)
		if dead {
			p.Dead++
		}
		if !known {
			p.NotFollowed++
		}
	}
	if p.N == 0 {
		return p, nil
	}
	if p.NotFollowed == 0 {
		e, err := survival.Proportion(p.N-p.Dead, p.N, method, Level)
		p.Est, p.Lower, p.Upper, p.Method = e.Value, e.Lower, e.Upper, string(method)
		p.Work = p.work(horizon)
		return p, err
	}
	curves, err := survival.KaplanMeier(overall(rows).data, survival.CurveOptions{Level: Level})
	if err != nil || len(curves) == 0 {
		return p, err
	}
	at := curves[0].ReadAt([]float64{horizon})[0]
	p.Est, p.Lower, p.Upper, p.Method = at.Surv, at.Lower, at.Upper, "kaplan-meier log-log"
	p.Work = p.work(horizon)
	return p, nil
}

func (p Proportion) work(horizon float64) evidence.Derivation {
	formula, source := say("(transplants − deaths) / transplants", "（移植例数 − 死亡数）/ 移植例数"), evidence.Source{Text: "interval of a proportion: " + p.Method}
	note := say("Everyone's state at the horizon is known, so a proportion is right.", "所有患儿在该时点的状态均已知，可用比例计算。")
	if p.NotFollowed > 0 {
		formula, source = say("product over the event times of (1 − deaths / at risk)", "各事件时点（1 − 死亡数/在险人数）之积"), sourceKM
		note = say("Not everyone was followed to the horizon: Kaplan–Meier with log-log limits in place of a proportion.", "并非所有患儿均随访至该时点：改用Kaplan–Meier（log-log置信限）。")
	}
	return evidence.Derivation{Label: say("survival at the horizon", "时点生存率"), Value: percentRange(p.Est, p.Lower, p.Upper), Formula: formula.EN, FormulaZH: formula.ZH, Status: evidence.Derived,
		Sources: []evidence.Source{source}, Note: note, Steps: []evidence.Derivation{
			{Label: say("horizon", "时点"), Value: fmt.Sprint(horizon), Unit: "d"}, {Label: say("transplants", "移植例数"), Value: fmt.Sprint(p.N)},
			{Label: say("deaths by the horizon", "时点前死亡数"), Value: fmt.Sprint(p.Dead)}, {Label: say("not followed to the horizon", "未随访至该时点"), Value: fmt.Sprint(p.NotFollowed)}}}
}

func quality(rows []Row, o Options) (Quality, error) {
	eligible := reached(rows, o.Horizon, o.Closing)
	q := Quality{Horizon: o.Horizon, N: len(eligible), Reference: o.Reference, Own: o.Reference == 0, CUSUM: Chart{Signal: -1}}
	var err error
	if q.Share, err = share(eligible, o.Horizon, o.Interval); err != nil || q.N == 0 {
		return q, err
	}
	if q.Own {
		q.Reference = q.Share.Est
	}
	if err := q.years(eligible, o); err != nil {
		return q, err
	}
	if !(q.Reference > 0 && q.Reference < 1) {
		q.Notes = append(q.Notes, say("With a reference of none or of all, there is neither a funnel nor a CUSUM.", "参考值为0或100%时，无法绘制漏斗图与累积和控制图。"))
		return q, nil
	}
	if err := q.limits(); err != nil {
		return q, err
	}
	q.CUSUM, err = cusum(eligible, q.Reference, o)
	return q, err
}

func (q *Quality) years(rows []Row, o Options) error {
	for first := 0; first < len(rows); {
		end := first
		for end < len(rows) && rows[end].Date.Year() == rows[first].Date.Year() {
			end++
		}
		p, err := share(rows[first:end], o.Horizon, o.Interval)
		if err != nil {
			return err
		}
		q.Years = append(q.Years, YearPoint{rows[first].Date.Year(), p, p.N >= LeastInGroup && p.Followed() >= LeastFollowed})
		first = end
	}
	return nil
}

// limits are computed at sizes that draw a smooth funnel.
func (q *Quality) limits() error {
	sizes := q.sizes()
	var err error
	if q.Funnel, err = survival.Funnel(q.Reference, sizes, 0.95); err != nil {
		return err
	}
	q.Outer, err = survival.Funnel(q.Reference, sizes, 0.998)
	return err
}

// sizesDrawn is how many sizes of a year make a smooth funnel.
const sizesDrawn = 200

// sizes are the sizes at which the funnel is computed: those of the years, and
// enough between them.
func (q *Quality) sizes() []int {
	most := LeastInGroup
	var sizes []int
	for _, y := range q.Years {
		if y.N >= LeastInGroup {
			sizes = append(sizes, y.N)
		}
		most = max(most, y.N)
	}
	for n := LeastInGroup; n <= most+5; n += 1 + n/sizesDrawn {
		sizes = append(sizes, n)
	}
	slices.Sort(sizes)
	return slices.Compact(sizes)
}

// cusum runs over the transplants whose state at the horizon is known.
func cusum(rows []Row, reference float64, o Options) (Chart, error) {
	c := Chart{OddsRatio: o.OddsRatio, Threshold: o.Threshold, Signal: -1}
	var event []bool
	var predicted []float64
	for _, r := range rows {
		dead, known := r.at(o.Horizon)
		if !known {
			c.LeftOut++
			continue
		}
		if dead {
			c.Deaths++
		}
		event, predicted, c.Dates = append(event, dead), append(predicted, 1-reference), append(c.Dates, r.Date)
	}
	if len(event) == 0 {
		return c, nil
	}
	run, err := survival.RiskAdjustedCUSUM(event, predicted, o.OddsRatio, o.Threshold)
	if err != nil {
		return c, err
	}
	c.Path, c.VLAD, c.Signal = run.Path, run.VLAD, run.FirstSignal
	c.FalseAlarm = runLength(1-reference, o.OddsRatio, o.Threshold)
	return c, nil
}

// runStates is how finely the path is cut to find its average run length.
const runStates = 120

// runLength is the mean number of transplants to a signal when each dies with
// probability p: the path as a Markov chain on equal steps below the threshold
// (Brook & Evans, Biometrika 1972;59:539).
func runLength(p, oddsRatio, threshold float64) float64 {
	width := threshold / (runStates - 0.5)
	state := func(v float64) int { return max(0, int(math.Floor(v/width+0.5))) }
	lived := -math.Log(1 - p + oddsRatio*p)
	died := lived + math.Log(oddsRatio)
	// (I - Q) x = 1, solved by elimination; row i goes from i*width.
	m := make([][]float64, runStates)
	for i := range m {
		m[i] = make([]float64, runStates+1)
		m[i][i], m[i][runStates] = 1, 1
		for _, step := range []struct{ weight, chance float64 }{{lived, 1 - p}, {died, p}} {
			if to := state(float64(i)*width + step.weight); to < runStates {
				m[i][to] -= step.chance
			}
		}
	}
	return solveFirst(m)
}

// solveFirst gives the first unknown of a diagonally dominant system, by
// elimination from the last row up.
func solveFirst(m [][]float64) float64 {
	n := len(m)
	for i := n - 1; i > 0; i-- {
		for k := range i {
			factor := m[k][i] / m[i][i]
			if factor == 0 {
				continue
			}
			for j := range i {
				m[k][j] -= factor * m[i][j]
			}
			m[k][n] -= factor * m[i][n]
		}
	}
	return m[0][n] / m[0][0]
}

// FollowUp says how much of the possible follow-up was seen.
type FollowUp struct {
	Closing        day.Date
	Median         survival.Estimate // days, reverse Kaplan–Meier
	Lost           int
	Completeness   []survival.Completeness // at 100 days, one and five years
	Alive, Dead, N int
}

func followUp(rows []Row, closing day.Date) (FollowUp, error) {
	h := overall(rows)
	f := FollowUp{Closing: closing, N: len(h.rows), Median: survival.Estimate{Value: nan, Lower: nan, Upper: nan}}
	potential := make([]float64, len(h.rows))
	for i, r := range h.rows {
		potential[i] = math.Max(float64(closing.DaysSince(r.Date)), h.data.Time[i])
		switch r.Status {
		case "lost":
			f.Lost++
		case "dead":
			f.Dead++
		default:
			f.Alive++
		}
	}
	if f.N == 0 {
		return f, nil
	}
	for _, horizon := range []float64{Day100, OneYear, FiveYear} {
		c, err := survival.FollowUpCompleteness(h.data, horizon, potential)
		if err != nil {
			return f, err
		}
		f.Completeness = append(f.Completeness, c)
	}
	curves, err := survival.ReverseKaplanMeier(h.data, survival.CurveOptions{})
	if err == nil && len(curves) == 1 {
		f.Median = curves[0].Median()
	}
	return f, err
}
