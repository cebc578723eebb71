package pk

import (
	"math"
	"slices"
	"strings"
)

// bind arranges covariates and checks levels.
func (m *Model) bind(sub Subject) ([]Record, error) {
	var bad problems
	column := make([]int, len(m.sys.covNames))
	for k, name := range m.sys.covNames {
		column[k] = columnOf(sub.Covariates, name)
		if column[k] < 0 {
			bad.at(name, "the model %s needs this covariate and the data have no such column", m.File.ID)
		}
	}
	if err := bad.err(ErrInput); err != nil {
		return nil, err
	}
	checkSequence(&bad, sub.Records)
	recs := make([]Record, len(sub.Records))
	for i, r := range sub.Records {
		cov := make([]float64, len(column))
		for k, c := range column {
			if c >= len(r.Cov) || math.IsNaN(r.Cov[c]) || math.IsInf(r.Cov[c], 0) {
				bad.line(r.Line, 0, "record %d: the covariate %s is missing", i+1, m.sys.covNames[k])
				continue
			}
			if cov[k] = r.Cov[c]; m.binary(m.sys.covNames[k]) && cov[k] != 0 && cov[k] != 1 {
				bad.line(r.Line, 0, "record %d: the covariate %s is 0 or 1, not %g", i+1, m.sys.covNames[k], cov[k])
			}
		}
		used := r.EVID == 0 && !r.MDV && !math.IsNaN(r.DV)
		if used && (r.DV < 0 || math.IsInf(r.DV, 0) || (m.res.kind == onLogs && r.DV == 0)) {
			bad.line(r.Line, 0, "record %d: the level %g cannot be used", i+1, r.DV)
		}
		recs[i] = r
		recs[i].Cov = cov
	}
	return recs, bad.err(ErrInput)
}

// checkSequence refuses a record that stands twice and a level that no dose came
// before: nothing could be learned from it.
func checkSequence(bad *problems, records []Record) {
	dosed := false
	for i, r := range records {
		level := r.EVID == 0 && !r.MDV && !math.IsNaN(r.DV)
		switch {
		case r.EVID == 3:
			dosed = false
		case r.EVID == 1 || r.EVID == 4:
			dosed = true
		case level && !dosed:
			bad.line(r.Line, 0, "record %d: the level at time %g lies before the first dose", i+1, r.Time)
		}
		if !level && r.EVID != 1 {
			continue
		}
		for k := i - 1; k >= 0 && records[k].Time == r.Time; k-- {
			if sameRecord(records[k], r) {
				bad.line(r.Line, 0, "record %d repeats record %d", i+1, k+1)
			}
		}
	}
}

// sameRecord compares everything but the line.
func sameRecord(a, b Record) bool {
	a.Line, b.Line = 0, 0
	same := func(x, y float64) bool { return x == y || math.IsNaN(x) && math.IsNaN(y) }
	if !same(a.DV, b.DV) || !slices.EqualFunc(a.Cov, b.Cov, same) {
		return false
	}
	a.DV, b.DV, a.Cov, b.Cov = 0, 0, nil, nil
	return a.Time == b.Time && a.EVID == b.EVID && a.Amt == b.Amt && a.Rate == b.Rate && a.CMT == b.CMT && a.II == b.II && a.ADDL == b.ADDL && a.SS == b.SS && a.MDV == b.MDV && a.Cens == b.Cens
}

// possible are the values that a human body can have, by the code of a covariate
// in its usual unit (our own limits, wide ones): beyond them stands a slip of the
// pen or of the unit, whatever a model states of its cohort.
var possible = map[string]struct {
	unit   string
	lo, hi float64
}{"WT": {"kg", 0.2, 400}, "HT": {"cm", 15, 250}, "AGE": {"years", 0, 120}, "BSA": {"m2", 0.03, 3.5}, "FFM": {"kg", 0.1, 200},
	"HCT": {"percent", 3, 80}, "PMA": {"weeks", 20, 6400}}

// impossible gives the limits that a value lies beyond; ok where it lies within,
// or where the code or its unit has none.
func impossible(name, unit string, x float64) (lo, hi float64, ok bool) {
	p, known := possible[strings.ToUpper(name)]
	if !known || unit != "" && unit != p.unit {
		return 0, 0, true
	}
	return p.lo, p.hi, x >= p.lo && x <= p.hi
}

// inRange refuses covariates of the data that no body has, and those outside what
// the model states of its cohort; a range whose covariate the data do not carry
// cannot be judged, and a warning says so.
func (m *Model) inRange(sub Subject) ([]Warning, error) {
	var bad problems
	var out []Warning
	for _, d := range m.File.Covariates {
		m.eachValue(sub, d.Name, func(i int, rec Record, x float64) bool {
			lo, hi, ok := impossible(d.Name, d.Unit, x)
			if !ok {
				bad.line(rec.Line, 0, "record %d: %s %g is not possible (%g to %g %s)", i+1, d.Name, x, lo, hi, possible[strings.ToUpper(d.Name)].unit)
			}
			return ok
		})
	}
	for _, r := range m.valid {
		if columnOf(sub.Covariates, r.Cov) < 0 {
			out = append(out, finding("range_unknown", r.Name, named(r.Cov)))
		}
		m.eachValue(sub, r.Cov, func(i int, rec Record, x float64) bool {
			within := !(x < r.Lo || x > r.Hi)
			if !within {
				bad.line(rec.Line, 0, "record %d: %s %g lies outside the cohort of %s (%g to %g)", i+1, r.Cov, x, m.File.ID, r.Lo, r.Hi)
			}
			return within
		})
	}
	return out, bad.err(ErrInput)
}

// eachValue goes through the values of a column while they are found good.
func (m *Model) eachValue(sub Subject, name string, good func(i int, rec Record, x float64) bool) {
	c := columnOf(sub.Covariates, name)
	for i, rec := range sub.Records {
		if c >= 0 && c < len(rec.Cov) && !good(i, rec, rec.Cov[c]) {
			return
		}
	}
}

// noticed are findings about the data that do not stop an estimate: columns that
// the model takes nothing from, which may be a name misspelt, and levels of
// exactly zero.
func (m *Model) noticed(sub Subject) (out []Warning) {
	var idle []string
	for _, name := range sub.Covariates {
		used := columnOf(m.sys.covNames, name) >= 0 || len(m.sys.kappaNames) > 0 && strings.EqualFold(name, "OCC")
		for _, r := range m.valid {
			used = used || strings.EqualFold(r.Cov, name)
		}
		if !used {
			idle = append(idle, name)
		}
	}
	if len(idle) > 0 {
		out = append(out, finding("columns_unused", strings.Join(idle, ", ")))
	}
	for _, r := range sub.Records {
		if r.EVID == 0 && !r.MDV && r.DV == 0 && r.Cens == 0 {
			out = append(out, finding("level_zero", number(r.Time)))
		}
	}
	return out
}

func columnOf(columns []string, name string) int {
	best := -1
	for i, c := range columns {
		if c == name {
			return i
		}
		if best < 0 && strings.EqualFold(c, name) {
			best = i
		}
	}
	return best
}
