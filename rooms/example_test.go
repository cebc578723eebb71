package rooms_test

import (
	"fmt"
	"os"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/chart/casefile"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
	"github.com/dayzero-hsct/dayzero/rooms"
)

// The evaluation of the founding case one week before Day 0: a row has run out,
// and the gate says which.
func ExampleEvaluate() {
	file, err := os.Open("../examples/lig4-shanghai/case.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer file.Close()
	record, problems := casefile.Parse(file, "case.yaml")
	base, err := knowledge.Embedded()
	if err != nil || len(problems) > 0 {
		fmt.Println(err, problems)
		return
	}
	zone, err := record.Centre.Location()
	if err != nil {
		fmt.Println(err)
		return
	}
	view, err := chart.Fold(record, chart.EndOf(day.MustDate("2024-12-27"), zone))
	if err != nil {
		fmt.Println(err)
		return
	}
	made, err := plan.Make(view, base)
	if err != nil {
		fmt.Println(err)
		return
	}
	evaluation := rooms.Evaluate(made, view, base)
	fmt.Println(evaluation.Headline().EN)
	for _, missing := range evaluation.Gate.Missing {
		fmt.Println("-", missing.EN)
	}
	// Output:
	// Gate closed: 1 of 10 rows that Day 0 waits for are open
	// - kidney: cystatin C or measured GFR, urinalysis, ultrasound: expired 2024-12-25
}
