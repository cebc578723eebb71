package knowledge

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/pk"
)

// Exposure is what was read about the exposure of one drug: targets, the fall of
// clearance over a course, the highest published dose, stress scenarios, label
// envelopes, and what is not known.
type Exposure struct {
	Drug string
	// DoseMass is the substance in which the drug is prescribed, "" where only one
	// is in use.
	DoseMass  string
	Targets   []ExposureTarget
	Fall      *ClearanceFall
	Cap       *DoseCap
	Scenarios []Scenario
	// Envelopes and Renal are facts of the base: label and guideline doses, and
	// what the label says about the kidney.
	Envelopes, Renal []Fact
	Facts, Gaps      []Fact
}

// ExposureTarget is a published band of exposure. It is a reference until a
// centre commissions its version.
type ExposureTarget struct {
	ID      string
	Version string // SHA-256, in hex, of its content
	Name    evidence.Text
	// Floor may be nil where only a ceiling was published.
	Floor   *pk.Bound
	Ceiling pk.Bound
	// Groups are the repair groups it was published for; empty: every child.
	Groups []string
	Fact   Fact
}

// ClearanceFall is how far clearance falls over a course, as a share of the
// first day's, reached after OverH hours.
type ClearanceFall struct {
	Fraction float64
	OverH    float64
	Fact     Fact
}

// DoseCap is the highest published dose: no proposal goes beyond it.
type DoseCap struct {
	Value float64
	Unit  string // mg/kg or mg/m2
	Per   string // day
	Fact  Fact
}

// Scenario is a stress scenario from a sibling disease: what would follow if this
// child cleared the drug like those. It is shown beside the estimate and never
// enters it.
type Scenario struct {
	ID   string
	Name evidence.Text
	// Clearance is the factor on clearance, below 1; 0 where the scenario has
	// words only, because no model of the drug runs.
	Clearance float64
	// Groups are the repair groups to whose children it is shown.
	Groups []string
	Fact   Fact
}

// Exposures returns what is known about the exposure of each drug, by name.
func (b *Base) Exposures() []Exposure { return slices.Clone(b.exposures) }

// Exposure returns what is known about the exposure of the drug.
func (b *Base) Exposure(drug string) (Exposure, bool) {
	return find(b.exposures, func(e Exposure) bool { return e.Drug == drug })
}

// Target returns the target with the id.
func (e Exposure) Target(id string) (ExposureTarget, bool) {
	return find(e.Targets, func(t ExposureTarget) bool { return t.ID == id })
}

type rawExposure struct {
	Drug      string        `yaml:"drug"`
	DoseMass  string        `yaml:"dose_mass"`
	Targets   []rawTarget   `yaml:"targets"`
	Fall      *rawFall      `yaml:"fall"`
	Cap       *rawCap       `yaml:"cap"`
	Scenarios []rawScenario `yaml:"scenarios"`
	Envelopes []string      `yaml:"envelopes"`
	Renal     []string      `yaml:"renal"`
	Facts     []rawFact     `yaml:"facts"`
	Gaps      []rawFact     `yaml:"gaps"`
}

type rawTarget struct {
	ID      string    `yaml:"id"`
	Name    rawText   `yaml:"name"`
	Floor   *rawBound `yaml:"floor"`
	Ceiling rawBound  `yaml:"ceiling"`
	Groups  []string  `yaml:"groups"`
	Fact    rawFact   `yaml:"fact"`
}

type rawBound struct {
	Value string `yaml:"value"`
	Unit  string `yaml:"unit"`
	Per   string `yaml:"per"`
	OverH string `yaml:"over_h"`
}

type rawFall struct {
	Fraction string  `yaml:"fraction"`
	OverH    string  `yaml:"over_h"`
	Fact     rawFact `yaml:"fact"`
}

type rawCap struct {
	Value string  `yaml:"value"`
	Unit  string  `yaml:"unit"`
	Per   string  `yaml:"per"`
	Fact  rawFact `yaml:"fact"`
}

type rawScenario struct {
	ID        string   `yaml:"id"`
	Name      rawText  `yaml:"name"`
	Clearance string   `yaml:"clearance"`
	Groups    []string `yaml:"groups"`
	Fact      rawFact  `yaml:"fact"`
}

