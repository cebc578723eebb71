package survival

import (
	"fmt"
	"math"
	"strings"
)

// Verdict says in one sentence why the model has no answer, or is empty. A model
// without an answer has no coefficient where the likelihood rises without end
// (separation), and none at all where the steps did not settle: those numbers
// are NaN, so that none can be taken for an estimate.
func (r Regression) Verdict() string {
	if r.Converged {
		return ""
	}
	if len(r.Endless) == 0 {
		return fmt.Sprintf("no answer: the fit did not settle in %d steps, so there are no estimates", maxIterations)
	}
	return "no answer: the likelihood rises without end in " + strings.Join(r.Endless, ", ") +
		" (separation: its values tell apart who had the event), so its coefficient, its limits and the concordance do not exist"
}

// refusal is the verdict as an error of what would be computed from the fit.
func (r Regression) refusal() error {
	if v := r.Verdict(); v != "" {
		return inputError("%s", v)
	}
	return nil
}

// findRunaways names the columns in which the likelihood rises without end: a
// proper maximum ends with steps below 1e-6, a flat direction has lost its
// information.
func (f *CoxFit) findRunaways(step []float64, lost []int) {
	f.endless = map[int]bool{}
	flat := map[int]bool{}
	for _, j := range lost {
		flat[j] = true
	}
	for j, name := range f.Names {
		if f.aliased[j] || (!flat[j] && math.Abs(step[j]) <= 1e-3) {
			continue
		}
		f.endless[j], f.Converged = true, false
		f.Endless = append(f.Endless, name)
	}
}

// withdraw takes back every number that has no value without a maximum of the
// likelihood. The likelihood itself comes to its upper bound, and with it the
// ratio test; the score test is made without coefficients; both stay.
func (f *CoxFit) withdraw() {
	if f.Converged {
		return
	}
	nan := math.NaN()
	for j := range f.Coef {
		if len(f.endless) > 0 && !f.endless[j] {
			continue
		}
		for _, numbers := range [][]float64{f.Coef, f.SE, f.NaiveSE, f.HR, f.Z, f.P, f.Lower, f.Upper} {
			numbers[j] = nan
		}
		for k := range f.Coef {
			f.Var[j][k], f.Var[k][j], f.NaiveVar[j][k], f.NaiveVar[k][j] = nan, nan, nan, nan
		}
	}
	f.Wald = Test{nan, f.Wald.DF, nan}
	if len(f.endless) == 0 {
		f.LogLik, f.LRT = nan, Test{nan, f.LRT.DF, nan}
	}
	f.Concordance = Concordance{Value: nan, SE: nan, Weight: f.Concordance.Weight, MaxTime: f.Concordance.MaxTime}
}

// noComparison refuses a model in which nobody outlives an event that another
// one had: each moment takes everyone who was at risk, so that covariates tell
// nobody apart and a coefficient of 0 would be a silent one.
func (m *hazardModel) noComparison() error {
	for k := range m.parts {
		part := &m.parts[k]
		for at := part.firstMom; at < part.afterMom; at++ {
			if m.someoneOutlives(part, &m.moments[at]) {
				return nil
			}
		}
	}
	return inputError("whenever an event happens everyone at risk has it (events all tied), so the covariates tell nobody apart and nothing can be fitted")
}

// someoneOutlives looks for a row at risk at the moment that does not die there.
func (m *hazardModel) someoneOutlives(part *stratumPart, mo *moment) bool {
	dies := len(mo.deaths)
	for i := part.first; i < part.past && m.stop[i] >= mo.time; i++ {
		if m.start[i] >= mo.time {
			continue
		}
		if dies--; dies < 0 {
			return true
		}
	}
	for i := part.past; i < part.end; i++ { // faded rows are at risk for ever
		if m.start[i] < mo.time {
			return true
		}
	}
	return false
}
