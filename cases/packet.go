package cases

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/phenopacket"
)

// ErrNoChild: the chart has no recipient, so there is nobody to describe.
var ErrNoChild = errors.New("the chart has no recipient")

// hpo are the findings of a chart that have a term in the Human Phenotype
// Ontology (hpo.jax.org). A finding without one is left out and named.
var hpo = map[string]phenopacket.Term{
	"microcephaly":   {ID: "HP:0000252", Label: "Microcephaly"},
	"growth-failure": {ID: "HP:0001510", Label: "Growth delay"},
	"lymphopenia":    {ID: "HP:0001888", Label: "Decreased total lymphocyte count"},
	"cytopenia":      {ID: "HP:0001876", Label: "Pancytopenia"},
}

// zygosities are the terms that the schema recommends for the allelic state.
var zygosities = map[string]phenopacket.Term{
	"heterozygous": {ID: "GENO:0000135", Label: "heterozygous"},
	"homozygous":   {ID: "GENO:0000136", Label: "homozygous"},
	"hemizygous":   {ID: "GENO:0000134", Label: "hemizygous"},
}

// classifications of ACMG/AMP in the words of the schema.
var classifications = map[string]string{"pathogenic": "PATHOGENIC", "likely-pathogenic": "LIKELY_PATHOGENIC", "likely pathogenic": "LIKELY_PATHOGENIC",
	"uncertain": "UNCERTAIN_SIGNIFICANCE", "uncertain significance": "UNCERTAIN_SIGNIFICANCE", "vus": "UNCERTAIN_SIGNIFICANCE",
	"likely-benign": "LIKELY_BENIGN", "likely benign": "LIKELY_BENIGN", "benign": "BENIGN"}

// Packet is a chart as a de-identified phenopacket, with what was left out of it.
type Packet struct {
	phenopacket.Packet
	LeftOut []evidence.Text
}

// packetSubject stands for the child: the only name in a packet.
const packetSubject = "child"

// ToPacket describes the child of a chart as a GA4GH phenopacket without what
// names it: a random identifier; no date, place, name, relative, number or free
// text; the age in months below two years, in years from then on. What has no
// term that was read, the transplant and its course among it, is left out and
// named. A rare genotype can name a child by itself: who hands the packet on
// decides that. made is the time written as that of the making; random gives the
// bytes of the identifier.
func ToPacket(v chart.View, base *knowledge.Base, made time.Time, random io.Reader) (Packet, error) {
	child, ok := v.Recipient()
	if !ok {
		return Packet{}, ErrNoChild
	}
	var id [8]byte
	if _, err := io.ReadFull(random, id[:]); err != nil {
		return Packet{}, fmt.Errorf("no randomness for the identifier: %w", err)
	}
	w := &packetWriter{v: v, child: child, base: base}
	w.out.ID = hex.EncodeToString(id[:])
	w.out.Subject = w.subject()
	w.features()
	w.interpretation()
	w.out.MetaData = w.meta(made)
	w.leave("dates, places, names, relatives, numbers and free text", "日期、地点、姓名、亲属、编号及自由文本")
	w.leave("the transplant and its course: no term for them was read", "移植及其病程：未查阅到相应术语")
	return w.out, nil
}

type packetWriter struct {
	v     chart.View
	child chart.Individual
	base  *knowledge.Base
	out   Packet
	used  map[string]bool // prefixes of the terms in the packet
}

func (w *packetWriter) leave(en, zh string) {
	w.out.LeftOut = append(w.out.LeftOut, evidence.Text{EN: en, ZH: zh})
}

// term marks the ontology of a term as used.
func (w *packetWriter) term(t phenopacket.Term) *phenopacket.Term {
	if w.used == nil {
		w.used = map[string]bool{}
	}
	prefix, _, _ := strings.Cut(t.ID, ":")
	w.used[prefix] = true
	return &t
}

