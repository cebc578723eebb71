package pk

import (
	"fmt"
	"math"
	"runtime"
	"sync"
)

// Population asks for many virtual children on one course, who differ by the
// random effects of the model.
type Population struct {
	Children    int
	Seed        uint64    // the same seed gives the same children, on any number of cores
	Percentiles []float64 // in percent, rising; empty: 5, 25, 50, 75, 95
}

// usualPercentiles are read where nothing else is asked.
var usualPercentiles = []float64{5, 25, 50, 75, 95}

// mostChildren bounds a population, against a typing error.
const mostChildren = 10_000_000

// PopulationProfile is what a population shows. The percentiles are read from
// counts while the children stream by, with an error of at most [SketchError] of
// the value; no child's curve is kept. The AUC of each child is exact (mass
// balance) for linear models.
type PopulationProfile struct {
	Time        []float64   // h
	Percentiles []float64   // in percent
	CP          [][]float64 // per time, then per percentile
	Cumulative  [][]float64 // AUC from the start, the same way
	AUC         []float64   // per child, to the last time; NaN where the child's parameters have no meaning
	Unusable    int         // children whose parameters have no meaning: they count nowhere
}

func (q *Population) check() error {
	var bad problems
	if q.Children < 1 || q.Children > mostChildren {
		bad.at("children", "between 1 and %d virtual children are possible", mostChildren)
	}
	if len(q.Percentiles) == 0 {
		q.Percentiles = usualPercentiles
	}
	if !rising(q.Percentiles) {
		bad.at("percentiles", "percentages between 0 and 100 in rising order are needed")
	}
	return bad.err(ErrInput)
}

// Population predicts many children of the scenario, whose parameters vary as
// its variability says (standard deviations of their logarithms). Without times
// it takes those of [Scenario.Simulate].
func (sc *Scenario) Population(times []float64, q Population) (*PopulationProfile, error) {
	s, omega, err := sc.varied()
	if err != nil {
		return nil, err
	}
	if times == nil {
		times = sc.usualTimes()
	}
	m := &Model{File: &ModelFile{ID: sc.Model}, sys: s, omega: omega}
	return m.population(sc.Subject, sc.Rule, times, q)
}

// Population predicts children with the covariates and the doses of one subject,
// who differ by the random effects of the model, between occasions too.
func (m *Model) Population(sub Subject, times []float64, q Population) (*PopulationProfile, error) {
	return m.population(sub, Backward, times, q)
}

