package plan

import (
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/hla"
)

func TestWithoutAReleaseDPB1IsComparedByItsFieldsAndSaysSo(t *testing.T) {
	for name, c := range map[string]struct {
		locus LocusMatch
		says  string
	}{
		"the same two names are the same at two fields": {LocusMatch{Locus: "DPB1", Patient: []string{"05:01", "02:01"}, Donor: []string{"05:01", "02:01"}, Known: true, Count: 2}, "is the same at two fields"},
		"another name differs, its group is not known":  {LocusMatch{Locus: "DPB1", Patient: []string{"05:01", "02:01"}, Donor: []string{"05:01", "13:01"}, Known: true, Count: 1}, "DPB1 differs"},
		"one person without a typing":                   {LocusMatch{Locus: "DPB1", Patient: []string{"05:01"}}, "is not typed in both"},
		"another locus alone":                           {LocusMatch{Locus: "A", Known: true, Count: 2}, "is not typed in both"},
	} {
		got := DPB1(hla.NamesOnly(), nil, Donor{Match: Match{Known: true, Loci: []LocusMatch{c.locus}}})
		if !strings.Contains(got.EN, c.says) || got.ZH == "" {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
