package course

import (
	"encoding/json"
	"os"
	"testing"
)

// handCase is one case with its working in words.
type handCase struct {
	vector
	Working string `json:"working"`
}

// handWorked reads the synthetic cases of testdata/worked.json: each holds the
// working of its answer in words.
func handWorked(t testing.TB) []handCase {
	t.Helper()
	raw, err := os.ReadFile("testdata/worked.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []handCase }
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	return file.Cases
}

func TestEveryHandWorkedCaseGivesItsAnswer(t *testing.T) {
	endpoints := map[string]bool{}
	for _, c := range handWorked(t) {
		endpoints[c.Endpoint] = true
		t.Run(c.ID+" "+c.Title, func(t *testing.T) {
			if c.Working == "" || len(c.Expected) == 0 {
				t.Fatal("a case without its working or without an answer")
			}
			answer := runRow(t, c.ID, c.Endpoint, c.Input)
			result, ok := answer["result"].(map[string]any)
			if !ok {
				t.Fatalf("answer %v", answer)
			}
			for key, want := range c.Expected {
				if got, given := result[key]; !given || !agrees(want, got) {
					t.Errorf("%s is %v, want %v: %s", key, got, want, c.Working)
				}
			}
		})
	}
	for _, name := range Endpoints() {
		if !endpoints[name] {
			t.Errorf("no case of the endpoint %s was worked by hand", name)
		}
	}
}
