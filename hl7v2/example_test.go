package hl7v2_test

import (
	"fmt"

	"github.com/dayzero-hsct/dayzero/hl7v2"
)

func ExampleParse() {
	raw := "MSH|^~\\&|LIS|LAB|||20250102093000||ORU^R01|M1|P|2.5.1\rOBX|1|SN|CMV^CMV DNA^L||<^50|[IU]/mL|||||F\r"
	m, err := hl7v2.Parse([]byte(raw), hl7v2.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	obx, _ := m.Find("OBX")
	fmt.Println(obx.Field(3).Component(2).Text(), obx.Field(5).Component(1).Text(), obx.Field(5).Component(2).Text(), obx.Field(6).Text())
	// Output: CMV DNA < 50 [IU]/mL
}

func ExampleAcknowledge() {
	m, _ := hl7v2.Parse([]byte("MSH|^~\\&|LIS|LAB|||20250102093000||ORU^R01|M1|P|2.5.1\r"), hl7v2.Options{})
	header, _ := hl7v2.HeaderOf(m)
	answer := hl7v2.Acknowledge(header, hl7v2.Answer{Code: hl7v2.Accepted, Control: "A1", Time: "20250102093001"})
	msa, _ := answer.Find("MSA")
	fmt.Println(msa.Field(1).Text(), msa.Field(2).Text())
	// Output: AA M1
}
