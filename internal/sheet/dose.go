package sheet

import (
	"regexp"
	"strings"

	"github.com/dayzero-hsct/dayzero/plan"
)

var (
	bareDecimal  = regexp.MustCompile(`(^|[^0-9.,])\.([0-9])`)
	trailingZero = regexp.MustCompile(`([0-9]+)\.([0-9]*[1-9])?0+($|[^0-9.])`)
	microgram    = regexp.MustCompile(`(^|[\s0-9/])(?:µg|μg|ug|mcg)($|[\s/,;)·])`)
)

// written puts an amount into the form of a safe order: a leading zero always
// (0.5, never .5), a trailing zero never (6, never 6.0), micrograms in full,
// square metres with their exponent. It changes the writing, never the value.
func written(amount string) string {
	amount = bareDecimal.ReplaceAllString(amount, "${1}0.$2")
	amount = trailingZero.ReplaceAllStringFunc(amount, func(found string) string {
		part := trailingZero.FindStringSubmatch(found)
		if part[2] == "" {
			return part[1] + part[3]
		}
		return part[1] + "." + part[2] + part[3]
	})
	amount = microgram.ReplaceAllString(amount, "${1}micrograms$2")
	return unit(amount)
}

// unit writes square metres as m² wherever UCUM has m2, and cell doses as
// powers of ten.
func unit(s string) string {
	s = strings.ReplaceAll(s, "/m2", "/m²")
	s = strings.ReplaceAll(s, "10*6/", "×10⁶/")
	s = strings.ReplaceAll(s, "10*8/", "×10⁸/")
	if s == "m2" {
		return "m²"
	}
	if rest, found := strings.CutSuffix(s, " m2"); found {
		return rest + " m²"
	}
	return s
}

// amount writes a figure with its unit, or a dash when it is not known.
func amount(f plan.Figure) string { return written(f.String()) }

// short is the first twelve characters of a hash.
func short(hash string) string {
	if len(hash) > 12 {
		return hash[:12]
	}
	return hash
}
