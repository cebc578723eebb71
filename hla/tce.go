package hla

import (
	"fmt"
	"slices"
	"strings"
)

// tceRow is one row of tce/dpb_tce.csv, version 2 of the assignment.
type tceRow struct {
	group string // "1", "2", "3", "0" not expressed
	row   int
}

// readTCE reads tce/dpb_tce.csv: Allele,Protein,V1,V2,Comments. The first digit
// of V2 is the group: "3$" by functional distance, "2a" changed since V1.
func (l *loader) readTCE() {
	const file = "tce/dpb_tce.csv"
	rows, ok := l.rows(file, ",", false)
	if !ok {
		l.release.missing = append(l.release.missing, "tce/dpb_tce.csv: no DPB1 mismatch can be called permissive or not")
		return
	}
	for _, r := range rows {
		if len(r.fields) < 4 {
			l.refuse(file, r.line, "the row has %d fields instead of 5", len(r.fields))
			continue
		}
		if r.fields[0] == "Allele" || r.fields[3] == "" || r.fields[3] == "NA" {
			continue
		}
		group := r.fields[3][:1]
		if !strings.Contains("0123", group) {
			l.refuse(file, r.line, "%q is not a TCE group", clip(r.fields[3]))
			continue
		}
		l.release.tce[r.fields[0]] = tceRow{group, r.line}
	}
}

// TCEVerdict is the closed list of answers about a DPB1 pair.
type TCEVerdict string

// The verdicts, as the command prints them.
const (
	TCEMatch            TCEVerdict = "match"
	TCEPermissive       TCEVerdict = "permissive"
	TCENonPermissiveGvH TCEVerdict = "non-permissive-gvh"
	TCENonPermissiveHvG TCEVerdict = "non-permissive-hvg"
	TCEUnknown          TCEVerdict = "unknown"
)

// TCEGroups are the T-cell epitope groups that one DPB1 position may have, 1
// the most immunogenic. Empty: not assigned. One: settled.
type TCEGroups []int

// String gives "2", "2|3", or "" where nothing is assigned.
func (g TCEGroups) String() string {
	parts := make([]string, len(g))
	for i, group := range g {
		parts[i] = fmt.Sprint(group)
	}
	return strings.Join(parts, "|")
}

// TCEPair compares the groups of two DPB1 typings that differ: the lowest
// number of each side decides. p = d is permissive, p < d non-permissive in the
// GvH direction, p > d in the HvG direction (Arrieta-Bolaños 2018, Blood Adv
// 2:1773). A position that is not assigned may be of any group; where every
// choice gives one answer, that is the answer, and unknown otherwise.
func TCEPair(patient, donor [2]TCEGroups) TCEVerdict {
	found := map[TCEVerdict]bool{}
	for _, p := range lowestGroups(patient) {
		for _, d := range lowestGroups(donor) {
			switch {
			case p == d:
				found[TCEPermissive] = true
			case p < d:
				found[TCENonPermissiveGvH] = true
			default:
				found[TCENonPermissiveHvG] = true
			}
		}
	}
	if len(found) == 1 {
		for verdict := range found {
			return verdict
		}
	}
	return TCEUnknown
}

func lowestGroups(pair [2]TCEGroups) []int {
	either := func(g TCEGroups) []int {
		if len(g) == 0 {
			return []int{1, 2, 3}
		}
		return g
	}
	var out []int
	for _, x := range either(pair[0]) {
		for _, y := range either(pair[1]) {
			if low := min(x, y); !slices.Contains(out, low) {
				out = append(out, low)
			}
		}
	}
	slices.Sort(out)
	return out
}

// tceOf gives the groups of a set of DPB1 alleles. Nulls count for nothing;
// alleles without assignment are dropped where another one of the set has a
// group, as the published rule for allele strings has it.
func (r *Release) tceOf(members []int32) TCEGroups {
	var out TCEGroups
	for _, i := range members {
		if group := number(r.tce[r.alleles[i].text].group); group > 0 && !slices.Contains(out, group) {
			out = append(out, group)
		}
	}
	slices.Sort(out)
	return out
}
