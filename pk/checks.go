package pk

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// Check is one executable check value of a model file: what the formulas must
// give for a child without random effects. The numbers are printed in the paper
// or our own calculation from the recorded formulas; Source says which.
type Check struct {
	Of         string             `json:"of"` // a parameter by name, "concentration" or "auc"
	Covariates map[string]float64 `json:"covariates"`
	At         float64            `json:"at,omitempty"`    // h; of a concentration or AUC
	Dose       float64            `json:"dose,omitempty"`  // in the dose unit of the model, each time
	Hours      float64            `json:"hours,omitempty"` // of each infusion; 0: bolus
	Every      float64            `json:"every,omitempty"` // h
	Count      int                `json:"count,omitempty"` // 0 and 1: a single dose
	Want       float64            `json:"want"`
	Tolerance  float64            `json:"tolerance"` // relative
	Source     string             `json:"source"`    // paper or own
}

// Checked is a check value with what the formulas give now.
type Checked struct {
	What   evidence.Text // what is computed, for whom, when
	Want   float64
	Got    float64 // NaN where it could not be computed
	Source string
	Holds  bool
}

// Checked computes every check value of the file.
func (m *Model) Checked() []Checked {
	var out []Checked
	for _, c := range m.File.Checks {
		got, err := m.compute(c)
		if err != nil {
			got = math.NaN()
		}
		out = append(out, Checked{What: m.asked(c), Want: c.Want, Got: got, Source: c.Source, Holds: math.Abs(got-c.Want) <= c.Tolerance*math.Abs(c.Want)})
	}
	return out
}

// asked says what a check computes.
func (m *Model) asked(c Check) evidence.Text {
	what := evidence.Text{EN: c.Of, ZH: c.Of}
	if name, ok := map[string]string{"concentration": "浓度", "auc": "AUC"}[c.Of]; ok {
		what = evidence.Text{EN: strings.Replace(c.Of, "auc", "AUC", 1), ZH: name}
	}
	if c.Dose > 0 {
		what.EN += fmt.Sprintf(" at %.4g h, %.6g %s over %.3g h", c.At, c.Dose, m.units.Dose, c.Hours)
		what.ZH = fmt.Sprintf("%.4g h时", c.At) + what.ZH + fmt.Sprintf("，%.6g %s输注%.3g h", c.Dose, m.units.Dose, c.Hours)
		if c.Count > 1 {
			what.EN += fmt.Sprintf(" every %g h", c.Every)
			what.ZH += fmt.Sprintf("，每%g h一次", c.Every)
		}
	}
	who := describe(c.Covariates)
	return evidence.Text{EN: what.EN + " (" + who + ")", ZH: what.ZH + "（" + who + "）"}
}

// RunChecks computes every check value of the file and returns one ErrModel that
// lists each that does not hold.
func (m *Model) RunChecks() error {
	var bad problems
	for i, c := range m.File.Checks {
		got, err := m.compute(c)
		switch {
		case !(c.Tolerance > 0 && c.Tolerance <= 0.05):
			bad.at(fmt.Sprintf("checks[%d]", i), "the tolerance %v is not between 0 and 0.05", c.Tolerance)
		case err != nil:
			bad.at(fmt.Sprintf("checks[%d]", i), "%v", err)
		case !(math.Abs(got-c.Want) <= c.Tolerance*math.Abs(c.Want)):
			bad.at(fmt.Sprintf("checks[%d]", i), "%s is %.6g, the recorded value %.6g", c.Of, got, c.Want)
		}
	}
	return bad.err(ErrModel)
}

// compute gives the value that a check asks for.
func (m *Model) compute(c Check) (float64, error) {
	cov, err := m.order(c.Covariates)
	if err != nil {
		return 0, err
	}
	if c.Of != "concentration" && c.Of != "auc" {
		return m.named(c.Of, c.At, cov)
	}
	r := Record{EVID: 1, CMT: m.intravenous(), Amt: c.Dose, II: c.Every, ADDL: max(c.Count, 1) - 1, Cov: cov, MDV: true, DV: math.NaN()}
	if c.Hours > 0 {
		r.Rate = c.Dose / c.Hours
	}
	e, err := newEngine(m.sys, []Record{r, {Time: c.At, EVID: 2, Cov: cov, MDV: true, DV: math.NaN()}}, Backward, 1e-10)
	if err != nil {
		return 0, err
	}
	if err := e.run(make([]float64, len(m.sys.etas))); err != nil {
		return 0, err
	}
	if c.Of == "auc" {
		return e.auc[1], nil
	}
	return e.pred[1], nil
}

// intravenous is the compartment of an infusion: the second one behind a depot.
func (m *Model) intravenous() int {
	if m.sys.depot {
		return 2
	}
	return 1
}

// named is the value of a line of the equations at a time without random effects.
func (m *Model) named(name string, at float64, cov []float64) (float64, error) {
	slot := m.sys.find(name)
	if slot < 0 {
		return 0, refuse(ErrModel, name, "the equations have no such line")
	}
	row := make([]float64, len(m.sys.names))
	m.sys.fill(row, at, cov, make([]float64, len(m.sys.etas)), nil)
	m.sys.move(row, at, make([]float64, len(m.sys.states)))
	return row[slot], m.sys.sound(row)
}

var numberForm = regexp.MustCompile(`\d+(?:\.\d*)?(?:[eE][-+]?\d+)?`)

// checkParameters refuses a number of the file that no formula takes up, by its
// name or by its value: something the paper does with it would be lost.
func (m *Model) checkParameters(bad *problems) {
	literals := map[float64]bool{}
	for _, t := range numberForm.FindAllString(m.File.Equations, -1) {
		if x, err := strconv.ParseFloat(t, 64); err == nil {
			literals[x] = true
		}
	}
	for _, p := range m.File.Parameters {
		x, ok := numberOf(p.Value)
		if !ok || m.sys.takes(p.Name) || literals[math.Abs(x)] {
			continue
		}
		bad.at("parameters."+p.Name, "no formula uses this parameter, by name or by its value %v", x)
	}
}

// takes reports whether a formula names the parameter.
func (s *system) takes(name string) bool {
	for used := range s.used {
		if strings.EqualFold(used, name) {
			return true
		}
	}
	for _, at := range s.role {
		if at >= 0 && strings.EqualFold(s.names[at], name) {
			return true
		}
	}
	return false
}
