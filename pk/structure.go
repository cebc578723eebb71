package pk

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// roles are the names under which published models carry the parameters of the
// mammillary model.
var roles = [7][]string{
	{"CL", "CLi"}, {"V1", "V", "VC"}, {"Q2", "Q"}, {"V2", "VP"}, {"Q3"}, {"V3"}, {"KA"},
}

// structure settles compartments, inputs and the observed concentration after
// the equations are compiled.
func (s *system) structure(b blueprint) error {
	if len(s.states) > 0 {
		s.role = [7]int{-1, -1, -1, -1, -1, -1, -1}
		s.intakes(len(s.states))
		return s.observed()
	}
	if err := s.rateConstants(); err != nil {
		return err
	}
	n, err := s.findRoles(b)
	if err != nil {
		return err
	}
	s.closed = !b.saturable
	for _, at := range s.role {
		if at >= 0 && s.moving[at] {
			s.closed = false
		}
	}
	if !s.closed {
		s.proportional = !b.saturable
		return s.derive(b, n)
	}
	s.volume = s.role[thV1]
	if s.depot {
		s.central = 1
		n++
	}
	s.intakes(n)
	return nil
}

// rateConstants turns k12, k21 (and k10, k13, k31) into flows and volumes.
func (s *system) rateConstants() error {
	v := s.find("V1", "V", "VC")
	var text string
	if s.find("CL") < 0 && s.find("k10", "kel", "ke") >= 0 && v >= 0 {
		text += fmt.Sprintf("CL = %s*%s\n", s.names[s.find("k10", "kel", "ke")], s.names[v])
	}
	for _, k := range []struct{ q, v, out, back string }{{"Q2", "V2", "k12", "k21"}, {"Q3", "V3", "k13", "k31"}} {
		out, back := s.find(k.out), s.find(k.back)
		if out >= 0 && back >= 0 && v >= 0 {
			text += fmt.Sprintf("%s = %s*%s\n%s = %s/%s\n", k.q, s.names[out], s.names[v], k.v, k.q, s.names[back])
		}
	}
	return s.append(text)
}

// append compiles further lines of our own making.
func (s *system) append(text string) error {
	var bad problems
	lines, _ := splitEquations(text)
	s.declareStates(lines)
	for _, l := range lines {
		s.compileLine(l, &bad)
	}
	return bad.err(ErrModel)
}

func (s *system) findRoles(b blueprint) (n int, err error) {
	for i, names := range roles {
		s.role[i] = s.find(names...)
	}
	if s.role[thV1] < 0 || (s.role[thCL] < 0 && !b.saturable) {
		return 0, refuse(ErrModel, "equations", "a clearance (CL) and a volume (V1 or V) are needed")
	}
	n = b.compartments
	if n == 0 {
		n = 1
		for k, q := range []int{thQ2, thQ3} {
			if s.role[q] >= 0 {
				n = k + 2
			}
		}
	}
	if n < 1 || n > 3 {
		return 0, refuse(ErrModel, "structure.compartments", "one to three compartments are solved, not %d", n)
	}
	for k := thQ2; k < thQ2+2*(n-1); k++ {
		if s.role[k] < 0 {
			return 0, refuse(ErrModel, "equations", "a model of %d compartments needs %s", n, roles[k][0])
		}
	}
	for k := thQ2 + 2*(n-1); k < thKA; k++ {
		s.role[k] = -1
	}
	none := strings.HasPrefix(b.absorption, "none")
	s.depot = s.role[thKA] >= 0 && !none
	if !s.depot {
		s.role[thKA] = -1
		if b.absorption != "" && !none {
			return 0, refuse(ErrModel, "equations", "first-order absorption needs a rate constant (KA)")
		}
	}
	return n, nil
}

