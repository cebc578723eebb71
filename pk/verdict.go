package pk

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"sort"
	"sync"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// Decision answers a [DoseCase].
type Decision struct {
	ID              string              `json:"id"`
	Drug            string              `json:"drug"`
	Mode            string              `json:"mode"` // reference until every governing model is commissioned
	Dose            *Quantity           `json:"dose"` // per administration; null with the reason beside it
	Reason          string              `json:"reason,omitempty"`
	Why             evidence.Text       `json:"-"` // the reason in both languages
	DoseMass        string              `json:"doseMass,omitempty"`
	Administrations int                 `json:"administrations"`
	PlannedTotal    *Quantity           `json:"plannedTotal"`
	CourseTotal     *Quantity           `json:"courseTotal"` // given and planned
	Ceiling         Quantity            `json:"ceiling"`     // of the course
	Floor           *Quantity           `json:"floor"`
	Alpha           float64             `json:"alpha"`
	Governing       string              `json:"governing,omitempty"`
	PAboveCeiling   map[string]float64  `json:"pAboveCeiling"` // per credible model, at the dose
	PBelowFloor     map[string]float64  `json:"pBelowFloor,omitempty"`
	Repeat          []Level             `json:"repeat,omitempty"` // levels that no model expected: to be repeated before any dose
	Change          string              `json:"change,omitempty"` // up, down or same against the dose that is running
	SecondReader    bool                `json:"secondReader,omitempty"`
	SecondLevel     bool                `json:"secondLevel,omitempty"` // asked for before an upward change, where there is time
	Capped          bool                `json:"capped,omitempty"`
	Recheck         *Recheck            `json:"recheck,omitempty"`
	Models          []ModelVerdict      `json:"models"`
	Warnings        []Warning           `json:"warnings,omitempty"`
	Derivation      evidence.Derivation `json:"derivation"`

	durationH float64        // of the planned infusions
	kept      *keptResponses // draws of the figures, shared by every dose asked about
}

// keptResponses holds the draws of the figures by model.
type keptResponses struct {
	mu sync.Mutex
	of map[string]*responses
}

// exposureUnit is the unit in which exposures are reported (consensus unit of
// seven societies, McCune 2019, targets.md section 1.1).
const exposureUnit = "mg*h/L"

// usualDraws is the number of draws per model where a case says nothing.
const usualDraws = 2000

// Decide computes the largest dose with P(cumulative exposure > ceiling) <=
// alpha under every credible model. Before any level every valid model is
// credible, afterwards those with a weight of at least [Credible]. Models
// outside whose cohort the child lies are computed and shown, and do not count.
func Decide(c *DoseCase, models []*Model) (*Decision, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	d := &Decision{ID: c.ID, durationH: c.Plan.DurationH, Drug: c.Drug, DoseMass: c.DoseMass, Administrations: c.Plan.Count, Alpha: c.alpha(), Mode: "reference",
		PAboveCeiling: map[string]float64{}, kept: &keptResponses{}, Warnings: c.bodySlips()}
	if err := d.bounds(c); err != nil {
		return nil, err
	}
	d.Models = c.considerAll(models)
	for _, id := range c.Models {
		if !d.has(id) {
			return nil, refuse(ErrInput, "models", "there is no model %q of %s", id, c.Drug)
		}
	}
	d.dropLoneEdges()
	d.weigh(len(c.Levels) > 0)
	d.doubtful(c)
	d.choose(c)
	d.settleMode()
	d.Derivation = d.derivation(c)
	return d, nil
}

// settleMode lifts the reference mode only when every model that took part is
// commissioned.
func (d *Decision) settleMode() {
	for _, v := range d.Models {
		if v.Credible && v.m.mode() != "commissioned" {
			return
		}
	}
	if d.Dose != nil {
		d.Mode = "commissioned"
	}
}

func (d *Decision) has(id string) bool {
	for _, v := range d.Models {
		if v.ID == id {
			return true
		}
	}
	return false
}