func (l *loader) addExposure(d *document, raw rawExposure) {
	l.claim(d, "$.drug", "exposure", raw.Drug)
	l.named(d, "$.drug", raw.Drug)
	e := Exposure{Drug: raw.Drug, DoseMass: raw.DoseMass, Facts: l.facts(d, "$.facts", raw.Facts), Gaps: l.facts(d, "$.gaps", raw.Gaps)}
	for i, t := range raw.Targets {
		e.Targets = append(e.Targets, l.target(d, fmt.Sprintf("$.targets[%d]", i), t))
	}
	if f := raw.Fall; f != nil {
		e.Fall = &ClearanceFall{Fraction: l.positive(d, "$.fall.fraction", f.Fraction), OverH: l.positive(d, "$.fall.over_h", f.OverH), Fact: l.fact(d, "$.fall.fact", f.Fact)}
		l.mustAct(d, "$.fall.fact.status", "a fall of clearance", e.Fall.Fact.Status)
		if e.Fall.Fraction >= 1 {
			l.add(d.at("$.fall.fraction", "clearance cannot fall by all of itself"))
		}
	}
	if c := raw.Cap; c != nil {
		e.Cap = &DoseCap{Value: l.positive(d, "$.cap.value", c.Value), Unit: c.Unit, Per: c.Per, Fact: l.fact(d, "$.cap.fact", c.Fact)}
		l.oneOf(d, "$.cap.unit", "the unit of the cap", c.Unit, []string{"mg/kg", "mg/m2"})
		l.oneOf(d, "$.cap.per", "the period of the cap", c.Per, []string{"day"})
		l.mustAct(d, "$.cap.fact.status", "a cap", e.Cap.Fact.Status)
	}
	for i, s := range raw.Scenarios {
		e.Scenarios = append(e.Scenarios, l.scenario(d, fmt.Sprintf("$.scenarios[%d]", i), s))
	}
	l.exposureFacts = append(l.exposureFacts, exposureFacts{d, raw.Envelopes, raw.Renal})
	l.base.exposures = append(l.base.exposures, e)
}

// exposureFacts are the facts that a file names; they are looked up when every
// fact is known.
type exposureFacts struct {
	d                *document
	envelopes, renal []string
}

// settleExposures looks up the facts that the exposure files name.
func (l *loader) settleExposures() {
	for i, names := range l.exposureFacts {
		look := func(at string, ids []string) (out []Fact) {
			for k, id := range ids {
				k2 := slices.IndexFunc(l.base.facts, func(f Fact) bool { return f.ID == id })
				if k2 < 0 {
					l.add(names.d.at(fmt.Sprintf("%s[%d]", at, k), "there is no fact %q", id))
					continue
				}
				out = append(out, l.base.facts[k2])
			}
			return out
		}
		l.base.exposures[i].Envelopes = look("$.envelopes", names.envelopes)
		l.base.exposures[i].Renal = look("$.renal", names.renal)
	}
}

func (l *loader) positive(d *document, at, text string) float64 {
	l.decimal(d, at, text)
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || !(x > 0) {
		l.add(d.at(at, "%q is not a positive number", text))
	}
	return x
}

func (l *loader) bound(d *document, at string, raw rawBound) pk.Bound {
	b := pk.Bound{Value: l.positive(d, at+".value", raw.Value), Unit: raw.Unit, Per: raw.Per}
	if raw.OverH != "" {
		b.OverH = l.positive(d, at+".over_h", raw.OverH)
	}
	l.oneOf(d, at+".per", "what the bound is per", raw.Per, []string{"course", "day", "dose"})
	return b
}

// target reads a band. Its version covers everything that decides: the bounds,
// and the fact with its status and sources.
func (l *loader) target(d *document, at string, raw rawTarget) ExposureTarget {
	l.claim(d, at+".id", "target", raw.ID)
	l.needText(d, at+".name", raw.Name, true)
	t := ExposureTarget{ID: raw.ID, Name: textOf(raw.Name), Groups: raw.Groups, Ceiling: l.bound(d, at+".ceiling", raw.Ceiling), Fact: l.fact(d, at+".fact", raw.Fact)}
	if raw.Floor != nil {
		b := l.bound(d, at+".floor", *raw.Floor)
		t.Floor = &b
		if b.Unit == t.Ceiling.Unit && b.Per == t.Ceiling.Per && b.Value >= t.Ceiling.Value {
			l.add(d.at(at+".floor", "the floor is not below the ceiling"))
		}
	}
	body, _ := json.Marshal(raw) // strings only: it cannot fail
	sum := sha256.Sum256(body)
	t.Version = hex.EncodeToString(sum[:])
	return t
}

func (l *loader) scenario(d *document, at string, raw rawScenario) Scenario {
	l.claim(d, at+".id", "scenario", raw.ID)
	l.needText(d, at+".name", raw.Name, true)
	s := Scenario{ID: raw.ID, Name: textOf(raw.Name), Groups: raw.Groups, Fact: l.fact(d, at+".fact", raw.Fact)}
	if raw.Clearance != "" {
		s.Clearance = l.positive(d, at+".clearance", raw.Clearance)
	}
	return s
}
