package hla

import (
	"fmt"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// BasisTwoField says on what every comparison of this package rests.
var BasisTwoField = evidence.Text{
	EN: "two-field names, no release loaded",
	ZH: "按两段式（蛋白水平）名称比较，未载入命名数据库版本",
}

// Convention is a published way of counting mismatches by direction.
type Convention string

// The two published conventions.
const (
	// WMDA2016 counts positions, so a homozygous mismatch counts twice; a null
	// takes the name of its expressed partner, unless both people carry a null,
	// which then pair off (Bochtler 2016, doi:10.1111/tan.12817).
	WMDA2016 Convention = "WMDA 2016"
	// WMDA2011 counts distinct expressed alleles (Bochtler 2011,
	// doi:10.1038/bmt.2010.132).
	WMDA2011 Convention = "WMDA 2011"
)

// Match is the comparison of a patient with a donor over a set of loci.
type Match struct {
	// Of is two for each locus asked for, Count the matched alleles among them.
	// An unknown locus adds to Of and never to Count.
	Of, Count int
	// GvH counts patient alleles that the donor lacks, HvG donor alleles that
	// the patient lacks, over the known loci only: where Complete is false they
	// are lower bounds.
	GvH, HvG int
	// Complete is true when every locus asked for is known.
	Complete bool
	// Possible is what the typings leave possible over all loci asked for; an
	// untyped locus can come to anything. It is settled where Complete.
	Possible   Possible
	Convention Convention
	Basis      evidence.Text
	Loci       []LocusMatch
}

// LocusMatch is the comparison at one locus. When Known is false the three
// counts are zero and mean nothing; Why then says what is missing.
type LocusMatch struct {
	Locus           Locus
	Patient, Donor  Pair
	Count, GvH, HvG int
	Known           bool
	// Open is true where both are typed and a typing leaves open what they are, so
	// that Known is false: neither a match nor a mismatch. Possible then says what
	// it can come to.
	Open     bool
	Possible Possible
	// ByConvention is true when one reported allele was read as two equal ones.
	ByConvention bool
	Why          evidence.Text
}

// Compare compares two typings at the loci given, counting directions by
// WMDA2016. A locus asked for twice counts once. Order of alleles has no
// effect. A null allele never matches: it takes the place of its expressed
// partner, so the locus behaves as homozygous for that partner. One reported
// allele with a blank is read as homozygous (and says so), except at DRB3,
// DRB4 and DRB5, where the gene may be absent.
func Compare(patient, donor Typing, loci []Locus) Match {
	return CompareBy(WMDA2016, patient, donor, loci)
}

// CompareBy is Compare with a named convention for GvH and HvG; Count does not
// depend on it.
func CompareBy(convention Convention, patient, donor Typing, loci []Locus) Match {
	if convention != WMDA2011 {
		convention = WMDA2016
	}
	m := Match{Convention: convention, Basis: BasisTwoField, Complete: true}
	seen := map[Locus]bool{}
	for _, locus := range loci {
		if seen[locus] {
			continue
		}
		seen[locus] = true
		l := compareLocus(convention, patient, donor, locus)
		m.Loci = append(m.Loci, l)
		m.Of += 2
		m.Count += l.Count
		m.GvH += l.GvH
		m.HvG += l.HvG
		m.Complete = m.Complete && l.Known
		m.Possible = m.Possible.plus(l.Possible)
	}
	return m
}

func compareLocus(convention Convention, patient, donor Typing, locus Locus) LocusMatch {
	l := LocusMatch{Locus: locus, Possible: anything}
	var here, there bool
	l.Patient, here = patient.At(locus)
	l.Donor, there = donor.At(locus)
	switch {
	case !here && !there:
		l.Why = evidence.Text{EN: "neither is typed", ZH: "受者和供者均未分型"}
		return l
	case !here:
		l.Why = evidence.Text{EN: "the patient is not typed", ZH: "受者未分型"}
		return l
	case !there:
		l.Why = evidence.Text{EN: "the donor is not typed", ZH: "供者未分型"}
		return l
	}
	if patient.isOpen(locus) || donor.isOpen(locus) {
		return compareOpen(convention, l, patient, donor)
	}
	p, blankP, whyP := positions(l.Patient)
	d, blankD, whyD := positions(l.Donor)
	for _, why := range []evidence.Text{whyP, whyD} {
		if why.EN != "" {
			l.Why = why
			return l
		}
	}
	l.ByConvention = blankP || blankD
	l.Known = true
	l.Count, l.GvH, l.HvG = counts(convention, p, d)
	l.Possible = Possible{exactly(l.Count), exactly(l.GvH), exactly(l.HvG)}
	return l
}

// compareOpen compares a locus of which two fields do not settle one side at
// least. Where everything possible comes to the same, that is known.
func compareOpen(convention Convention, l LocusMatch, patient, donor Typing) LocusMatch {
	p, blankP := patient.genotypes(l.Locus)
	d, blankD := donor.genotypes(l.Locus)
	l.ByConvention = blankP || blankD
	l.Possible = possible(convention, p, d)
	if l.Possible.Settled() {
		l.Known, l.Count, l.GvH, l.HvG = true, l.Possible.Count.Least, l.Possible.GvH.Least, l.Possible.HvG.Least
		return l
	}
	l.Open = true
	whyP, openP := patient.Open(l.Locus)
	whyD, openD := donor.Open(l.Locus)
	if openP {
		l.Why = evidence.Text{EN: "of the patient, " + whyP.EN, ZH: "受者 " + whyP.ZH}
	}
	if openD {
		l.Why = joinTexts(l.Why, evidence.Text{EN: "of the donor, " + whyD.EN, ZH: "供者 " + whyD.ZH})
	}
	return l
}

// positions gives the two comparison keys of a locus, "" for a null, whether a
// blank was read as homozygous, and why the locus cannot be compared.
func positions(pair Pair) (keys [2]string, blank bool, why evidence.Text) {
	if pair.Blank() {
		if pair[0].locus.mayBeAbsent() {
			return keys, false, evidence.Text{EN: "one allele reported, and the gene may be absent from the other chromosome",
				ZH: "仅报告一个等位基因，另一条染色体上可能缺失该基因"}
		}
		pair[1], blank = pair[0], true
	}
	for i, allele := range pair {
		key, ok := allele.key()
		if !ok {
			return keys, false, evidence.Text{EN: fmt.Sprintf("%s is typed at low resolution only", allele),
				ZH: fmt.Sprintf("%s 仅为低分辨分型", allele)}
		}
		if !allele.Null() {
			keys[i] = key
		}
	}
	return keys, blank, evidence.Text{}
}

// fillNull gives a null position the name of its expressed partner.
func fillNull(k [2]string) [2]string {
	if k[0] == "" {
		k[0] = k[1]
	}
	if k[1] == "" {
		k[1] = k[0]
	}
	return k
}

// matched counts matched positions, the better of the two orientations.
func matched(p, d [2]string) int {
	p, d = fillNull(p), fillNull(d)
	same := func(x, y string) int {
		if x != "" && x == y {
			return 1
		}
		return 0
	}
	return max(same(p[0], d[0])+same(p[1], d[1]), same(p[0], d[1])+same(p[1], d[0]))
}

// lackingPositions counts positions of one person whose allele the other lacks
// (WMDA 2016).
func lackingPositions(of, in [2]string) int {
	nullOf, nullIn := of[0] == "" || of[1] == "", in[0] == "" || in[1] == ""
	if nullOf && nullIn { // the nulls pair off; one position each remains
		rest, other := of[0]+of[1], in[0]+in[1]
		if rest != "" && rest != other {
			return 1
		}
		return 0
	}
	of, in = fillNull(of), fillNull(in)
	count := 0
	for _, key := range of {
		if key != "" && key != in[0] && key != in[1] {
			count++
		}
	}
	return count
}

// lackingDistinct counts distinct expressed alleles of one person that the
// other lacks (WMDA 2011).
func lackingDistinct(of, in [2]string) int {
	count := 0
	for i, key := range of {
		if key == "" || (i == 1 && key == of[0]) || key == in[0] || key == in[1] {
			continue
		}
		count++
	}
	return count
}

// Sentence tells the result at the locus in one sentence ("en" or "zh").
func (l LocusMatch) Sentence(lang string) string {
	if l.Open {
		return l.openText().In(lang)
	}
	if !l.Known {
		return evidence.Text{
			EN: fmt.Sprintf("%s: not known, %s.", l.Locus, l.Why.EN),
			ZH: fmt.Sprintf("%s：未知，%s。", l.Locus, l.Why.ZH),
		}.In(lang)
	}
	en := []string{fmt.Sprintf("%s: %d of 2 match", l.Locus, l.Count)}
	zh := []string{fmt.Sprintf("%s：2个中%d个相合", l.Locus, l.Count)}
	if l.GvH > 0 {
		en = append(en, fmt.Sprintf("the donor lacks %d of the patient's (GvH %d)", l.GvH, l.GvH))
		zh = append(zh, fmt.Sprintf("移植物抗宿主方向（GvH）不合%d个", l.GvH))
	}
	if l.HvG > 0 {
		en = append(en, fmt.Sprintf("the patient lacks %d of the donor's (HvG %d)", l.HvG, l.HvG))
		zh = append(zh, fmt.Sprintf("宿主抗移植物方向（HvG）不合%d个", l.HvG))
	}
	if l.ByConvention {
		en = append(en, "one reported allele read as two equal ones")
		zh = append(zh, "仅报告一个等位基因，按纯合处理")
	}
	return evidence.Text{EN: strings.Join(en, "; ") + ".", ZH: strings.Join(zh, "；") + "。"}.In(lang)
}

// openText names what is possible and who has to settle it.
func (l LocusMatch) openText() evidence.Text {
	verdict := evidence.Text{EN: "a potential match", ZH: "可能相合"}
	if l.Possible.Count.Most < 2 {
		verdict = evidence.Text{EN: "a potential mismatch", ZH: "可能不合"}
	}
	byConvention := evidence.Text{}
	if l.ByConvention {
		byConvention = evidence.Text{EN: "; one reported allele read as two equal ones", ZH: "；仅报告一个等位基因，按纯合处理"}
	}
	return evidence.Text{
		EN: fmt.Sprintf("%s: %s, %s of 2, GvH %s, HvG %s%s: %s; the laboratory has to resolve it.", l.Locus, verdict.EN, l.Possible.Count, l.Possible.GvH, l.Possible.HvG, byConvention.EN, l.Why.EN),
		ZH: fmt.Sprintf("%s：%s，2个中%s个相合，GvH %s，HvG %s%s：%s；须由实验室进一步明确。", l.Locus, verdict.ZH, l.Possible.Count, l.Possible.GvH, l.Possible.HvG, byConvention.ZH, l.Why.ZH),
	}
}

// Sentence tells the whole result in one sentence ("en" or "zh").
func (m Match) Sentence(lang string) string {
	var openEN, openZH, leastEN, leastZH string
	if !m.Complete {
		leastEN, leastZH = "at least ", "至少"
		var unknown []string
		for _, l := range m.Loci {
			if !l.Known {
				unknown = append(unknown, string(l.Locus))
			}
		}
		openEN = "; not known at " + strings.Join(unknown, ", ")
		openZH = "；" + strings.Join(unknown, "、") + " 位点未知"
	}
	return evidence.Text{
		EN: fmt.Sprintf("%d of %d match, GvH %s%d, HvG %s%d%s (%s; %s).", m.Count, m.Of, leastEN, m.GvH, leastEN, m.HvG, openEN, m.Convention, m.Basis.EN),
		ZH: fmt.Sprintf("%d/%d 相合，GvH %s%d，HvG %s%d%s（%s；%s）。", m.Count, m.Of, leastZH, m.GvH, leastZH, m.HvG, openZH, m.Convention, m.Basis.ZH),
	}.In(lang)
}