func (w *packetWriter) subject() *phenopacket.Individual {
	s := &phenopacket.Individual{ID: packetSubject, Sex: map[string]string{"male": "MALE", "female": "FEMALE"}[w.child.Sex]}
	if age, err := day.AgeOn(w.child.Birth, w.v.Today()); err == nil && age.Known() {
		s.TimeAtLastEncounter = &phenopacket.Time{Age: &phenopacket.Age{Duration: coarseAge(age.Months())}}
	} else {
		w.leave("the age: it is not recorded", "年龄：未记录")
	}
	s.VitalStatus = &phenopacket.VitalStatus{Status: "ALIVE"}
	for _, e := range chart.All[*chart.Event](w.v) {
		if e.Data.What == "death" && w.v.Concerns(e.Entry, w.child.ID) {
			s.VitalStatus.Status = "DECEASED"
		}
	}
	return s
}

// coarseAge is an age in months below two years, in completed years from then on.
func coarseAge(months int) string {
	if months < 24 {
		return fmt.Sprintf("P%dM", months)
	}
	return fmt.Sprintf("P%dY", months/12)
}

func (w *packetWriter) features() {
	for _, f := range chart.All[*chart.Finding](w.v) {
		if !w.v.Concerns(f.Entry, w.child.ID) {
			continue
		}
		term, ok := hpo[f.Data.Feature]
		if !ok || !f.Data.Present.Known() {
			w.leave("the finding "+f.Data.Feature+": it has no term here, or is not settled", "表现“"+f.Data.Feature+"”：无对应术语或尚未确定")
			continue
		}
		w.out.Features = append(w.out.Features, phenopacket.Feature{Type: w.term(term), Excluded: f.Data.Present == chart.No})
	}
}

func (w *packetWriter) interpretation() {
	last, ok := w.v.Diagnosis()
	if !ok || last.Data.Gene == "" || w.base == nil {
		w.leave("the diagnosis: no gene is recorded", "诊断：未记录基因")
		return
	}
	d, known := w.base.DiseaseOfGene(last.Data.Gene)
	disease, gene := identifiersOf(d)
	if !known || disease.ID == "" || gene == "" {
		w.leave("diagnosis and variants: the knowledge holds no numbers of OMIM or MONDO and HGNC for "+last.Data.Gene, "诊断与变异：知识库中无"+last.Data.Gene+"的OMIM/MONDO与HGNC编号")
		return
	}
	progress := "IN_PROGRESS"
	if last.Data.Certainty == "confirmed" {
		progress = "SOLVED"
	}
	i := phenopacket.Interpretation{ID: "diagnosis", ProgressStatus: progress, Diagnosis: &phenopacket.Diagnosis{Disease: w.term(disease)}}
	w.used["HGNC"] = true
	for _, it := range chart.All[*chart.Variant](w.v) {
		if w.v.Concerns(it.Entry, w.child.ID) {
			i.Diagnosis.Genomic = append(i.Diagnosis.Genomic, w.variant(*it.Data, gene, last.Data.Gene)...)
		}
	}
	w.out.Interpretations = []phenopacket.Interpretation{i}
}

// variant is one variant of the gene of the diagnosis; others have no number here.
func (w *packetWriter) variant(v chart.Variant, number, symbol string) []phenopacket.GenomicInterpretation {
	state, ok := zygosities[v.Zygosity]
	if !ok || v.Gene != symbol {
		w.leave("the test for "+v.Gene+" "+v.HGVS+": absent, or of another gene", "变异检测“"+v.Gene+" "+v.HGVS+"”：未检出或属其他基因")
		return nil
	}
	name := v.HGVS
	if v.Transcript != "" {
		name = v.Transcript + ":" + name
	}
	variation := &phenopacket.Variation{Gene: &phenopacket.Gene{ID: number, Symbol: symbol}, Molecule: "transcript",
		Expressions: []phenopacket.Expression{{Syntax: "hgvs.c", Value: name}}, AllelicState: w.term(state)}
	if v.Protein != "" {
		variation.Expressions = append(variation.Expressions, phenopacket.Expression{Syntax: "hgvs.p", Value: v.Protein})
	}
	return []phenopacket.GenomicInterpretation{{SubjectOrBiosample: packetSubject, Status: "UNKNOWN_STATUS",
		Variant: &phenopacket.VariantInterpretation{Classification: classifications[strings.ToLower(v.Classification)], Variation: variation}}}
}

