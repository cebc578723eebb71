package course

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"reflect"
	"testing"
)

type vector struct {
	ID       string          `json:"id"`
	Title    string          `json:"title"`
	Endpoint string          `json:"endpoint"`
	Input    json.RawMessage `json:"input"`
	Expected map[string]any  `json:"expected"`
}

func vectors(t testing.TB) []vector {
	t.Helper()
	raw, err := os.ReadFile("testdata/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []vector }
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) < 40 {
		t.Fatalf("only %d cases", len(file.Cases))
	}
	return file.Cases
}

// runRow sends one case through the batch form.
func runRow(t testing.TB, id, endpoint string, input json.RawMessage) map[string]any {
	t.Helper()
	row, err := json.Marshal(map[string]any{"id": id, "endpoint": endpoint, "input": input})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := RunAssess(bytes.NewReader(append(row, '\n')), &out); err != nil {
		t.Fatal(err)
	}
	var answer map[string]any
	if err := json.Unmarshal(out.Bytes(), &answer); err != nil {
		t.Fatalf("%v in %s", err, out.Bytes())
	}
	return answer
}

func same(want, got any) bool {
	if a, ok := want.(float64); ok {
		b, ok := got.(float64)
		return ok && math.Abs(a-b) <= 1e-9
	}
	return reflect.DeepEqual(want, got)
}

func TestEveryWorkedCaseGivesItsAnswerThroughTheBatchForm(t *testing.T) {
	for _, c := range vectors(t) {
		t.Run(c.ID+" "+c.Title, func(t *testing.T) {
			answer := runRow(t, c.ID, c.Endpoint, c.Input)
			result, ok := answer["result"].(map[string]any)
			if !ok || answer["id"] != c.ID || answer["endpoint"] != c.Endpoint {
				t.Fatalf("answer %v", answer)
			}
			for key, want := range c.Expected {
				if !same(want, result[key]) {
					t.Errorf("%s is %v, want %v", key, result[key], want)
				}
			}
			text, _ := result["text"].(map[string]any)
			if text["en"] == nil || text["zh"] == nil || result["edition"] == "" || result["mark"] == "gap" {
				t.Errorf("a result says its words, edition and mark: %v %v %v", text, result["edition"], result["mark"])
			}
			if ignored := result["inputs_ignored"].([]any); len(ignored) > 0 {
				t.Errorf("ignored inputs %v", ignored)
			}
		})
	}
}