func (d *Decision) bounds(c *DoseCase) error {
	var bad problems
	x, err := c.course(c.Target.Ceiling, exposureUnit)
	if err != nil {
		bad.at("target.ceiling", "%v", err)
	}
	d.Ceiling = Quantity{x, exposureUnit}
	if c.Target.Floor != nil {
		y, err := c.course(c.Target.Floor, exposureUnit)
		if err != nil {
			bad.at("target.floor", "%v", err)
		}
		d.Floor = &Quantity{y, exposureUnit}
		if err == nil && len(bad.list) == 0 && y >= x {
			bad.at("target.floor", "the floor (%.4g %s per course) is not below the ceiling (%.4g): check the units and what each is per", y, exposureUnit, x)
		}
	}
	return bad.err(ErrInput)
}

// considerAll computes the models of the drug side by side; each has its own
// random stream, so the order of the work does not matter.
func (c *DoseCase) considerAll(models []*Model) []ModelVerdict {
	var chosen []*Model
	for _, m := range models {
		if sameDrug(m.File.Drug.EN, c.Drug) && (len(c.Models) == 0 || contains(c.Models, m.File.ID)) {
			chosen = append(chosen, m)
		}
	}
	out := make([]ModelVerdict, len(chosen))
	sideBySide(len(chosen), func(i int) { out[i] = c.consider(chosen[i]) })
	return out
}

// slots are as many as there are processors: all questions in the process
// together keep no more models computing than can, first come first served, so
// that other work does not wait behind a crowd of them.
var slots = make(chan struct{}, runtime.GOMAXPROCS(0))

// sideBySide does independent parts of one answer.
func sideBySide(n int, part func(i int)) {
	var wait sync.WaitGroup
	for i := range n {
		wait.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			part(i)
		})
	}
	wait.Wait()
}

// consider computes one model; what stops it becomes a reason.
func (c *DoseCase) consider(m *Model) ModelVerdict {
	v, cov := c.judge(m)
	if cov == nil || v.factor == 0 || (!v.Valid && !v.Extrapolated) {
		v.Valid = false
		return v
	}
	draws := c.Draws
	if draws == 0 {
		if draws = usualDraws; !m.sys.closed {
			draws /= 8
		}
	}
	if err := c.predictCase(&v, cov, draws); err != nil {
		v.Valid = false
		v.Reasons = append(v.Reasons, finding("not_computed", err))
	}
	return v
}

// choose takes the smallest of the largest doses of the credible models.
func (d *Decision) choose(c *DoseCase) {
	lowest, at := math.Inf(1), -1
	for i := range d.Models {
		v := &d.Models[i]
		if v.outcomes == nil {
			continue
		}
		dose := v.largest(d.Ceiling.Value, d.Alpha)
		v.LargestDose = &dose
		if v.Credible && dose < lowest {
			lowest, at = dose, i
		}
	}
	switch {
	case at < 0:
		d.because("no_valid_model")
		return
	case d.compareTargets(c):
		d.Governing, lowest = d.Models[at].ID, 0
	case len(d.Repeat) > 0:
		d.Governing, lowest = d.Models[at].ID, 0
		d.because("repeat_level", number(d.Repeat[0].TimeH))
	case lowest <= 0:
		d.because("ceiling_passed", d.Models[at].ID, number(d.Alpha))
		d.Governing = d.Models[at].ID
		lowest = 0
	default:
		lowest = d.propose(c, &d.Models[at], lowest)
	}
	var outside []string
	d.describe(c, lowest, &outside)
	d.warn(outside)
}

// because gives the reason why there is no dose.
func (d *Decision) because(code string, values ...any) {
	w := finding(code, values...)
	d.Reason, d.Why = w.Message, w.Text
}

