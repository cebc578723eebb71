package plan

import (
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/genetics"
	"github.com/dayzero-hsct/dayzero/hla"
)

// familyVariants is what the family was tested for.
type familyVariants struct {
	family  genetics.Family
	names   []string // canonical names of the child's variants, in order
	explain genetics.Explanation
	hla     hla.Segregation
	hasHLA  bool
	father  string
	mother  string
}

// readVariants reads the child's variants with their origin, and asks whether
// they explain the disease.
func (m *maker) readVariants() error {
	m.variants.father, m.variants.mother = m.relative("father"), m.relative("mother")
	mode := m.inheritanceMode()
	for _, it := range chart.All[*chart.Variant](m.v) {
		if !m.v.Concerns(it.Entry, m.recipient) || it.Data.Zygosity == "absent" {
			continue
		}
		if !m.ofTheGene(it.Data) {
			continue
		}
		v, err := genetics.ParseHGVS(it.Data.HGVS)
		if err != nil {
			m.addGap("variant-name", text("A variant name cannot be read", "变异命名无法识别"),
				text(it.Data.HGVS+": "+err.Error(), it.Data.HGVS+"：不符合HGVS格式"), "signature")
			continue
		}
		m.variants.family.Observations = append(m.variants.family.Observations, genetics.Observation{
			Variant: v, Zygosity: genetics.Zygosity(it.Data.Zygosity), Origin: originOf[it.Data.Origin], Method: it.Data.Method,
			Date: m.v.DateOf(it.Entry).String(), InFather: m.presence(m.variants.father, v), InMother: m.presence(m.variants.mother, v)})
		m.variants.names = append(m.variants.names, v.String())
	}
	m.variants.family.Mode = mode
	obs := m.variants.family.Observations
	m.set("variant_count", int64(len(obs)))
	if phase := phaseFact(obs); phase != "" {
		m.set("phase", phase)
	}
	m.variants.explain = genetics.Biallelic(obs, mode)
	m.sayExplained()
	return nil
}

var originOf = map[string]genetics.Origin{"paternal": genetics.Paternal, "maternal": genetics.Maternal, "de-novo": genetics.DeNovo}

// inheritanceMode reads the mode of the disease; where a disease has several,
// the gene decides as far as the knowledge names it (CYBB and FANCB are the
// X-linked ones of their groups, diseases.yaml), otherwise it stays unknown.
func (m *maker) inheritanceMode() genetics.Inheritance {
	switch m.disease.Inheritance {
	case "AR":
		return genetics.AutosomalRecessive
	case "XL":
		return genetics.XLinked
	case "AD":
		return genetics.AutosomalDominant
	case "AR-or-XL":
		if g := m.plan.Disease.Gene; g == "CYBB" || g == "FANCB" {
			return genetics.XLinked
		}
		return genetics.AutosomalRecessive
	}
	return ""
}

// relative returns the id of the parent, empty when none is recorded.
func (m *maker) relative(relation string) string {
	for _, p := range m.v.People() {
		if p.Relation == relation {
			return p.ID
		}
	}
	return ""
}

// presence is a relative's latest result for one variant.
func (m *maker) presence(person string, v genetics.Variant) genetics.Presence {
	r, ok := m.result(person, v)
	if !ok {
		return genetics.NotTestedFor
	}
	return r.Presence
}

func (m *maker) result(person string, v genetics.Variant) (genetics.Result, bool) {
	if person == "" {
		return genetics.Result{}, false
	}
	var out genetics.Result
	found := false
	for _, it := range chart.All[*chart.Variant](m.v) {
		if it.About != person {
			continue
		}
		w, err := genetics.ParseHGVS(it.Data.HGVS)
		if err != nil || !w.Same(v) {
			continue
		}
		out, found = genetics.Result{Variant: v, Presence: genetics.Present, Zygosity: genetics.Zygosity(it.Data.Zygosity),
			Method: it.Data.Method, Date: m.v.DateOf(it.Entry).String()}, true
		if it.Data.Zygosity == "absent" {
			out.Presence, out.Zygosity = genetics.Absent, ""
		}
	}
	return out, found
}

// ofTheGene reports whether a variant belongs to the gene of the diagnosis; one
// that does not explains nothing and is named.
func (m *maker) ofTheGene(v *chart.Variant) bool {
	gene := m.plan.Disease.Gene
	if gene == "" || strings.EqualFold(v.Gene, gene) {
		return true
	}
	m.addGap("variant-of-another-gene", text("A variant of another gene than the diagnosis", "变异所在基因与诊断基因不一致"),
		text(v.Gene+" "+v.HGVS+" is recorded, but the diagnosis names "+gene+": it does not explain the disease.",
			"记录的变异为"+v.Gene+" "+v.HGVS+"，而诊断基因为"+gene+"：不能解释疾病。"), "signature")
	return false
}

