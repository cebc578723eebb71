package fhir

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// samples are third-party resources that the tests read where they lie.
const samples = "../../shared/data/interop"

func TestEverySampleResourceIsReadOrRefusedByName(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(samples, "fhir-*", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("the shared sample resources are not there")
	}
	read := map[string]int{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all, err := Decode(raw)
		if err != nil {
			t.Logf("refused: %s: %v", filepath.Base(file), err)
			if !strings.Contains(err.Error(), "modifier extension") {
				t.Errorf("%s: %v", file, err)
			}
			continue
		}
		for _, d := range all {
			read[d.Type]++
			wantNumbers(t, file, d)
		}
	}
	t.Logf("read: %v", read)
	if read["Observation"] < 20 || read["Patient"] < 5 {
		t.Errorf("only %v were read", read)
	}
}

// wantNumbers holds the decimal of a result to the text it was sent with.
func wantNumbers(t *testing.T, file string, d Decoded) {
	t.Helper()
	o, ok := d.Resource.(*Observation)
	if !ok || o.ValueQuantity == nil {
		return
	}
	if !bytes.Contains(d.Raw, []byte(o.ValueQuantity.Value.String())) {
		t.Errorf("%s: the value %s does not stand in the file so", file, o.ValueQuantity.Value)
	}
	if again, err := json.Marshal(o.ValueQuantity); err != nil || !bytes.Contains(again, []byte(`"value":`+o.ValueQuantity.Value.String())) {
		t.Errorf("%s: the value is written as %s, %v", file, again, err)
	}
}

func TestAFileThatCouldBeReadInTwoWaysIsRefused(t *testing.T) {
	for name, x := range map[string]struct{ file, want string }{
		"a key twice":            {`{"resourceType":"Patient","id":"a","id":"b"}`, "stands twice"},
		"a modifier extension":   {`{"resourceType":"Patient","modifierExtension":[{"url":"x"}]}`, "modifier extension"},
		"too deep":               {strings.Repeat(`{"a":`, 70) + "1" + strings.Repeat("}", 70), "deeper"},
		"two resources":          {`{"resourceType":"Patient"}{"resourceType":"Patient"}`, "follows the end"},
		"no type":                {`{"id":"a"}`, "no type"},
		"no JSON":                {`resource`, "not JSON"},
		"a number for a text":    {`{"resourceType":"Observation","status":5}`, "Observation"},
		"a bundle with nonsense": {`{"resourceType":"Bundle","entry":[{"resource":{"x":1}}]}`, "entry 1"},
	} {
		if _, err := Decode([]byte(x.file)); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestADecimalKeepsItsText(t *testing.T) {
	all, err := Decode([]byte(`{"resourceType":"Observation","status":"final","code":{},"valueQuantity":{"value":1.50,"comparator":"<","unknown":true}}`))
	if err != nil {
		t.Fatal(err)
	}
	body, err := Encode(all[0].Resource)
	if err != nil || !bytes.Contains(body, []byte(`"value": 1.50`)) || !bytes.Contains(all[0].Raw, []byte(`"unknown":true`)) {
		t.Errorf("%s, %v", body, err)
	}
}

// Any file is read or refused; what was read can be written and read again.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Observation","status":"final","valueQuantity":{"value":0.50}}}]}`))
	f.Add([]byte(`{"resourceType":"Patient","id":"x","name":[{"given":["a"]}]}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		all, err := Decode(file)
		if err != nil {
			return
		}
		for _, d := range all {
			if d.Resource == nil {
				continue
			}
			body, err := Encode(d.Resource)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := Decode(body); err != nil && d.Type != "" {
				t.Fatalf("what was written cannot be read: %v\n%s", err, body)
			}
		}
	})
}
