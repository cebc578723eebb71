package pk

import (
	"fmt"
	"regexp"
	"sort"
	"strings"
)

// line is one statement of the equations: an assignment, a derivative
// (dX/dt = or X' =) or a starting value (X(0) =).
type line struct {
	name, rhs string
	kind      byte // '=' assignment, 'd' derivative, '0' starting value
	number    int
}

var (
	derivativeForm = regexp.MustCompile(`^\s*d([A-Za-z_]\w*)\s*/\s*dt\s*=([^=].*)$`)
	primeForm      = regexp.MustCompile(`^\s*([A-Za-z_]\w*)'\s*=([^=].*)$`)
	initialForm    = regexp.MustCompile(`^\s*([A-Za-z_]\w*)\(0\)\s*=([^=].*)$`)
	assignForm     = regexp.MustCompile(`^\s*([A-Za-z_]\w*)\s*=([^=].*)$`)
	etaName        = regexp.MustCompile(`^(?i:eta)(_?\w+)?$`)
	kappaName      = regexp.MustCompile(`^(?i:kappa)(_?\w+)?$`)
)

// splitEquations separates the statements of an equation text from its remarks.
func splitEquations(text string) (lines []line, remarks []string) {
	for n, row := range strings.Split(text, "\n") {
		if at := strings.IndexByte(row, '#'); at >= 0 {
			row = row[:at]
		}
		for _, part := range strings.Split(row, ";") {
			if strings.TrimSpace(part) == "" {
				continue
			}
			l, ok := readLine(part)
			if !ok {
				remarks = append(remarks, strings.TrimSpace(part))
				continue
			}
			l.number = n + 1
			lines = append(lines, l)
		}
	}
	return lines, remarks
}

func readLine(part string) (line, bool) {
	for _, form := range []struct {
		re   *regexp.Regexp
		kind byte
	}{{derivativeForm, 'd'}, {primeForm, 'd'}, {initialForm, '0'}, {assignForm, '='}} {
		if m := form.re.FindStringSubmatch(part); m != nil {
			return line{name: m[1], rhs: m[2], kind: form.kind}, true
		}
	}
	return line{}, false
}

// statement is a compiled assignment.
type statement struct {
	slot int
	code program
}

// system is the compiled form of a model: a vector of named slots, the
// statements that fill it, and the motion of the amounts.
type system struct {
	names   []string
	bound   map[string]int // latest slot of each name
	moving  []bool         // slot depends on the continuous time or the amounts
	base    []float64
	covs    []int // slots of the covariates, in the order of covNames
	etas    []int
	kappas  []int
	onto    []int // per kappa: slot of the eta that it acts beside, -1 when the equations name it
	time, t int

	static, dynamic []statement
	states          []int // slots of the amounts
	derivs          []program
	inits           []program
	random          []bool // slot is reached by a random effect
	closed          bool
	saturable       bool // mammillary, with Michaelis-Menten elimination beside or instead of the linear one
	vmax, km        int  // slots of a saturable model
	proportional    bool // not closed, yet the exposure is proportional to the dose
	depot           bool
	role            [7]int   // slots of CL V1 Q2 V2 Q3 V3 KA, -1 where absent
	intake          [][4]int // per compartment: slots of F, lag, duration, rate
	cp              int      // slot of the concentration; -1: central amount over V1
	central, volume int
	scale           float64
	deps            []int  // slots on which the motion depends
	tally           []bool // amounts that only add up and act on nothing, such as a second AUC
	covNames        []string
	etaNames        []string
	kappaNames      []string
	remarks         []string
	used            map[string]bool
}

// Columns of intake.
const (
	intakeF = iota
	intakeLag
	intakeDuration
	intakeRate
)

// blueprint is what a system is compiled from.
type blueprint struct {
	params       []namedValue
	covariates   []string
	equations    string
	compartments int    // disposition compartments; 0: told by the parameters
	absorption   string // "", "none", "first order"
	saturable    bool   // Michaelis-Menten elimination beside or instead of the linear one
	scale        float64
}

type namedValue struct {
	name  string
	value float64
}

