package cases

import (
	"regexp"
	"slices"
	"strings"
)

// Classes of one allele by its predicted effect on the protein. A name that does
// not tell stays without a class: nothing is guessed.
const (
	Truncating = "truncating" // frameshift or stop
	Missense   = "missense"   // one amino acid for another
)

// The names as papers write them: p.Arg278Leu, p.R278L, p.(Arg278Leu);
// p.Lys424Argfs*20, p.S205LfsX29, p.Arg814Ter, p.R814*. The form of HGVS is
// checked in package genetics; here only the effect is told apart.
var (
	frameshift  = regexp.MustCompile(`(?i)fs(\*|x|ter)?\d*|frameshift`)
	stopGained  = regexp.MustCompile(`p\.\(?[A-Z][a-z]{0,2}\d+(\*|X\b|Ter\b)`)
	truncation  = regexp.MustCompile(`(?i)\btruncating\b`)
	substituted = regexp.MustCompile(`p\.\(?([A-Z][a-z]{2}|[A-Z])\d+([A-Z][a-z]{2}|[A-Z])\)?($|[^a-zA-Z*])`)
	codingName  = regexp.MustCompile(`c\.[0-9_+*-]+(?:[ACGT]>[ACGT]|(?:delins|del|dup|ins)[ACGT]*)`)
)

// alleleClass tells the class of one allele from its description.
func alleleClass(text string) string {
	switch {
	case frameshift.MatchString(text), stopGained.MatchString(text), truncation.MatchString(text):
		return Truncating
	case strings.Contains(text, "p.Met1") || strings.Contains(text, "p.(Met1") || strings.Contains(text, "p.M1"):
		return "" // loss of the start codon: its effect is not told by the name
	case substituted.MatchString(text + " "):
		return Missense
	}
	return ""
}

// genotype is what a description of both alleles tells: the two classes in
// order, and the coding names in it.
type genotype struct {
	classes []string
	names   []string
}

// class joins the classes of both alleles, "missense+truncating"; empty unless
// both are told.
func (g genotype) class() string {
	if len(g.classes) != 2 || slices.Contains(g.classes, "") {
		return ""
	}
	return strings.Join(g.classes, "+")
}

// readGenotype reads a published genotype such as "c.833G>T p.R278L + frameshift".
func readGenotype(text string) genotype {
	g := genotype{names: codingNames(text)}
	if strings.Contains(strings.ToLower(text), "biallelic truncating") {
		g.classes = []string{Truncating, Truncating}
		return g
	}
	alleles := strings.Split(text, " + ")
	if len(alleles) != 2 {
		return g
	}
	for _, a := range alleles {
		g.classes = append(g.classes, alleleClass(a))
	}
	slices.Sort(g.classes)
	return g
}

// codingNames finds the coding names of a text; the deleted bases that old
// papers repeat are left out, so that c.1271_1275delAAAGA and c.1271_1275del agree.
func codingNames(text string) []string {
	var out []string
	for _, name := range codingName.FindAllString(text, -1) {
		for _, change := range []string{"del", "dup"} {
			if i := strings.Index(name, change); i > 0 && !strings.Contains(name, "delins") {
				name = name[:i+len(change)]
			}
		}
		out = append(out, name)
	}
	return out
}