// phaseFact names how two variants lie to each other; empty with fewer than two.
// Two variants recorded from the same parent count as in cis even where the
// parents' own results contradict it: the side that closes.
func phaseFact(obs []genetics.Observation) string {
	if len(obs) == 1 && obs[0].Zygosity == genetics.Homozygous {
		return "homozygous"
	}
	if len(obs) < 2 {
		return ""
	}
	configuration, _ := genetics.Phase(obs[0], obs[1])
	a, b := obs[0].Origin, obs[1].Origin
	if configuration == genetics.Unproven && a == b && (a == genetics.Paternal || a == genetics.Maternal) {
		return string(genetics.Cis)
	}
	return string(configuration)
}

// sayExplained writes the statement "biallelic proven" or the named gap.
func (m *maker) sayExplained() {
	e := m.variants.explain
	state := map[genetics.Verdict]string{genetics.Proven: "proven", genetics.NotExplained: "cis", genetics.Gap: "gap"}[e.Verdict]
	m.plan.Disease.Explained, m.plan.Disease.ExplainedState = e.Reason, state
	switch {
	case !m.hasDisease:
		m.plan.Child.Phase = text("gene not known", "基因未明")
	case state == "proven":
		m.plan.Child.Phase = provenText[phaseFact(m.variants.family.Observations)]
	default:
		m.plan.Child.Phase = text("not explained by the variants yet", "变异尚不能解释疾病")
	}
	m.derive("diagnosis", evidence.Derivation{Label: text("diagnosis explained by the variants", "变异能否解释诊断"), Value: state,
		Status: evidence.Derived, Note: e.Reason, Steps: m.variantSteps(),
		Sources: []evidence.Source{{ID: "genetics.phase", Text: "Dayzero knowledge, genetics", Locator: "compound-heterozygous phase"}}})
}

// provenText says in two words how a proven genotype stands.
var provenText = map[string]evidence.Text{
	"trans":      {EN: "biallelic, in trans", ZH: "双等位基因变异，反式"},
	"homozygous": {EN: "biallelic, homozygous", ZH: "双等位基因变异，纯合"},
	"":           {EN: "explained by one variant", ZH: "单个变异可解释"},
}

func (m *maker) variantSteps() []evidence.Derivation {
	var steps []evidence.Derivation
	for _, it := range chart.All[*chart.Variant](m.v) {
		if m.v.Concerns(it.Entry, m.recipient) {
			steps = append(steps, m.entryDerivation(it.Entry, it.Data.Gene+" "+it.Data.HGVS, it.Data.Zygosity+", "+orUnknown(it.Data.Origin), ""))
		}
	}
	return steps
}

func orUnknown(s string) string {
	if s == "" {
		return "origin unknown"
	}
	return s
}

// familyVariantOf says what a candidate carries of the family's variants.
func (m *maker) familyVariantOf(d *Donor, p chart.Individual) {
	if !p.Related {
		d.FamilyVariant, d.FamilyText = "not-related", text("not related", "非血缘")
		return
	}
	s := m.standing(p)
	d.FamilyVariant, d.FamilyText = string(statusKey(s.Status)), s.Reason
	if s.Status == genetics.NotTested && kinshipOf(p.Relation) == genetics.FullSibling && m.hasDisease {
		m.prior(d, p)
	}
}

// prior says what can be expected of a sibling before the test, as exact
// fractions; it opens nothing. The chance of being HLA-identical and unaffected
// is given only where the gene is known to lie on another chromosome than HLA:
// LIG4 on 13q33.3 (genetics.md, LIG4 reference frame).
func (m *maker) prior(d *Donor, p chart.Individual) {
	prior := genetics.SiblingPrior(m.variants.family.Mode, genetics.Sex(p.Sex), m.plan.Disease.Gene != "LIG4")
	if !prior.Affected.Known() {
		return
	}
	m.derive("prior/"+p.ID, prior.Derivation)
	en := "affected " + prior.Affected.String() + ", carrier " + prior.Carrier.String() + ", clear " + prior.Clear.String()
	zh := "患病 " + prior.Affected.String() + "，携带者 " + prior.Carrier.String() + "，未携带 " + prior.Clear.String()
	if prior.IdenticalAndUnaffected.Known() {
		en += "; HLA-identical and unaffected " + prior.IdenticalAndUnaffected.String()
		zh += "；HLA全相合且未患病 " + prior.IdenticalAndUnaffected.String()
	}
	d.Facts = append(d.Facts, Line{Key: "prior", Label: text("Chance before the test", "检测前概率"), Text: text(en, zh)})
}

