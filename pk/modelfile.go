package pk

import (
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"
	"sync"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// ModelFile is a published population model as data, in the shape of the
// knowledge files: formulas as text, every number with its source. The parts
// that papers report in many forms (variability, residual error, ranges) are
// kept as decoded and read by [Compile].
type ModelFile struct {
	ID            string         `json:"id"`
	Drug          string         `json:"drug"`
	Citation      any            `json:"citation,omitempty"`
	Evidence      ModelEvidence  `json:"evidence"`
	Population    map[string]any `json:"population,omitempty"`
	Structure     Structure      `json:"structure"`
	Covariates    []Covariate    `json:"covariates,omitempty"`
	Parameters    []Parameter    `json:"parameters,omitempty"`
	Equations     string         `json:"equations"`
	IIV           any            `json:"iiv,omitempty"`
	IOV           any            `json:"iov,omitempty"`
	Residual      any            `json:"residual,omitempty"`
	Units         Units          `json:"units,omitzero"`
	DoseMassBasis *MassBasis     `json:"dose_mass_basis,omitempty"`
	ValidRanges   map[string]any `json:"valid_ranges,omitempty"`
	Predicts      string         `json:"predicts,omitempty"`
	PredictsOnly  string         `json:"predicts_only,omitempty"` // "trough": no peak and no AUC may be shown
	CheckValues   any            `json:"check_values,omitempty"`
	Cautions      []string       `json:"cautions,omitempty"`
	Commissioned  bool           `json:"commissioned,omitempty"` // two signatures of the centre
}

// ModelEvidence says how well the model is founded and what it may be used for.
type ModelEvidence struct {
	Status    string   `json:"status"`
	Tier      string   `json:"tier"`
	ReadIn    []string `json:"read_in,omitempty"`
	Conflicts []string `json:"conflicts,omitempty"`
	ShipGate  string   `json:"ship_gate,omitempty"`
}

// Structure names the compartments and how drug leaves and enters them.
type Structure struct {
	Compartments int    `json:"compartments,omitempty"`
	Elimination  string `json:"elimination,omitempty"`
	Absorption   string `json:"absorption,omitempty"`
	Type         string `json:"type,omitempty"` // something else than a concentration model
	Special      string `json:"special,omitempty"`
}

// Covariate is one input of the formulas, with its unit.
type Covariate struct {
	Name       string `json:"name"`
	Unit       string `json:"unit,omitempty"`
	Reference  any    `json:"reference,omitempty"`
	Definition string `json:"definition,omitempty"`
	Values     any    `json:"values,omitempty"`
	Levels     any    `json:"levels,omitempty"`
}

// Parameter is one published number, with its unit and source.
type Parameter struct {
	Name   string  `json:"name"`
	Value  any     `json:"value,omitempty"`
	Unit   string  `json:"unit,omitempty"`
	RSE    float64 `json:"rse_pct,omitempty"`
	Fixed  bool    `json:"fixed,omitempty"`
	Source string  `json:"source,omitempty"`
}

// Units of the amounts and levels that go in and come out; mg and mg/L where
// nothing is said.
type Units struct {
	Dose          string `json:"dose,omitempty"`
	Concentration string `json:"concentration,omitempty"`
}

// MassBasis says of which substance the dose mass is (fludarabine phosphate or
// F-ara-A, mofetil or acid) and the factor from the prescribed mass.
type MassBasis struct {
	Value      string  `json:"value"`
	Prescribed string  `json:"prescribed,omitempty"` // the substance on the prescription
	Factor     float64 `json:"factor_from_phosphate,omitempty"`
	FactorOf   float64 `json:"factor_from_prescribed,omitempty"`
	Certainty  string  `json:"certainty,omitempty"`
}

// factor from the prescribed mass to the mass of the model.
func (b *MassBasis) factor() float64 {
	switch {
	case b == nil:
		return 1
	case b.FactorOf > 0:
		return b.FactorOf
	case b.Factor > 0:
		return b.Factor
	}
	return 1
}

// DecodeModel reads a model file as JSON (a YAML file of the same shape is
// turned into JSON first). The result is not compiled yet.
func DecodeModel(r io.Reader) (*ModelFile, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("the model file cannot be read: %w", err)
	}
	var f ModelFile
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, jsonProblem(data, err)
	}
	var short shorthand
	if err := json.Unmarshal(data, &short); err != nil {
		return nil, jsonProblem(data, err)
	}
	short.complete(&f)
	if f.ID == "" {
		return nil, refuse(ErrModel, "id", "the model has no id")
	}
	return &f, nil
}

// shorthand is the terse way to write a model: a map of typical values, the
// matrix of variances, and the variances of the residual error.
type shorthand struct {
	Name    string             `json:"name"`
	Theta   map[string]float64 `json:"theta"`
	Omega   []any              `json:"omega"`
	PropVar *float64           `json:"sigma_prop_var"`
	AddVar  *float64           `json:"sigma_add_var"`
}

