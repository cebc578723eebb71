package hla

import (
	"fmt"
	"slices"
	"strings"
)

// glOperators are the operators of the genotype list string 1.1, loosest
// first: "?" between possible gene locations, "^" between loci, "|" between
// alternative genotypes, "+" between gene copies, "~" between alleles in phase,
// "/" between alternative alleles (Mack 2023, doi:10.1111/tan.15126).
const glOperators = "?^|+~/"

// maxGL bounds a genotype list string in bytes; the longest known expansion of
// a whole typing stays far below.
const maxGL = 1 << 20

// GLString is a genotype list string 1.1. The zero value is empty and prints
// "". It is immutable; String prints what was read.
type GLString struct {
	operator byte // one of glOperators; 0 for one name
	parts    []GLString
	name     Name
	prefixed bool // written with "HLA-"
}

// ParseGL reads a genotype list string. Every name must have a known form;
// every refusal is collected in Problems, each with the number of the name.
func ParseGL(text string) (GLString, error) {
	if text == "" {
		return GLString{}, &Error{Kind: KindBlank, Sentence: "the genotype list string is empty"}
	}
	if len(text) > maxGL {
		return GLString{}, &Error{Kind: KindForm, Input: clip(text), Sentence: "the genotype list string is longer than a megabyte"}
	}
	var problems Problems
	count := 0
	g := parseGL(text, 0, &count, &problems)
	if len(problems) > 0 {
		return GLString{}, problems
	}
	return g, nil
}

func parseGL(text string, level int, count *int, problems *Problems) GLString {
	for ; level < len(glOperators); level++ {
		operator := glOperators[level]
		if strings.IndexByte(text, operator) < 0 {
			continue
		}
		g := GLString{operator: operator}
		for _, part := range strings.Split(text, string(operator)) {
			g.parts = append(g.parts, parseGL(part, level+1, count, problems))
		}
		return g
	}
	*count++
	name, err := ReadName(text)
	if text == "" {
		err = &Error{Kind: KindBlank, Sentence: "an operator of the genotype list string has nothing beside it"}
	}
	if err != nil {
		*problems = append(*problems, within(fmt.Sprintf("name %d", *count), err)...)
	}
	return GLString{name: name, prefixed: strings.HasPrefix(text, "HLA-")}
}

// Empty tells whether nothing was read.
func (g GLString) Empty() bool { return g.operator == 0 && g.name == Name{} }

// String prints the string; ParseGL reads it back to the same value.
func (g GLString) String() string {
	var b strings.Builder
	g.write(&b)
	return b.String()
}

func (g GLString) write(b *strings.Builder) {
	if g.operator == 0 {
		if g.prefixed {
			b.WriteString("HLA-")
		}
		b.WriteString(g.name.String())
		return
	}
	for i, part := range g.parts {
		if i > 0 {
			b.WriteByte(g.operator)
		}
		part.write(b)
	}
}

// Names lists every name from left to right.
func (g GLString) Names() []Name {
	if g.operator == 0 {
		if g.Empty() {
			return nil
		}
		return []Name{g.name}
	}
	var out []Name
	for _, part := range g.parts {
		out = append(out, part.Names()...)
	}
	return out
}

// split gives the parts under an operator, or the whole as one part.
func (g GLString) split(operator byte) []GLString {
	if g.operator == operator {
		return g.parts
	}
	return []GLString{g}
}

// Sorted gives the string in its canonical order: every list but "~" sorted by
// CompareGL, and doubles dropped from every list but "+" and "~".
func (g GLString) Sorted() GLString { return g.sortedBy(nil) }

// sortedBy sorts with an order of its own for each operator; nil is CompareGL.
func (g GLString) sortedBy(order func(operator byte, a, b GLString) int) GLString {
	if g.operator == 0 {
		return g
	}
	out := GLString{operator: g.operator}
	for _, part := range g.parts {
		out.parts = append(out.parts, part.sortedBy(order))
	}
	if g.operator == '~' {
		return out
	}
	slices.SortStableFunc(out.parts, func(a, b GLString) int {
		if order != nil {
			return order(g.operator, a, b)
		}
		return CompareGL(a, b)
	})
	if g.operator != '+' {
		out.parts = slices.CompactFunc(out.parts, func(a, b GLString) bool { return a.String() == b.String() })
	}
	if len(out.parts) == 1 {
		return out.parts[0]
	}
	return out
}

// CompareGL is a total order of genotype list strings: name by name from the
// left, then the text.
func CompareGL(a, b GLString) int {
	if c := slices.CompareFunc(a.Names(), b.Names(), CompareNames); c != 0 {
		return c
	}
	return strings.Compare(a.String(), b.String())
}

// referenceOrder is the order of NamingFirst: text between loci and genotypes;
// the numbers of the first allele, whatever its locus, between gene copies and
// alleles; text between lists of antigens.
func referenceOrder(operator byte, a, b GLString) int {
	x, y := a.Names(), b.Names()
	lists := len(x) > 1 || len(y) > 1
	if operator != '/' && operator != '+' || len(x) == 0 || len(y) == 0 || lists && x[0].form == FormSerology {
		return strings.Compare(a.String(), b.String())
	}
	if c := slices.Compare(arrayOf(x[0]), arrayOf(y[0])); c != 0 {
		return c
	}
	if operator == '/' {
		return compareFields(x[0], y[0])
	}
	return strings.Compare(a.String(), b.String())
}

func arrayOf(n Name) []int {
	numbers := n.numbers()
	return numbers[:]
}

// Check tells what is written in form and yet makes no sense: one locus in two
// blocks, or several loci in one list of alleles or one genotype. DRB3, DRB4
// and DRB5 may share a block, with DRB1 too where phase is given. The problems
// are advice to whoever sent the string; ParseGL accepts it.
func (g GLString) Check() Problems {
	var problems Problems
	for _, location := range g.split('?') {
		seen := map[string]bool{}
		for _, block := range location.split('^') {
			here := map[string]bool{}
			for _, name := range block.Names() {
				here[drbBlock(name.gene)] = true
			}
			for gene := range here {
				if seen[gene] {
					problems = append(problems, &Error{Kind: KindDuplicate, Input: clip(block.String()), Sentence: fmt.Sprintf("%s stands in more than one block", gene)})
				}
				seen[gene] = true
			}
			problems = append(problems, block.checkBlock(len(here))...)
		}
	}
	slices.SortFunc(problems, func(a, b *Error) int { return strings.Compare(a.Sentence+a.Input, b.Sentence+b.Input) })
	return problems
}

func (g GLString) checkBlock(genes int) Problems {
	if genes > 1 && !strings.Contains(g.String(), "~") {
		return Problems{{Kind: KindForm, Input: clip(g.String()), Sentence: "one block holds several loci without phase"}}
	}
	return nil
}

// drbBlock names DRB3, DRB4 and DRB5 as one, since a chromosome carries one of
// them at most.
func drbBlock(gene string) string {
	if Locus(gene).mayBeAbsent() {
		return "DRB3/4/5"
	}
	return gene
}
