package pk

import (
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// ModelFile is a published population model as data, in the shape of the
// knowledge files: formulas as text, every number with its source. The parts
// that papers report in many forms (variability, residual error, ranges) are
// kept as decoded and read by [Compile].
type ModelFile struct {
	ID            string         `json:"id"`
	Drug          Sentence       `json:"drug"`
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
	Predicts      Sentence       `json:"predicts,omitzero"`
	PredictsOnly  string         `json:"predicts_only,omitempty"` // "trough": no peak and no AUC may be shown
	CheckValues   any            `json:"check_values,omitempty"`  // as printed or recorded, in words
	Checks        []Check        `json:"checks,omitempty"`
	Cautions      []Sentence     `json:"cautions,omitempty"`
	Commissioned  bool           `json:"commissioned,omitempty"` // two signatures of the centre; a file that says so itself is refused
}

// ModelEvidence says how well the model is founded and what it may be used for.
type ModelEvidence struct {
	Status            Sentence   `json:"status"`
	Tier              Sentence   `json:"tier"`
	ReadIn            []string   `json:"read_in,omitempty"`
	NotRead           Sentence   `json:"not_read,omitzero"`
	Missing           []Sentence `json:"missing,omitempty"`
	Conflicts         []Sentence `json:"conflicts,omitempty"`
	IndependentChecks []Sentence `json:"independent_checks,omitempty"`
	ShipGate          Sentence   `json:"ship_gate,omitzero"`
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
	Value      string   `json:"value"`
	Prescribed string   `json:"prescribed,omitempty"` // the substance on the prescription
	Factor     float64  `json:"factor_from_phosphate,omitempty"`
	FactorOf   float64  `json:"factor_from_prescribed,omitempty"`
	Certainty  Sentence `json:"certainty,omitzero"`
}

// FromPrescribed is the mass of the model's substance per mass of the prescribed
// one; 1 where both are the same.
func (b *MassBasis) FromPrescribed() float64 { return b.factor() }

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
	if err := decodeJSON(data, &f, false); err != nil {
		return nil, err
	}
	if err := checkKeys(data); err != nil {
		return nil, err
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
		if strings.Contains(strings.ToLower(e.Status.EN), string(s)) {
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
var rangeNames = map[string]string{"age_years": "AGE", "weight_kg": "WT", "bsa_m2": "BSA", "height_cm": "HT", "height_z": "HTZ", "egfr": "eGFR",
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