func statusKey(s genetics.Status) string {
	if s == genetics.NotTested {
		return "not-tested"
	}
	return string(s)
}

func (m *maker) standing(p chart.Individual) genetics.Standing {
	r := genetics.Relative{Kinship: kinshipOf(p.Relation), Sex: genetics.Sex(p.Sex)}
	if p.Sex == "unknown" {
		r.Sex = ""
	}
	for _, o := range m.variants.family.Observations {
		if res, ok := m.result(p.ID, o.Variant); ok {
			r.Results = append(r.Results, res)
		}
	}
	return m.variants.family.Status(r)
}

func kinshipOf(relation string) genetics.Kinship {
	switch relation {
	case "sister", "brother":
		return genetics.FullSibling
	case "mother", "father":
		return genetics.Parent
	}
	return genetics.OtherRelative
}

// readFamily follows haplotypes through the family and fills the pedigree.
func (m *maker) readFamily() error {
	m.segregate()
	for _, p := range m.v.People() {
		if p.Relation == "unrelated-donor" {
			continue
		}
		mem := Member{ID: p.ID, Relation: p.Relation, Label: p.Label, Sex: p.Sex, Proband: p.ID == m.recipient, Donor: p.Donor, Haplotypes: m.haplotypes(p)}
		if mem.Proband {
			mem.Status = "affected"
			mem.Variants = m.variants.names
		} else {
			mem.Status = statusKey(m.standing(p).Status)
			mem.Variants = m.carried(p.ID)
		}
		m.plan.Family.Members = append(m.plan.Family.Members, mem)
	}
	m.plan.Family.Text = text("a, b: the father's haplotypes; c, d: the mother's. HLA identity says nothing about the family variant.",
		"a、b为父源单体型，c、d为母源单体型。HLA相合不代表家系变异状态。")
	return nil
}

// carried lists the family variants found in a relative.
func (m *maker) carried(person string) []string {
	var out []string
	for _, o := range m.variants.family.Observations {
		if r, ok := m.result(person, o.Variant); ok && r.Presence == genetics.Present {
			out = append(out, o.Variant.String())
		}
	}
	return out
}

func (m *maker) segregate() {
	father, _ := m.typing(m.variants.father)
	mother, _ := m.typing(m.variants.mother)
	var children []hla.Child
	for _, p := range m.v.People() {
		if p.Relation == "recipient" || p.Relation == "sister" || p.Relation == "brother" {
			if t, ok := m.typing(p.ID); ok {
				children = append(children, hla.Child{Name: p.ID, Typing: t})
			}
		}
	}
	if len(children) == 0 {
		return
	}
	s, err := hla.Segregate(father, mother, children)
	if err != nil {
		return
	}
	m.variants.hla, m.variants.hasHLA = s, true
}

// haplotypes gives the two labels a person holds along all loci, where proven.
func (m *maker) haplotypes(p chart.Individual) []string {
	if !m.variants.hasHLA {
		return nil
	}
	switch {
	case p.ID == m.variants.father && m.typed(p.ID):
		return []string{"a", "b"}
	case p.ID == m.variants.mother && m.typed(p.ID):
		return []string{"c", "d"}
	}
	for _, c := range m.variants.hla.Children {
		if c.Name == p.ID && c.Explained && c.Paternal != "" && c.Maternal != "" {
			return []string{string(c.Paternal), string(c.Maternal)}
		}
	}
	return nil
}

func (m *maker) typed(person string) bool {
	_, ok := m.typing(person)
	return ok
}

// descentOf says what the family proves about child and candidate.
func (m *maker) descentOf(d *Donor, p chart.Individual) {
	d.Descent, d.DescentText = "undetermined", text("descent not determined", "遗传来源未确定")
	if !m.variants.hasHLA || !p.Related {
		return
	}
	name := p.ID
	switch p.ID {
	case m.variants.father:
		name = hla.Father
	case m.variants.mother:
		name = hla.Mother
	}
	r, ok := m.variants.hla.Between(m.recipient, name)
	if !ok {
		return
	}
	d.Descent, d.DescentText = string(r.Descent), m.named(r.Reason, m.recipient, p.ID)
}

// named writes the names of people where a proof names them by their identifiers.
func (m *maker) named(reason evidence.Text, people ...string) evidence.Text {
	slices.SortFunc(people, func(a, b string) int { return len(b) - len(a) }) // one identifier may end another
	for _, id := range people {
		who, ok := m.v.Individual(id)
		if !ok {
			continue
		}
		reason.EN = strings.ReplaceAll(reason.EN, id+" carries", who.Label.EN+" carries")
		reason.ZH = strings.ReplaceAll(reason.ZH, id+" 携带", who.Label.In("zh")+" 携带")
	}
	return reason
}