// derive writes the differential equations of the mammillary model for what has
// no closed form: saturable elimination, or a clearance that moves with time.
func (s *system) derive(b blueprint, n int) error {
	name := func(r int) string { return s.names[s.role[r]] }
	var text strings.Builder
	in := ""
	if s.depot {
		fmt.Fprintf(&text, "dDEPOT/dt = -%s*DEPOT\n", name(thKA))
		in = name(thKA) + "*DEPOT"
	}
	fmt.Fprintf(&text, "CP = CENT/%s\n", name(thV1))
	out := ""
	if s.role[thCL] >= 0 {
		out += fmt.Sprintf(" - %s*CP", name(thCL))
	}
	if b.saturable {
		vmax, km := s.find("VMAX"), s.find("KM")
		if vmax < 0 || km < 0 {
			return refuse(ErrModel, "equations", "saturable elimination needs VMAX and KM")
		}
		out += fmt.Sprintf(" - %s*CP/(%s+CP)", s.names[vmax], s.names[km])
		s.vmax, s.km = vmax, km
		s.saturable = s.steadyRoles(vmax, km)
	}
	after := ""
	for k := 0; k < n-1; k++ {
		flow := fmt.Sprintf("%s*CP - %s*PER%d/%s", name(thQ2+2*k), name(thQ2+2*k), k+1, name(thV2+2*k))
		out += " - (" + flow + ")"
		after += fmt.Sprintf("dPER%d/dt = %s\n", k+1, flow)
	}
	if in == "" {
		in = "0"
	}
	fmt.Fprintf(&text, "dCENT/dt = %s%s\n%s", in, out, after)
	if err := s.append(text.String()); err != nil {
		return err
	}
	s.intakes(len(s.states))
	return s.observed()
}

// steadyRoles reports that no parameter of the mammillary model moves with time.
func (s *system) steadyRoles(more ...int) bool {
	for _, at := range append(more, s.role[:]...) {
		if at >= 0 && s.moving[at] {
			return false
		}
	}
	return true
}

// intakes finds bioavailability, lag, modelled duration and modelled rate of
// each compartment.
func (s *system) intakes(n int) {
	for i := 1; i <= n; i++ {
		k := strconv.Itoa(i)
		f, lag := []string{"F" + k}, []string{"ALAG" + k}
		if i == 1 {
			f, lag = append(f, "F"), append(lag, "ALAG", "TLAG", "LAG")
		}
		s.intake = append(s.intake, [4]int{s.exact(f...), s.exact(lag...), s.exact("D" + k), s.exact("R" + k)})
	}
}

// exact is find without the search across letter cases.
func (s *system) exact(names ...string) int {
	for _, n := range names {
		if at, ok := s.bound[n]; ok && !s.moving[at] {
			s.used[n] = true
			return at
		}
	}
	return -1
}

// observed finds the concentration of a model given by differential equations.
func (s *system) observed() error {
	s.volume = s.find("V1", "V", "VC")
	if s.volume >= 0 && s.moving[s.volume] {
		s.volume = -1
	}
	for _, n := range []string{"CP", "C", "Cp", "C1"} {
		if at, ok := s.bound[n]; ok && s.moving[at] {
			s.cp = at
			break
		}
	}
	for i, at := range s.states {
		switch strings.ToUpper(s.names[at]) {
		case "CENT", "CENTRAL", "A", "A1":
			s.central = i
		}
	}
	if s.cp >= 0 {
		return nil
	}
	if s.volume < 0 {
		return refuse(ErrModel, "equations", "no line gives the concentration (CP), and there is no volume to divide by")
	}
	if err := s.append(fmt.Sprintf("CP = %s/%s", s.names[s.states[s.central]], s.names[s.volume])); err != nil {
		return err
	}
	s.cp = s.bound["CP"]
	return nil
}

// theta gives the parameters of the closed form for a filled row.
func (s *system) theta(row []float64) (p [7]float64) {
	p[thV2], p[thV3] = 1, 1
	for i, at := range s.role {
		if at >= 0 {
			p[i] = row[at]
		}
	}
	return p
}

// sound reports what makes a filled row unusable: a volume or clearance that is
// not positive, a rate or flow that is negative, or a number that is none.
func (s *system) sound(row []float64) error {
	for _, at := range s.deps {
		if math.IsNaN(row[at]) || math.IsInf(row[at], 0) {
			return refuse(ErrInput, s.names[at], "the value is not a number at time %g; a covariate may be outside what the formula allows", row[s.time])
		}
	}
	for i, at := range s.role {
		if at < 0 || s.moving[at] || len(s.deps) == 0 {
			continue
		}
		x := row[at]
		positive := i == thV1 || i == thV2 || i == thV3 || (i == thCL && s.closed)
		if x < 0 || (positive && x == 0) {
			return refuse(ErrInput, s.names[at], "the value %g at time %g is not positive", x, row[s.time])
		}
	}
	return nil
}
