package sheet

import (
	"html/template"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/plan"
)

// FamilyOptions are what the family sheet needs beside the plan.
type FamilyOptions struct {
	Lang      string
	PrintedAt string
	Pedigree  template.HTML                    // the drawn family
	DPB1      func(d plan.Donor) evidence.Text // epitope groups of the donor
	ByRelease func(d plan.Donor) evidence.Text // match by the centre's release, nothing without one
}

// familyView is the family sheet.
type familyView struct {
	common
	Options FamilyOptions
	Title   evidence.Text
	Donors  []familyDonor
}

// familyDonor is one candidate of the sheet.
type familyDonor struct {
	plan.Donor
	DPB1          evidence.Text
	ByRelease     evidence.Text
	Unknown, Said []plan.Note // open gaps and stops; the rest
}

// FamilySheet is one A4 page for a child and the relatives: haplotypes, proof of
// descent, match with both directions, epitope groups, family variant, and what
// is not known yet. Under a strict content security policy it prints as it is.
func FamilySheet(p plan.Plan, o FamilyOptions) template.HTML {
	v := familyView{common: shared(p, o.Lang), Options: o, Title: evidence.Text{EN: "Family and donors", ZH: "家系与供者"}}
	for _, d := range p.Donors {
		one := familyDonor{Donor: d}
		if o.DPB1 != nil {
			one.DPB1 = o.DPB1(d)
		}
		if o.ByRelease != nil {
			one.ByRelease = o.ByRelease(d)
		}
		for _, n := range d.Reasons {
			if (n.Kind == "gap" || n.Kind == "stop") && n.Open() {
				one.Unknown = append(one.Unknown, n)
			} else {
				one.Said = append(one.Said, n)
			}
		}
		v.Donors = append(v.Donors, one)
	}
	return render("family", v, o.Lang)
}

// pair writes the alleles of one person at one locus.
func pair(names []string) string { return strings.Join(names, " · ") }