func (s shorthand) complete(f *ModelFile) {
	if f.ID == "" {
		f.ID = s.Name
	}
	for _, k := range sortedKeys(s.Theta) {
		f.Parameters = append(f.Parameters, Parameter{Name: k, Value: s.Theta[k]})
	}
	if f.IIV == nil && s.Omega != nil {
		f.IIV = map[string]any{"omega": s.Omega}
	}
	if f.Residual == nil && (s.PropVar != nil || s.AddVar != nil) {
		block := map[string]any{"type": "proportional + additive"}
		if s.PropVar != nil {
			block["proportional_var"] = *s.PropVar
		}
		if s.AddVar != nil {
			block["additive_var"] = *s.AddVar
		}
		f.Residual = block
	}
}

// UnmarshalJSON reads a covariate, also one given by its name alone.
func (c *Covariate) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &c.Name)
	}
	type plain Covariate
	return json.Unmarshal(data, (*plain)(c))
}

// Tier is the grade of a model: A complete and independently checked, B
// complete with oddities listed, C hold, D nothing usable.
type Tier string

var tierLetter = regexp.MustCompile(`\b[A-D]\b`)

// TierOf reads the tier; where a file grades by situation ("A with ciclosporin;
// C with tacrolimus") the worst letter counts, and no letter counts as D.
func TierOf(text string) Tier {
	worst := Tier("")
	for _, m := range tierLetter.FindAllString(text, -1) {
		worst = max(worst, Tier(m))
	}
	if worst == "" {
		return "D"
	}
	return worst
}

// Doses reports whether a model of this tier may compute a dose at all.
func (t Tier) Doses() bool { return t == "A" || t == "B" }

// status gives the weakest status that the evidence text names.
func (e ModelEvidence) status() evidence.Status {
	weakest := evidence.Status("")
	for _, s := range evidence.Statuses() {
		if strings.Contains(strings.ToLower(e.Status), string(s)) {
			weakest = s
		}
	}
	if weakest == "" {
		return evidence.Gap
	}
	return weakest
}

// numberOf reads a number that a decoder may have left as text.
func numberOf(v any) (float64, bool) {
	switch x := v.(type) {
	case float64:
		return x, true
	case int:
		return float64(x), true
	case uint64:
		return float64(x), true
	case int64:
		return float64(x), true
	}
	return 0, false
}

// Range is an interval of validity of one covariate.
type Range struct {
	Name   string  `json:"name"`      // key of the file, e.g. weight_kg
	Cov    string  `json:"covariate"` // covariate that it speaks of, e.g. WT
	Lo     float64 `json:"low"`
	Hi     float64 `json:"high"`
	Median float64 `json:"median,omitempty"` // of the cohort; 0 where it is not reported
}

// rangeNames maps the keys of valid_ranges and population to covariates.
var rangeNames = map[string]string{"age_years": "AGE", "weight_kg": "WT", "bsa_m2": "BSA", "height_cm": "HT", "egfr": "eGFR",
	"crcl_ml_min": "CRCL", "hct_pct": "HCT", "pod_days": "POD", "bmi": "BMI", "gfr": "GFR"}

// ranges reads valid_ranges; what is not a pair of numbers is no range.
func (f *ModelFile) ranges() []Range {
	var out []Range
	for _, key := range sortedKeys(f.ValidRanges) {
		pair, ok := f.ValidRanges[key].([]any)
		if !ok || len(pair) != 2 {
			continue
		}
		lo, ok1 := numberOf(pair[0])
		hi, ok2 := numberOf(pair[1])
		if !ok1 || !ok2 {
			continue
		}
		cov := rangeNames[key]
		if cov == "" {
			cov = key
		}
		r := Range{Name: key, Cov: cov, Lo: lo, Hi: hi}
		if p, ok := f.Population[key].(map[string]any); ok {
			r.Median, _ = numberOf(p["median"])
			if r.Median == 0 {
				r.Median, _ = numberOf(p["mean"])
			}
		}
		out = append(out, r)
	}
	return out
}

// library holds the published models that have formulas to run, as recorded in
// the knowledge base; all of them are uncommissioned.
//
//go:embed library/*.json
var library embed.FS

// Library compiles the models that ship with the product, in the order of their
// ids. They are uncommissioned: they compute in reference mode.
func Library() ([]*Model, error) { return compiledLibrary() }

var compiledLibrary = sync.OnceValues(func() ([]*Model, error) {
	var out []*Model
	names, err := fs.Glob(library, "library/*.json")
	if err != nil {
		return nil, fmt.Errorf("the model library cannot be listed: %w", err)
	}
	for _, name := range names {
		file, err := library.Open(name)
		if err != nil {
			return nil, fmt.Errorf("the model %s cannot be opened: %w", name, err)
		}
		f, err := DecodeModel(file)
		_ = file.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		m, err := Compile(f)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, m)
	}
	return out, nil
})

// The units that pharmacokinetic papers and laboratories use, as products of
// mass (mg), volume (L), time (h) and amount of substance (µmol). A substance
// amount becomes a mass only with the molar mass of the drug.

