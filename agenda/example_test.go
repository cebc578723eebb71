package agenda_test

import (
	"fmt"
	"os"

	"github.com/dayzero-hsct/dayzero/agenda"
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/chart/casefile"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/knowledge"
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

// One year after the graft: the vaccines by dose.
func ExampleVaccines() {
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
	for _, v := range agenda.Vaccines(view, base)[:4] {
		fmt.Printf("%s: %d of %d given, %s\n", v.Name.EN, len(v.Given), v.Doses, v.State)
	}
	// Output:
	// pneumococcus, conjugate: 0 of 3 given, overdue
	// Hib: 0 of 3 given, overdue
	// diphtheria, tetanus, pertussis: 0 of 3 given, overdue
	// polio, inactivated: 0 of 3 given, overdue
}
