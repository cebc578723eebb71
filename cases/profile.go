package cases

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// Feature names one similarity.
type Feature string

// The named similarities, in the order in which they are shown.
const (
	Gene         Feature = "gene"
	VariantClass Feature = "variant-class"
	Age          Feature = "age"
	Donor        Feature = "donor"
	Conditioning Feature = "conditioning"
	Infections   Feature = "infections"
)

// Features lists the named similarities in their order.
func Features() []Feature {
	return []Feature{Gene, VariantClass, Age, Donor, Conditioning, Infections}
}

// Value is one feature of one child.
type Value struct {
	// State is knowledge.Reported, NotReported or NotRead; of a chart, Reported
	// means recorded and NotRead not recorded.
	State string
	// Class is the closed word that is compared; empty where the text does not
	// tell a class, and then nothing is compared.
	Class string
	// Text is what was reported or recorded.
	Text evidence.Text
	// Entries are the chart entries it rests on.
	Entries []string
}

// Profile is what is compared of one child: from a published row, or from a chart.
type Profile struct {
	ID     string
	Row    *Row // the published row; nil for a chart
	Values map[Feature]Value
	// Group is the repair group of the gene, for the neighbourhood of genes.
	Group string
	// Months is the age at transplant, where known.
	Months      float64
	MonthsKnown bool
	// Names are the coding names of the variants.
	Names []string
	// Synthetic tells that the chart is a demonstration.
	Synthetic bool
}

func same(s string) evidence.Text { return evidence.Text{EN: s, ZH: s} }

func missing() Value { return Value{State: knowledge.NotRead} }

// OfRow is the profile of a published single patient. A row over several
// patients has none, because a group resembles nobody.
func OfRow(base *knowledge.Base, r Row) (Profile, bool) {
	if !r.Person() || r.Kind == Cohort {
		return Profile{}, false
	}
	p := Profile{ID: r.ID, Row: &r, Values: map[Feature]Value{}}
	p.Values[Gene] = missing()
	if len(r.Diseases) == 1 {
		if d, ok := base.Disease(r.Diseases[0]); ok && len(d.Genes) > 0 {
			p.Values[Gene] = Value{State: knowledge.Reported, Class: d.Genes[0], Text: same(d.Genes[0])}
			p.Group = d.Group
		}
	}
	genotype := r.value("genotype_cdna_protein")
	read := readGenotype(genotype.Text.EN)
	genotype.Class, p.Names = read.class(), read.names
	p.Values[VariantClass] = genotype
	age := r.value("age_at_hsct_months")
	if months, ok := r.number("age_at_hsct_months"); ok {
		p.Months, p.MonthsKnown = months, true
		age.Class, age.Text = "months", monthsText(r.Field("age_at_hsct_months").Value)
	}
	p.Values[Age] = age
	donor := r.value("donor_relation")
	donor.Class = donorClass(donor.Text.EN)
	p.Values[Donor] = donor
	conditioning := r.value("conditioning_class")
	conditioning.Class = intensity(conditioning.Text.EN)
	p.Values[Conditioning] = conditioning
	// The published field "infections" speaks of the time after transplant; only a
	// field of its own tells what was there at transplant.
	infections := r.value("infections_at_hsct")
	infections.Class = map[string]string{"active": ActiveInfection, "none": NoActive}[infections.Text.EN]
	p.Values[Infections] = infections
	return p, true
}

func (r Row) value(key string) Value {
	f := r.Field(key)
	return Value{State: f.State, Text: evidence.Text{EN: f.Value}}
}

func monthsText(months string) evidence.Text {
	return evidence.Text{EN: months + " months", ZH: months + "月龄"}
}

// Classes of donors, conditioning and infections.
const (
	Sibling         = "sibling"
	Parent          = "parent"
	OtherRelative   = "other-relative"
	Unrelated       = "unrelated"
	Reduced         = "reduced"
	Myeloablative   = "myeloablative"
	NoConditioning  = "none"
	ActiveInfection = "active"
	NoActive        = "no-active"
)

func donorClass(text string) string {
	t := strings.ToLower(strings.TrimSpace(text))
	switch {
	case t == "":
		return ""
	case strings.Contains(t, "half-") || strings.Contains(t, "grand") || slices.Contains([]string{"aunt", "uncle", "cousin"}, t):
		return OtherRelative
	case slices.Contains([]string{"sibling", "sister", "brother", "matched sibling"}, t):
		return Sibling
	case slices.Contains([]string{"father", "mother", "parent"}, t):
		return Parent
	case strings.HasPrefix(t, "unrelated"):
		return Unrelated
	}
	return ""
}

func intensity(text string) string {
	switch {
	case strings.HasPrefix(text, "RIC"):
		return Reduced
	case strings.HasPrefix(text, "MAC"):
		return Myeloablative
	case text == "none":
		return NoConditioning
	}
	return ""
}

// OfChart is the profile of a child of the centre as of the moment of its view.
func OfChart(base *knowledge.Base, v chart.View) Profile {
	p := Profile{ID: v.Case.ID, Synthetic: v.Case.Synthetic, Values: map[Feature]Value{}}
	recipient, ok := v.Recipient()
	if !ok {
		for _, f := range Features() {
			p.Values[f] = missing()
		}
		return p
	}
	p.gene(base, v)
	p.variants(v, recipient.ID)
	p.age(v, recipient)
	p.donor(v)
	p.Values[Conditioning] = conditioningOf(base, v)
	p.Values[Infections] = infectionsOf(v, recipient.ID)
	return p
}

