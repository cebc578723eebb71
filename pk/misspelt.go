package pk

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
)

// checkKeys refuses keys of a model file that are one slip away from a known one:
// under "unit" the unit of the levels would be lost, and mg/L taken in its place.
// Other keys that are not known stand for themselves; in the block of the units
// none may.
func checkKeys(data []byte) error {
	var bad problems
	var file map[string]json.RawMessage
	if json.Unmarshal(data, &file) != nil {
		return nil // told where the file is decoded
	}
	known := append(jsonKeys(reflect.TypeFor[ModelFile]()), jsonKeys(reflect.TypeFor[shorthand]())...)
	for _, k := range sortedKeys(file) {
		if meant := slipOf(k, known); meant != "" {
			bad.at(k, "is this key meant to be %s?", meant)
		}
	}
	for _, b := range []struct {
		key    string
		of     reflect.Type
		closed bool
	}{{"units", reflect.TypeFor[Units](), true}, {"structure", reflect.TypeFor[Structure](), false},
		{"evidence", reflect.TypeFor[ModelEvidence](), false}, {"dose_mass_basis", reflect.TypeFor[MassBasis](), false}} {
		var block map[string]json.RawMessage
		_ = json.Unmarshal(file[b.key], &block)
		for _, k := range sortedKeys(block) {
			keys := jsonKeys(b.of)
			switch meant := slipOf(k, keys); {
			case meant != "":
				bad.at(b.key+"."+k, "is this key meant to be %s?", meant)
			case b.closed && !slices.ContainsFunc(keys, func(known string) bool { return strings.EqualFold(known, k) }):
				bad.at(b.key+"."+k, "nothing reads this key; known are %s", strings.Join(keys, ", "))
			}
		}
	}
	return bad.err(ErrModel)
}

// checkScenarioKeys refuses keys of a scenario that are one slip away from a known
// one: under another name a covariate rule would not hold.
func checkScenarioKeys(data []byte) error {
	var bad problems
	var file map[string]json.RawMessage
	_ = json.Unmarshal(data, &file)
	for _, k := range sortedKeys(file) {
		if meant := slipOf(k, []string{"model", "params", "records", "covariate_rule", "variability"}); meant != "" {
			bad.at(k, "is this key meant to be %s?", meant)
		}
	}
	return bad.err(ErrInput)
}

// jsonKeys are the names under which the fields of a struct are decoded.
func jsonKeys(t reflect.Type) (keys []string) {
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		keys = append(keys, name)
	}
	return keys
}

// slipOf is the known word that a word is one slip away from: a letter too few,
// too many or another, or two that changed places; "" where it is known itself,
// or near none.
func slipOf(word string, known []string) string {
	if slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(k, word) }) {
		return ""
	}
	for _, k := range known {
		if len(k) > 2 && oneSlip(word, k) {
			return k
		}
	}
	return ""
}

func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 1:
		return a[i:] == b[i+1:]
	case 0:
		swapped := i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
		return i < len(a) && a[i+1:] == b[i+1:] || swapped
	}
	return false
}
