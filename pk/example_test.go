package pk_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/pk"
)

// A dose of 16 mg over two hours every six hours, looked at three times.
func ExampleRunSimulate() {
	scenario := `{"model":"lin","params":{"CL":2,"V1":10},"records":[{"TIME":0,"AMT":16,"RATE":8,"EVID":1,"CMT":2,"II":6,"ADDL":15}]}`
	if err := pk.RunSimulate(strings.NewReader(scenario), strings.NewReader("TIME\n0\n"), os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// TIME,CP,AUC
	// 0,0,0
}

// The typical clearance of a child of 10 kg under one published model; the model
// is uncommissioned, so the number is for reference.
func ExampleModel_Typical() {
	base, err := knowledge.Embedded()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range base.Running() {
		if m.File.ID == "busulfan_paci_2012" {
			p, err := m.Typical(map[string]float64{"WT": 10}, 0)
			fmt.Printf("CL %.3f L/h %v\n", p["CL"], err)
		}
	}
	// Output:
	// CL 2.362 L/h <nil>
}

// A synthetic child before any level: the largest dose under every valid model
// that has all its covariates. All values are invented.
func ExampleRunDose() {
	question := `{"id":"synthetic","drug":"busulfan","models":["busulfan_paci_2012"],
		"covariates":{"WT":{"value":15,"unit":"kg"},"AGE":{"value":8,"unit":"years"}},
		"plan":{"firstH":0,"everyH":12,"count":4,"durationH":2},
		"target":{"ceiling":{"value":16.4,"unit":"mg*h/L","per":"course"}}}`
	base, err := knowledge.Embedded()
	if err != nil {
		fmt.Println(err)
		return
	}
	var out strings.Builder
	if err := pk.RunDose(base.Running(), strings.NewReader(question), &out); err != nil {
		fmt.Println(err)
		return
	}
	for _, line := range strings.Split(out.String(), "\n") {
		if strings.Contains(line, `"governing"`) || strings.Contains(line, `"mode"`) {
			fmt.Println(strings.TrimSpace(line))
		}
	}
	// Output:
	// "mode": "reference",
	// "governing": "busulfan_paci_2012",
}

// A child whose level lies below what the cohort would show (synthetic).
func ExampleModel_Fit() {
	base, _ := knowledge.Embedded()
	table := "TIME,EVID,AMT,RATE,DV,MDV,WT\n0,1,12,6,.,1,10\n2.25,0,0,0,0.8,0,10\n"
	subjects, err := pk.ReadSubjects(strings.NewReader(table))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range base.Running() {
		if m.File.ID != "busulfan_paci_2012" {
			continue
		}
		est, err := m.Fit(subjects[0], pk.FitOptions{})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(est.EtaNames, est.IPred[0] < est.Pred[0])
	}
	// Output:
	// [eta_CL eta_V] true
}