type dimension struct{ mass, volume, time, substance, length, area int }

type unit struct {
	dim    dimension
	factor float64 // to mg, L, h, µmol
}

var baseUnits = map[string]unit{
	"g": {dimension{mass: 1}, 1e3}, "mg": {dimension{mass: 1}, 1}, "ug": {dimension{mass: 1}, 1e-3}, "ng": {dimension{mass: 1}, 1e-6}, "kg": {dimension{mass: 1}, 1e6},
	"L": {dimension{volume: 1}, 1}, "l": {dimension{volume: 1}, 1}, "mL": {dimension{volume: 1}, 1e-3}, "ml": {dimension{volume: 1}, 1e-3}, "dL": {dimension{volume: 1}, 0.1},
	"h": {dimension{time: 1}, 1}, "min": {dimension{time: 1}, 1. / 60}, "d": {dimension{time: 1}, 24}, "day": {dimension{time: 1}, 24}, "days": {dimension{time: 1}, 24},
	"week": {dimension{time: 1}, 168}, "weeks": {dimension{time: 1}, 168}, "year": {dimension{time: 1}, 8766}, "years": {dimension{time: 1}, 8766},
	"mol": {dimension{substance: 1}, 1e6}, "mmol": {dimension{substance: 1}, 1e3}, "umol": {dimension{substance: 1}, 1}, "nmol": {dimension{substance: 1}, 1e-3},
	"M": {dimension{substance: 1, volume: -1}, 1e6}, "mM": {dimension{substance: 1, volume: -1}, 1e3}, "uM": {dimension{substance: 1, volume: -1}, 1}, "nM": {dimension{substance: 1, volume: -1}, 1e-3},
	"cm": {dimension{length: 1}, 1}, "m": {dimension{length: 1}, 100}, "m2": {dimension{area: 1}, 1},
	"1": {}, "percent": {factor: 1}, "%": {factor: 1},
}

// parseUnit reads mg/L, ug*h/mL, uM*min, L/h and the like; µ may be written as
// u. It refuses what it does not know.
func parseUnit(text string) (unit, error) {
	s := strings.NewReplacer("µ", "u", "μ", "u", "·", "*", " ", "", "⋅", "*").Replace(strings.TrimSpace(text))
	if s == "" {
		return unit{}, fmt.Errorf("the unit is missing")
	}
	out := unit{factor: 1}
	sign := 1
	for s != "" {
		end := strings.IndexAny(s, "*/.")
		word := s
		if end >= 0 {
			word = s[:end]
		}
		u, known := baseUnits[word]
		if !known {
			return unit{}, fmt.Errorf("the unit %q is not known", text)
		}
		if u.factor == 0 {
			u.factor = 1
		}
		out.multiply(u, sign)
		if end < 0 {
			return out, nil
		}
		sign = 1
		if s[end] == '/' {
			sign = -1
		}
		if s = s[end+1:]; s == "" {
			return unit{}, fmt.Errorf("the unit %q is not complete", text)
		}
	}
	return out, nil
}

func (u *unit) multiply(o unit, sign int) {
	u.dim.mass += sign * o.dim.mass
	u.dim.volume += sign * o.dim.volume
	u.dim.time += sign * o.dim.time
	u.dim.substance += sign * o.dim.substance
	u.dim.length += sign * o.dim.length
	u.dim.area += sign * o.dim.area
	if sign > 0 {
		u.factor *= o.factor
	} else {
		u.factor /= o.factor
	}
}

// molarMass of the drugs whose exposures are reported in µM, g/mol (µg/µmol).
// Busulfan: 1 µM·min = 0.0041051 mg·h/L (targets.md section 1.1, derived from
// 246.304). F-ara-A: 285.23 (fludarabine_mohanan_2017, unit_conversion).
var molarMass = map[string]float64{"busulfan": 246.304, "fludarabine": 285.23}

// convert turns a value from one unit into another of the same kind; between
// mass and substance it needs the molar mass of the drug.
func convert(x float64, from, to, drug string) (float64, error) {
	a, err := parseUnit(from)
	if err != nil {
		return 0, err
	}
	b, err := parseUnit(to)
	if err != nil {
		return 0, err
	}
	x *= a.factor / b.factor
	if a.dim == b.dim {
		return x, nil
	}
	moles := a.dim.substance - b.dim.substance
	shifted := a.dim
	shifted.mass += moles
	shifted.substance -= moles
	if moles == 0 || shifted != b.dim {
		return 0, fmt.Errorf("%q is not the same kind of quantity as %q", from, to)
	}
	for name, mass := range molarMass {
		if strings.HasPrefix(strings.ToLower(drug), name) {
			for ; moles > 0; moles-- {
				x *= mass * 1e-3
			}
			for ; moles < 0; moles++ {
				x /= mass * 1e-3
			}
			return x, nil
		}
	}
	return 0, fmt.Errorf("%q and %q differ by a molar mass, and none is known for %q", from, to, drug)
}
