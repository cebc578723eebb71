package hla_test

import (
	"fmt"

	"github.com/dayzero-hsct/dayzero/hla"
)

// A synthetic family: brother and sister carry the same two haplotypes.
func ExampleSegregate() {
	father, err := hla.ParseTyping("A*02:07+A*33:03^C*01:02+C*03:02^B*46:01+B*58:01^DRB1*03:01+DRB1*09:01^DQB1*02:01+DQB1*03:03^DPB1*04:01+DPB1*05:01")
	if err != nil {
		fmt.Println(err)
		return
	}
	mother, err := hla.ParseTyping("A*11:01+A*24:02^C*03:04+C*07:02^B*13:01+B*40:01^DRB1*12:02+DRB1*15:01^DQB1*03:01+DQB1*06:02^DPB1*02:01+DPB1*13:01")
	if err != nil {
		fmt.Println(err)
		return
	}
	child, err := hla.ParseTyping("A*02:07+A*11:01^C*01:02+C*07:02^B*40:01+B*46:01^DRB1*09:01+DRB1*15:01^DQB1*03:03+DQB1*06:02^DPB1*02:01+DPB1*05:01")
	if err != nil {
		fmt.Println(err)
		return
	}
	family, err := hla.Segregate(father, mother, []hla.Child{{Name: "child", Typing: child}, {Name: "sister", Typing: child}})
	if err != nil {
		fmt.Println(err)
		return
	}
	relation, _ := family.Between("child", "sister")
	fmt.Println(relation.Descent.Label().EN+":", relation.Match.Count, "of", relation.Match.Of)
	fmt.Println(relation.Reason.EN)
	// Output:
	// genotypically identical, segregation proven: 12 of 12
	// Both parents typed, four haplotypes told apart; no crossover between the two from A to DPB1; both haplotypes shared by descent. Both carry a and c.
}

func ExampleCompare() {
	patient, err := hla.ParseTyping("A*02:07+A*11:01^B*40:01+B*46:01")
	if err != nil {
		fmt.Println(err)
		return
	}
	donor, err := hla.ParseTyping("A*02:07+A*11:01^B*46:01+B*46:01")
	if err != nil {
		fmt.Println(err)
		return
	}
	match := hla.Compare(patient, donor, []hla.Locus{hla.A, hla.B})
	fmt.Println(match.Sentence("en"))
	fmt.Println(match.Loci[1].Sentence("en"))
	// Output:
	// 3 of 4 match, GvH 1, HvG 0 (WMDA 2016; two-field names, no release loaded).
	// B: 1 of 2 match; the donor lacks 1 of the patient's (GvH 1).
}
