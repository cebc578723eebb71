package knowledge

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// The models lie here as they were transcribed: every number, tier, status and
// caution of the source folder, with these additions and no others.
var ownOfModels = map[string]string{
	"busulfan_lawson_2022 equations":                      "NFM_x is written out for each clearance and volume",
	"busulfan_nava_2018 equations":                        "the group of GSTA1 is chosen by its code; another code gives no number",
	"busulfan_nava_2018 covariates[2].coding":             "the codes of the groups",
	"busulfan_nava_2018 covariates[2].name":               "the name that the equations use",
	"busulfan_shukla_2020 equations":                      "brackets written as formulas; TIME >= 24, as a conflict of the file says",
	"busulfan_shukla_2020 evidence.conflicts[0]":          "the conflict about TIME >= 24",
	"busulfan_shukla_2020 evidence.conflicts[1]":          "moved by the conflict about TIME >= 24",
	"busulfan_shukla_2020 evidence.conflicts[2]":          "moved by the conflict about TIME >= 24",
	"ciclosporin_li_2019 equations":                       "the genotype is chosen by its code; another code gives no number",
	"ciclosporin_li_2019 covariates[4].coding":            "the codes of the genotypes",
	"fludarabine_varela_2025_adult_cart equations":        "the product is chosen by its code; the mass basis has its own key",
	"mycophenolate_zeng_2010 equations":                   "KA, F and the effect between occasions are written out; the mass basis has its own key",
	"mycophenolate_zeng_2010 dose_mass_basis":             "the mass basis, which the source states beside the equations",
	"fludarabine_langenhorst_2019 dose_mass_basis":        "the substance of the prescription is named",
	"fludarabine_mohanan_2017_aa_fanconi dose_mass_basis": "the substance of the prescription is named",
	"fludarabine_varela_2025_adult_cart dose_mass_basis":  "the substance of the prescription is named",
	"* units":         "the unit of levels, which the source states beside the residual error",
	"* predicts_only": "the source says trough only; the key makes the engine obey",
	"* checks":        "the check values as data",
}

func TestEveryModelCarriesWhatItsTranscriptionCarries(t *testing.T) {
	sources, err := filepath.Glob("../../shared/knowledge/pk/models/*.yaml")
	if err != nil || len(sources) == 0 {
		t.Skip("the transcriptions are not beside this repository")
	}
	for _, source := range sources {
		id := strings.TrimSuffix(filepath.Base(source), ".yaml")
		theirs, ours := flatFile(t, source), flatFile(t, "model/"+id+".yaml")
		for _, at := range slices.Sorted(maps.Keys(merged(theirs, ours))) {
			if theirs[at] != ours[at] && !ownModelPart(id, at) {
				t.Errorf("%s %s: the transcription says %q, the model %q", id, at, theirs[at], ours[at])
			}
		}
	}
}

func merged(a, b map[string]string) map[string]string {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

func ownModelPart(id, at string) bool {
	for key := range ownOfModels {
		model, part, _ := strings.Cut(key, " ")
		if (model == "*" || model == id) && strings.HasPrefix(at, part) {
			return true
		}
	}
	return false
}

// flatFile gives every scalar of a YAML file by its path; of two languages the
// English one.
func flatFile(t *testing.T, name string) map[string]string {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := yaml.Unmarshal(raw, &tree); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	flatten(out, "", tree)
	return out
}

func flatten(out map[string]string, at string, x any) {
	switch x := x.(type) {
	case map[string]any:
		if en, ok := x["en"]; ok && len(x) == 2 && x["zh"] != nil {
			out[at] = fmt.Sprint(en)
			return
		}
		for k, v := range x {
			flatten(out, strings.TrimPrefix(at+"."+k, "."), v)
		}
	case []any:
		for i, v := range x {
			flatten(out, fmt.Sprintf("%s[%d]", at, i), v)
		}
	default:
		out[at] = fmt.Sprint(x)
	}
}
