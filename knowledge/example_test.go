package knowledge_test

import (
	"fmt"
	"testing/fstest"

	"github.com/dayzero-hsct/dayzero/knowledge"
)

func ExampleBase_Evaluate() {
	base, err := knowledge.Embedded()
	if err != nil {
		fmt.Println(err)
		return
	}
	outcomes, err := base.Evaluate("option", knowledge.Facts{
		"repair_group": "dsb", "radiosensitivity": "yes", "regimen": "IEWP-F", "base_regimen": "IEWP-F",
		"cyclophosphamide_mg_kg": 140.0, "fludarabine_mg_m2": 150.0, "tbi_gy": 0.0, "tli_gy": 0.0, "ptcy": true,
		"busulfan": false, "melphalan": false, "thiotepa": false, "treosulfan": false, "alkylator_reason_named": false,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range outcomes {
		if o.Result == knowledge.Fires {
			fmt.Println(o.Rule.Effect, o.Rule.ID)
		}
	}
	// Output:
	// stop cyclophosphamide-ceiling-dsb
	// note protocol-f-listed
	// stop ptcy-with-protocol-f
}

func ExampleBase_Evaluate_missing() {
	base, err := knowledge.Embedded()
	if err != nil {
		fmt.Println(err)
		return
	}
	outcomes, err := base.Evaluate("transfusion", knowledge.Facts{"product": "platelets"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range outcomes {
		fmt.Println(o.Rule.ID, o.Result, o.Assumed, o.Missing)
	}
	// Output:
	// cellular-product-not-irradiated fires true [product_irradiated]
}

func ExampleBase_DiseaseOfGene() {
	base, err := knowledge.Embedded()
	if err != nil {
		fmt.Println(err)
		return
	}
	d, _ := base.DiseaseOfGene("LIG4")
	fmt.Println(d.Name.ZH, d.Group, d.Radiosensitive, d.RadiosensitiveFact.Status)
	// Output:
	// LIG4综合征（DNA连接酶Ⅳ缺陷） dsb yes derived
}

func ExampleLint() {
	folder := fstest.MapFS{
		"evidence/sources.yaml": {Data: []byte("sources:\n- id: A1\n  text: a paper\n")},
		"rule/variables.yaml":   {Data: []byte("variables:\n- name: weight_kg\n  type: double\n  text: {en: weight, zh: 体重}\n")},
	}
	for _, p := range knowledge.Lint(folder) {
		fmt.Println(p.Error())
	}
	// Output:
	// rule/variables.yaml:2:3: against the schema: missing property 'unit'
	// rule/variables.yaml:2:3: the number weight_kg has no unit
}
