package pk

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// testModel compiles one of the models of testdata.
func testModel(t testing.TB, name string) *Model {
	t.Helper()
	f, err := readYAML("testdata/models/" + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	m, err := Compile(f)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

type judged struct {
	Model   string             `json:"model"`
	ID      int                `json:"id"`
	Records []map[string]any   `json:"records"`
	Eta     []float64          `json:"eta_map"`
	OFV     float64            `json:"ofv_map"`
	OFVZero float64            `json:"ofv_at_zero"`
	Cov     [][]float64        `json:"posterior_cov"`
	IPred   []float64          `json:"ipred_map"`
	AUC     map[string]float64 `json:"auc_map"`
}

func subjectOf(t testing.TB, records []map[string]any, covs []string) Subject {
	t.Helper()
	sub := Subject{ID: "1", Covariates: covs}
	var bad problems
	for i, r := range records {
		sub.Records = append(sub.Records, recordOf(r, covs, nil, fmt.Sprint("records ", i), &bad))
	}
	if err := bad.err(ErrInput); err != nil {
		t.Fatal(err)
	}
	return sub
}

// 47 simulated children over five models; the reference is mapbayr's objective
// minimised to the last digit.
func TestReferenceEstimatesAreReproduced(t *testing.T) {
	var models struct {
		Models map[string]struct {
			Theta map[string]float64 `json:"theta"`
			Covs  []string           `json:"covariates"`
		} `json:"models"`
	}
	decode(t, "map/models.json", &models)
	var patients []judged
	decode(t, "map/patients.json", &patients)
	for _, p := range patients {
		t.Run(fmt.Sprintf("%s child %d", p.Model, p.ID), func(t *testing.T) {
			m := testModel(t, p.Model)
			for _, x := range m.File.Parameters {
				if models.Models[p.Model].Theta[x.Name] != x.Value {
					t.Errorf("%s is %v, the reference %v", x.Name, x.Value, models.Models[p.Model].Theta[x.Name])
				}
			}
			covs := models.Models[p.Model].Covs
			est, err := m.Fit(subjectOf(t, p.Records, covs), FitOptions{})
			if err != nil {
				t.Fatal(err)
			}
			compareEstimate(t, est, p)
			for window, want := range p.AUC {
				parts := strings.Split(window, "_")
				got, err := est.AUC(float(t, parts[1]), float(t, parts[2]))
				if err != nil {
					t.Fatal(err)
				}
				if math.Abs(got-want) > 1e-5*want {
					t.Errorf("%s: %v, the reference %v", window, got, want)
				}
			}
		})
	}
}

func compareEstimate(t *testing.T, est *Estimate, p judged) {
	t.Helper()
	if est.Objective > p.OFV+1e-8 {
		t.Errorf("objective %v, the reference %v", est.Objective, p.OFV)
	}
	for i, want := range p.Eta {
		if math.Abs(est.Eta[i]-want) > 1e-5 {
			t.Errorf("effect %d: %v, the reference %v", i+1, est.Eta[i], want)
		}
	}
	for i := range p.Cov {
		for j := range p.Cov {
			scale := math.Sqrt(p.Cov[i][i] * p.Cov[j][j])
			if math.Abs(est.Cov[i][j]-p.Cov[i][j]) > 1e-4*scale {
				t.Errorf("covariance %d,%d: %v, the reference %v", i+1, j+1, est.Cov[i][j], p.Cov[i][j])
			}
		}
	}
	for i, want := range p.IPred {
		if math.Abs(est.IPred[i]-want) > 1e-5*want {
			t.Errorf("prediction %d: %v, the reference %v", i+1, est.IPred[i], want)
		}
	}
}

// Seven virtual children with NONMEM's own estimates after 1 to 20 levels. The
// day effect begins at the record with TIME >= 24: written with > it would move
// the clearance of that record by 15.6 %.
func TestNONMEMEstimatesOfBusulfanAreReproduced(t *testing.T) {
	var file struct {
		Children []struct {
			ID      int              `json:"id"`
			Records []map[string]any `json:"records"`
			NONMEM  []struct {
				N     int       `json:"n"`
				Time  []float64 `json:"TIME"`
				CL, V []float64
				PRED  []float64
				IPRED []float64
			} `json:"nonmem"`
		} `json:"children"`
	}
	decode(t, "map/busulfan_shukla_nonmem.json", &file)
	m := testModel(t, "shukla")
	covs := []string{"AGE", "WT", "HT", "SEX", "REGI"}
	for _, c := range file.Children {
		t.Run(fmt.Sprintf("child %d", c.ID), func(t *testing.T) {
			for _, nm := range c.NONMEM {
				sub := subjectOf(t, c.Records, covs)
				seen := 0
				for i := range sub.Records {
					if r := &sub.Records[i]; r.EVID == 0 {
						if seen++; seen > nm.N {
							r.MDV = true
						}
					}
				}
				est, err := m.Fit(sub, FitOptions{Starts: 1})
				if err != nil {
					t.Fatal(err)
				}
				rows := est.ByRecord()
				for i := range nm.Time {
					if math.Abs(rows[i]["CL"]/nm.CL[i]-1) > 1e-4 || math.Abs(rows[i]["V"]/nm.V[i]-1) > 1e-4 {
						t.Fatalf("after %d levels, record %d: CL %v V %v, NONMEM %v %v", nm.N, i+1, rows[i]["CL"], rows[i]["V"], nm.CL[i], nm.V[i])
					}
				}
			}
		})
	}
}

// NONMEM's estimates of the eight children of a published data set, and of a
// case whose covariates change at every record.
func TestPublishedNONMEMEstimatesAreReproduced(t *testing.T) {
	var file struct {
		NM001 struct {
			Eta [][]float64 `json:"eta"`
			IDs []int       `json:"ids"`
		} `json:"mapbayr_nm001_nonmem"`
		Run302 struct {
			Time     []float64  `json:"time"`
			DV       []*float64 `json:"DV"`
			BW, SEX  []float64
			Expected struct {
				Eta []float64 `json:"eta"`
			} `json:"expected"`
		} `json:"posologyr_run302_nonmem"`
	}
	decode(t, "map/published_map.json", &file)
	oral := func(equations string, covs ...string) *Model {
		f := &ModelFile{ID: "oral", Evidence: ModelEvidence{Tier: English("B")}, Equations: equations, Structure: Structure{Absorption: "first order"},
			Units:    Units{Dose: "mg", Concentration: "mg/L"},
			IIV:      map[string]any{"omega2": map[string]any{"1": 0.2, "2": 0.2, "3": 0.2}},
			Residual: map[string]any{"type": "proportional", "proportional_var": 0.05}}
		for _, c := range covs {
			f.Covariates = append(f.Covariates, Covariate{Name: c})
		}
		m, err := Compile(f)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	m := oral("CL = 4*exp(eta1); V = 70*exp(eta2); KA = exp(eta3)")
	subs, err := ReadSubjects(strings.NewReader(string(vectorFile(t, "datasets/mapbayr_001.csv"))))
	if err != nil {
		t.Fatal(err)
	}
	for k, sub := range subs {
		est, err := m.Fit(sub, FitOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range file.NM001.Eta[k] {
			if math.Abs(est.Eta[i]-want) > 2e-4 {
				t.Errorf("child %s effect %d: %v, NONMEM %v", sub.ID, i+1, est.Eta[i], want)
			}
		}
	}
	m = oral("CL = 4*(BW/75)^1.5*0.75^SEX*exp(eta1); V = 70*exp(eta2); KA = exp(eta3)", "BW", "SEX")
	sub := Subject{ID: "302", Covariates: []string{"BW", "SEX"}}
	for i, at := range file.Run302.Time {
		r := Record{Time: at, DV: math.NaN(), Cov: []float64{file.Run302.BW[i], file.Run302.SEX[i]}}
		if i == 0 {
			r.EVID, r.Amt, r.Rate, r.CMT = 1, 10000, 10000, 2
		} else {
			r.DV = *file.Run302.DV[i]
		}
		sub.Records = append(sub.Records, r)
	}
	est, err := m.Fit(sub, FitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range file.Run302.Expected.Eta {
		if math.Abs(est.Eta[i]-want) > 1e-4 {
			t.Errorf("changing covariates, effect %d: %v, NONMEM %v", i+1, est.Eta[i], want)
		}
	}
}

// Twelve adults with an oral drug (R's Theoph): with a wide prior the estimate is
// the least-squares fit of R's nls. Subject 1 of the published list is the row
// whose ID it carries.
func TestLeastSquaresFitsOfTheophyllineAreReproduced(t *testing.T) {
	var files []struct {
		File      string `json:"file"`
		Estimates struct {
			NLS []struct {
				LKe, LKa, LCl float64
				ID            string
			} `json:"individual_nls"`
		} `json:"reference_estimates"`
	}
	decode(t, "datasets/manifest.json", &files)
	m, err := Compile(&ModelFile{ID: "theoph", Evidence: ModelEvidence{Tier: English("B")}, Covariates: []Covariate{{Name: "WT"}}, Structure: Structure{Absorption: "first order"},
		Equations: "KE = exp(-2.45 + eta1); KA = exp(0.47 + eta2); CL = exp(-3.23 + eta3)*WT; V = CL/KE",
		IIV:       map[string]any{"omega2": map[string]any{"1": 100., "2": 100., "3": 100.}}, Residual: map[string]any{"type": "additive", "additive_sd": 0.3}})
	if err != nil {
		t.Fatal(err)
	}
	subs, err := ReadSubjects(strings.NewReader(string(vectorFile(t, "datasets/theoph.csv"))))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][3]float64{}
	for _, f := range files {
		for _, e := range f.Estimates.NLS {
			want[e.ID] = [3]float64{e.LKe, e.LKa, e.LCl}
		}
	}
	for _, sub := range subs {
		est, err := m.Fit(sub, FitOptions{})
		if err != nil {
			t.Fatal(err)
		}
		got := [3]float64{-2.45 + est.Eta[0], 0.47 + est.Eta[1], -3.23 + est.Eta[2]}
		for i := range got {
			if math.Abs(got[i]-want[sub.ID][i]) > 5e-3 {
				t.Errorf("subject %s, parameter %d: %v, nls %v", sub.ID, i+1, got[i], want[sub.ID][i])
			}
		}
	}
}
