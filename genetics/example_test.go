package genetics_test

import (
	"fmt"

	"github.com/dayzero-hsct/dayzero/genetics"
)

// Two published LIG4 variants, assigned here to a synthetic family.
func Example() {
	father, err := genetics.ParseHGVS("NM_206937.2:c.2440C>T")
	if err != nil {
		fmt.Println(err)
		return
	}
	mother, err := genetics.ParseHGVS("NM_206937.2:c.1904del")
	if err != nil {
		fmt.Println(err)
		return
	}
	family := genetics.Family{Mode: genetics.AutosomalRecessive, Observations: []genetics.Observation{
		{Variant: father, Zygosity: genetics.Heterozygous, Origin: genetics.Paternal, Method: "parental Sanger"},
		{Variant: mother, Zygosity: genetics.Heterozygous, Origin: genetics.Maternal, Method: "parental Sanger"},
	}}
	fmt.Println(genetics.Biallelic(family.Observations, family.Mode).Verdict)
	sister := family.Status(genetics.Relative{Kinship: genetics.FullSibling, Results: []genetics.Result{
		{Variant: father, Presence: genetics.Absent},
		{Variant: mother, Presence: genetics.Present, Zygosity: genetics.Heterozygous},
	}})
	fmt.Println(sister.Status, "-", sister.Reason.EN)
	fmt.Println(genetics.SiblingPrior(family.Mode, "", false).IdenticalAndUnaffected)
	// Output:
	// proven
	// carrier - heterozygous for NM_206937.2:c.1904del alone
	// 3/16
}

func ExampleClassify() {
	criteria, err := genetics.ParseCriteria([]string{"PVS1", "PM2"})
	if err != nil {
		fmt.Println(err)
		return
	}
	c := genetics.Classify(criteria)
	fmt.Printf("rules: %s; %d points: %s; disagree: %v\n", c.Rules, c.Points, c.PointsClass, c.Disagree)
	// Output: rules: likely pathogenic; 10 points: pathogenic; disagree: true
}

func ExampleParseHGVS() {
	v, err := genetics.ParseHGVS("p.R814*")
	fmt.Println(v, v.Canonical(), err)
	// Output: p.R814* p.Arg814Ter <nil>
}