func (s *system) slot(name string, moving bool) int {
	s.names = append(s.names, name)
	s.moving = append(s.moving, moving)
	s.base = append(s.base, 0)
	s.bound[name] = len(s.names) - 1
	return len(s.names) - 1
}

// find gives the slot of the first of the names that is bound, letter case
// ignored after an exact look; -1 where none is.
func (s *system) find(names ...string) int {
	for _, n := range names {
		if at, ok := s.bound[n]; ok {
			return at
		}
	}
	best := -1
	for _, n := range names {
		for b, at := range s.bound {
			if strings.EqualFold(b, n) && at > best {
				best = at
			}
		}
		if best >= 0 {
			return best
		}
	}
	return -1
}

// build compiles a blueprint.
func build(b blueprint) (*system, error) {
	s := &system{bound: map[string]int{}, used: map[string]bool{}, cp: -1, scale: b.scale}
	if s.scale == 0 {
		s.scale = 1
	}
	s.time, s.t = s.slot("TIME", false), s.slot("t", true)
	s.slot("Rate", false) // the input is added by the engine
	for _, p := range b.params {
		s.base[s.slot(p.name, false)] = p.value
	}
	for _, c := range b.covariates {
		s.covNames = append(s.covNames, c)
		s.covs = append(s.covs, s.slot(c, false))
	}
	lines, remarks := splitEquations(b.equations)
	s.remarks = remarks
	var bad problems
	s.declareStates(lines)
	for _, l := range lines {
		s.compileLine(l, &bad)
	}
	if err := bad.err(ErrModel); err != nil {
		return nil, err
	}
	if err := s.structure(b); err != nil {
		return nil, err
	}
	s.sortEtas()
	s.settleDeps()
	s.settleTallies()
	s.settleRandom()
	return s, nil
}

func (s *system) declareStates(lines []line) {
	for _, l := range lines {
		if l.kind == 'd' {
			s.states = append(s.states, s.slot(l.name, true))
			s.derivs = append(s.derivs, nil)
			s.inits = append(s.inits, nil)
		}
	}
}

func (s *system) stateIndex(name string) int {
	for i, at := range s.states {
		if s.names[at] == name {
			return i
		}
	}
	return -1
}

func (s *system) compileLine(l line, bad *problems) {
	moving := false
	code, remark, err := compile(l.rhs, func(name string) (int, error) {
		at, err := s.resolve(name, l.name)
		if err == nil && s.moving[at] {
			moving = true
		}
		return at, err
	})
	where := fmt.Sprintf("equations, line %d (%s)", l.number, l.name)
	if err != nil {
		bad.at(where, "%v", err)
		return
	}
	if remark != "" {
		s.remarks = append(s.remarks, remark)
	}
	if moving {
		code = s.hoist(code)
	}
	switch l.kind {
	case 'd':
		s.derivs[s.stateIndex(l.name)] = code
	case '0':
		i := s.stateIndex(l.name)
		if i < 0 || moving {
			bad.at(where, "a starting value belongs to an amount and may not depend on time or amounts")
			return
		}
		s.inits[i] = code
	default:
		st := statement{s.slot(l.name, moving), code}
		if moving {
			s.dynamic = append(s.dynamic, st)
		} else {
			s.static = append(s.static, st)
		}
	}
}

// resolve finds the slot of a name; names that begin with eta or kappa are
// random effects and come into being where they are first used.
func (s *system) resolve(name, lhs string) (int, error) {
	if at, ok := s.bound[name]; ok {
		s.used[name] = true
		return at, nil
	}
	switch {
	case etaName.MatchString(name):
		if strings.EqualFold(name, "eta") {
			name = "eta_" + lhs
		}
		return s.effect(name, &s.etas, &s.etaNames), nil
	case kappaName.MatchString(name):
		if strings.EqualFold(name, "kappa") || strings.EqualFold(name, "kappa_occ") {
			name = "kappa_" + lhs
		}
		return s.effect(name, &s.kappas, &s.kappaNames), nil
	}
	if at := s.find(name); at >= 0 {
		s.used[s.names[at]] = true
		return at, nil
	}
	return 0, fmt.Errorf("%q is no parameter, no covariate and no earlier line", name)
}

