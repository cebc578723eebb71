package hla

import "slices"

// Grade says how far two positions are seen to agree.
type Grade string

// The grades, best first; the order among them is that of gradeRanks.
const (
	GradeGDNA             Grade = "gDNA"             // the same full name, sequenced over the whole gene
	GradeCDNA             Grade = "cDNA"             // the same coding sequence, fully known
	GradeProtein          Grade = "Protein"          // the same protein, fully known
	GradeGGroup           Grade = "GGroup"           // the same nucleotides in the antigen recognition exons
	GradePGroup           Grade = "PGroup"           // the same protein there, or possible where untyped
	GradeNullGDNA         Grade = "NullGDna"         // the same null by name, by sequence known
	GradeNullCDNA         Grade = "NullCDna"         //
	GradeNullPartial      Grade = "NullPartial"      //
	GradeAssociated       Grade = "Associated"       // the same associated antigen
	GradeSplit            Grade = "Split"            // the same split, or not-split, antigen
	GradeBroad            Grade = "Broad"            // the same broad antigen, or a broad and its split
	GradeNullMismatch     Grade = "NullMismatch"     // two different nulls
	GradeExpressingVsNull Grade = "ExpressingVsNull" // an expressed allele beside a null
	GradeMismatch         Grade = "Mismatch"
	GradeUnknown          Grade = "Unknown" // DPB1 not typed
)

// gradeRanks orders the grades from the worst, for choosing an orientation.
var gradeRanks = []Grade{GradeUnknown, GradeMismatch, GradeExpressingVsNull, GradeNullMismatch, GradeBroad, GradeSplit, GradeAssociated,
	GradeNullPartial, GradeNullCDNA, GradeNullGDNA, GradePGroup, GradeGGroup, GradeProtein, GradeCDNA, GradeGDNA}

func (g Grade) rank() int { return slices.Index(gradeRanks, g) }

// Confidence says how sure the match at one position is.
type Confidence string

// The confidences, from sure of a match to sure of a mismatch.
const (
	ConfidenceDefinite  Confidence = "Definite"  // two single alleles that match
	ConfidenceExact     Confidence = "Exact"     // one P group each, the same
	ConfidencePotential Confidence = "Potential" // a match is possible
	ConfidenceMismatch  Confidence = "Mismatch"
)

var confidenceRanks = []Confidence{ConfidenceMismatch, ConfidencePotential, ConfidenceExact, ConfidenceDefinite}

func (c Confidence) rank() int { return slices.Index(confidenceRanks, c) }

// share tells whether two positions can hold the same P group.
func share(x, y position) bool {
	if x.any || y.any {
		return true
	}
	return intersect(x.p, y.p)
}

// intersect tells whether two sorted lists have an element in common.
func intersect(x, y []string) bool {
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i] == y[j]:
			return true
		case x[i] < y[j]:
			i++
		default:
			j++
		}
	}
	return false
}

// grade compares two positions as they were typed.
func (r *Release) grade(locus Locus, x, y position) Grade {
	switch {
	case x.any || y.any:
		if locus == DPB1 {
			return GradeUnknown
		}
		return GradePGroup
	case x.isNull && y.isNull:
		return r.gradeNulls(x, y)
	case x.isNull || y.isNull:
		return GradeExpressingVsNull
	case len(x.p) == 0 || len(y.p) == 0:
		return GradeMismatch
	case x.antigen != nil || y.antigen != nil:
		return r.gradeSerology(x, y)
	case !x.combined && !y.combined:
		if best := r.gradeSequences(x, y); best != GradeMismatch {
			return best
		}
	}
	switch {
	case intersect(r.gGroups(x.members), r.gGroups(y.members)):
		return GradeGGroup
	case intersect(x.p, y.p):
		return GradePGroup
	}
	return GradeMismatch
}

func (r *Release) gradeNulls(x, y position) Grade {
	for _, i := range x.members {
		if slices.Contains(y.members, i) {
			switch r.alleles[i].status {
			case statusFullGDNA:
				return GradeNullGDNA
			case statusFullCDNA:
				return GradeNullCDNA
			}
			return GradeNullPartial
		}
	}
	return GradeNullMismatch
}

// gradeSequences finds the best agreement between the expressed alleles of two
// positions whose sequences are fully known.
func (r *Release) gradeSequences(x, y position) Grade {
	best := GradeMismatch
	better := func(g Grade) {
		if g.rank() > best.rank() {
			best = g
		}
	}
	coding, protein := map[string]bool{}, map[string]bool{}
	same := map[int32]bool{}
	for _, i := range x.members {
		if a := r.alleles[i]; a.name.suffix != 'N' && a.status >= statusFullCDNA {
			same[i] = true
			protein[cutName(a.name, 2).String()] = true
			if a.name.count >= 3 {
				coding[cutName(a.name, 3).String()] = true
			}
		}
	}
	for _, i := range y.members {
		a := r.alleles[i]
		if a.name.suffix == 'N' || a.status < statusFullCDNA {
			continue
		}
		switch {
		case same[i] && a.status == statusFullGDNA:
			better(GradeGDNA)
		case same[i] || a.name.count >= 3 && coding[cutName(a.name, 3).String()]:
			better(GradeCDNA)
		case protein[cutName(a.name, 2).String()]:
			better(GradeProtein)
		}
	}
	return best
}

