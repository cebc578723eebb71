package pk

import "math"

// Record is one line of a NONMEM-style data set. Times are in hours, amounts,
// rates and levels in the units of the model. Cov holds the covariates in the
// order of the data set that the record belongs to.
type Record struct {
	Time float64
	EVID int     // 0 observation, 1 dose, 2 other, 3 reset, 4 reset and dose
	Amt  float64 // dose
	Rate float64 // 0 bolus, > 0 infusion, -1 modelled rate, -2 modelled duration
	CMT  int     // compartment of the dose, from 1; 0 is the model's first
	II   float64 // dosing interval, h
	ADDL int     // additional doses
	SS   int     // 0, 1 (reset to steady state), 2 (add steady state), 3 (as 1)
	MDV  bool    // the level is not used
	DV   float64 // level; NaN where there is none
	Cens int     // 0 measured, 1 below DV (censored at a limit), -1 above DV
	Cov  []float64
	Line int // line of the file, 0 when it comes from elsewhere
}

// Subject is the record sequence of one child; the covariates of a record hold
// on the interval that ends at it.
type Subject struct {
	ID         string
	Covariates []string
	Records    []Record
}

// maxAdditional bounds ADDL, against a typing error.
const maxAdditional = 20000

// check refuses records that NONMEM's rules do not allow.
func check(records []Record, compartments int) error {
	var bad problems
	if len(records) == 0 {
		bad.at("records", "there is no record")
	}
	last := math.Inf(-1)
	for i, r := range records {
		checkNumbers(&bad, i, r)
		reset := r.EVID == 3 || r.EVID == 4
		if r.Time < last && !reset {
			bad.line(r.Line, 0, "record %d: the time %g lies before the record above (%g); only a reset may go back", i+1, r.Time, last)
		}
		last = r.Time
		if r.EVID < 0 || r.EVID > 4 {
			bad.line(r.Line, 0, "record %d: EVID %d is not one of 0 to 4", i+1, r.EVID)
		}
		if r.CMT < 0 {
			bad.line(r.Line, 0, "record %d: CMT %d would turn a compartment off, which is not supported", i+1, r.CMT)
		}
		if r.EVID == 1 || r.EVID == 4 {
			checkDose(&bad, i, r, compartments)
		}
	}
	return bad.err(ErrInput)
}

func checkNumbers(bad *problems, i int, r Record) {
	for _, f := range []struct {
		name  string
		value float64
	}{{"TIME", r.Time}, {"AMT", r.Amt}, {"RATE", r.Rate}, {"II", r.II}} {
		if math.IsNaN(f.value) || math.IsInf(f.value, 0) || math.Abs(f.value) > 1e12 {
			bad.line(r.Line, 0, "record %d: %s is not a usable number", i+1, f.name)
		}
	}
}

func checkDose(bad *problems, i int, r Record, compartments int) {
	say := func(format string, args ...any) {
		bad.line(r.Line, 0, "record %d: "+format, append([]any{i + 1}, args...)...)
	}
	constant := r.SS != 0 && r.Amt == 0 && (r.Rate > 0 || r.Rate == -1) && r.II == 0
	switch {
	case r.CMT > compartments:
		say("the dose goes to compartment %d, the model has %d", r.CMT, compartments)
	case r.Amt < 0:
		say("the dose %g is negative", r.Amt)
	case r.Rate < 0 && r.Rate != -1 && r.Rate != -2:
		say("the rate %g is neither positive nor -1 nor -2", r.Rate)
	case r.SS < 0 || r.SS > 3:
		say("SS %d is not one of 0 to 3", r.SS)
	case r.SS != 0 && !constant && !(r.II > 0):
		say("a steady-state dose needs an interval II")
	case r.SS != 0 && !constant && r.Amt == 0:
		say("a steady-state dose needs an amount, or a rate without amount and interval")
	case r.Amt == 0 && !constant:
		say("the dose has no amount")
	case r.ADDL < 0 || r.ADDL > maxAdditional:
		say("ADDL %d is not between 0 and %d", r.ADDL, maxAdditional)
	case r.ADDL > 0 && !(r.II > 0):
		say("additional doses need an interval II")
	}
}
