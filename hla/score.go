package hla

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// ScoreOptions are the choices of a comparison. The zero value compares the
// loci of ten by WMDA2016, an untyped locus being a possible match.
type ScoreOptions struct {
	Loci       []Locus
	Convention Convention
	// UntypedMismatch counts a locus that is not typed as no match at all.
	UntypedMismatch bool
	// Exclude takes loci out of the totals and the category, not out of Loci.
	Exclude []Locus
	// AntigenByFamily follows the WMDA decision of 2024-02-07 for alleles
	// without serology.
	AntigenByFamily bool
}

// Category is the verdict on a locus or on a whole comparison.
type Category string

// The categories. Match, Unknown stand for one locus; Definite, Exact and
// Potential for the whole.
const (
	CategoryMatch              Category = "Match"
	CategoryDefinite           Category = "Definite"
	CategoryExact              Category = "Exact"
	CategoryPotential          Category = "Potential"
	CategoryPermissiveMismatch Category = "PermissiveMismatch"
	CategoryMismatch           Category = "Mismatch"
	CategoryUnknown            Category = "Unknown"
)

// Score is the comparison of two typings, as ambiguous as they are, at the
// level of P groups.
type Score struct {
	// Of is two for each locus; Count the positions that match or, where a
	// typing leaves it open, can match; Certain those among them that match
	// whatever the open typings turn out to be.
	Of, Count, Certain int
	// GvH and HvG count by direction. Where anything is open they are the least
	// possible.
	GvH, HvG   int
	Complete   bool // every locus is typed in both
	TypedLoci  int  // loci typed in the donor
	Category   Category
	Convention Convention
	Release    string
	Loci       []LocusScore
	DPB1       TCEResult
	Warnings   []string // names that the release does not have, see Genotype.Warnings
}

// LocusScore is the comparison at one locus. Grades, confidences and antigens
// belong to the donor's two positions, in the orientation chosen for the locus.
type LocusScore struct {
	Locus           Locus
	Count, GvH, HvG int
	Typed           bool // in both
	Grades          [2]Grade
	Confidences     [2]Confidence
	Antigens        [2]Antigen
	Category        Category
	// Orientation is "direct" (first with first) or "cross"; Either tells that
	// both are equally good and the first is reported.
	Orientation string
	Either      bool
	Excluded    bool
	Why         evidence.Text
}

// TCEResult is the DPB1 epitope comparison. Groups are empty where nothing is
// assigned or typed.
type TCEResult struct {
	Patient, Donor [2]TCEGroups
	Verdict        TCEVerdict
	Why            evidence.Text
}

// Match compares a patient with a donor. Both must be read against the same
// release. Each locus is compared in the orientation that suits it best.
func (r *Release) Match(patient, donor Genotype, options ScoreOptions) (Score, error) {
	if patient.release != r || donor.release != r {
		return Score{}, &Error{Kind: KindFile, Sentence: fmt.Sprintf("the two typings are not both read against %s; read them again with one release", r)}
	}
	loci := options.Loci
	if len(loci) == 0 {
		loci = LociOf10()
	}
	if options.Convention != WMDA2011 {
		options.Convention = WMDA2016
	}
	out := Score{Complete: true, Convention: options.Convention, Release: r.version}
	out.DPB1 = r.compareTCE(patient.loci[DPB1], donor.loci[DPB1])
	seen := map[Locus]bool{}
	for _, locus := range loci {
		if seen[locus] {
			continue
		}
		seen[locus] = true
		l := r.scoreLocus(locus, patient.loci[locus], donor.loci[locus], options, out.DPB1.Verdict)
		l.Excluded = slices.Contains(options.Exclude, locus)
		out.Loci = append(out.Loci, l)
		if l.Excluded {
			continue
		}
		out.add(l, len(donor.loci[locus].alternatives) > 0)
	}
	out.Category = out.category()
	for _, warning := range append(patient.Warnings(), donor.Warnings()...) {
		if !slices.Contains(out.Warnings, warning) {
			out.Warnings = append(out.Warnings, warning)
		}
	}
	return out, nil
}

