package pk

import (
	"fmt"
	"math"
	"regexp"
	"sort"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// Model is a compiled population model, ready to predict and, where variability
// and residual error are known, to estimate.
type Model struct {
	File  *ModelFile
	Tier  Tier
	Gaps  []evidence.Text // what keeps the model from estimating
	sys   *system
	omega [][]float64 // of the effects between children
	kappa [][]float64 // of the effects between occasions; nil without any
	res   residual
	fits  bool
	bins  float64 // hours per occasion where the data name none; 0: by column, -1: by dose
	units Units
	valid []Range
}

// Compile checks a model file and makes it runnable. Every problem is reported.
func Compile(f *ModelFile) (*Model, error) {
	m := &Model{File: f, Tier: TierOf(f.Evidence.Tier.EN), valid: f.ranges()}
	var bad problems
	if f.Structure.Type != "" {
		bad.at("structure.type", "%q is not a concentration model", f.Structure.Type)
	}
	for _, r := range m.valid {
		if !(r.Lo < r.Hi) {
			bad.at("valid_ranges."+r.Name, "the range from %g to %g holds nobody", r.Lo, r.Hi)
		}
	}
	bad.list = append(bad.list, f.spreadsInPerCent()...)
	if f.Commissioned {
		bad.at("commissioned", "a file cannot commission itself; two people sign its version at the centre")
	}
	if strings.TrimSpace(f.Equations) == "" {
		bad.at("equations", "the model has no equations")
	}
	var err error
	if m.res, m.fits, err = readResidual(f.Residual); err != nil {
		bad.at("residual", "%v", err)
	}
	m.settleUnits(&bad)
	if err := bad.err(ErrModel); err != nil {
		return nil, err
	}
	if m.sys, err = build(m.blueprint()); err != nil {
		return nil, err
	}
	m.checkCovariates(&bad)
	m.checkParameters(&bad)
	m.checkDimensions(&bad)
	m.checkFormulas(&bad)
	m.readVariability(&bad)
	if !m.fits {
		m.Gaps = append(m.Gaps, gap("no residual error is reported: levels cannot update this model", "未报道残差：浓度不能更新该模型"))
	}
	return m, bad.err(ErrModel)
}

func (m *Model) blueprint() blueprint {
	f := m.File
	b := blueprint{equations: f.Equations, compartments: f.Structure.Compartments, scale: 1}
	for _, p := range f.Parameters {
		if x, ok := numberOf(p.Value); ok {
			b.params = append(b.params, namedValue{p.Name, x})
		}
	}
	for _, c := range f.Covariates {
		if name := c.Name; name != "t" && name != "TIME" && name != "OCC" {
			b.covariates = append(b.covariates, name)
		}
	}
	absorption := strings.ToLower(f.Structure.Absorption)
	switch {
	case strings.HasPrefix(absorption, "none"):
		b.absorption = "none"
	case strings.HasPrefix(absorption, "first"):
		b.absorption = "first order"
	}
	b.saturable = strings.Contains(strings.ToLower(f.Structure.Elimination), "michaelis")
	dose, _ := parseUnit(m.units.Dose + "/L")
	conc, _ := parseUnit(m.units.Concentration)
	b.scale = dose.factor / conc.factor
	return b
}

// settleUnits takes mg and mg/L where the file says nothing; the unit of a
// reported additive error decides the unit of the levels.
func (m *Model) settleUnits(bad *problems) {
	m.units = m.File.Units
	if m.units.Dose == "" {
		m.units.Dose = "mg"
	}
	if m.units.Concentration == "" {
		if m.units.Concentration = "mg/L"; m.res.additiveIn != "" {
			m.units.Concentration = m.res.additiveIn
		}
	}
	if u, err := parseUnit(m.units.Dose); err != nil || u.dim != (dimension{mass: 1}) {
		bad.at("units.dose", "%q is not a unit of mass", m.units.Dose)
	}
	if u, err := parseUnit(m.units.Concentration); err != nil || u.dim != (dimension{mass: 1, volume: -1}) {
		bad.at("units.concentration", "%q is not a mass per volume", m.units.Concentration)
	}
	if m.res.additiveIn != "" && m.res.add > 0 {
		if add, err := convert(m.res.add, m.res.additiveIn, m.units.Concentration, m.File.Drug.EN); err != nil {
			bad.at("residual.additive_unit", "%v", err)
		} else {
			m.res.add = add
		}
	}
}

// checkCovariates refuses a covariate that the file declares and no formula
// uses: something the paper does with it would be lost.
func (m *Model) checkCovariates(bad *problems) {
	for _, c := range m.sys.covNames {
		if !m.sys.used[c] {
			bad.at("covariates."+c, "no formula uses this covariate; what the paper does with it is not coded")
		}
	}
}

// kinds are the dimensions that the named parameters must have.
var kinds = map[string]dimension{
	"cl": {volume: 1, time: -1}, "q": {volume: 1, time: -1}, "q2": {volume: 1, time: -1}, "q3": {volume: 1, time: -1},
	"v": {volume: 1}, "v1": {volume: 1}, "v2": {volume: 1}, "v3": {volume: 1}, "vc": {volume: 1},
	"ka": {time: -1}, "k12": {time: -1}, "k21": {time: -1}, "k10": {time: -1}, "km": {mass: 1, volume: -1}, "vmax": {mass: 1, time: -1},
}

var leadingUnit = regexp.MustCompile(`^[A-Za-zµμ0-9%/*·.]+`)

// checkDimensions compares the units of clearances, volumes, rate constants and
// saturation parameters with what their names promise. A norm such as /70kg or
// /m2 behind the unit is dropped.
func (m *Model) checkDimensions(bad *problems) {
	for _, p := range m.File.Parameters {
		want, named := kinds[strings.ToLower(p.Name)]
		text := leadingUnit.FindString(p.Unit)
		if !named || text == "" {
			continue
		}
		for _, norm := range norms {
			text = strings.TrimSuffix(text, norm)
		}
		u, err := parseUnit(text)
		switch {
		case err != nil:
			bad.at("parameters."+p.Name, "%v", err)
		case u.dim != want:
			bad.at("parameters."+p.Name, "the unit %q does not fit the name %s", p.Unit, p.Name)
		case math.Abs(u.factor-m.expected(want)) > 1e-9*u.factor:
			bad.at("parameters."+p.Name, "the unit %q does not match doses in %s, levels in %s and hours", p.Unit, m.units.Dose, m.units.Concentration)
		}
	}
}

// expected is the factor of a parameter's unit that fits the model's own units.
func (m *Model) expected(d dimension) float64 {
	dose, _ := parseUnit(m.units.Dose)
	conc, _ := parseUnit(m.units.Concentration)
	switch {
	case d.mass == 1 && d.volume == -1:
		return conc.factor
	case d.mass == 1:
		return dose.factor
	}
	return 1
}

func (m *Model) readVariability(bad *problems) {
	block, _ := m.File.IIV.(map[string]any)
	var told *bool
	if len(m.sys.etaNames) > 0 {
		m.sys.reorder(block)
		var err error
		if m.omega, told, err = covariance(block, m.sys.etaNames, nil); err != nil {
			bad.at("iiv", "%v", err)
		}
	} else {
		m.fits = false
		m.Gaps = append(m.Gaps, gap("no variability between children is coded", "未编入个体间变异"))
	}
	m.readOccasions(told, bad)
	names := append(m.EtaNames(), m.sys.kappaNames...)
	lostSpreads("iiv", block, names, bad)
	occasions, _ := m.File.IOV.(map[string]any)
	if len(m.sys.kappaNames) != 1 { // one number for the only effect may carry any name
		lostSpreads("iov", occasions, names, bad)
	}
	if len(bad.list) == 0 && len(m.omega) > 0 {
		if _, err := cholesky(m.positive(m.omega)); err != nil {
			bad.at("iiv", "%v", err)
		}
	}
}

// positive leaves out effects without variance.
func (m *Model) positive(a [][]float64) (out [][]float64) {
	for i := range a {
		if a[i][i] == 0 {
			continue
		}
		var row []float64
		for j := range a {
			if a[j][j] != 0 {
				row = append(row, a[i][j])
			}
		}
		out = append(out, row)
	}
	return out
}

// readOccasions reads variability between occasions. Effects that the file
// reports but the equations do not write out act beside the effect between
// children of the same name.
func (m *Model) readOccasions(told *bool, bad *problems) {
	block, _ := m.File.IOV.(map[string]any)
	if block == nil && len(m.sys.kappaNames) == 0 {
		return
	}
	if len(m.sys.kappaNames) == 0 {
		names := m.sys.etaNames
		variance, found, seen := spreads(block, names)
		if seen == nil {
			seen = told
		}
		fromCV(block, names, variance, found, seen)
		for i, ok := range found {
			if ok {
				m.sys.attach("kappa_"+bare(names[i]), m.sys.etas[i])
			}
		}
	}
	if len(m.sys.kappaNames) == 0 {
		m.Gaps = append(m.Gaps, gap("variability between occasions is reported in a form that could not be used", "场合间变异的报道形式无法采用"))
		return
	}
	var err error
	if m.kappa, _, err = covariance(m.aliased(block), m.sys.kappaNames, told); err != nil {
		bad.at("iov", "%v", err)
	}
	m.bins = occasionHours(fmt.Sprint(block["occasion"]))
	if h, ok := numberOf(block["occasion_hours"]); ok && h > 0 {
		m.bins = h
	}
}

// aliased lets a block that reports one number for the only effect pass.
func (m *Model) aliased(block map[string]any) map[string]any {
	if len(m.sys.kappaNames) != 1 {
		return block
	}
	out := map[string]any{}
	for k, v := range block {
		if inner, ok := v.(map[string]any); ok && len(inner) == 1 {
			v = map[string]any{bare(m.sys.kappaNames[0]): inner[sortedKeys(inner)[0]]}
		}
		out[k] = v
	}
	return out
}

// occasionHours reads the definition of an occasion; 0 means that the data must
// name it in a column OCC.
func occasionHours(text string) float64 {
	text = strings.ToLower(text)
	switch {
	case strings.Contains(text, "7 days"):
		return 168
	case strings.Contains(text, "24-h"), strings.Contains(text, "24 h"), strings.Contains(text, "day"):
		return 24
	case strings.Contains(text, "dose"):
		return -1
	}
	return 0
}

// reorder puts the effects in the order that the file states.
func (s *system) reorder(block map[string]any) {
	list, _ := block["order"].([]any)
	number := map[string]int{}
	for i, v := range list {
		if k := position(s.etaNames, fmt.Sprint(v)); k >= 0 {
			number[s.etaNames[k]] = i
		}
	}
	if len(number) == len(s.etaNames) {
		sort.Stable(&effectOrder{s.etas, s.etaNames, number})
	}
}

// attach adds an effect between occasions to the effect in the given slot.
func (s *system) attach(name string, onto int) {
	s.kappas = append(s.kappas, s.slot(name, false))
	s.kappaNames = append(s.kappaNames, name)
	for len(s.onto) < len(s.kappas)-1 {
		s.onto = append(s.onto, -1)
	}
	s.onto = append(s.onto, onto)
}

// binary reports a covariate that is 0 or 1.
func (m *Model) binary(name string) bool {
	for _, c := range m.File.Covariates {
		if strings.EqualFold(c.Name, name) {
			return c.Unit == "binary"
		}
	}
	return false
}

// Covariates lists the covariates that the model needs, in its own order.
func (m *Model) Covariates() []string { return append([]string(nil), m.sys.covNames...) }

// EtaNames lists the random effects between children, in the order of all
// vectors and matrices.
func (m *Model) EtaNames() []string { return append([]string(nil), m.sys.etaNames...) }

// Remarks are the lines of the equations that were not understood as formulas.
func (m *Model) Remarks() []string { return append([]string(nil), m.sys.remarks...) }

// ConcentrationUnit is the unit of levels and predictions.
func (m *Model) ConcentrationUnit() string { return m.units.Concentration }

// DoseUnit is the unit of doses, as mass of the model's substance.
func (m *Model) DoseUnit() string { return m.units.Dose }

// ValidRanges lists the limits of the cohort that the file states.
func (m *Model) ValidRanges() []Range { return append([]Range(nil), m.valid...) }

// Typical gives the parameters of the closed form (CL, V1, Q2, V2, Q3, V3, KA as
// far as the model has them) without random effects at a time in hours, or the
// named lines of a model given by equations. A missing covariate is refused.
func (m *Model) Typical(cov map[string]float64, time float64) (map[string]float64, error) {
	values, err := m.order(cov)
	if err != nil {
		return nil, err
	}
	row := make([]float64, len(m.sys.names))
	m.sys.fill(row, time, values, make([]float64, len(m.sys.etas)), nil)
	if !m.sys.closed {
		m.sys.move(row, time, make([]float64, len(m.sys.states)))
	}
	return m.parameters(row), m.sys.sound(row)
}

// order arranges covariates by name; a missing one is refused.
func (m *Model) order(cov map[string]float64) ([]float64, error) {
	var bad problems
	out := make([]float64, len(m.sys.covNames))
	for i, name := range m.sys.covNames {
		x, ok := lookup(cov, name)
		if !ok || math.IsNaN(x) || math.IsInf(x, 0) {
			bad.at("covariates."+name, "the model %s needs this covariate; no default is put in its place", m.File.ID)
		}
		out[i] = x
	}
	return out, bad.err(ErrInput)
}

// missing lists the covariates that are not given.
func (m *Model) missing(cov map[string]float64) (names []string) {
	for _, name := range m.sys.covNames {
		if x, ok := lookup(cov, name); !ok || math.IsNaN(x) || math.IsInf(x, 0) {
			names = append(names, name)
		}
	}
	return names
}

func lookup(cov map[string]float64, name string) (float64, bool) {
	if x, ok := cov[name]; ok {
		return x, true
	}
	for _, k := range sortedKeys(cov) {
		if strings.EqualFold(k, name) {
			return cov[k], true
		}
	}
	return 0, false
}

// parameters names the structural values of a filled row.
func (m *Model) parameters(row []float64) map[string]float64 {
	out := map[string]float64{}
	for _, at := range m.sys.role {
		if at >= 0 {
			out[m.sys.names[at]] = row[at]
		}
	}
	for _, st := range m.sys.static {
		name := m.sys.names[st.slot]
		if _, isRole := kinds[strings.ToLower(name)]; isRole || contains([]string{"CLi", "F1", "F", "ALAG1"}, name) {
			out[name] = row[st.slot]
		}
	}
	return out
}

// describe sorts the pieces of a map into one line, for messages.
func describe(values map[string]float64) string {
	var parts []string
	for k, v := range values {
		parts = append(parts, fmt.Sprintf("%s %.4g", k, v))
	}
	sort.Strings(parts)
	return strings.Join(parts, ", ")
}