func (p *Profile) gene(base *knowledge.Base, v chart.View) {
	p.Values[Gene] = missing()
	d, ok := v.Diagnosis()
	if !ok || d.Data.Gene == "" {
		return
	}
	p.Values[Gene] = Value{State: knowledge.Reported, Class: strings.ToUpper(strings.TrimSpace(d.Data.Gene)), Text: same(d.Data.Gene), Entries: []string{d.ID}}
	if known, found := base.DiseaseOfGene(d.Data.Gene); found {
		p.Group = known.Group
	}
}

func (p *Profile) variants(v chart.View, recipient string) {
	p.Values[VariantClass] = missing()
	var classes, words, entries []string
	for _, it := range chart.All[*chart.Variant](v) {
		if !v.Concerns(it.Entry, recipient) || it.Data.Zygosity == "absent" || !strings.EqualFold(it.Data.Gene, p.Values[Gene].Class) {
			continue
		}
		class := alleleClass(it.Data.HGVS + " " + it.Data.Protein)
		classes, entries = append(classes, class), append(entries, it.ID)
		if it.Data.Zygosity == "homozygous" {
			classes = append(classes, class)
		}
		p.Names = append(p.Names, codingNames(it.Data.HGVS)...)
		words = append(words, strings.TrimSpace(it.Data.HGVS+" "+it.Data.Protein))
	}
	if len(words) == 0 {
		return
	}
	slices.Sort(classes)
	p.Values[VariantClass] = Value{State: knowledge.Reported, Class: genotype{classes: classes}.class(), Text: same(strings.Join(words, " + ")), Entries: entries}
}

// age is that on Day 0, given or planned; without one it is that of the day of
// the view, and the text says so.
func (p *Profile) age(v chart.View, r chart.Individual) {
	p.Values[Age] = missing()
	zero, planned, ok := v.DayZero()
	if !ok {
		zero = v.Today()
	}
	lived, err := day.AgeOn(r.Birth, zero)
	if err != nil {
		return
	}
	text := monthsText(strconv.Itoa(lived.Months()))
	switch {
	case !ok:
		text.EN, text.ZH = text.EN+" today, no Day 0 yet", text.ZH+"（今日，尚无移植日）"
	case planned:
		text.EN, text.ZH = text.EN+" on the planned Day 0", text.ZH+"（计划移植日）"
	}
	p.Months, p.MonthsKnown = float64(lived.Months()), true
	p.Values[Age] = Value{State: knowledge.Reported, Class: "months", Text: text, Entries: []string{r.ID}}
}

func (p *Profile) donor(v chart.View) {
	p.Values[Donor] = missing()
	d, ok := v.Decided("donor")
	if !ok {
		return
	}
	person, found := v.Individual(d.Data.Choice)
	if !found {
		return
	}
	relation, class := person.Relation, donorClass(person.Relation)
	if relation == "unrelated-donor" {
		class = Unrelated
	}
	p.Values[Donor] = Value{State: knowledge.Reported, Class: class, Text: person.Label, Entries: []string{d.ID}}
}

// infectionsOf is the last state of each organism up to Day 0, or up to the day
// of the view before it.
func infectionsOf(v chart.View, recipient string) Value {
	zero, _, reached := v.DayZero()
	last := map[string]chart.Item[*chart.Infection]{}
	var order []string
	for _, it := range chart.All[*chart.Infection](v) {
		if !v.Concerns(it.Entry, recipient) || reached && v.DateOf(it.Entry).After(zero) {
			continue
		}
		if _, seen := last[it.Data.Organism]; !seen {
			order = append(order, it.Data.Organism)
		}
		last[it.Data.Organism] = it
	}
	if len(order) == 0 {
		return missing()
	}
	out := Value{State: knowledge.Reported, Class: NoActive}
	var active []string
	for _, organism := range order {
		out.Entries = append(out.Entries, last[organism].ID)
		if last[organism].Data.Status == "active" {
			active = append(active, organism)
		}
	}
	if len(active) > 0 {
		out.Class, out.Text = ActiveInfection, evidence.Text{EN: strings.Join(active, ", "), ZH: strings.Join(organismsZH(active), "、")}
		return out
	}
	out.Text = evidence.Text{EN: "none active among " + strings.Join(order, ", "), ZH: "均无活动性感染：" + strings.Join(organismsZH(order), "、")}
	return out
}

// organismZH are the Chinese words of what is looked for before a transplant; an
// abbreviation stays as it is.
var organismZH = map[string]string{"adenovirus": "腺病毒", "respiratory viruses": "呼吸道病毒", "rotavirus": "轮状病毒", "norovirus": "诺如病毒",
	"hepatitis b": "乙型肝炎病毒", "hepatitis c": "丙型肝炎病毒", "aspergillus": "曲霉", "candida": "念珠菌", "pneumocystis": "肺孢子菌", "toxoplasma": "弓形虫"}

func organismsZH(organisms []string) []string {
	var out []string
	for _, o := range organisms {
		if zh := organismZH[strings.ToLower(o)]; zh != "" {
			o = zh
		}
		out = append(out, o)
	}
	return out
}
