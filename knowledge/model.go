package knowledge

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/dayzero-hsct/dayzero/pk"
)

// Model is a published population model as transcribed: the file, its version,
// and the compiled form where its formulas run.
type Model struct {
	ID string
	// Version is the SHA-256, in hex, of the file: any change of it is another
	// version, and what was signed for the old one is void.
	Version string
	File    *pk.ModelFile
	// Raw is the transcription as it stands in the file.
	Raw string
	// Compiled is nil where the transcription has no formulas to run; Why says so.
	Compiled *pk.Model
	Why      string
}

// Citation is the paper in one line, as far as it was transcribed.
func (m Model) Citation() string {
	c, _ := m.File.Citation.(map[string]any)
	var parts []string
	for _, key := range []string{"authors", "title", "journal", "year", "volume_pages", "doi"} {
		if v, ok := c[key]; ok {
			parts = append(parts, fmt.Sprint(v))
		}
	}
	return strings.Join(parts, ". ")
}

// Models returns every transcribed model, ordered by id.
func (b *Base) Models() []Model { return slices.Clone(b.models) }

// Model returns the model with the id.
func (b *Base) Model(id string) (Model, bool) {
	return find(b.models, func(m Model) bool { return m.ID == id })
}

// Running returns the compiled models that run, ordered by id. They are
// uncommissioned: they compute in reference mode.
func (b *Base) Running() []*pk.Model {
	var out []*pk.Model
	for _, m := range b.models {
		if m.Compiled != nil {
			out = append(out, m.Compiled)
		}
	}
	return out
}

// addModel reads a transcription and compiles it. A model of a tier that may
// compute a dose has to run; a held one may be shown without.
func (l *loader) addModel(d *document) {
	js, err := yaml.YAMLToJSON(d.raw)
	if err != nil {
		l.add(d.yamlProblem(err))
		return
	}
	f, err := pk.DecodeModel(bytes.NewReader(js))
	if err != nil {
		l.modelProblems(d, err)
		return
	}
	l.claim(d, "$.id", "model", f.ID)
	l.named(d, "$.id", f.ID)
	if f.Commissioned {
		l.add(d.at("$.commissioned", "a file cannot commission itself; two people sign its version at the centre"))
		f.Commissioned = false // said once
	}
	l.checkWords(d, f)
	sum := sha256.Sum256(d.raw)
	m := Model{ID: f.ID, Version: hex.EncodeToString(sum[:]), File: f, Raw: string(d.raw)}
	compiled, err := pk.Compile(f)
	switch {
	case err == nil:
		m.Compiled = compiled
	case pk.TierOf(f.Evidence.Tier.EN).Doses() && f.Structure.Type == "":
		l.modelProblems(d, err)
	default:
		m.Why = err.Error()
	}
	l.base.models = append(l.base.models, m)
}

// modelProblems gives each problem of a model its place in the file.
func (l *loader) modelProblems(d *document, err error) {
	var refused *pk.RefusedError
	if !errors.As(err, &refused) {
		l.add(d.at("$", "%v", err))
		return
	}
	for _, p := range refused.Problems {
		l.add(d.at("$", "%s", p.String()))
	}
}

// checkModels runs the check values of every model; a model that may compute a
// dose has some.
func (l *loader) checkModels() {
	for _, m := range l.base.models {
		d := l.docs["model/"+m.ID+".yaml"]
		if m.Compiled == nil || d == nil {
			continue
		}
		if m.Compiled.Tier.Doses() && m.Compiled.MayDose() == "" && len(m.File.Checks) == 0 {
			l.add(d.at("$", "the model may compute a dose and has no executable check values"))
		}
		if err := m.Compiled.RunChecks(); err != nil {
			l.modelProblems(d, err)
		}
	}
}
