package registrypack_test

import (
	"fmt"
	"os"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/chart/casefile"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
	"github.com/dayzero-hsct/dayzero/registrypack"
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

// The data set of one year: what the chart answers, and what is missing by name.
func ExampleMake() {
	view, err := viewOf("2026-01-20")
	if err != nil {
		fmt.Println(err)
		return
	}
	base, err := knowledge.Embedded()
	if err != nil {
		fmt.Println(err)
		return
	}
	made, err := plan.Make(view, base)
	if err != nil {
		fmt.Println(err)
		return
	}
	pack, err := registrypack.Make(view, made, registrypack.OneYear)
	if err != nil {
		fmt.Println(err)
		return
	}
	known, all := pack.Complete()
	fmt.Println(known, "of", all, "fields known; consent stands:", pack.Consented())
	for _, row := range pack.Rows[:3] {
		fmt.Printf("%s: %s%s\n", row.Name.EN, row.Value, row.Missing)
	}
	// Output:
	// 22 of 33 fields known; consent stands: false
	// local identifier: SYN-LIG4-01
	// CRID: assigned by the registry; not kept in the chart
	// EBMT CIC and patient number: assigned by the registry; not kept in the chart
}
