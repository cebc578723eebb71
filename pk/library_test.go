package pk

import (
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// children reads the reference children of the check vectors.
func children(t testing.TB) map[string]map[string]float64 {
	t.Helper()
	header, rows := table(t, vectorFile(t, "reference_children.csv"))
	out := map[string]map[string]float64{}
	names := map[string]string{"age_y": "AGE", "wt_kg": "WT", "ht_cm": "HT", "egfr_ml_min_173": "eGFR", "pma_wk": "PMA", "bsa_mosteller": "BSA", "ffm_alsallami_kg": "FFM"}
	for _, r := range rows {
		c := map[string]float64{"TLAG": 0, "GSTA1": 2, "REGI": 0, "CPT": 0, "INH": 0, "CYTA": 0, "POD": 9, "TAF": 0, "CYP3A4_1G": 0, "HCT": 28, "OCC": 1}
		for i, h := range header {
			if n := names[h]; n != "" {
				c[n] = float(t, r[i])
			}
			if h == "sex" {
				c["SEX"] = truth(r[i] == "M")
			}
		}
		c["GFR"] = c["eGFR"]
		out[r[0]] = c
	}
	return out
}

func TestTypicalClearancesOfTheReferenceChildren(t *testing.T) {
	kids := children(t)
	models := map[string]string{
		"busulfan_longboyle2015_CLint": "busulfan_longboyle_2015", "busulfan_lawson2022_t0": "busulfan_lawson_2022", "busulfan_nava2018_G2": "busulfan_nava_2018",
		"busulfan_vanhoogdalem2020_FA": "busulfan_vanhoogdalem_2020_fanconi", "busulfan_balis2025": "busulfan_balis_2025", "busulfan_paci2012": "busulfan_paci_2012",
		"busulfan_neroutsos2022": "busulfan_neroutsos_2022", "busulfan_shukla2020_day1": "busulfan_shukla_2020", "treosulfan_vanderstoep2019": "treosulfan_vanderstoep_2019",
		"treosulfan_danielak2018": "treosulfan_danielak_2018", "fludarabine_langenhorst2019": "fludarabine_langenhorst_2019", "melphalan_nath2007_noCPT": "melphalan_nath_2007",
		"ciclosporin_li2019_POD9_noazole_CC": "ciclosporin_li_2019", "ciclosporin_feng2023": "ciclosporin_feng_2023", "tacrolimus_brooks2021_noazole": "tacrolimus_brooks_2021",
		"mycophenolate_zeng2010_withCsA": "mycophenolate_zeng_2010"}
	header, rows := table(t, vectorFile(t, "typical_clearance.csv"))
	seen := 0
	for _, r := range rows {
		id := models[r[0]]
		if id == "" {
			continue
		}
		seen++
		m := compileLibrary(t, id)
		for i, kid := range header[1:] {
			p, err := m.Typical(kids[kid], 0)
			if err != nil {
				t.Fatal(err)
			}
			got := p["CL"]
			if id == "busulfan_longboyle_2015" {
				got = p["CLi"]
			}
			if id == "busulfan_lawson_2022" { // the clearance moves with time: read it at the start
				row := make([]float64, len(m.sys.names))
				cov, _ := m.order(kids[kid])
				m.sys.fill(row, 0, cov, make([]float64, 2), nil)
				m.sys.move(row, 0, make([]float64, len(m.sys.states)))
				got = row[m.sys.find("CL")]
			}
			if want := float(t, r[i+1]); math.Abs(got-want) > 1e-3*want {
				t.Errorf("%s, child %s: clearance %v, the vector says %v", id, kid, got, want)
			}
		}
	}
	if seen != len(models) {
		t.Errorf("%d of %d models were compared", seen, len(models))
	}
}

var regimen = regexp.MustCompile(`^([\d.]+) (mg/kg|mg).* over ([\d.]+) (h|min)(?: q(\d+)h(?: x(\d+))?)?`)

// The vectors were made with a fixed-step Runge-Kutta of fourth order.
func TestConcentrationVectorsOfTheModels(t *testing.T) {
	kids := children(t)
	_, rows := table(t, vectorFile(t, "concentration_vectors.csv"))
	models := map[string]string{"busulfan_vanhoogdalem2020_FA": "busulfan_vanhoogdalem_2020_fanconi"}
	all := shipped(t)
	for _, m := range all {
		models[strings.Replace(regexp.MustCompile(`_(\d{4})`).ReplaceAllString(m.File.ID, "$1"), "_fanconi", "_FA", 1)] = m.File.ID
	}
	compared := 0
	for _, r := range rows {
		id, text := models[r[0]], r[2]
		dose := regimen.FindStringSubmatch(text)
		perKg := 1.0
		if dose != nil {
			if dose[2] == "mg/kg" && !strings.Contains(text, "MMF") {
				perKg = kids[r[1]]["WT"]
			}
			dose = append(dose[:2], dose[3:]...)
		}
		if dose == nil || id == "" {
			continue
		}
		compared++
		m := compileLibrary(t, id)
		cov := kids[r[1]]
		if strings.Contains(text, "lag 40 min") {
			cov["TLAG"] = 40. / 60
		}
		hours := float(t, dose[2])
		if dose[3] == "min" {
			hours /= 60
		}
		rec := Record{EVID: 1, CMT: 1, Amt: perKg * float(t, dose[1])}
		rec.Rate = rec.Amt / hours
		if dose[4] != "" {
			rec.II, rec.ADDL = float(t, dose[4]), 40
			if dose[5] != "" {
				rec.ADDL = int(float(t, dose[5])) - 1
			}
		}
		values, err := m.order(cov)
		if err != nil {
			t.Fatal(err)
		}
		cov["TLAG"] = 0
		rec.Cov = values
		at, unit := float(t, r[3]), 1.0
		recs := []Record{rec}
		if id == "busulfan_shukla_2020" { // the step of the clearance lies at 24 h, the levels are in ng/mL
			unit = 1e-3
			if at <= 24 {
				at -= 1e-9
			} else {
				recs = append(recs, Record{Time: 24 - 1e-9, EVID: 2, Cov: values})
			}
		}
		recs = append(recs, Record{Time: at, EVID: 2, Cov: values})
		e, err := newEngine(m.sys, recs, Backward, 1e-10)
		if err != nil {
			t.Fatal(err)
		}
		if err := e.run(make([]float64, len(m.sys.etas))); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name      string
			got, want float64
		}{{"concentration", unit * e.pred[len(recs)-1], float(t, r[4])}, {"AUC", unit * e.auc[len(recs)-1], float(t, r[5])}} {
			if math.Abs(c.got-c.want) > 1e-3*c.want {
				t.Errorf("%s, %s, at %s h: %s %v, the vector says %v", id, text, r[3], c.name, c.got, c.want)
			}
		}
	}
	if compared < 60 {
		t.Errorf("only %d rows were compared", compared)
	}
}

