package fhir_test

import (
	"fmt"

	"github.com/dayzero-hsct/dayzero/fhir"
)

func ExampleDecode() {
	all, err := fhir.Decode([]byte(`{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"718-7"}]},"valueQuantity":{"value":15.0,"code":"g/dL"}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	o := all[0].Resource.(*fhir.Observation)
	fmt.Println(o.Code.Coding[0].Code, o.ValueQuantity.Value, o.ValueQuantity.Code)
	// Output: 718-7 15.0 g/dL
}
