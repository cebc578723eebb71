package pk

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// Sentence is what a model file says in words: English, and beside it Chinese
// where the file carries both. A file may write the English words alone, as a
// plain text.
type Sentence struct{ evidence.Text }

// English is a sentence without Chinese words.
func English(text string) Sentence { return Sentence{evidence.Text{EN: text}} }

// UnmarshalJSON reads a plain text or an object of the two languages.
func (s *Sentence) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		s.ZH = ""
		return json.Unmarshal(data, &s.EN)
	}
	return json.Unmarshal(data, &s.Text)
}

// Said is a sentence with its place in the file.
type Said struct {
	Path string // such as $.evidence.conflicts[1]
	Text evidence.Text
}

// Said lists everything that the file says in words and a page shows. Citations,
// places in the source, units and equations are not words of this kind.
func (f *ModelFile) Said() []Said {
	var out []Said
	add := func(path string, s ...Sentence) {
		for i, x := range s {
			at := path
			if strings.HasSuffix(path, "[]") {
				at = fmt.Sprintf("%s[%d]", strings.TrimSuffix(path, "[]"), i)
			}
			if !x.Empty() {
				out = append(out, Said{at, x.Text})
			}
		}
	}
	e := f.Evidence
	add("$.drug", f.Drug)
	add("$.evidence.status", e.Status)
	add("$.evidence.tier", e.Tier)
	add("$.evidence.not_read", e.NotRead)
	add("$.evidence.missing[]", e.Missing...)
	add("$.evidence.conflicts[]", e.Conflicts...)
	add("$.evidence.independent_checks[]", e.IndependentChecks...)
	add("$.evidence.ship_gate", e.ShipGate)
	for _, key := range []string{"n", "indication", "detail"} {
		add("$.population."+key, f.cohortSays(key))
	}
	if f.DoseMassBasis != nil {
		add("$.dose_mass_basis.certainty", f.DoseMassBasis.Certainty)
	}
	add("$.predicts", f.Predicts)
	add("$.cautions[]", f.Cautions...)
	return out
}

// cohortSays are the words of the cohort under a key.
func (f *ModelFile) cohortSays(key string) Sentence {
	switch x := f.Population[key].(type) {
	case string:
		return English(x)
	case map[string]any:
		en, _ := x["en"].(string)
		zh, _ := x["zh"].(string)
		return Sentence{evidence.Text{EN: en, ZH: zh}}
	}
	return Sentence{}
}

// Cohort tells of whom the model was built: the number of patients and their
// diseases, as far as the file says.
func (f *ModelFile) Cohort() []evidence.Text {
	var out []evidence.Text
	if n, ok := numberOf(f.Population["n"]); ok {
		out = append(out, evidence.Text{EN: fmt.Sprintf("%g patients", n), ZH: fmt.Sprintf("%g例", n)})
	}
	for _, key := range []string{"n", "indication", "detail"} {
		if s := f.cohortSays(key); !s.Empty() {
			out = append(out, s.Text)
		}
	}
	return out
}