// Control: HAZ of a model beyond its grade.
func TestTiersAndGatesThatForbidADose(t *testing.T) {
	for id, allowed := range map[string]bool{"busulfan_paci_2012": true, "busulfan_vanhoogdalem_2020_fanconi": true, "treosulfan_vanderstoep_2019": true,
		"busulfan_balis_2025": false, "busulfan_shukla_2020": false, "fludarabine_mohanan_2017_aa_fanconi": false,
		"fludarabine_varela_2025_adult_cart": false, "mycophenolate_zeng_2010": false, "ciclosporin_li_2019": false, "ciclosporin_feng_2023": false} {
		if why := compileLibrary(t, id).MayDose(); (why == "") != allowed {
			t.Errorf("%s: may dose %v, reason %q", id, why == "", why)
		}
	}
	for text, want := range map[string]Tier{"A": "A", "B": "B", "A with ciclosporin; C with tacrolimus": "C", "": "D", "good": "D", "B in adults; C (do not use) in children": "C"} {
		if got := TierOf(text); got != want {
			t.Errorf("tier %q reads as %s, not %s", text, got, want)
		}
	}
}

func TestLibraryModelsAreSecondaryAndUncommissioned(t *testing.T) {
	all := shipped(t)
	if len(all) < 18 {
		t.Fatalf("the library has %d models", len(all))
	}
	for _, l := range List(all) {
		if l.Commissioned || evidence.Status(l.Status).MayAct() {
			t.Errorf("%s: status %s, commissioned %v", l.ID, l.Status, l.Commissioned)
		}
		if l.Doses && len(l.ValidRanges) == 0 {
			t.Errorf("%s may dose and states no range of validity", l.ID)
		}
	}
}

// A library file that has the formulas of the knowledge file must not drift
// from it.
func TestModelsFromTheKnowledgeFilesAreTheLibraryModels(t *testing.T) {
	for _, id := range []string{"busulfan_paci_2012", "busulfan_vanhoogdalem_2020_fanconi", "treosulfan_vanderstoep_2019", "melphalan_nath_2007", "busulfan_longboyle_2015"} {
		f := yamlModel(t, knowledgeFolder+"/models/"+id+".yaml")
		a, err := Compile(f)
		if err != nil {
			t.Fatal(err)
		}
		b := compileLibrary(t, id)
		for i := range a.omega {
			for j := range a.omega {
				if a.omega[i][j] != b.omega[i][j] {
					t.Errorf("%s: the variability differs", id)
				}
			}
		}
		if a.File.Equations != b.File.Equations || a.res != b.res {
			t.Errorf("%s: formulas or residual error differ", id)
		}
	}
}
