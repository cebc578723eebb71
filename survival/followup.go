package survival

import (
	"fmt"
	"math"
	"strconv"
)

// Completeness says how much of the follow-up that was possible was seen.
type Completeness struct {
	Horizon             float64
	Observed, Potential float64 // person-time up to the horizon; an event ends the potential time
	Index               float64 // Observed / Potential (Clark, Altman & De Stavola, Lancet 2002;359:1309)
	CompleteShare       float64 // share of rows with an event by the horizon or followed to it
}

// FollowUpCompleteness computes Clark's index up to a horizon, common to all.
// potential, when not nil, holds each row's own longest possible time (to the
// closing date); nil means the horizon for everyone.
func FollowUpCompleteness(d Data, horizon float64, potential []float64) (Completeness, error) {
	if err := d.Validate(); err != nil {
		return Completeness{}, err
	}
	if !(horizon > 0) || math.IsInf(horizon, 0) {
		return Completeness{}, optionError("the horizon %v is not a time above 0", horizon)
	}
	if potential != nil && len(potential) != d.Len() {
		return Completeness{}, optionError("there are %d potential times for %d rows", len(potential), d.Len())
	}
	c := Completeness{Horizon: horizon}
	for i, t := range d.Time {
		end, seen := horizon, math.Min(t, horizon)
		if potential != nil {
			end = math.Min(math.Max(potential[i], seen), horizon)
		}
		if d.Status[i] > 0 {
			end = seen
		}
		if d.Status[i] > 0 || t >= end {
			c.CompleteShare += 1 / float64(d.Len())
		}
		c.Observed, c.Potential = c.Observed+seen, c.Potential+end
	}
	c.Index = c.Observed / c.Potential
	c.CompleteShare = math.Min(c.CompleteShare, 1)
	return c, nil
}

// Component is one part of a composite endpoint: for every row whether it
// happened, and when.
type Component struct {
	Name     string
	Happened []bool
	Time     []float64 // read only where Happened
}

// Composite is the first of its components: time to it or to the last contact,
// and which one it was.
type Composite struct {
	Time  []float64
	Cause []int    // 0 none, k the k-th component; of components on one time the one listed first
	Names []string // Names[k-1] is the name of cause k
	Count []int    // rows by cause, from 0
}

// FirstOf builds a composite endpoint such as GRFS (acute GVHD III–IV, chronic
// GVHD that needs systemic treatment, relapse, death: Holtan et al., Blood
// 2015;125:1333) from dated components. A component after the last contact is
// refused: it cannot have been seen.
func FirstOf(lastContact []float64, components []Component) (Composite, error) {
	out := Composite{Count: make([]int, len(components)+1)}
	var bad []Problem
	for _, c := range components {
		out.Names = append(out.Names, c.Name)
		if len(c.Happened) != len(lastContact) || len(c.Time) != len(lastContact) {
			bad = append(bad, Problem{Row: -1, Field: c.Name, Message: fmt.Sprintf("%s has %d and %d rows, the last contact has %d", c.Name, len(c.Happened), len(c.Time), len(lastContact))})
		}
	}
	if len(bad) > 0 {
		return Composite{}, &InputError{bad}
	}
	for i, last := range lastContact {
		t, cause := last, 0
		for k, c := range components {
			if !c.Happened[i] {
				continue
			}
			if math.IsNaN(c.Time[i]) || c.Time[i] > last+timeTolerance {
				bad = append(bad, Problem{Row: i, Field: c.Name, Message: fmt.Sprintf("%s at %v is not dated up to the last contact at %v", c.Name, c.Time[i], last)})
				continue
			}
			if c.Time[i] < t || cause == 0 {
				t, cause = math.Min(c.Time[i], t), k+1
			}
		}
		out.Time, out.Cause = append(out.Time, t), append(out.Cause, cause)
		out.Count[cause]++
	}
	if len(bad) > 0 {
		return Composite{}, &InputError{bad}
	}
	return out, nil
}

// Data is the composite as a single event.
func (c Composite) Data() Data {
	d := Data{Time: c.Time, Status: make([]int, len(c.Cause))}
	for i, k := range c.Cause {
		d.Status[i] = min(k, 1)
	}
	return d
}

// Landmark keeps the rows still under observation at the landmark (Time >= at),
// starts their clock there, and sets By and a 0/1 covariate of the given name to
// whether since (NaN: never) lies at or before it (Anderson, Cain & Gelber, J Clin
// Oncol 1983;1:710). What happens after the landmark is not looked at.
func Landmark(d Data, at float64, name string, since []float64) (Data, error) {
	if err := d.Validate(); err != nil {
		return Data{}, err
	}
	if d.Entry != nil {
		return Data{}, optionError("a landmark analysis is not offered for late entry")
	}
	if len(since) != d.Len() {
		return Data{}, optionError("there are %d times of %s for %d rows", len(since), name, d.Len())
	}
	var rows []int
	for i, t := range d.Time {
		if t >= at {
			rows = append(rows, i)
		}
	}
	if len(rows) == 0 {
		return Data{}, inputError("nobody is under observation at the landmark %v", at)
	}
	out := d.rows(rows)
	out.By = make([]string, len(rows))
	x := Covariate{Name: name, Values: make([]float64, len(rows))}
	for i, r := range rows {
		out.Time[i] -= at
		if since[r] <= at {
			x.Values[i] = 1
		}
		out.By[i] = strconv.Itoa(int(x.Values[i]))
	}
	out.Covariates = append([]Covariate{x}, out.Covariates...)
	return out, nil
}