func (s *Score) add(l LocusScore, donorTyped bool) {
	s.Of += 2
	s.Count += l.Count
	s.GvH += l.GvH
	s.HvG += l.HvG
	s.Complete = s.Complete && l.Typed
	if donorTyped {
		s.TypedLoci++
	}
	for _, c := range l.Confidences {
		if c == ConfidenceDefinite || c == ConfidenceExact {
			s.Certain++
		}
	}
}

// category is the worst of the positions; a permissive DPB1 mismatch that is
// the only one has its own.
func (s *Score) category() Category {
	worst, permissive := ConfidenceDefinite, false
	for _, l := range s.Loci {
		if l.Excluded {
			continue
		}
		if l.Category == CategoryPermissiveMismatch {
			permissive = true
			continue
		}
		for _, c := range l.Confidences {
			if c.rank() < worst.rank() {
				worst = c
			}
		}
	}
	if permissive && worst != ConfidenceMismatch {
		return CategoryPermissiveMismatch
	}
	return Category(worst)
}

// scoreLocus compares one locus over every alternative and keeps the best.
func (r *Release) scoreLocus(locus Locus, patient, donor locusGenotype, options ScoreOptions, tce TCEVerdict) LocusScore {
	if len(patient.alternatives) == 0 || len(donor.alternatives) == 0 {
		return untypedLocus(locus, len(patient.alternatives) > 0, len(donor.alternatives) > 0, options)
	}
	var best LocusScore
	sure := true // every alternative matches at both positions
	for i, p := range patient.alternatives {
		for j, d := range donor.alternatives {
			l := r.scorePairs(locus, p, d, options)
			sure = sure && l.Confidences[0].rank() >= ConfidenceExact.rank() && l.Confidences[1].rank() >= ConfidenceExact.rank()
			if i+j == 0 || l.Count > best.Count || l.Count == best.Count && l.rank() > best.rank() {
				best = l
			}
		}
	}
	if several := len(patient.alternatives)*len(donor.alternatives) > 1; several && !sure {
		for i, c := range best.Confidences {
			if c.rank() > ConfidencePotential.rank() {
				best.Confidences[i] = ConfidencePotential
			}
		}
	}
	best.Category = CategoryMismatch
	switch {
	case !slices.Contains(best.Confidences[:], ConfidenceMismatch):
		best.Category = CategoryMatch
	case locus == DPB1 && tce == TCEPermissive:
		best.Category = CategoryPermissiveMismatch
	}
	best.Why = joinTexts(best.Why, patient.blank.blankText(), donor.blank.blankText())
	return best
}

func untypedLocus(locus Locus, patient, donor bool, options ScoreOptions) LocusScore {
	l := LocusScore{Locus: locus, Count: 2, Orientation: "direct", Either: true, Category: CategoryPotential,
		Grades: [2]Grade{GradePGroup, GradePGroup}, Confidences: [2]Confidence{ConfidencePotential, ConfidencePotential}, Antigens: [2]Antigen{AntigenUnknown, AntigenUnknown}}
	switch {
	case patient:
		l.Why = evidence.Text{EN: "the donor is not typed", ZH: "供者未分型"}
	case donor:
		l.Why = evidence.Text{EN: "the patient is not typed", ZH: "受者未分型"}
	default:
		l.Why = evidence.Text{EN: "neither is typed", ZH: "受者和供者均未分型"}
	}
	if locus == DPB1 {
		l.Grades, l.Category = [2]Grade{GradeUnknown, GradeUnknown}, CategoryUnknown
	}
	if options.UntypedMismatch {
		l.Count = 0
	}
	return l
}

func (l LocusScore) rank() int { return l.Grades[0].rank() + l.Grades[1].rank() }