var (
	mondoNumber = regexp.MustCompile(`\bMONDO:\d{7}\b`)
	omimNumber  = regexp.MustCompile(`^OMIM (\d{6})\b`)
	hgncNumber  = regexp.MustCompile(`\bHGNC (\d+)\b`)
)

// identifiersOf reads the numbers of a disease and of its gene from the facts
// that were read; an unsure one is no number.
func identifiersOf(d knowledge.Disease) (disease phenopacket.Term, gene string) {
	for _, s := range d.Sections {
		for _, f := range s.Facts {
			if s.Key != "identifiers" || f.Status != evidence.Read {
				continue
			}
			if n := mondoNumber.FindString(f.Text.EN); n != "" {
				disease = phenopacket.Term{ID: n, Label: d.Name.EN}
			}
			if n := omimNumber.FindStringSubmatch(f.Text.EN); n != nil && disease.ID == "" {
				disease = phenopacket.Term{ID: "OMIM:" + n[1], Label: d.Name.EN}
			}
			if n := hgncNumber.FindStringSubmatch(f.Text.EN); n != nil && len(d.Genes) == 1 {
				gene = "HGNC:" + n[1]
			}
		}
	}
	return disease, gene
}

// resources are the ontologies by the prefix of their terms.
var resources = map[string]phenopacket.Resource{
	"HP":    {ID: "hp", Name: "Human Phenotype Ontology", URL: "http://purl.obolibrary.org/obo/hp.owl", NamespacePrefix: "HP", IRIPrefix: "http://purl.obolibrary.org/obo/HP_"},
	"GENO":  {ID: "geno", Name: "Genotype Ontology", URL: "http://purl.obolibrary.org/obo/geno.owl", NamespacePrefix: "GENO", IRIPrefix: "http://purl.obolibrary.org/obo/GENO_"},
	"MONDO": {ID: "mondo", Name: "Mondo Disease Ontology", URL: "http://purl.obolibrary.org/obo/mondo.owl", NamespacePrefix: "MONDO", IRIPrefix: "http://purl.obolibrary.org/obo/MONDO_"},
	"OMIM":  {ID: "omim", Name: "Online Mendelian Inheritance in Man", URL: "https://omim.org", NamespacePrefix: "OMIM", IRIPrefix: "https://omim.org/entry/"},
	"HGNC":  {ID: "hgnc", Name: "HUGO Gene Nomenclature Committee", URL: "https://www.genenames.org", NamespacePrefix: "HGNC", IRIPrefix: "https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/HGNC:"},
}

// versionOpen is written where the schema wants a version: the terms were taken
// from the knowledge, which does not name the release.
const versionOpen = "not stated"

func (w *packetWriter) meta(made time.Time) *phenopacket.MetaData {
	m := &phenopacket.MetaData{Created: made.UTC().Format(time.RFC3339), CreatedBy: "Dayzero", SchemaVersion: "2.0.2", Resources: []phenopacket.Resource{}}
	for prefix := range w.used {
		r := resources[prefix]
		r.Version = versionOpen
		m.Resources = append(m.Resources, r)
	}
	slices.SortFunc(m.Resources, func(a, b phenopacket.Resource) int { return strings.Compare(a.ID, b.ID) })
	if w.v.Case.Synthetic {
		m.ExternalReferences = []phenopacket.Reference{{ID: "synthetic", Description: "Synthetic example, no patient: not evidence."}}
	}
	return m
}