// propose puts a dose forward if two independent computations agree on it, no
// more than the cap, and says what a change upward needs first.
func (d *Decision) propose(c *DoseCase, v *ModelVerdict, dose float64) float64 {
	d.Governing = v.ID
	check, err := v.recheck(c, dose, d.Ceiling.Value, d.Alpha)
	if d.Recheck = &check; err != nil || !check.Agrees {
		d.because("computations_differ", number(100*Agreement), short(dose), short(check.Dose))
		return 0
	}
	if c.Cap != nil && !(dose <= c.Cap.Value) {
		dose, d.Capped = c.Cap.Value, true
		d.Warnings = append(d.Warnings, finding("capped", fmt.Sprintf("%.6g", dose)))
	}
	d.Dose = &Quantity{dose, "mg"}
	d.PlannedTotal = &Quantity{dose * float64(c.Plan.Count), "mg"}
	d.CourseTotal = &Quantity{dose*float64(c.Plan.Count) + c.givenTotal(), "mg"}
	d.change(c, dose)
	return dose
}

// earlyLevels is how many levels an upward change wants, where there is time to
// draw another one: half of all adjustments go up, and only these can harm
// (individualisation.md, chapter 3).
const earlyLevels = 2

// timeForALevel is how many hours before the next dose a further level can still
// be drawn and measured (our own convention).
const timeForALevel = 6

// change compares with the dose that is running: downward at once, upward only
// with a second reader, and a second level where there is time.
func (d *Decision) change(c *DoseCase, dose float64) {
	if c.Running == nil {
		return
	}
	now, err := convert(c.Running.Value, c.Running.Unit, "mg", c.Drug)
	switch {
	case err != nil || math.Abs(dose/now-1) < 0.005: // less than the rounding of a syringe
		d.Change = "same"
	case dose < now:
		d.Change = "down"
	default:
		d.Change, d.SecondReader = "up", true
		last := 0.0
		for _, l := range c.Levels {
			last = math.Max(last, l.TimeH)
		}
		d.SecondLevel = len(c.Levels) < earlyLevels && c.Plan.FirstH-last >= timeForALevel
	}
}

func (d *Decision) warn(outside []string) {
	for _, id := range outside {
		d.Warnings = append(d.Warnings, finding("lower_outside_cohort", id))
	}
	spread := map[string]float64{}
	low, high := math.Inf(1), 0.0
	for _, v := range d.Models {
		if v.Credible {
			spread[v.ID] = *v.LargestDose
			low, high = math.Min(low, *v.LargestDose), math.Max(high, *v.LargestDose)
		}
	}
	if len(spread) == 1 {
		d.Warnings = append(d.Warnings, finding("one_model"))
	} else if low > 0 && high > 1.5*low {
		d.Warnings = append(d.Warnings, finding("models_disagree", fmt.Sprintf("%.2g", high/low), describe(spread)))
	}
}

// givenTotal is the mass given so far, in mg.
func (c *DoseCase) givenTotal() (sum float64) {
	for _, g := range c.GivenDoses {
		x, _ := convert(g.Amount.Value, g.Amount.Unit, "mg", c.Drug)
		sum += x * float64(max(g.Count, 1))
	}
	return sum
}

// toReport is the factor from the model's exposure unit to the reported one.
func (v *ModelVerdict) toReport() float64 {
	k, _ := convert(1, v.m.units.Concentration+"*h", exposureUnit, v.m.File.Drug.EN)
	return k
}

// perMg is the model's dose per mg of the case.
func (v *ModelVerdict) perMg() float64 {
	k, _ := convert(1, "mg", v.m.units.Dose, v.m.File.Drug.EN)
	return k * v.factor
}

// exposureOf is the cumulative exposure of draw o in mg·h/L for a dose in mg.
func (v *ModelVerdict) exposureOf(o *outcome, mg float64) float64 {
	return v.report * o.exposure(mg*v.mg, v.grid)
}

// beyond is the weight of the draws above a limit.
func (v *ModelVerdict) beyond(mg, limit float64) float64 {
	p := 0.0
	for i := range v.outcomes {
		if v.exposureOf(&v.outcomes[i], mg) > limit {
			p += v.outcomes[i].weight
		}
	}
	return p
}