// scorePairs compares two pairs of positions.
func (r *Release) scorePairs(locus Locus, p, d [2]position, options ScoreOptions) LocusScore {
	filledP, filledD := expressedPair(p), expressedPair(d)
	l := LocusScore{Locus: locus, Typed: true, Count: countPairs(filledP, filledD)}
	l.GvH, l.HvG = directions(options.Convention, p, d)
	var by [2]LocusScore
	for cross := range 2 {
		o := l
		o.Orientation = []string{"direct", "cross"}[cross]
		for i := range 2 { // i is the donor's position
			from := i ^ cross
			o.Grades[i] = r.grade(locus, p[from], d[i])
			o.Confidences[i] = r.confidence(filledP[from], filledD[i])
			o.Antigens[i] = r.antigenMatch(locus, filledP[from], filledD[i], options.AntigenByFamily)
		}
		by[cross] = o
	}
	best := by[0]
	if better(by[1], by[0]) {
		best = by[1]
	}
	best.Either = by[0].rank() == by[1].rank()
	from := 0
	if best.Orientation == "cross" {
		from = 1
	}
	best.Why = r.why(best, [2]position{filledP[from], filledP[1-from]}, filledD, p, d)
	return best
}

// better compares two orientations: grades, then confidences, then antigens.
func better(x, y LocusScore) bool {
	if x.rank() != y.rank() {
		return x.rank() > y.rank()
	}
	sure := func(l LocusScore) int { return l.Confidences[0].rank() + l.Confidences[1].rank() }
	if sure(x) != sure(y) {
		return sure(x) > sure(y)
	}
	matched := func(l LocusScore) (n int) {
		for _, a := range l.Antigens {
			if a == AntigenMatched {
				n++
			}
		}
		return n
	}
	return matched(x) > matched(y)
}

// expressedPair gives a null position the place of its expressed partner.
func expressedPair(pair [2]position) [2]position {
	switch {
	case pair[0].isNull && !pair[1].isNull:
		pair[0] = pair[1]
	case pair[1].isNull && !pair[0].isNull:
		pair[1] = pair[0]
	}
	return pair
}

// countPairs counts matched positions: two where both positions match in one
// of the orientations, one where any two match.
func countPairs(p, d [2]position) int {
	direct := share(p[0], d[0]) && share(p[1], d[1])
	cross := share(p[0], d[1]) && share(p[1], d[0])
	switch {
	case direct || cross:
		return 2
	case share(p[0], d[0]) || share(p[1], d[1]) || share(p[0], d[1]) || share(p[1], d[0]):
		return 1
	}
	return 0
}

// directions counts GvH and HvG by a convention (see Convention).
func directions(convention Convention, p, d [2]position) (gvh, hvg int) {
	if convention == WMDA2011 {
		return lackDistinct(p, d), lackDistinct(d, p)
	}
	return lackPositions(p, d), lackPositions(d, p)
}

// lackPositions counts positions of one person that the other lacks.
func lackPositions(of, in [2]position) int {
	if !hasNull(of) || !hasNull(in) { // two nulls pair off; one takes the name of its expressed partner
		of, in = expressedPair(of), expressedPair(in)
	}
	positionsOf, positionsIn := withoutNulls(of), withoutNulls(in)
	count := 0
	for _, x := range positionsOf {
		if !slices.ContainsFunc(positionsIn, func(y position) bool { return share(x, y) }) {
			count++
		}
	}
	return count
}

// lackDistinct counts expressed alleles of one person that the other lacks, two
// that can be the same allele once.
func lackDistinct(of, in [2]position) int {
	var lacking []position
	for _, x := range withoutNulls(of) {
		if !slices.ContainsFunc(withoutNulls(in), func(y position) bool { return share(x, y) }) {
			lacking = append(lacking, x)
		}
	}
	if len(lacking) == 2 && share(lacking[0], lacking[1]) {
		return 1
	}
	return len(lacking)
}

func hasNull(pair [2]position) bool { return pair[0].isNull || pair[1].isNull }

func withoutNulls(pair [2]position) []position {
	var out []position
	for _, x := range pair {
		if !x.isNull {
			out = append(out, x)
		}
	}
	return out
}

func joinTexts(texts ...evidence.Text) evidence.Text {
	var en, zh []string
	for _, t := range texts {
		if t.EN != "" && !slices.Contains(en, t.EN) {
			en, zh = append(en, t.EN), append(zh, t.ZH)
		}
	}
	return evidence.Text{EN: strings.Join(en, "; "), ZH: strings.Join(zh, "；")}
}
