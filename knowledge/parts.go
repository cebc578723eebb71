package knowledge

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// The closed lists of the files.
var (
	statuses = map[string]evidence.Status{
		"read": evidence.Read, "derived": evidence.Derived, "secondary": evidence.Secondary,
		"unsure": evidence.Unsure, "gap": evidence.Gap,
	}
	inheritances      = []string{"AR", "XL", "AD", "AR-or-XL", "mixed"}
	sensitivities     = []string{"yes", "no", "unknown"}
	agents            = []string{"cyclophosphamide", "fludarabine", "tbi", "tli", "busulfan", "melphalan", "thiotepa", "treosulfan", "other-alkylator"}
	doseUnits         = []string{"mg/kg", "mg/m2", "g/m2", "Gy", "mg.h/L"}
	unitOfBasis       = map[string][]string{"per-kg": {"mg/kg"}, "per-m2": {"mg/m2", "g/m2"}, "auc": {"mg.h/L"}}
	ceilingEffects    = []string{"stop", "caution"}
	calendarKinds     = []string{"laboratory", "clinic", "imaging", "vaccine", "medicine", "task", "registry", "observation"}
	checklistSections = []string{"gate-zero", "work-up", "bcg", "donor", "timing"}
	caseKinds         = []string{"hsct", "unverified-gene", "no-hsct-data-read", "aggregate"}
	caseStates        = []string{Reported, NotReported, NotRead}

	idForm      = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9][A-Za-z0-9_-]*)*$`)
	decimalForm = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)
)

func textOf(t rawText) evidence.Text { return evidence.Text{EN: t.EN, ZH: t.ZH} }

// claim records that an id of a kind is used; a second use is a problem.
func (l *loader) claim(d *document, at, kind, id string) {
	if !idForm.MatchString(id) {
		l.add(d.at(at, "the id %q is not made of letters, digits, - and _ joined by dots", id))
	}
	if first, twice := l.seen[kind+" "+id]; twice {
		l.add(d.at(at, "the %s id %q is already used in %s", kind, id, first))
		return
	}
	l.seen[kind+" "+id] = d.path
}

func (l *loader) oneOf(d *document, at, what, got string, allowed []string) {
	if !slices.Contains(allowed, got) {
		l.add(d.at(at, "%s is %q; accepted are %s", what, got, strings.Join(allowed, ", ")))
	}
}

func (l *loader) needText(d *document, at string, t rawText, bothLanguages bool) {
	if strings.TrimSpace(t.EN) == "" {
		l.add(d.at(at, "an English text is missing"))
	}
	if bothLanguages && strings.TrimSpace(t.ZH) == "" {
		l.add(d.at(at, "a Chinese text is missing"))
	}
}

func (l *loader) status(d *document, at, text string) evidence.Status {
	s, ok := statuses[text]
	if !ok {
		l.add(d.at(at, "the status is %q; accepted are read, derived, secondary, unsure, gap", text))
	}
	return s
}

// mustAct refuses a status that may not close, dose or open anything.
func (l *loader) mustAct(d *document, at, what string, s evidence.Status) {
	if s != evidence.Read && s != evidence.Derived {
		l.add(d.at(at, "%s acts, so its status must be read or derived, not %s", what, s))
	}
}

// resolve looks up "KEY" or "KEY @ locator" in the table of sources.
func (l *loader) resolve(d *document, at string, keys []string) []evidence.Source {
	if len(keys) == 0 {
		l.add(d.at(at, "at least one source is needed"))
	}
	var out []evidence.Source
	for i, k := range keys {
		id, locator, _ := strings.Cut(k, " @ ")
		s, ok := l.sources[id]
		if !ok {
			l.add(d.at(fmt.Sprintf("%s[%d]", at, i), "the source %q is not in %s", id, sourcesFile))
			continue
		}
		s.Locator = locator
		out = append(out, s)
	}
	return out
}

// fact checks a fact, adds it to the base under its id, and returns it.
func (l *loader) fact(d *document, at string, raw rawFact) Fact {
	l.claim(d, at+".id", "fact", raw.ID)
	l.needText(d, at+".text", raw.Text, false)
	f := Fact{
		ID: raw.ID, Text: textOf(raw.Text), Values: raw.Values,
		Status:  l.status(d, at+".status", raw.Status),
		Sources: l.resolve(d, at+".sources", raw.Sources),
	}
	l.base.facts = append(l.base.facts, f)
	return f
}

func (l *loader) facts(d *document, at string, raws []rawFact) []Fact {
	var out []Fact
	for i, r := range raws {
		out = append(out, l.fact(d, fmt.Sprintf("%s[%d]", at, i), r))
	}
	return out
}

func (l *loader) sections(d *document, raws []rawSection) []Section {
	var out []Section
	for i, s := range raws {
		at := fmt.Sprintf("$.sections[%d]", i)
		if s.Key == "" {
			l.add(d.at(at, "a section needs a key"))
		}
		l.needText(d, at+".title", s.Title, true)
		out = append(out, Section{Key: s.Key, Title: textOf(s.Title), Facts: l.facts(d, at+".facts", s.Facts)})
	}
	return out
}

func (l *loader) addFactFile(d *document, raw rawFactFile) {
	l.claim(d, "$.key", "evidence", raw.Key)
	l.needText(d, "$.title", raw.Title, true)
	l.sections(d, raw.Sections)
}

// named checks that a file carries the name of the item in it.
func (l *loader) named(d *document, at, id string) {
	if want := strings.TrimSuffix(path.Base(d.path), ".yaml"); want != id {
		l.add(d.at(at, "the file is called %s but describes %q", path.Base(d.path), id))
	}
}

func (l *loader) addDisease(d *document, raw rawDisease) {
	l.claim(d, "$.key", "disease", raw.Key)
	l.named(d, "$.key", raw.Key)
	l.needText(d, "$.name", raw.Name, true)
	l.oneOf(d, "$.inheritance.mode", "the inheritance", raw.Inheritance.Mode, inheritances)
	if len(raw.Genes) == 0 {
		l.add(d.at("$.genes", "a disease needs at least one gene"))
	}
	for i, g := range raw.Genes {
		if g != strings.ToUpper(strings.TrimSpace(g)) || g == "" {
			l.add(d.at(fmt.Sprintf("$.genes[%d]", i), "the gene symbol %q is not written in capitals", g))
		}
	}
	l.base.diseases = append(l.base.diseases, Disease{
		Key: raw.Key, Genes: raw.Genes, GenePrefix: raw.GenePrefix, Name: textOf(raw.Name), Group: raw.Group,
		Inheritance:     raw.Inheritance.Mode,
		InheritanceFact: l.fact(d, "$.inheritance.fact", raw.Inheritance.Fact),
		Sections:        l.sections(d, raw.Sections),
	})
}

func (l *loader) addGroup(d *document, raw rawGroup) {
	l.claim(d, "$.key", "group", raw.Key)
	l.named(d, "$.key", raw.Key)
	l.needText(d, "$.name", raw.Name, true)
	l.oneOf(d, "$.radiosensitive", "the radiosensitivity", raw.Radiosensitive, sensitivities)
	g := Group{Key: raw.Key, Name: textOf(raw.Name), Radiosensitive: raw.Radiosensitive, Fact: l.fact(d, "$.fact", raw.Fact)}
	l.mustAct(d, "$.fact.status", "the radiosensitivity of a group", g.Fact.Status)
	for i, c := range raw.Ceilings {
		g.Ceilings = append(g.Ceilings, l.ceiling(d, fmt.Sprintf("$.ceilings[%d]", i), c))
	}
	l.order[raw.Key] = raw.Order
	l.base.groups = append(l.base.groups, g)
}

func (l *loader) ceiling(d *document, at string, raw rawCeiling) Ceiling {
	l.oneOf(d, at+".agent", "the agent", raw.Agent, agents)
	l.oneOf(d, at+".unit", "the unit of the limit", raw.Unit, doseUnits)
	l.oneOf(d, at+".effect", "the effect", raw.Effect, ceilingEffects)
	l.decimal(d, at+".limit", raw.Limit)
	l.needText(d, at+".scope", raw.Scope, true)
	c := Ceiling{Agent: raw.Agent, Limit: raw.Limit, Unit: raw.Unit, Scope: textOf(raw.Scope), Effect: raw.Effect, Fact: l.fact(d, at+".fact", raw.Fact)}
	l.mustAct(d, at+".fact.status", "a ceiling", c.Fact.Status)
	return c
}

func (l *loader) decimal(d *document, at, text string) {
	if !decimalForm.MatchString(text) {
		l.add(d.at(at, "%q is not a plain decimal number", text))
	}
}

func (l *loader) addRegimen(d *document, raw rawRegimen) {
	l.claim(d, "$.id", "regimen", raw.ID)
	l.named(d, "$.id", raw.ID)
	l.needText(d, "$.name", raw.Name, true)
	l.needText(d, "$.use", raw.Use, true)
	r := Regimen{ID: raw.ID, Name: textOf(raw.Name), Use: textOf(raw.Use), Platform: raw.Platform,
		Fact: l.fact(d, "$.fact", raw.Fact), NotRead: l.facts(d, "$.not_read", raw.NotRead)}
	l.mustAct(d, "$.fact.status", "a regimen that is offered as an option", r.Fact.Status)
	for i, drug := range raw.Drugs {
		at := fmt.Sprintf("$.drugs[%d]", i)
		l.decimal(d, at+".min", drug.Min)
		l.decimal(d, at+".max", drug.Max)
		l.oneOf(d, at+".period", "the period", drug.Period, []string{"course"})
		if !slices.Contains(unitOfBasis[drug.Basis], drug.Unit) {
			l.add(d.at(at+".unit", "the unit %q does not belong to the basis %q", drug.Unit, drug.Basis))
		}
		r.Drugs = append(r.Drugs, RegimenDrug(drug))
	}
	l.base.regimens = append(l.base.regimens, r)
}

func (l *loader) addPlatform(d *document, raw rawPlatform) {
	l.claim(d, "$.id", "platform", raw.ID)
	l.named(d, "$.id", raw.ID)
	for at, t := range map[string]rawText{"$.graft": raw.Graft, "$.serotherapy": raw.Serotherapy, "$.gvhd": raw.GVHD} {
		l.needText(d, at, t, true)
	}
	p := Platform{ID: raw.ID, With: raw.With, NotWith: raw.NotWith, Graft: textOf(raw.Graft),
		Serotherapy: textOf(raw.Serotherapy), GVHD: textOf(raw.GVHD), Fact: l.fact(d, "$.fact", raw.Fact)}
	l.mustAct(d, "$.fact.status", "a platform", p.Fact.Status)
	for i, drug := range raw.Drugs {
		at := fmt.Sprintf("$.drugs[%d]", i)
		l.decimal(d, at+".dose", drug.Dose)
		l.oneOf(d, at+".unit", "the unit of the dose", drug.Unit, doseUnits)
		p.Drugs = append(p.Drugs, PlatformDrug{Drug: drug.Drug, Dose: drug.Dose, Unit: drug.Unit, Days: drug.Days, Note: textOf(drug.Note)})
	}
	l.base.platforms = append(l.base.platforms, p)
}

func (l *loader) addDrug(d *document, raw rawDrug) {
	l.claim(d, "$.key", "drug", raw.Key)
	l.named(d, "$.key", raw.Key)
	l.needText(d, "$.name", raw.Name, true)
	drug := Drug{Key: raw.Key, Name: textOf(raw.Name),
		Facts: l.facts(d, "$.facts", raw.Facts), Interactions: l.facts(d, "$.interactions", raw.Interactions)}
	for i, c := range raw.Contraindications {
		at := fmt.Sprintf("$.contraindications[%d]", i)
		f := l.fact(d, at+".fact", c.Fact)
		l.mustAct(d, at+".fact.status", "a contraindication", f.Status)
		l.needText(d, at+".fact.text", c.Fact.Text, true)
		if c.Jurisdiction == "" {
			l.add(d.at(at, "a contraindication names its jurisdiction"))
		}
		drug.Contraindications = append(drug.Contraindications, Contraindication{ID: f.ID, Groups: c.Groups, Fact: f, Jurisdiction: c.Jurisdiction})
	}
	l.base.drugs = append(l.base.drugs, drug)
}