// largest is the largest dose in mg with P(exposure > ceiling) <= alpha: the
// probability rises with the dose, so the limit is found by halving, and the
// lower end is taken.
func (v *ModelVerdict) largest(ceiling, alpha float64) float64 {
	if v.beyond(0, ceiling) > alpha {
		return 0
	}
	lo, hi := 0.0, 1.0
	for v.beyond(hi, ceiling) <= alpha {
		if lo, hi = hi, hi*2; hi > 1e12 {
			return lo
		}
	}
	for k := 0; k < 50 && hi-lo > 1e-9*hi; k++ {
		if mid := (lo + hi) / 2; v.beyond(mid, ceiling) <= alpha {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// describe fills probabilities and quantiles of every computed model at the
// chosen dose, and names the models outside the cohort that would allow less.
func (d *Decision) describe(c *DoseCase, dose float64, outside *[]string) {
	for i := range d.Models {
		v := &d.Models[i]
		if v.outcomes == nil {
			continue
		}
		above := v.beyond(dose, d.Ceiling.Value)
		v.PAboveCeiling = &above
		if v.Credible {
			d.PAboveCeiling[v.ID] = above
		}
		if d.Floor != nil {
			below := math.Max(1-v.beyond(dose, d.Floor.Value), 0)
			v.PBelowFloor = &below
			if v.Credible {
				if d.PBelowFloor == nil {
					d.PBelowFloor = map[string]float64{}
				}
				d.PBelowFloor[v.ID] = below
			}
		}
		q := v.quantiles(func(o *outcome) float64 { return v.exposureOf(o, dose) }, 0.05, 0.5, 0.95)
		v.Low, v.Median, v.High = &q[0], &q[1], &q[2]
		v.upper(dose, d.Ceiling.Value, len(c.Levels) > 0)
		v.stress(c, dose, d.Ceiling.Value)
		had := v.quantiles(func(o *outcome) float64 { return v.report * o.received }, 0.5)
		v.Received = &had[0]
		if v.Extrapolated && *v.LargestDose < dose {
			*outside = append(*outside, v.ID)
		}
	}
}

// upper fills the scenario of the other mass basis. What was given before any
// level would have been more, too; a level has shown what it was.
func (v *ModelVerdict) upper(dose, ceiling float64, levels bool) {
	if v.factor >= 1 {
		return
	}
	u := UpperScenario{Basis: v.m.File.DoseMassBasis.Prescribed + " taken as the mass of the model"}
	of := func(o *outcome) float64 {
		x := v.exposureOf(o, dose/v.factor)
		if !levels {
			x += v.report * o.fixed * (1/v.factor - 1)
		}
		return x
	}
	for i := range v.outcomes {
		if of(&v.outcomes[i]) > ceiling {
			u.PAboveCeiling += v.outcomes[i].weight
		}
	}
	u.Median = v.quantiles(of, 0.5)[0]
	v.Upper = &u
}

func (v *ModelVerdict) quantiles(of func(*outcome) float64, at ...float64) []float64 {
	type pair struct{ x, w float64 }
	list := make([]pair, len(v.outcomes))
	for i := range v.outcomes {
		list[i] = pair{of(&v.outcomes[i]), v.outcomes[i].weight}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].x < list[j].x })
	out := make([]float64, len(at))
	sum, k := 0.0, 0
	for _, p := range list {
		sum += p.w
		for k < len(at) && sum >= at[k]-1e-12 {
			out[k] = p.x
			k++
		}
	}
	for ; k < len(at); k++ {
		out[k] = list[len(list)-1].x
	}
	return out
}

// perZH is what a bound holds for.
var perZH = map[string]string{"course": "疗程", "day": "日", "dose": "次"}

// derivation shows the decision step by step.
func (d *Decision) derivation(c *DoseCase) evidence.Derivation {
	root := evidence.Derivation{Label: evidence.Text{EN: "Largest dose per administration", ZH: "每次给药的最大剂量"}, Unit: "mg",
		Formula:   fmt.Sprintf("min over credible models of max{dose: P(cumulative AUC > %.6g %s) <= %g}", d.Ceiling.Value, exposureUnit, d.Alpha),
		FormulaZH: fmt.Sprintf("各可信模型中，使 P(累积AUC > %.6g %s) <= %g 的最大剂量，取其最小值", d.Ceiling.Value, exposureUnit, d.Alpha)}
	if d.Dose != nil {
		root.Value = fmt.Sprintf("%.6g", d.Dose.Value)
	} else {
		root.Note = d.Why
	}
	root.Steps = append(root.Steps, evidence.Derivation{Label: evidence.Text{EN: "Ceiling of the course", ZH: "全疗程暴露上限"},
		Value: fmt.Sprintf("%.6g", d.Ceiling.Value), Unit: exposureUnit, Formula: fmt.Sprintf("%g %s per %s, %d administrations", c.Target.Ceiling.Value, c.Target.Ceiling.Unit, c.Target.Ceiling.Per, c.administrations()),
		FormulaZH: fmt.Sprintf("%g %s/%s，共%d次给药", c.Target.Ceiling.Value, c.Target.Ceiling.Unit, perZH[c.Target.Ceiling.Per], c.administrations())})
	for _, v := range d.Models {
		root.Steps = append(root.Steps, v.step())
	}
	return root
}

func (v *ModelVerdict) step() evidence.Derivation {
	s := evidence.Derivation{Label: evidence.Text{EN: "Model " + v.ID, ZH: "模型 " + v.ID}, Status: evidence.Status(v.Status),
		Sources: []evidence.Source{{ID: v.ID, Text: citation(v.m.File.Citation)}}}
	if v.LargestDose != nil {
		s.Value, s.Unit = fmt.Sprintf("%.6g", *v.LargestDose), "mg"
	}
	note := evidence.Text{EN: "tier " + string(v.Tier), ZH: string(v.Tier) + "级"}
	if v.Weight != nil {
		weight := fmt.Sprintf("%.3g", *v.Weight)
		note.EN, note.ZH = note.EN+", weight "+weight, note.ZH+"，权重"+weight
	}
	if v.Credible {
		note.EN, note.ZH = note.EN+", credible", note.ZH+"，可信"
	}
	for _, r := range v.Reasons {
		note.EN, note.ZH = note.EN+"; "+r.Text.EN, note.ZH+"；"+r.Text.ZH
	}
	s.Note = note
	return s
}

// citation joins journal, year and identifier.
func citation(v any) string {
	m, _ := v.(map[string]any)
	out := ""
	for _, k := range []string{"journal", "year", "volume_pages", "doi"} {
		if x, ok := m[k]; ok {
			out += fmt.Sprint(x) + " "
		}
	}
	return out
}

// RunDose reads one case (JSON), decides with the given models and those inside
// the case, and writes the decision as JSON.
func RunDose(models []*Model, in io.Reader, out io.Writer) error {
	return RunDoseWithin(models, func(string) Published { return Published{} }, in, out)
}

// RunDoseWithin is RunDose held to what was published of the drug of the case.
func RunDoseWithin(models []*Model, published func(drug string) Published, in io.Reader, out io.Writer) error {
	c, err := ReadDoseCase(in)
	if err != nil {
		return err
	}
	c.Within(published(c.Drug).inMassOf(c, models))
	models = slices.Clone(models)
	for i, f := range c.ModelFiles {
		m, err := Compile(f)
		if err != nil {
			return fmt.Errorf("modelFiles[%d]: %w", i, err)
		}
		models = append(models, m)
	}
	d, err := Decide(c, models)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(d); err != nil {
		return fmt.Errorf("the decision cannot be written: %w", err)
	}
	return nil
}
