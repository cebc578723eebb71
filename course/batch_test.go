package course

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
)

func TestABadRowIsAnsweredAndTheBatchGoesOn(t *testing.T) {
	in := "\xef\xbb\xbf" + strings.Join([]string{
		`{"id":"a","endpoint":"agvhd-liver-stage","input":{"bilirubin_mg_per_dL":2.0}}`,
		``,
		`not json`,
		`{"id":"b","endpoint":"nothing","input":{}}`,
		`{"id":"c","endpoint":"agvhd-liver-stage"}`,
		`{"endpoint":"agvhd-liver-stage","input":{}}`,
		`{"id":"d","endpoint":"agvhd-liver-stage","input":{"bilirubin_mg_per_dL":"2.0"}}`,
		`{"id":"e","endpoint":"agvhd-liver-stage","input":{"bilirubin_mg_per_dL":-1}}`,
		`{"id":"f","endpoint":"agvhd-liver-stage","input":{"bilirubin_mg_per_dL":1,"bilirubin_umol_per_L":17.1}}`,
		`{"id":"g","endpoint":"agvhd-liver-stage","input":{"bilirubin_mg_per_dL":1,"bilirubin_mg_per_dL":9}}`,
		`{"id":"h","endpoint":"neutrophil-engraftment","input":{"anc_1e9_per_L":[{"day":1.5,"value":-1}]}}`,
		`{"id":"i","endpoint":"agvhd-grade","input":{"system":"seattle"}}`,
		`{"id":"j","endpoint":"agvhd-grade","input":{"system":"magic","skin_stage":1,"active_erythema_percent_bsa":60,"bullae":false}}`,
		`{"id":"k","endpoint":"agvhd-grade","input":{"system":"magic","active_erythema_percent_bsa":120}}`,
		`{"id":"l","endpoint":"graft-failure","input":{"as_of_day":45,"graft_source":"bone marrow","anc_1e9_per_L":[{"day":9,"value":0},{"day":40,"value":0.1}],"platelets_1e9_per_L":[{"day":9,"value":8}],"platelet_transfusions":[{"day":9}],"threshold_1e9_per_L":20,"pancytopenia":true,"chimerism_done":true}}`,
		`{"id":"m","endpoint":"chimerism","input":{"donor_percent":{"CD3":101}}}`,
		`{"id":7,"endpoint":"agvhd-liver-stage","input":{"bilirubin_mg_per_dl":2.0}}`,
	}, "\r\n")
	var out bytes.Buffer
	failed, err := RunAssess(strings.NewReader(in), &out)
	if err != nil || !failed {
		t.Fatalf("failed %v, error %v", failed, err)
	}
	var got []string
	for _, line := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		var a struct {
			ID     json.RawMessage
			Result map[string]any
			Error  *refusal
		}
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		word := "result"
		if a.Error != nil {
			word = string(a.Error.Code)
			if a.Error.Message == "" || a.Result != nil {
				t.Errorf("an error without a sentence, or beside a result: %s", line)
			}
		}
		got = append(got, string(a.ID)+" "+word)
	}
	want := `"a" result,null row,"b" endpoint,"c" row,null row,"d" type,"e" range,"f" conflict,"g" conflict,"h" day,"i" choice,"j" conflict,"k" range,"l" result,"m" range,7 result`
	if strings.Join(got, ",") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ","), want)
	}
	if !strings.Contains(out.String(), `met: primary graft failure (2024)`) {
		t.Error("primary graft failure is not found")
	}
	if !strings.Contains(out.String(), `"inputs_ignored":["bilirubin_mg_per_dl"]`) {
		t.Error("a key that nobody reads is passed over in silence")
	}
	if h := out.String(); !strings.Contains(h, "anc_1e9_per_L[0].day") || !strings.Contains(h, "anc_1e9_per_L[0]: a negative") && !strings.Contains(h, "anc_1e9_per_L[0].value") {
		t.Error("not every problem of a row is named")
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestAWriterThatFailsEndsTheBatch(t *testing.T) {
	_, err := RunAssess(strings.NewReader(`{"id":"a","endpoint":"anc","input":{}}`), brokenWriter{})
	if !errors.Is(err, os.ErrClosed) {
		t.Errorf("error %v", err)
	}
}

func TestALineThatIsTooLongIsOneRefusedRow(t *testing.T) {
	in := `{"id":"` + strings.Repeat("x", maxLine) + `"}` + "\n" + `{"id":"a","endpoint":"anc","input":{"wbc_1e9_per_L":1,"segs_percent":50,"bands_percent":0}}`
	var out bytes.Buffer
	failed, err := RunAssess(strings.NewReader(in), &out)
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if err != nil || !failed || len(lines) != 2 || !strings.Contains(lines[1], `"anc_1e9_per_L":0.5`) {
		t.Errorf("failed %v, error %v, %d lines", failed, err, len(lines))
	}
}

// Control: HAZ-12
func TestAnEmptyInputGivesUnknownAndNeverZero(t *testing.T) {
	for _, name := range Endpoints() {
		answer := runRow(t, "empty", name, json.RawMessage(`{}`))
		result, ok := answer["result"].(map[string]any)
		if !ok {
			continue // refused in words
		}
		for _, key := range []string{"stage", "met", "day", "category", "anc_1e9_per_L", "volume_mL"} {
			if v, there := result[key]; there && v != nil {
				t.Errorf("%s of nothing gives %s = %v", name, key, v)
			}
		}
		if name != "chimerism-trend" && name != "virus-monitoring" && len(result["inputs_missing"].([]any)) == 0 {
			t.Errorf("%s of nothing names no missing input", name)
		}
	}
}

func FuzzRunAssess(f *testing.F) {
	for _, c := range vectors(f) {
		row, err := json.Marshal(map[string]any{"id": c.ID, "endpoint": c.Endpoint, "input": c.Input})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(row))
	}
	for _, name := range Endpoints() {
		f.Add(`{"id":1,"endpoint":"` + name + `","input":{}}`)
	}
	f.Add("\xef\xbb\xbf{\"id\":\"全角\",\"endpoint\":\"agvhd-liver-stage\",\"input\":{\"bilirubin_mg_per_dL\":1e308}}\r\n")
	f.Add(`{"id":"x","endpoint":"virus-monitoring","input":{"tests":[{"virus":"CMV","specimen":"plasma","day":3,"copies_per_mL":0},{"virus":"CMV","specimen":"plasma","day":3,"copies_per_mL":1e300}]}}`)
	f.Fuzz(func(t *testing.T, text string) {
		var out bytes.Buffer
		if _, err := RunAssess(strings.NewReader(text), &out); err != nil {
			t.Fatal(err)
		}
		for _, line := range bytes.Split(bytes.TrimSpace(out.Bytes()), []byte("\n")) {
			var a struct {
				Result json.RawMessage
				Error  *refusal
			}
			if len(line) > 0 && (json.Unmarshal(line, &a) != nil || (a.Result == nil) == (a.Error == nil)) {
				t.Fatalf("neither result nor error: %s", line)
			}
		}
	})
}

func TestEveryInputHasWordsInBothLanguages(t *testing.T) {
	inputs := map[string]json.RawMessage{}
	for _, name := range Endpoints() {
		inputs[name] = json.RawMessage(`{}`)
	}
	inputs["graft-failure"] = json.RawMessage(`{"as_of_day":40}`)
	inputs["engraftment-syndrome"] = json.RawMessage(`{"system":"spitzer"}`)
	inputs["agvhd-grade"] = json.RawMessage(`{"system":"magic"}`)
	for name, input := range inputs {
		result, ok := runRow(t, "words", name, input)["result"].(map[string]any)
		if !ok {
			continue
		}
		for _, missing := range result["inputs_missing"].([]any) {
			if l := InputLabel(missing.(string)); l.EN == l.ZH && l.EN == missing {
				t.Errorf("%s: the input %v has no words", name, missing)
			}
		}
	}
}