func (m *Model) population(sub Subject, rule Rule, times []float64, q Population) (*PopulationProfile, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	if len(times) == 0 {
		return nil, refuse(ErrInput, "times", "there is no time to predict at")
	}
	workers := min(runtime.GOMAXPROCS(0), (q.Children+blockSize-1)/blockSize)
	out := &PopulationProfile{Time: times, Percentiles: q.Percentiles, AUC: make([]float64, q.Children)}
	crowds := make([]*crowd, workers)
	for w := range crowds {
		var err error
		if crowds[w], err = m.crowd(sub, rule, times, q.Seed); err != nil {
			return nil, err
		}
	}
	errs := make([]error, workers)
	var all sync.WaitGroup
	for w, c := range crowds {
		all.Add(1)
		go func() {
			defer all.Done()
			for from := w * blockSize; from < q.Children && errs[w] == nil; from += workers * blockSize {
				errs[w] = c.children(from, min(from+blockSize, q.Children), out.AUC)
			}
		}()
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	out.gather(crowds)
	return out, nil
}

// gather joins what the workers counted.
func (p *PopulationProfile) gather(crowds []*crowd) {
	first := crowds[0]
	for _, c := range crowds[1:] {
		for i := range first.cp {
			first.cp[i].merge(c.cp[i])
			first.cumulative[i].merge(c.cumulative[i])
		}
	}
	for _, c := range crowds {
		p.Unusable += c.unusable
	}
	for i := range first.cp {
		p.CP = append(p.CP, first.cp[i].percentiles(p.Percentiles))
		p.Cumulative = append(p.Cumulative, first.cumulative[i].percentiles(p.Percentiles))
	}
}

// crowd is the memory of one worker.
type crowd struct {
	p              *inference
	at             []int // record of each time
	order          []int // time of each record; -1: none
	seed           uint64
	cp, cumulative []sketch
	unusable       int
	tl             *timeline
	closed         *block  // linear, one set of parameters, all input central
	curved         *slopes // saturable
	z              []float64
	final          int       // index of the latest time
	level, area    []float64 // of one child at every time
}

// Tolerance where equations are integrated, and the order of the series at it.
const (
	crowdTolerance = 1e-6
	crowdOrder     = 12
)

func (m *Model) crowd(sub Subject, rule Rule, times []float64, seed uint64) (*crowd, error) {
	var at []int
	var err error
	if sub.Records, at, err = withTimes(sub.Records, times, rule); err != nil {
		return nil, err
	}
	recs, err := m.bind(sub)
	if err != nil {
		return nil, err
	}
	rtol := crowdTolerance
	if m.sys.closed {
		rtol = 1e-10
	}
	e, err := newEngine(m.sys, recs, rule, rtol)
	if err != nil {
		return nil, err
	}
	p := &inference{m: m, e: e}
	if err := p.occasions(sub); err != nil {
		return nil, err
	}
	if err := p.prior(); err != nil {
		return nil, err
	}
	c := &crowd{p: p, at: at, seed: seed, cp: sketches(len(times)), cumulative: sketches(len(times)), order: make([]int, len(recs)), z: make([]float64, p.free),
		level: make([]float64, len(times)), area: make([]float64, len(times))}
	for i := range c.order {
		c.order[i] = -1
	}
	for k, i := range at {
		c.order[i] = k
	}
	c.final = c.last()
	if err := e.run(make([]float64, len(m.sys.etaNames))); err != nil {
		return nil, err // the typical child must be sound
	}
	c.tl = e.layOut(at, make([]float64, len(m.sys.etaNames)))
	switch {
	case c.tl == nil:
	case m.sys.closed:
		c.closed = newBlock(c)
	default:
		c.curved = p.slopesOver(c.tl)
		c.curved.amount = new([4]dual)
		c.curved.within(accuracy{crowdOrder, crowdTolerance})
	}
	return c, nil
}

// draw fills the random effects of one child.
func (c *crowd) draw(child int) {
	random := newStream(c.seed, uint64(child))
	for i := range c.z {
		c.z[i] = random.normal()
	}
	c.p.spread(c.z)
}

// children predicts some children and counts what they show.
func (c *crowd) children(from, to int, auc []float64) error {
	switch {
	case c.closed != nil:
		return c.closed.children(c, from, to, auc)
	case c.curved != nil:
		return c.saturable(from, to, auc)
	}
	e := c.p.e
	for i := from; i < to; i++ {
		c.draw(i)
		if err := e.run(c.p.eta[:len(c.p.m.sys.etaNames)]); err != nil {
			c.leaveOut(i, auc)
			continue
		}
		for k, at := range c.at {
			c.cp[k].counts[bin(math.Max(e.pred[at], 0))]++
			c.cumulative[k].counts[bin(math.Max(e.auc[at], 0))]++
		}
		auc[i] = e.auc[c.at[c.final]]
	}
	return nil
}

func (c *crowd) leaveOut(child int, auc []float64) {
	auc[child] = math.NaN()
	c.unusable++
}

// last is the index of the latest time.
func (c *crowd) last() int {
	best := 0
	for k, i := range c.at {
		if i > c.at[best] {
			best = k
		}
	}
	return best
}

// varied compiles the scenario with a random effect on each parameter that
// varies.
func (sc *Scenario) varied() (*system, [][]float64, error) {
	var bad problems
	b := sc.blueprint()
	var text string
	var omega [][]float64
	names := sortedKeys(sc.Variability)
	for i, name := range names {
		sd := sc.Variability[name]
		found := false
		for k := range b.params {
			if b.params[k].name == name {
				b.params[k].name, found = "typical_"+name, true
			}
		}
		if !found {
			bad.at("variability."+name, "the model %s has no such parameter", sc.Model)
		}
		if !(sd >= 0 && sd <= 3) {
			bad.at("variability."+name, "a standard deviation of the logarithm between 0 and 3 is needed")
		}
		text += fmt.Sprintf("%s = typical_%s*exp(eta_%s)\n", name, name, name)
		row := make([]float64, len(names))
		row[i] = sd * sd
		omega = append(omega, row)
	}
	if err := bad.err(ErrInput); err != nil {
		return nil, nil, err
	}
	b.equations = text + b.equations
	s, err := build(b)
	return s, omega, err
}
