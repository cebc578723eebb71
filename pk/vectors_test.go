package pk

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// vectors is the folder of the reference vectors, which are not part of the
// repository (their licences differ).
const vectors = "../../shared/vectors/pk"

func vectorFile(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(vectors, name))
	if err != nil {
		t.Skip("the reference vectors are not beside this repository: ", err)
	}
	return data
}

func table(t testing.TB, data []byte) (header []string, rows [][]string) {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(string(data))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all[0], all[1:]
}

func float(t testing.TB, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// The 38 reference scenarios were solved by LSODA at 1e-12 and cross-checked
// with a second solver.
func TestReferenceScenariosAreReproduced(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(vectors, "reference", "S*.json"))
	if len(files) == 0 {
		t.Skip("the reference vectors are not beside this repository")
	}
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".json"), func(t *testing.T) { compareScenario(t, f) })
	}
}

func compareScenario(t *testing.T, file string) {
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	sc, err := ReadScenario(in)
	if err != nil {
		t.Fatal(err)
	}
	header, rows := table(t, vectorFile(t, filepath.Join("reference", strings.TrimSuffix(filepath.Base(file), ".json")+".csv")))
	want := map[string][]float64{}
	for _, row := range rows {
		for i, h := range header {
			want[h] = append(want[h], float(t, row[i]))
		}
	}
	p, err := sc.Simulate(want["TIME"])
	if err != nil {
		t.Fatal(err)
	}
	limit := 1e-6
	if sc.Model == "lin" || sc.Model == "wt" {
		limit = 1e-9
	}
	compareColumn(t, "CP", p.CP, want["CP"], limit)
	compareColumn(t, "AUC", p.AUC, want["AUC"], 1e-8)
	for _, n := range p.ExtraNames {
		compareColumn(t, n, p.Extra[n], want[n], 1e-6)
	}
}

func compareColumn(t *testing.T, name string, got, want []float64, limit float64) {
	t.Helper()
	peak, worst, at := 0.0, 0.0, 0
	for _, w := range want {
		peak = math.Max(peak, math.Abs(w))
	}
	for i := range want {
		if d := math.Abs(got[i]-want[i]) / math.Max(math.Abs(want[i]), 1e-6*peak); d > worst || math.IsNaN(d) {
			worst, at = d, i
		}
	}
	if !(worst <= limit) {
		t.Errorf("%s: row %d is %v, the reference %v (%.2g off, %.0g allowed)", name, at+1, got[at], want[at], worst, limit)
	} else {
		t.Logf("%s: largest difference %.2g", name, worst)
	}
}

// NONMEM 7.4.3 answers to questions about events: CL 1.1, V 20, KA 1.5; F and
// lag act on the central compartment.
func TestNONMEMAnswersToEventQuestionsAreReproduced(t *testing.T) {
	header, rows := table(t, vectorFile(t, "datasets/nmtest.csv"))
	col := map[string]int{}
	for i, h := range header {
		col[h] = i
	}
	byID := map[string][][]string{}
	var ids []string
	for _, r := range rows {
		if byID[r[0]] == nil {
			ids = append(ids, r[0])
		}
		byID[r[0]] = append(byID[r[0]], r)
	}
	s, err := build(blueprint{covariates: []string{"LAGT", "BIOAV", "RAT2", "DUR2"}, scale: 1000,
		params:    []namedValue{{"CL", 1.1}, {"V", 20}, {"KA", 1.5}},
		equations: "F2 = BIOAV; ALAG2 = LAGT; R2 = RAT2; D2 = DUR2"})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		t.Run("case "+id, func(t *testing.T) {
			var recs []Record
			var want []float64
			for _, r := range byID[id] {
				get := func(n string) float64 { return float(t, r[col[n]]) }
				recs = append(recs, Record{Time: get("TIME"), EVID: int(get("EVID")), Amt: get("AMT"), Rate: get("RATE"), CMT: int(get("CMT")),
					II: get("II"), ADDL: int(get("ADDL")), SS: int(get("SS")), Cov: []float64{get("LAGT"), get("BIOAV"), get("RAT2"), get("DUR2")}})
				want = append(want, get("CP"))
			}
			e, err := newEngine(s, recs, Backward, 1e-10)
			if err != nil {
				t.Fatal(err)
			}
			if err := e.run(nil); err != nil {
				t.Fatal(err)
			}
			compareColumn(t, "CP", e.pred, want, 2e-4)
		})
	}
}

func decode(t testing.TB, name string, into any) {
	t.Helper()
	if err := json.Unmarshal(vectorFile(t, name), into); err != nil {
		t.Fatal(err)
	}
}
