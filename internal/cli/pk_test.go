package cli_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/internal/cli"
)

func TestScenariosAgreeWithTheReferenceThroughTheCommandLine(t *testing.T) {
	names, err := filepath.Glob(sharedPath("vectors", "pk", "reference", "S*.json"))
	if err != nil || len(names) == 0 {
		t.Skip("the reference scenarios are not beside this repository")
	}
	for _, name := range names {
		want := table(t, string(shared(t, "vectors", "pk", "reference", strings.TrimSuffix(filepath.Base(name), ".json")+".csv")))
		at := filepath.Join(t.TempDir(), "times.csv")
		if err := os.WriteFile(at, []byte("TIME\n"+strings.Join(want["TIME"], "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		out, messages, code := run("", "pk", "simulate", name, "--at", at)
		if code != cli.Done || messages != "" {
			t.Errorf("%s: code %d, %s", name, code, messages)
			continue
		}
		got, limit := table(t, out), 1e-6
		if strings.HasSuffix(name, "_lin.json") {
			limit = 1e-9
		}
		closeTo(t, filepath.Base(name)+" CP", got["CP"], want["CP"], limit)
		closeTo(t, filepath.Base(name)+" AUC", got["AUC"], want["AUC"], 1e-8)
	}
}

// table reads columns of text.
func table(t *testing.T, text string) map[string][]string {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for _, record := range all[1:] {
		for i, h := range all[0] {
			out[h] = append(out[h], record[i])
		}
	}
	return out
}

// closeTo compares relative to the value, the floor being a millionth of the peak.
func closeTo(t *testing.T, what string, got, want []string, limit float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d values, want %d", what, len(got), len(want))
		return
	}
	peak := 0.0
	for _, w := range want {
		peak = max(peak, math.Abs(num(w)))
	}
	for i := range want {
		g, w := num(got[i]), num(want[i])
		if d := math.Abs(g-w) / max(math.Abs(w), 1e-6*peak); math.IsNaN(d) || d > limit {
			t.Errorf("%s[%d]: %v, want %v", what, i, g, w)
			return
		}
	}
}

// The reference model of the vectors as a file of the user's own.
const busulfanModel = `id: bus1
drug: busulfan
evidence: {status: secondary, tier: B}
covariates: [{name: WT, unit: kg}, {name: PMA, unit: weeks}]
parameters: [{name: TVCL, value: 12.4}, {name: TVV, value: 46.5}]
equations: |
  FM = PMA^3.4/(PMA^3.4+47.7^3.4)
  CL = TVCL*(WT/70)^0.75*FM*exp(eta_CL)
  V = TVV*(WT/70)*exp(eta_V)
iiv: {omega: [[0.0576, 0.0216], [0.0216, 0.0324]]}
residual: {type: proportional + additive, proportional_var: 0.0121, additive_var: 0.0004}
`

func TestEstimatesAgreeWithTheReferenceThroughTheCommandLine(t *testing.T) {
	var patients []map[string]any
	if err := json.Unmarshal(shared(t, "vectors", "pk", "map", "patients.json"), &patients); err != nil {
		t.Fatal(err)
	}
	model := filepath.Join(t.TempDir(), "bus1.yaml")
	if err := os.WriteFile(model, []byte(busulfanModel), 0o600); err != nil {
		t.Fatal(err)
	}
	patients = slices.DeleteFunc(patients, func(p map[string]any) bool { return p["model"] != "bus1" })
	columns := []string{"time", "evid", "amt", "rate", "cmt", "ii", "addl", "ss", "mdv", "DV", "WT", "PMA"}
	var in strings.Builder
	in.WriteString("ID," + strings.ToUpper(strings.Join(columns, ",")) + "\n")
	for i, p := range patients {
		for _, r := range p["records"].([]any) {
			fmt.Fprint(&in, i+1)
			for _, c := range columns {
				if v := r.(map[string]any)[c]; v == nil {
					in.WriteString(",.")
				} else {
					fmt.Fprintf(&in, ",%v", v)
				}
			}
			in.WriteString("\n")
		}
	}
	out, messages, code := run(in.String(), "pk", "fit", "--model", model, "--auc", "0-24,0-96", "-")
	rows := jsonLines(t, out)
	if code != cli.Done || len(rows) != len(patients) || len(rows) < 5 {
		t.Fatalf("code %d, %d rows for %d children: %s", code, len(rows), len(patients), messages)
	}
	for i, row := range rows {
		agree(t, "eta", part(row, "eta"), patients[i]["eta_map"], 1e-5)
		agree(t, "ipred", part(row, "ipred"), patients[i]["ipred_map"], 1e-5)
		agree(t, "covariance", part(row, "posteriorCov"), patients[i]["posterior_cov"], 1e-4)
		agree(t, "exposure", part(row, "auc.0-24"), part(patients[i], "auc_map.auc_0_24"), 1e-5)
		agree(t, "exposure of the course", part(row, "auc.0-96"), part(patients[i], "auc_map.auc_0_96"), 1e-5)
		if ofv := part(row, "ofv").(float64); ofv > patients[i]["ofv_map"].(float64)+1e-8 {
			t.Errorf("objective %v, the reference %v", ofv, patients[i]["ofv_map"])
		}
		if part(row, "mode") != "reference" {
			t.Errorf("an uncommissioned model answers in mode %v", part(row, "mode"))
		}
	}
}

func TestWorkedCasesOfTheCourseGiveTheirAnswersThroughTheCommandLine(t *testing.T) {
	var file struct {
		Cases []struct {
			ID, Endpoint string
			Input        json.RawMessage
			Expected     map[string]any
		}
	}
	if err := json.Unmarshal(shared(t, "vectors", "course", "cases.json"), &file); err != nil {
		t.Fatal(err)
	}
	var in strings.Builder
	for _, c := range file.Cases {
		line, err := json.Marshal(map[string]any{"id": c.ID, "endpoint": c.Endpoint, "input": c.Input})
		if err != nil {
			t.Fatal(err)
		}
		in.Write(append(line, '\n'))
	}
	out, messages, code := run(in.String(), "course", "assess", "-")
	rows := jsonLines(t, out)
	if code != cli.Done || messages != "" || len(rows) != len(file.Cases) || len(rows) < 40 {
		t.Fatalf("code %d, %d rows for %d cases: %s", code, len(rows), len(file.Cases), messages)
	}
	for i, c := range file.Cases {
		for key, want := range c.Expected {
			got := part(rows[i], "result."+key)
			w, number := want.(float64)
			g, also := got.(float64)
			if number && also && math.Abs(g-w) <= 1e-9 {
				continue
			}
			if fmt.Sprint(got) != fmt.Sprint(want) || part(rows[i], "id") != c.ID {
				t.Errorf("%s: %s is %v, want %v", c.ID, key, got, want)
			}
		}
	}
}
