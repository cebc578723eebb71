package hla

import "fmt"

// Locus is one classical HLA gene, written without the prefix "HLA-".
type Locus string

// The loci of this package.
const (
	A    Locus = "A"
	C    Locus = "C"
	B    Locus = "B"
	DRB1 Locus = "DRB1"
	DRB3 Locus = "DRB3"
	DRB4 Locus = "DRB4"
	DRB5 Locus = "DRB5"
	DQA1 Locus = "DQA1"
	DQB1 Locus = "DQB1"
	DPA1 Locus = "DPA1"
	DPB1 Locus = "DPB1"
)

// Loci lists every locus of this package in the order in which typings print,
// which for A, C, B, DRB1, DQB1 and DPB1 is their order on chromosome 6.
func Loci() []Locus {
	return []Locus{A, C, B, DRB1, DRB3, DRB4, DRB5, DQA1, DQB1, DPA1, DPB1}
}

// FamilyLoci lists the loci by which haplotypes are followed through a family,
// in their order along chromosome 6p21 (telomere to centromere).
func FamilyLoci() []Locus { return []Locus{A, C, B, DRB1, DQB1, DPB1} }

// LociOf6 gives A, B, DRB1: a match out of six.
func LociOf6() []Locus { return []Locus{A, B, DRB1} }

// LociOf8 gives A, C, B, DRB1: a match out of eight.
func LociOf8() []Locus { return []Locus{A, C, B, DRB1} }

// LociOf10 gives A, C, B, DRB1, DQB1: a match out of ten.
func LociOf10() []Locus { return []Locus{A, C, B, DRB1, DQB1} }

// LociOf12 gives A, C, B, DRB1, DQB1, DPB1: a match out of twelve.
func LociOf12() []Locus { return []Locus{A, C, B, DRB1, DQB1, DPB1} }

// ParseLocus reads a locus name such as "DRB1" or "HLA-DRB1". It refuses any
// other gene with a *Error of KindLocus.
func ParseLocus(text string) (Locus, error) {
	name := Locus(trimPrefixHLA(text))
	if name.order() < 0 {
		return "", &Error{Kind: KindLocus, Input: text, Sentence: fmt.Sprintf(
			"%q is not a locus known here; known are A, B, C, DRB1, DRB3, DRB4, DRB5, DQA1, DQB1, DPA1 and DPB1", clip(text))}
	}
	return name, nil
}

// order gives the place of the locus in Loci, or -1.
func (l Locus) order() int {
	for i, known := range Loci() {
		if l == known {
			return i
		}
	}
	return -1
}

// mayBeAbsent tells whether the gene is missing from some chromosomes, so that
// one reported allele does not mean two equal ones.
func (l Locus) mayBeAbsent() bool { return l == DRB3 || l == DRB4 || l == DRB5 }