// SplitAt makes a time-dependent 0/1 covariate: each row is split at the time
// since (NaN: never) from which it holds, so that nobody is counted as exposed
// before the exposure. A change at the row's own end comes too late and is not
// seen. Cluster names the subject of each new row.
func SplitAt(d Data, name string, since []float64) (Data, error) {
	if err := d.Validate(); err != nil {
		return Data{}, err
	}
	if len(since) != d.Len() {
		return Data{}, optionError("there are %d times of %s for %d rows", len(since), name, d.Len())
	}
	var rows []int
	var entry, end, x []float64
	var status []int
	add := func(row int, from, to, value float64, s int) {
		rows, entry, end = append(rows, row), append(entry, from), append(end, to)
		x, status = append(x, value), append(status, s)
	}
	for i, t := range d.Time {
		from := 0.0
		switch {
		case d.Entry != nil:
			from = d.Entry[i]
		case t == 0:
			from = -1 // at risk at time 0
		}
		switch {
		case since[i] <= from || (since[i] <= 0 && d.Entry == nil):
			add(i, from, t, 1, d.Status[i])
		case since[i] < t:
			add(i, from, since[i], 0, 0)
			add(i, since[i], t, 1, d.Status[i])
		default:
			add(i, from, t, 0, d.Status[i])
		}
	}
	out := d.rows(rows)
	out.Entry, out.Time, out.Status = entry, end, status
	if d.Cluster == nil {
		out.Cluster = make([]string, len(rows))
		for k, r := range rows {
			out.Cluster[k] = strconv.Itoa(r + 1)
		}
	}
	out.Covariates = append([]Covariate{{Name: name, Values: x}}, out.Covariates...)
	return out, nil
}

// jackknife turns an estimate into pseudo-observations n·θ - (n-1)·θ(without i)
// (Andersen, Klein & Rosthøj, Biometrika 2003;90:15). Rows that share time and
// status share their value.
func jackknife(d Data, estimate func(Data) float64) ([]float64, error) {
	d, err := d.merged()
	if err != nil {
		return nil, err
	}
	if d.Entry != nil {
		return nil, optionError("pseudo-values are not offered for late entry")
	}
	if d.Len() < 2 {
		return nil, inputError("pseudo-values need at least two rows")
	}
	d = Data{Time: d.Time, Status: d.Status}
	type kind struct {
		time   float64
		status int
	}
	n, all := float64(d.Len()), estimate(d)
	known := map[kind]float64{}
	out := make([]float64, d.Len())
	for i := range out {
		k := kind{d.Time[i], d.Status[i]}
		v, seen := known[k]
		if !seen {
			v = n*all - (n-1)*estimate(d.Subset(func(r int) bool { return r != i }))
			known[k] = v
		}
		out[i] = v
	}
	return out, nil
}

// PseudoSurvival gives each row's pseudo-value of the Kaplan–Meier survival at t.
func PseudoSurvival(d Data, t float64) ([]float64, error) {
	if err := d.refuseCauses("the survival probability"); err != nil {
		return nil, err
	}
	return jackknife(d, func(d Data) float64 { return plainCurve(d).ReadAt([]float64{t})[0].Surv })
}

// PseudoRestrictedMean gives each row's pseudo-value of the restricted mean up to
// tau.
func PseudoRestrictedMean(d Data, tau float64) ([]float64, error) {
	if err := d.refuseCauses("the restricted mean"); err != nil {
		return nil, err
	}
	return jackknife(d, func(d Data) float64 { return plainCurve(d).RestrictedMean(tau).Mean })
}

// PseudoIncidence gives each row's pseudo-value of the cumulative incidence of a
// cause at t.
func PseudoIncidence(d Data, cause int, t float64) ([]float64, error) {
	if cause < 1 {
		return nil, optionError("the cause %d is not 1 or above", cause)
	}
	return jackknife(d, func(d Data) float64 {
		inc, surv := 0.0, 1.0
		d.Status = relabel(d.Status, cause)
		for m := range moments(d, make([]int, d.Len()), 1) {
			if m.time > t {
				break
			}
			inc += surv * m.event[0] / m.atRisk[0]
			surv *= (m.atRisk[0] - m.event[0] - m.other[0]) / m.atRisk[0]
		}
		return inc
	})
}

func plainCurve(d Data) Curve {
	return newCurve(everyone, d, CurveOptions{Conf: Plain, Estimator: ProductLimit}, 0)
}
