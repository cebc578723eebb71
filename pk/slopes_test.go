package pk

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// rich is a course with two bodies of covariates, infusions, a level below its
// limit and occasions; no real child.
func rich(m *Model, oral bool) Subject {
	sub := Subject{ID: "1", Covariates: []string{"WT", "PMA", "OCC", "ALC", "CYP", "HCT"}}
	add := func(r Record) {
		day := math.Floor(r.Time / 24)
		r.Cov = []float64{14 + 0.1*day, 150, day + 1, 2.1, 0, 30 + day}
		sub.Records = append(sub.Records, r)
	}
	for day := 0.0; day < 3; day++ {
		dose := Record{Time: 24 * day, EVID: 1, CMT: 1, Amt: 40, Rate: 20, MDV: true, DV: math.NaN()}
		if oral {
			dose.Rate = 0
		}
		add(dose)
		add(Record{Time: 24*day + 2.5, DV: 1.4 + 0.2*day})
		add(Record{Time: 24*day + 6, DV: 0.7})
		add(Record{Time: 24*day + 20, DV: 0.05, Cens: 1})
	}
	return sub
}

func TestExactDerivativesAgreeWithDifferences(t *testing.T) {
	const three = `
id: three
drug: test
evidence: {status: gap, tier: D}
structure: {compartments: 3, elimination: linear, absorption: none}
parameters: [{name: A, value: 2}]
equations: |
  CL = A*exp(eta1)
  V1 = 5*exp(eta2)
  Q2 = 3*max(exp(eta3), 0.1)
  V2 = 8
  Q3 = 0.4*(1 + abs(eta4))^0.5
  V3 = 20 - ln(2 + exp(eta4))
iiv: {omega2: {1: 0.1, 2: 0.05, 3: 0.2, 4: 0.1}}
residual: {type: combined, combine: sds add, proportional_sd_fraction: 0.1, additive_sd: 0.05}
`
	models := map[string]*Model{"three": textModel(t, three)}
	for _, name := range []string{"bus1", "bus2", "tac", "mab", "busiov"} {
		models[name] = testModel(t, name)
	}
	models["logs"] = textModel(t, strings.Replace(three, "residual: {type: combined, combine: sds add, proportional_sd_fraction: 0.1, additive_sd: 0.05}", "residual: {type: additive on the log scale, sd_log: 0.2}", 1))
	for name, m := range models {
		p, err := prepare(m, rich(m, name == "tac"), 1e-11)
		if err != nil {
			t.Fatal(name, err)
		}
		if p.g == nil {
			t.Errorf("%s: the course was not laid out", name)
			continue
		}
		random := newStream(7, 1)
		for trial := 0; trial < 5; trial++ {
			z := make([]float64, p.free)
			for i := range z {
				z[i] = random.normal()
			}
			compareSlopes(t, fmt.Sprint(name, " ", trial), p, z)
		}
	}
}

// compareSlopes holds the objective against the plain engine and the gradient
// against differences of it.
func compareSlopes(t *testing.T, name string, p *inference, z []float64) {
	t.Helper()
	gradient, curvature := make([]float64, p.free), make([]float64, p.free*p.free)
	got := p.g.objective(z, gradient, curvature)
	exact := p.g
	p.g = nil
	defer func() { p.g = exact }()
	if want := p.objective(z); math.Abs(got-want) > 1e-7*(1+math.Abs(want)) {
		t.Errorf("%s: objective %v, by the engine %v", name, got, want)
	}
	for i := range z {
		x, h := z[i], 1e-3
		var f [4]float64
		for k, s := range [4]float64{-2, -1, 1, 2} {
			z[i] = x + s*h
			f[k] = p.objective(z)
		}
		z[i] = x
		want := (f[0] - 8*f[1] + 8*f[2] - f[3]) / (12 * h)
		if math.Abs(gradient[i]-want) > 1e-5*(1+math.Abs(want)) {
			t.Errorf("%s: derivative %d is %v, by differences %v", name, i+1, gradient[i], want)
		}
	}
}

func TestTheRelaxationHasNoSeamNearZero(t *testing.T) {
	below, slopeBelow := relaxation(0.02 * (1 - 1e-12))
	above, slopeAbove := relaxation(0.02 * (1 + 1e-12))
	if math.Abs(below-above) > 1e-13 || math.Abs(slopeBelow-slopeAbove) > 1e-11 {
		t.Errorf("%v %v against %v %v", below, slopeBelow, above, slopeAbove)
	}
	if g, slope := relaxation(0); g != 1 || slope != -0.5 {
		t.Errorf("at zero: %v %v", g, slope)
	}
}

// textModel compiles a model written in a test.
func textModel(t testing.TB, text string) *Model {
	t.Helper()
	js, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	f, err := DecodeModel(bytes.NewReader(js))
	if err != nil {
		t.Fatal(err)
	}
	m, err := Compile(f)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
