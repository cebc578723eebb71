package survival_test

import (
	"fmt"
	"strings"

	"github.com/dayzero-hsct/dayzero/survival"
)

// Synthetic data: days to relapse (1) or death without relapse (2).
const synthetic = `days,cause,arm
30,1,a
45,2,a
80,0,a
90,1,b
120,0,b
150,2,b
200,0,b
`

func ExampleKaplanMeier() {
	d := survival.Data{Time: []float64{10, 20, 30, 40, 50}, Status: []int{1, 0, 1, 1, 0}}
	curves, err := survival.KaplanMeier(d, survival.CurveOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	a := curves[0].ReadAt([]float64{35})[0]
	fmt.Printf("day %.0f: %.3f (%.3f to %.3f, %s), %d at risk\n", a.Time, a.Surv, a.Lower, a.Upper, curves[0].Conf, a.NRisk)
	fmt.Printf("median: day %.0f\n", curves[0].Median().Value)
	// Output:
	// day 35: 0.533 (0.068 to 0.863, log-log), 2 at risk
	// median: day 40
}

func ExampleReadCSV() {
	d, err := survival.ReadCSV(strings.NewReader(synthetic), survival.Columns{Time: "days", Status: "cause"})
	if err != nil {
		fmt.Println(err)
		return
	}
	causes, err := survival.CumulativeIncidence(d, survival.IncidenceOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range causes {
		fmt.Printf("cause %d by day 100: %.3f (%s variance)\n", c.Cause, c.ReadAt([]float64{100})[0].Est, c.Variance)
	}
	_, err = survival.KaplanMeier(d, survival.CurveOptions{})
	fmt.Println(err)
	// Output:
	// cause 1 by day 100: 0.321 (greenwood variance)
	// cause 2 by day 100: 0.143 (greenwood variance)
	// input refused: 3:1: status 2: Kaplan–Meier knows 0 (censored) and 1 (event); with competing causes use cumulative incidence
}

func ExampleProportion() {
	for _, m := range []survival.ProportionMethod{survival.ClopperPearson, survival.Wilson} {
		e, err := survival.Proportion(480, 612, m, 0.95)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s: %.3f %% (%.3f to %.3f)\n", m, 100*e.Value, 100*e.Lower, 100*e.Upper)
	}
	// Output:
	// clopper-pearson: 78.431 % (74.958 to 81.628)
	// wilson: 78.431 % (75.001 to 81.507)
}

func ExampleCox() {
	d := survival.Data{Time: []float64{1, 2, 3, 4, 5, 6}, Status: []int{1, 1, 0, 1, 1, 0},
		Covariates: []survival.Covariate{{Name: "dose", Values: []float64{2, 0, 2, 1, 0, 1}}}}
	f, err := survival.Cox(d, survival.CoxOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s: hazard ratio %.2f (%.2f to %.2f), ties %s\n", f.Names[0], f.HR[0], f.Lower[0], f.Upper[0], f.Ties)
	// Output:
	// dose: hazard ratio 1.02 (0.23 to 4.59), ties efron
}
