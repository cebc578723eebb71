package plan_test

import (
	"fmt"
	"os"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/chart/casefile"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
)

// The plan of the founding case as it stood thirteen days before transplant. All
// values of the example are synthetic; it is not the regimen he received.
func ExampleMake() {
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
	view, err := chart.Fold(record, chart.EndOf(day.MustDate("2024-12-20"), zone))
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := plan.Make(view, base)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.Child.TransplantDay, p.Child.DosingWeight, p.Child.Radiosensitive)
	for _, o := range p.Options[:3] {
		fmt.Println(o.Regimen, o.Verdict)
	}
	for _, row := range p.Ledger {
		fmt.Println(row.Agent, row.Planned, "of", row.Ceiling)
	}
	// Output:
	// Day −13 6.8 kg yes
	// SYN-F1 listed
	// IEWP-F listed
	// IEWP-A not-recommended
	// cyclophosphamide 20 mg/kg of 40 mg/kg
	// fludarabine 97.79 mg/m2 of 150 mg/m2
	// tbi 0 Gy of 0 Gy
	// tli 0 Gy of 0 Gy
}