func (s *system) effect(name string, slots *[]int, names *[]string) int {
	if at, ok := s.bound[name]; ok {
		return at
	}
	at := s.slot(name, false)
	*slots = append(*slots, at)
	*names = append(*names, name)
	return at
}

// sortEtas puts numbered effects (eta1, eta2, …) in the order of their numbers;
// all others keep the order of first use.
func (s *system) sortEtas() {
	for _, e := range []struct {
		slots []int
		names []string
	}{{s.etas, s.etaNames}, {s.kappas, s.kappaNames}} {
		number := make(map[string]int, len(e.names))
		for _, n := range e.names {
			var k int
			if _, err := fmt.Sscanf(strings.TrimLeft(strings.ToLower(n), "etakp_"), "%d", &k); err != nil {
				number = nil
				break
			}
			number[n] = k
		}
		if number != nil {
			sort.Stable(&effectOrder{e.slots, e.names, number})
		}
	}
}

type effectOrder struct {
	slots  []int
	names  []string
	number map[string]int
}

func (o *effectOrder) Len() int           { return len(o.names) }
func (o *effectOrder) Less(i, j int) bool { return o.number[o.names[i]] < o.number[o.names[j]] }
func (o *effectOrder) Swap(i, j int) {
	o.names[i], o.names[j] = o.names[j], o.names[i]
	o.slots[i], o.slots[j] = o.slots[j], o.slots[i]
}

// settleDeps lists the unmoving slots from which the motion follows.
func (s *system) settleDeps() {
	seen := map[int]bool{}
	add := func(at int) {
		if at >= 0 && !s.moving[at] && !seen[at] {
			seen[at] = true
			s.deps = append(s.deps, at)
		}
	}
	if s.closed {
		for _, at := range s.role {
			add(at)
		}
		return
	}
	codes := append([]program(nil), s.derivs...)
	for _, st := range s.dynamic {
		codes = append(codes, st.code)
	}
	for _, c := range codes {
		for _, in := range c {
			if in.op == opSlot {
				add(int(in.slot))
			}
		}
	}
	add(s.volume)
}

// settleTallies finds the amounts on which no change of an amount depends.
func (s *system) settleTallies() {
	acts := map[int]bool{}
	var follow func(c program)
	follow = func(c program) {
		for _, in := range c {
			if in.op != opSlot || acts[int(in.slot)] {
				continue
			}
			acts[int(in.slot)] = true
			for _, st := range s.dynamic {
				if st.slot == int(in.slot) {
					follow(st.code)
				}
			}
		}
	}
	for _, d := range s.derivs {
		follow(d)
	}
	s.tally = make([]bool, s.compartments())
	for i, at := range s.states {
		s.tally[i] = !acts[at]
	}
}

// fill computes the slots for one record: covariates, record time, random
// effects, then the statements that do not move. It does not allocate.
func (s *system) fill(row []float64, time float64, cov, eta, kappa []float64) {
	copy(row, s.base)
	row[s.time] = time
	row[s.t] = time
	for i, at := range s.covs {
		row[at] = cov[i]
	}
	for i, at := range s.etas {
		row[at] = eta[i]
	}
	for i, at := range s.kappas {
		row[at] = 0
		if kappa != nil {
			row[at] = kappa[i]
		}
		if i < len(s.onto) && s.onto[i] >= 0 {
			row[s.onto[i]] += row[at]
		}
	}
	for _, st := range s.static {
		row[st.slot] = st.code.eval(row)
	}
}

// move evaluates the statements that depend on time and amounts.
func (s *system) move(row []float64, t float64, y []float64) {
	row[s.t] = t
	for i, at := range s.states {
		row[at] = y[i]
	}
	for _, st := range s.dynamic {
		row[st.slot] = st.code.eval(row)
	}
}

// concentration gives the observed quantity for a filled row.
func (s *system) concentration(row []float64, t float64, y []float64) float64 {
	if s.closed {
		return s.scale * y[s.central] / row[s.volume]
	}
	s.move(row, t, y)
	return s.scale * row[s.cp]
}

// compartments counts the places a dose can go to.
func (s *system) compartments() int { return len(s.intake) }
