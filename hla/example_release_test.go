package hla_test

import (
	"fmt"
	"os"
	"strings"
	"testing/fstest"

	"github.com/dayzero-hsct/dayzero/hla"
)

// exampleRelease is a tiny nomenclature release, synthetic.
func exampleRelease() (*hla.Release, error) {
	header := "# version: IPD-IMGT/HLA 0.0.1\n"
	return hla.LoadRelease(fstest.MapFS{
		"wmda/hla_nom.txt":     {Data: []byte(header + "A;2;19680101;;;\nA*;02:01:01:01;20000101;;;\nA*;02:01:01:02;20000101;;;\nA*;02:07;20000101;;;\nA*;11:01;20000101;;;\n")},
		"wmda/hla_nom_g.txt":   {Data: []byte(header + "A*;02:01:01:01/02:01:01:02;02:01:01G\nA*;02:07;\nA*;11:01;\n")},
		"wmda/hla_nom_p.txt":   {Data: []byte(header + "A*;02:01:01:01/02:01:01:02;02:01P\nA*;02:07;\nA*;11:01;\n")},
		"wmda/rel_dna_ser.txt": {Data: []byte(header + "A*;02:01:01:01;2;;;\nA*;02:01:01:02;2;;;\nA*;02:07;2;;;\nA*;11:01;?;;;\n")},
		"wmda/rel_ser_ser.txt": {Data: []byte(header + "A;2;;\n")},
	})
}

func ExampleRelease_Reduce() {
	release, err := exampleRelease()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, mode := range []hla.Mode{hla.ModeG, hla.ModeP, hla.ModeW, hla.ModeS} {
		reduced, err := release.Reduce("A*02:01+A*02:07/A*11:01", mode, hla.ReduceOptions{})
		fmt.Println(mode, reduced, err)
	}
	// Output:
	// G A*02:01:01G+A*02:07/A*11:01 <nil>
	// P A*02:01P+A*02:07/A*11:01 <nil>
	// W A*02:01:01:01/A*02:01:01:02+A*02:07/A*11:01 <nil>
	// S A2+A2 <nil>
}

func ExampleRelease_Match() {
	release, err := exampleRelease()
	if err != nil {
		fmt.Println(err)
		return
	}
	patient, err := release.ReadGenotype("A*02:01+A*11:01", hla.GenotypeOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	donor, err := release.ReadGenotype("A*02:XX+A*11:01", hla.GenotypeOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	score, err := release.Match(patient, donor, hla.ScoreOptions{Loci: []hla.Locus{hla.A}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(score.Sentence("en"))
	fmt.Println(score.Loci[0].Sentence("en"))
	// Output:
	// 1 of 2 match for certain, 2 can; GvH at least 0, HvG at least 0 (WMDA 2016; IPD-IMGT/HLA 0.0.1).
	// A: 2 of 2 possible, GvH 0, HvG 0; A*02:01 and A*02:XX share A*02:01P (hla_nom_p.txt:2); A*11:01 and A*11:01 share A*11:01.
}

// Two synthetic haplotypes explain the donor's open typing.
func ExampleFrequencies_Predict() {
	set, err := hla.LoadFrequencies("synthetic", strings.NewReader("A*02:01~B*07:02,1,0.9\nA*02:07~B*46:01,1,0.1\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := set.Predict("A*02:01+A*02:01^B*07:02+B*07:02", "A*02:01+A*02:XX^B*07:02/B*46:01+B*07:02", hla.PredictOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.P0.Percent(), p.P1.Percent(), p.P2.Percent())
	// Output:
	// 82 % 0 % 18 %
}

func ExampleRunFamily() {
	rows := "family\tperson\ttyped\tphenotype_unphased\n" +
		"one\tchild1\ttyped\tA*02:07+A*11:01^B*46:01+B*13:01^DRB1*09:01+DRB1*15:01\n" +
		"one\tchild2\ttyped\tA*02:07+A*11:01^B*46:01+B*13:01^DRB1*09:01+DRB1*15:01\n"
	if _, err := hla.RunFamily(strings.NewReader(rows), os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {"family":"one","a":"child1","b":"child2","sharedHaplotypes":null,"descent":"undetermined","phenotypicallyIdentical":true,"match":{"count":6,"of":6},"reason":"Phenotypically identical, descent not proven; the father is not typed; the mother is not typed."}
}
