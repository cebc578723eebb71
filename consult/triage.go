package consult

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// The places in the queue.
const (
	First   = 1 // a T-B- infant, or one who may be
	Early   = 2 // an infection, BCG or an immune disease not yet placed
	InOrder = 3 // in the order of arrival
)

// Triage is the place of a consult in the queue with its reasons. It proposes;
// a person may place it otherwise with a reason of their own.
type Triage struct {
	Level   int
	Reasons []Reason
}

// Reason is one reason with what the knowledge says about it, its status and
// sources.
type Reason struct {
	Level   int
	Text    evidence.Text
	Says    evidence.Text
	Status  evidence.Status
	Sources []evidence.Source
}

// Place reads the answers and gives the place in the queue on a civil day. No
// count is compared with a threshold: none for this purpose has been read. What
// is not said counts on the safe side.
func Place(c Consult, base *knowledge.Base, on day.Date) Triage {
	p := placing{a: c.Answers, base: base, on: on}
	p.infants()
	p.rules()
	t := Triage{Level: InOrder, Reasons: p.reasons}
	for _, r := range p.reasons {
		t.Level = min(t.Level, r.Level)
	}
	slices.SortStableFunc(t.Reasons, func(a, b Reason) int { return cmp.Compare(a.Level, b.Level) })
	return t
}

// Standing is the place that counts: that of a person where there is one.
func (c Consult) Standing(t Triage) int {
	if c.Ranked != nil {
		return c.Ranked.Level
	}
	return t.Level
}

type placing struct {
	a       Answers
	base    *knowledge.Base
	on      day.Date
	reasons []Reason
}

func (p *placing) because(level int, en, zh string, says evidence.Text, status evidence.Status, sources []evidence.Source) {
	p.reasons = append(p.reasons, Reason{level, text(en, zh), says, status, sources})
}

func (p *placing) fact(level int, en, zh, id string) {
	f, _ := p.base.Fact(id)
	p.because(level, en, zh, f.Text, f.Status, f.Sources)
}

func (p *placing) rule(level int, en, zh, id string) {
	r, _ := p.base.Rule(id)
	p.because(level, en, zh, r.Title, r.Status, r.Sources)
}

// infants puts T-B- infants first. An infant is a child in the first year of
// life; a birth date that is not known counts as an infant's.
func (p *placing) infants() {
	const deadline = "consult.minimum.triage-24h"
	phenotype := p.a.One("disease", "phenotype")
	infant := true
	if birth, err := day.ParseDate(p.a.One("child", "birth")); err == nil {
		age, err := day.AgeOn(birth, p.on)
		infant = err != nil || age.Years() < 1
	}
	counts := slices.ContainsFunc(p.a.Rows("laboratory"), func(r Row) bool { return r["what"] == "cd3" || r["what"] == "cd19" })
	switch {
	case strings.HasPrefix(phenotype, "T-B-") && infant:
		p.fact(First, "T-B- infant", "T−B−婴儿", deadline)
	case strings.HasPrefix(phenotype, "T-B-"):
		p.fact(Early, "T-B- child past the first year", "1岁以上T−B−患儿", deadline)
	case strings.HasPrefix(phenotype, "T-"):
		p.fact(Early, "T- child", "T−患儿", deadline)
	case phenotype == "" && infant && counts:
		p.fact(First, "infant with lymphocyte counts but without a stated type: read the counts now, T-B- is not excluded", "婴儿，已有淋巴细胞计数但未注明表型：请立即阅读，尚未排除T−B−", deadline)
	case phenotype == "" && infant:
		p.fact(Early, "infant whose lymphocyte type is not known: T-B- is not excluded", "婴儿，淋巴细胞表型未知：尚未排除T−B−", deadline)
	}
}

// rules adds what the rules of the knowledge say about the answers.
func (p *placing) rules() {
	active := slices.ContainsFunc(p.a.Rows("infections"), func(r Row) bool { return r["status"] == "active" }) ||
		slices.ContainsFunc(p.a.Rows("viruses"), func(r Row) bool { return r["result"] == "active" })
	if active {
		p.rule(Early, "active infection reported", "报告有活动性感染", "active-infection-day0")
	}
	if p.a.One("bcg", "given") == "yes" {
		level := InOrder
		if p.a.One("bcg", "complication") != "" {
			level = Early
		}
		p.rule(level, "BCG was given", "已接种卡介苗", "bcg-given")
	}
	p.repair()
	if t := p.a.Rows("transfusions"); slices.ContainsFunc(t, func(r Row) bool { return r["irradiated"] == "no" }) {
		p.rule(InOrder, "a cellular product was given without irradiation", "曾输注未辐照的血制品", "cellular-product-not-irradiated")
	}
}

// repair says what the gene, or its absence, means for imaging at home.
func (p *placing) repair() {
	gene := strings.ToUpper(p.a.One("disease", "gene"))
	if gene == "" {
		if p.a.One("disease", "phenotype") == "T-B-NK+" {
			p.rule(InOrder, "T-B-NK+ without a gene: no X-ray at home where ultrasound or MRI answers", "T−B−NK+且基因未知：能用超声或磁共振时，当地勿做X线", "unknown-gene-handled-as-radiosensitive")
		}
		return
	}
	d, ok := p.base.DiseaseOfGene(gene)
	if !ok {
		return
	}
	if group, known := p.base.Group(d.Group); known && group.Radiosensitive != "no" {
		p.because(InOrder, "radiosensitive disease: no X-ray at home where ultrasound or MRI answers", "辐射敏感性疾病：能用超声或磁共振时，当地勿做X线",
			d.RadiosensitiveFact.Text, d.RadiosensitiveFact.Status, d.RadiosensitiveFact.Sources)
	}
}
