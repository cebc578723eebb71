package evidence_test

import (
	"fmt"

	"github.com/dayzero-hsct/dayzero/evidence"
)

func ExampleDerivation_Text() {
	dose := evidence.Derivation{
		Label: evidence.Text{EN: "Dose", ZH: "剂量"}, Value: "6.8", Unit: "mg", Formula: "dose per kg × weight", Status: evidence.Derived,
		Steps: []evidence.Derivation{
			{Label: evidence.Text{EN: "Dosing weight (synthetic)", ZH: "给药体重（模拟数据）"}, Value: "6.80", Unit: "kg"},
			{Label: evidence.Text{EN: "Dose per kg", ZH: "每千克剂量"}, Value: "1", Unit: "mg/kg", Status: evidence.Unsure},
		},
	}
	fmt.Print(dose.Text("en"), dose.Text("zh"))
	fmt.Println(dose.Weakest(), dose.Weakest().MayAct())
	// Output:
	// Dose: 6.8 mg (derived)
	//   formula: dose per kg × weight
	//   Dosing weight (synthetic): 6.80 kg
	//   Dose per kg: 1 mg/kg (to be verified)
	// 剂量：6.8 mg（推导）
	//   公式：dose per kg × weight
	//   给药体重（模拟数据）：6.80 kg
	//   每千克剂量：1 mg/kg（待核实）
	// unsure false
}

func ExampleParseStatus() {
	status, _ := evidence.ParseStatus("[P]")
	fmt.Println(status, status.Label("zh"), status.MayAct())
	_, err := evidence.ParseStatus("certain")
	fmt.Println(err)
	// Output:
	// read 已核对原文 true
	// evidence status "certain" is not one of read, derived, secondary, unsure, gap or their marks in the knowledge files
}
