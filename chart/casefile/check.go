package casefile

import (
	"maps"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/genetics"
	"github.com/dayzero-hsct/dayzero/hla"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// checker looks at what no single entry shows: references between entries,
// people, and the order of birth and everything after it.
type checker struct {
	*decoder
	entries map[string]chart.Entry
	people  map[string]chart.Entry // by person id; the entry that introduced them
	births  map[string]birth
	child   string // person id of the recipient
	// corrected names the correction of each corrected entry.
	corrected map[string]string
	sortedIDs []string
}

type birth struct {
	on day.Date
	at string // path of the date
}

func (d *decoder) check(c chart.Case) {
	k := &checker{decoder: d, entries: map[string]chart.Entry{}, people: map[string]chart.Entry{}, births: map[string]birth{}, corrected: map[string]string{}}
	for _, e := range c.Entries {
		k.entries[e.ID] = e
	}
	k.readPeople(c)
	for _, e := range c.Entries {
		k.references(e)
		k.corrections(e)
		k.names(e)
	}
	k.order(c)
}

func at(e chart.Entry, key string) string { return "entries[" + e.ID + "]." + key }

func (k *checker) report(e chart.Entry, key, format string, args ...any) {
	path := at(e, key)
	where, found := k.places[path]
	if !found {
		where = k.places[at(e, "id")]
	}
	k.add(where, path, format, args...)
}

// reported tells whether something is already said about a value.
func (k *checker) reported(path string) bool {
	return slices.ContainsFunc(k.problems, func(p Problem) bool { return p.Path == path })
}

// readPeople finds who is who. A correction of a person keeps the person's id in
// about.
func (k *checker) readPeople(c chart.Case) {
	recipients := 0
	for _, e := range c.Entries {
		on, role := day.Date{}, ""
		switch p := e.Payload.(type) {
		case *chart.Person:
			on, role = p.Birth, p.Role
		case *chart.FamilyMember:
			on = p.Birth
		default:
			continue
		}
		id := e.ID
		switch {
		case e.Supersedes != "" && e.About == "":
			k.report(e, "about", "a correction of a person names the person here, so that the record stays with them")
			continue
		case e.Supersedes != "":
			id = e.About
		case e.About != "" && e.About != e.ID:
			k.report(e, "about", "an entry that introduces a person is about that person; leave this out")
		}
		if role == "recipient" && e.Supersedes == "" {
			recipients++
			if recipients > 1 {
				k.report(e, "data.role", "the case already has a recipient, %s; a case file is about one child", k.child)
			}
			k.child = id
		}
		k.people[id] = e
		if on.Known() {
			k.births[id] = birth{on, at(e, "data.birth")}
		}
	}
	if recipients == 0 && !k.broken(c) {
		k.add(k.places["entries"], "entries", "no person with the role recipient is recorded; a case file is about one child")
	}
}

// broken reports whether a person could not be read, which is reported already.
func (k *checker) broken(c chart.Case) bool {
	return slices.ContainsFunc(c.Entries, func(e chart.Entry) bool { return e.Payload == nil })
}

// references checks that every id which an entry names exists.
func (k *checker) references(e chart.Entry) {
	if e.About != "" {
		k.person(e, "about", e.About)
	}
	switch p := e.Payload.(type) {
	case *chart.Decision:
		donor := p.What == "donor" || p.What == "backup-donor"
		if donor && p.Choice != "none" {
			k.donor(e, "data.choice", p.Choice)
		}
	case *chart.Graft:
		k.donor(e, "data.donor", p.Donor)
	case *chart.DonorAntibody:
		if p.Donor != "" {
			k.donor(e, "data.donor", p.Donor)
		}
	case *chart.Infusion:
		k.entryOf(e, "data.graft", p.Graft, "graft")
	case *chart.MedicationAdministration:
		if p.Order != "" {
			k.entryOf(e, "data.order", p.Order, "medication-order")
		}
	case *chart.Signature:
		_, entry := k.entries[p.Ref]
		if p.Ref != "" && !entry {
			k.report(e, "data.ref", "no entry and no person has the id %q%s", clip(p.Ref), k.near(p.Ref, k.ids()))
		}
	}
}

// ids lists the ids of all entries in order.
func (k *checker) ids() []string {
	if k.sortedIDs == nil {
		k.sortedIDs = slices.Sorted(maps.Keys(k.entries))
	}
	return k.sortedIDs
}

func (k *checker) person(e chart.Entry, key, id string) bool {
	if _, ok := k.people[id]; ok {
		return true
	}
	known := slices.Sorted(maps.Keys(k.people))
	if id != "" {
		k.report(e, key, "no person has the id %q%s", clip(id), k.near(id, known))
	}
	return false
}

func (k *checker) donor(e chart.Entry, key, id string) {
	if k.person(e, key, id) && id == k.child {
		k.report(e, key, "%q is the recipient and cannot be the donor", clip(id))
	}
}

func (k *checker) entryOf(e chart.Entry, key, id string, kind chart.Kind) {
	other, ok := k.entries[id]
	switch {
	case id == "":
	case !ok:
		k.report(e, key, "no entry has the id %q%s", clip(id), k.near(id, k.ids()))
	case other.Payload != nil && other.Payload.Kind() != kind:
		k.report(e, key, "%q is an entry of kind %s; one of kind %s is expected", clip(id), other.Payload.Kind(), kind)
	}
}

// corrections checks what an entry supersedes.
func (k *checker) corrections(e chart.Entry) {
	_, withdraws := e.Payload.(*chart.Withdrawal)
	if e.Supersedes == "" {
		if withdraws {
			k.report(e, "supersedes", "a withdrawal names the entry it withdraws")
		}
		return
	}
	other, ok := k.entries[e.Supersedes]
	switch {
	case !ok:
		k.report(e, "supersedes", "no entry has the id %q%s", clip(e.Supersedes), k.near(e.Supersedes, k.ids()))
		return
	case k.circle(e):
		k.report(e, "supersedes", "the corrections run in a circle")
		return
	case withdraws && other.Payload != nil && !chart.Withdrawable(other.Payload.Kind()):
		k.report(e, "supersedes", "an entry of kind %s is corrected and never withdrawn", other.Payload.Kind())
	case !withdraws && e.Payload != nil && other.Payload != nil && e.Payload.Kind() != other.Payload.Kind():
		k.report(e, "supersedes", "an entry of kind %s cannot correct one of kind %s", e.Payload.Kind(), other.Payload.Kind())
	}
	if by, twice := k.corrected[e.Supersedes]; twice {
		k.report(e, "supersedes", "%q is already corrected by %s; correct that entry", clip(e.Supersedes), by)
	}
	k.corrected[e.Supersedes] = e.ID
	unnamed := e.About == "" && isPerson(e) // reported already
	if !unnamed && k.personOf(e) != k.personOf(other) {
		k.report(e, "supersedes", "the corrected entry is about another person (%s)", k.personOf(other))
	}
	if e.Reason == "" {
		k.report(e, "reason", "a correction says why it was made")
	}
}

func (k *checker) circle(e chart.Entry) bool {
	seen := map[string]bool{}
	for id := e.ID; id != ""; id = k.entries[id].Supersedes {
		if seen[id] {
			return true
		}
		seen[id] = true
	}
	return false
}

// personOf is the person an entry is about.
func (k *checker) personOf(e chart.Entry) string {
	if e.About != "" {
		return e.About
	}
	if isPerson(e) {
		return e.ID
	}
	return k.child
}

// isPerson reports whether an entry introduces or corrects a person.
func isPerson(e chart.Entry) bool {
	switch e.Payload.(type) {
	case *chart.Person, *chart.FamilyMember:
		return true
	}
	return false
}

// dimensions of the measurements that doses and endpoints rest on.
var dimensions = map[string][]quantity.Dimension{
	"body-weight":        {quantity.DimensionMass},
	"length":             {quantity.DimensionLength},
	"height":             {quantity.DimensionLength},
	"head-circumference": {quantity.DimensionLength},
	"haemoglobin":        {quantity.DimensionMassConcentration, quantity.DimensionSubstanceConcentration},
	"neutrophils":        {quantity.DimensionCount},
	"platelets":          {quantity.DimensionCount},
	"creatinine":         {quantity.DimensionSubstanceConcentration, quantity.DimensionMassConcentration},
	"cystatin-c":         {quantity.DimensionMassConcentration},
	"gfr":                {quantity.DimensionFiltration, quantity.DimensionClearance},
	"chimerism":          {quantity.DimensionPercent},
	"ciclosporin-trough": {quantity.DimensionMassConcentration},
	"igg":                {quantity.DimensionMassConcentration},
}

// lastStep is the last of the twelve steps of the journey.
const lastStep = 12

// names checks what has a nomenclature of its own: HLA, HGVS, and the dimension
// of well-known measurements.
func (k *checker) names(e chart.Entry) {
	switch p := e.Payload.(type) {
	case *chart.StageChange:
		if (p.Step < 1 || p.Step > lastStep) && !k.reported(at(e, "data.step")) {
			k.report(e, "data.step", "the journey has steps 1 to %d", lastStep)
		}
	case *chart.Measurement:
		if fits, known := dimensions[p.What]; known && p.Value.Known() && !slices.Contains(fits, p.Value.Dimension()) {
			k.report(e, "data.value", "%q is a %s; %s is a %s", clip(p.Value.String()), p.Value.Dimension(), p.What, fits[0])
		}
	case *chart.HLATyping:
		for _, locus := range sortedKeys(p.Alleles) {
			k.alleles(e, locus, p.Alleles[locus])
		}
	case *chart.Variant:
		if _, err := genetics.ParseHGVS(p.HGVS); p.HGVS != "" && err != nil {
			k.report(e, "data.hgvs", "%v", err)
		}
	}
}

func (k *checker) alleles(e chart.Entry, locus string, names []string) {
	key := "data.alleles." + clip(locus)
	known, err := hla.ParseLocus(locus)
	if err != nil {
		k.report(e, key, "%v", err)
		return
	}
	if string(known) != locus {
		k.report(e, key, "write the locus as %s", known)
	}
	if len(names) > 2 {
		k.report(e, key, "%d names stand here; nobody has more than two alleles at a locus", len(names))
	}
	for i, name := range names {
		switch copied := strings.TrimSpace(name); {
		case copied == "": // reported already
		case bareNumber(copied):
			k.report(e, key, "%s*%s names an allele family, not an allele; at least two fields are needed, or %s:XX for the family", known, copied, copied)
		case strings.ContainsAny(copied, "|+") && len(names) > 1:
			if i == 0 {
				k.report(e, key, "a genotype list holds both copies; nothing can stand beside it")
			}
		default:
			k.copyRefused(e, key, known, copied)
		}
	}
}

// copyRefused says what is wrong with one copy, or one genotype list, of a locus.
func (k *checker) copyRefused(e chart.Entry, key string, locus hla.Locus, copied string) {
	_, err := hla.ReportedTyping(hla.Report{Locus: string(locus), Copies: []string{copied}})
	for _, problem := range hla.Refusals(err) {
		k.report(e, key, "%s", strings.TrimPrefix(problem.EN, string(locus)+": "))
	}
}

// bareNumber is ambiguous: a family of DNA names, or an antigen.
func bareNumber(s string) bool { return strings.Trim(s, "0123456789") == "" }

func sortedKeys(m map[string][]string) []string { return slices.Sorted(maps.Keys(m)) }

// beforeBirth are the kinds that may be dated before the birth of the person
// they concern: papers, talk and the family.
var beforeBirth = map[chart.Kind]bool{"person": true, "family-member": true, "consult": true, "referral": true,
	"document": true, "note": true, "meeting": true, "task": true, "stage-change": true, "consent": true}

// order checks that nobody is born after Day 0 or after what is said about them.
func (k *checker) order(c chart.Case) {
	born, known := k.births[k.child]
	for _, e := range c.Entries {
		switch p := e.Payload.(type) {
		case *chart.Infusion:
			k.dayZero(e, born, known, e.Effective.Date(k.location))
		case *chart.Decision:
			if p.What == "transplant-date" && p.Date.Known() {
				k.dayZero(e, born, known, p.Date)
			}
		}
		b, ok := k.births[k.personOf(e)]
		if e.Payload == nil || !ok || !e.Effective.Known() || beforeBirth[e.Payload.Kind()] {
			continue
		}
		if on := e.Effective.Date(k.location); on.Before(b.on) {
			k.report(e, "at", "%s lies before the birth of %s on %s", on, k.personOf(e), b.on)
		}
	}
}

func (k *checker) dayZero(e chart.Entry, born birth, known bool, zero day.Date) {
	if known && zero.Known() && zero.Before(born.on) {
		k.add(k.places[born.at], born.at, "the child is born on %s, after Day 0 on %s (%s)", born.on, zero, e.ID)
	}
}