// gGroups gives the G groups of the alleles; one without a group is its own.
func (r *Release) gGroups(members []int32) []string {
	var out []string
	for _, i := range members {
		a := r.alleles[i]
		switch {
		case a.name.suffix == 'N':
		case a.g >= 0:
			out = append(out, r.groups[a.g].name)
		default:
			out = append(out, a.text)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// direct gives the antigens of a position: the one typed, or those assigned to
// its expressed alleles.
func (r *Release) direct(x position) []*antigen {
	if x.antigen != nil {
		return []*antigen{x.antigen}
	}
	var out []*antigen
	for _, i := range x.members {
		a := r.alleles[i]
		if a.name.suffix == 'N' {
			continue
		}
		for _, number := range a.assigned.all() {
			node := r.serology[serologyKey{serologyGene(a.name.gene), number}]
			if node != nil && !slices.Contains(out, node) {
				out = append(out, node)
			}
		}
	}
	return out
}

func (r *Release) gradeSerology(x, y position) Grade {
	best := GradeMismatch
	for _, a := range r.direct(x) {
		for _, b := range r.direct(y) {
			if g := r.gradeAntigens(a, b); g.rank() > best.rank() {
				best = g
			}
		}
	}
	return best
}

func (r *Release) gradeAntigens(a, b *antigen) Grade {
	if a == b {
		switch a.kind() {
		case AntigenAssociated:
			return GradeAssociated
		case AntigenBroad:
			return GradeBroad
		}
		return GradeSplit
	}
	for _, pair := range [][2]*antigen{{a, b}, {b, a}} {
		upper, lower := pair[0], pair[1]
		switch {
		case slices.Contains(upper.associated, lower.number) && upper.kind() != AntigenBroad:
			return GradeSplit
		case slices.Contains(upper.splits, lower.number) || slices.Contains(upper.associated, lower.number):
			return GradeBroad
		}
		for _, number := range upper.splits {
			split := r.serology[serologyKey{upper.letters, number}]
			if split != nil && slices.Contains(split.associated, lower.number) {
				return GradeBroad
			}
		}
	}
	return GradeMismatch
}

// antigensMeet tells whether two positions share an antigen, at least one of
// them having it directly.
func (r *Release) antigensMeet(x, y position) bool {
	return r.reaches(x, y) || r.reaches(y, x)
}

// reaches tells whether what x can stand for meets what y directly is.
func (r *Release) reaches(x, y position) bool {
	target := r.direct(y)
	for _, a := range r.direct(x) {
		for _, node := range r.matching(a) {
			if slices.Contains(target, node) {
				return true
			}
		}
	}
	return false
}

// confidence compares two positions, nulls already replaced by their expressed
// partner.
func (r *Release) confidence(x, y position) Confidence {
	switch {
	case x.any || y.any:
		return ConfidencePotential
	case len(x.p) == 0 || len(y.p) == 0:
		return ConfidenceMismatch
	case x.antigen != nil || y.antigen != nil:
		if r.antigensMeet(x, y) {
			return ConfidencePotential
		}
		return ConfidenceMismatch
	case !intersect(x.p, y.p):
		return ConfidenceMismatch
	case x.single && y.single:
		return ConfidenceDefinite
	case len(x.p) == 1 && len(y.p) == 1:
		return ConfidenceExact
	}
	return ConfidencePotential
}

// Antigen says whether two positions agree at the level of antigens.
type Antigen string

// The answers; unknown where a position is not typed.
const (
	AntigenMatched    Antigen = "match"
	AntigenMismatched Antigen = "mismatch"
	AntigenUnknown    Antigen = "unknown"
)

// antigenMatch compares a patient with a donor position, nulls replaced. With
// byFamily an allele without serology has its family for an antigen, as has
// every C allele of a family above 10 (WMDA decision of 2024-02-07).
func (r *Release) antigenMatch(locus Locus, patient, donor position, byFamily bool) Antigen {
	switch {
	case patient.any || donor.any:
		return AntigenUnknown
	case patient.antigen == nil && donor.antigen == nil && intersect(patient.p, donor.p):
		return AntigenMatched
	case locus == DPB1:
		return AntigenMismatched
	}
	families := byFamily && (locus == C && (r.aboveTen(patient) || r.aboveTen(donor)) || len(r.direct(patient)) == 0 || len(r.direct(donor)) == 0)
	if families && r.sameFamily(patient, donor) || !families && r.reaches(patient, donor) {
		return AntigenMatched
	}
	return AntigenMismatched
}

func (r *Release) aboveTen(x position) bool {
	return slices.ContainsFunc(x.members, func(i int32) bool { return number(r.alleles[i].name.fields[0]) > 10 })
}

func (r *Release) sameFamily(x, y position) bool {
	families := map[string]bool{}
	for _, i := range x.members {
		families[r.alleles[i].name.fields[0]] = true
	}
	return slices.ContainsFunc(y.members, func(i int32) bool { return families[r.alleles[i].name.fields[0]] })
}
