package ward_test

import (
	"fmt"
	"os"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/chart/casefile"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/ward"
)

// viewOf is the founding case as it stood at the end of a day.
func viewOf(date string) (chart.View, error) {
	file, err := os.Open("../examples/lig4-shanghai/case.yaml")
	if err != nil {
		return chart.View{}, err
	}
	defer file.Close()
	record, problems := casefile.Parse(file, "case.yaml")
	if len(problems) > 0 {
		return chart.View{}, problems[0]
	}
	zone, err := record.Centre.Location()
	if err != nil {
		return chart.View{}, err
	}
	return chart.Fold(record, chart.EndOf(day.MustDate(date), zone))
}

// Day +28 and Day +42: the gate to home opens when no line is left.
func ExampleGate() {
	for _, date := range []string{"2025-01-30", "2025-02-13"} {
		view, err := viewOf(date)
		if err != nil {
			fmt.Println(err)
			return
		}
		gate := ward.Gate(view, "yes", nil)
		fmt.Printf("%s: open %v, %d of %d lines left\n", date, gate.Open(), gate.Left(), len(gate.Lines))
	}
	// Output:
	// 2025-01-30: open false, 15 of 17 lines left
	// 2025-02-13: open true, 0 of 17 lines left
}
