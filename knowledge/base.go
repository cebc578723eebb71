package knowledge

import (
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
)

// Base is a loaded knowledge base. It is read-only and safe for use by several
// goroutines. The slices it returns are copies at the first level; their
// elements are shared and must not be changed.
type Base struct {
	version   string
	facts     []Fact
	factByID  map[string]int
	diseases  []Disease
	groups    []Group
	regimens  []Regimen
	platforms []Platform
	drugs     []Drug
	calendar  []CalendarItem
	checklist []ChecklistItem
	cases     []Case
	models    []Model
	exposures []Exposure
	rules     []Rule
	variables []Variable
	programs  map[string]cel.Program
	env       *cel.Env

	laboratory   []LaboratoryItem
	loinc        map[string][2]int // code -> item, code
	localUnits   []LocalUnit
	refusedUnits []RefusedUnit
}

// Version is the SHA-256, in hex, over the sorted paths and contents of the folder.
func (b *Base) Version() string { return b.version }

// VersionShort is the first 8 hex digits of Version.
func (b *Base) VersionShort() string { return b.version[:8] }

// Fact returns the fact with the id.
func (b *Base) Fact(id string) (Fact, bool) {
	i, ok := b.factByID[id]
	if !ok {
		return Fact{}, false
	}
	return b.facts[i], true
}

// Facts returns every fact, ordered by id.
func (b *Base) Facts() []Fact { return slices.Clone(b.facts) }

// FactsUnder returns the facts whose id is the prefix or lies under it:
// "disease.LIG4" gives every fact of that disease, not those of a longer key.
func (b *Base) FactsUnder(prefix string) []Fact {
	prefix = strings.TrimSuffix(prefix, ".")
	var out []Fact
	for _, f := range b.facts {
		if f.ID == prefix || strings.HasPrefix(f.ID, prefix+".") {
			out = append(out, f)
		}
	}
	return out
}

// Diseases returns every disease, ordered by group and key.
func (b *Base) Diseases() []Disease { return slices.Clone(b.diseases) }

// Disease returns the disease with the key.
func (b *Base) Disease(key string) (Disease, bool) {
	return find(b.diseases, func(d Disease) bool { return d.Key == key })
}

// DiseaseOfGene returns the disease of a gene symbol, case and outer blanks
// ignored. A gene the base does not hold is not found, which is not the same as
// harmless: the caller has to treat it as unknown.
func (b *Base) DiseaseOfGene(gene string) (Disease, bool) {
	gene = strings.ToUpper(strings.TrimSpace(gene))
	if gene == "" {
		return Disease{}, false
	}
	if d, ok := find(b.diseases, func(d Disease) bool { return slices.Contains(d.Genes, gene) }); ok {
		return d, true
	}
	return find(b.diseases, func(d Disease) bool {
		return d.GenePrefix != "" && len(gene) > len(d.GenePrefix) && strings.HasPrefix(gene, d.GenePrefix)
	})
}

// Groups returns the repair groups in their clinical order, "none" last.
func (b *Base) Groups() []Group { return slices.Clone(b.groups) }

// Group returns the group with the key.
func (b *Base) Group(key string) (Group, bool) {
	return find(b.groups, func(g Group) bool { return g.Key == key })
}

// Regimens returns every regimen, ordered by id.
func (b *Base) Regimens() []Regimen { return slices.Clone(b.regimens) }

// Regimen returns the regimen with the id, "IEWP-F".
func (b *Base) Regimen(id string) (Regimen, bool) {
	return find(b.regimens, func(r Regimen) bool { return r.ID == id })
}

// Platforms returns every haploidentical platform, ordered by id.
func (b *Base) Platforms() []Platform { return slices.Clone(b.platforms) }

// Drugs returns every drug, ordered by key.
func (b *Base) Drugs() []Drug { return slices.Clone(b.drugs) }

// Drug returns the drug with the key, "treosulfan".
func (b *Base) Drug(key string) (Drug, bool) {
	return find(b.drugs, func(d Drug) bool { return d.Key == key })
}

// Calendar returns every calendar item in the order of its files.
func (b *Base) Calendar() []CalendarItem { return slices.Clone(b.calendar) }

// Checklist returns the rows of the pre-transplant evaluation in their order.
func (b *Base) Checklist() []ChecklistItem { return slices.Clone(b.checklist) }

// Cases returns the published cases and cohorts in their order.
func (b *Base) Cases() []Case { return slices.Clone(b.cases) }

// Rules returns the rules of a scope, ordered by id; "" gives every rule.
func (b *Base) Rules(scope string) []Rule {
	var out []Rule
	for _, r := range b.rules {
		if scope == "" || r.Scope == scope {
			out = append(out, r)
		}
	}
	return out
}

// Rule returns the rule with the id.
func (b *Base) Rule(id string) (Rule, bool) {
	return find(b.rules, func(r Rule) bool { return r.ID == id })
}

// Variables returns the declared inputs of the rules, ordered by name.
func (b *Base) Variables() []Variable { return slices.Clone(b.variables) }

func find[T any](items []T, match func(T) bool) (T, bool) {
	for _, item := range items {
		if match(item) {
			return item, true
		}
	}
	var none T
	return none, false
}
