package followup_test

import (
	"fmt"
	"os"

	"github.com/dayzero-hsct/dayzero/agenda"
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/chart/casefile"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/followup"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
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

// What is due three months after the graft, by the calendar and the record.
func ExampleCalendar() {
	view, err := viewOf("2025-04-10")
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
	items, _ := followup.Calendar(view, base, made)
	states := map[agenda.State]int{}
	for _, item := range items {
		states[item.State]++
	}
	fmt.Println(states[agenda.Done], "done,", states[agenda.Due], "due,", states[agenda.Gated], "behind the imaging gate")
	// Output:
	// 4 done, 8 due, 1 behind the imaging gate
}
