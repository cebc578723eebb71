package chart

import (
	"slices"
	"strings"
)

// Diagnoses returns the diagnoses of the child that stand at the moment, oldest
// first: neither excluded, nor suspected and excluded later. A confirmed one
// that a later entry excludes still stands, and Contradicted names the entry
// that disputes it; so does each of two diagnoses of different genes.
func (v View) Diagnoses() []Item[*Diagnosis] {
	all := OfTheChild[*Diagnosis](v)
	return Where(all, func(d Item[*Diagnosis]) bool {
		_, excluded := excludedLater(d, all)
		return d.Data.Certainty != "excluded" && (d.Data.Certainty == "confirmed" || !excluded)
	})
}

// Diagnosis returns the latest confirmed diagnosis of the child that stands, or
// else the latest suspected one; false when none does.
func (v View) Diagnosis() (Item[*Diagnosis], bool) {
	standing := v.Diagnoses()
	if d, ok := Last(Where(standing, func(d Item[*Diagnosis]) bool { return d.Data.Certainty == "confirmed" })); ok {
		return d, true
	}
	return Last(standing)
}

// Contradicted returns the entry that disputes the diagnosis that stands: one
// that excludes the same condition although it was confirmed, or one that names
// another gene and stands too.
func (v View) Contradicted() (Item[*Diagnosis], bool) {
	stands, ok := v.Diagnosis()
	if !ok {
		return Item[*Diagnosis]{}, false
	}
	if by, disputed := excludedLater(stands, OfTheChild[*Diagnosis](v)); disputed {
		return by, true
	}
	return Last(Where(v.Diagnoses(), func(d Item[*Diagnosis]) bool {
		a, b := geneOf(d.Data), geneOf(stands.Data)
		return a != "" && b != "" && a != b
	}))
}

// excludedLater finds a later entry that excludes the condition of d.
func excludedLater(d Item[*Diagnosis], all []Item[*Diagnosis]) (Item[*Diagnosis], bool) {
	after := false
	for _, e := range all {
		if after && e.Data.Certainty == "excluded" && sameCondition(d.Data, e.Data) {
			return e, true
		}
		after = after || e.ID == d.ID
	}
	return Item[*Diagnosis]{}, false
}

// sameCondition compares the genes, or the names where one has no gene.
func sameCondition(a, b *Diagnosis) bool {
	if g, h := geneOf(a), geneOf(b); g != "" && h != "" {
		return g == h
	}
	return a.Disease != "" && strings.EqualFold(strings.TrimSpace(a.Disease), strings.TrimSpace(b.Disease))
}

func geneOf(d *Diagnosis) string { return strings.ToUpper(strings.TrimSpace(d.Gene)) }

// GraftOf returns the graft that was infused, as it stands: an infusion goes on
// naming the entry it was recorded with when the graft was corrected later. False
// where no graft of that name stands.
func (v View) GraftOf(i *Infusion) (Item[*Graft], bool) {
	for _, g := range All[*Graft](v) {
		if g.ID == i.Graft || slices.ContainsFunc(v.Corrected(g.ID), func(old Entry) bool { return old.ID == i.Graft }) {
			return g, true
		}
	}
	return Item[*Graft]{}, false
}
