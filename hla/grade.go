package hla

import (
	"cmp"
	"slices"

	"github.com/dayzero-hsct/dayzero/evidence"
)

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
func intersect[T cmp.Ordered](x, y []T) bool {
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
		if best := gradeSequences(x.sequences, y.sequences); best != GradeMismatch {
			return best
		}
	}
	switch {
	case intersect(x.g, y.g):
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

// sequences are what the fully sequenced, expressed alleles of a position are:
// the alleles known over the whole gene, all of them, and their coding
// sequences and proteins by number. Each list is sorted.
type sequences struct {
	genomic, full, coding, protein []int32
}

func (r *Release) sequencesOf(members []int32) sequences {
	var out sequences
	for _, i := range members {
		a := r.alleles[i]
		if a.name.suffix == 'N' || a.status < statusFullCDNA {
			continue
		}
		out.full = append(out.full, i)
		if a.status == statusFullGDNA {
			out.genomic = append(out.genomic, i)
		}
		if a.coding > 0 {
			out.coding = append(out.coding, a.coding)
		}
		out.protein = append(out.protein, a.protein)
	}
	for _, list := range []*[]int32{&out.genomic, &out.full, &out.coding, &out.protein} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return out
}

// gradeSequences finds the best agreement between two positions whose
// sequences are fully known.
func gradeSequences(x, y sequences) Grade {
	switch {
	case intersect(x.genomic, y.genomic):
		return GradeGDNA
	case intersect(x.full, y.full) || intersect(x.coding, y.coding):
		return GradeCDNA
	case intersect(x.protein, y.protein):
		return GradeProtein
	}
	return GradeMismatch
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

// directOf gives the antigens of a position: the one typed, or those assigned
// to its expressed alleles.
func (r *Release) directOf(x position) []*antigen {
	if x.antigen != nil {
		return []*antigen{x.antigen}
	}
	var out []*antigen
	for _, i := range x.members {
		if r.alleles[i].name.suffix == 'N' {
			continue
		}
		for _, node := range r.alleles[i].antigens {
			if !slices.Contains(out, node) {
				out = append(out, node)
			}
		}
	}
	return out
}

func (r *Release) gradeSerology(x, y position) Grade {
	best := GradeMismatch
	for _, a := range x.direct {
		for _, b := range y.direct {
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
	target := y.direct
	for _, a := range x.direct {
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
	case len(x.unlisted) > 0 || len(y.unlisted) > 0:
		return ConfidencePotential
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
	case r.namesOnly:
		return AntigenUnknown
	case locus == DPB1:
		return AntigenMismatched
	}
	families := byFamily && (locus == C && (r.aboveTen(patient) || r.aboveTen(donor)) || len(patient.direct) == 0 || len(donor.direct) == 0)
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

// gradeWords names the grades for a reader; the code stays what files and
// commands use.
var gradeWords = map[Grade]evidence.Text{
	GradeGDNA:             {EN: "gDNA", ZH: "基因组序列相同"},
	GradeCDNA:             {EN: "cDNA", ZH: "编码序列相同"},
	GradeProtein:          {EN: "protein", ZH: "蛋白相同"},
	GradeGGroup:           {EN: "G group", ZH: "G组相同"},
	GradePGroup:           {EN: "P group", ZH: "P组相同"},
	GradeNullGDNA:         {EN: "same null, gDNA", ZH: "同一无效等位基因（基因组序列）"},
	GradeNullCDNA:         {EN: "same null, cDNA", ZH: "同一无效等位基因（编码序列）"},
	GradeNullPartial:      {EN: "same null, partial sequence", ZH: "同一无效等位基因（部分序列）"},
	GradeAssociated:       {EN: "associated antigen", ZH: "相关抗原相同"},
	GradeSplit:            {EN: "split antigen", ZH: "裂解抗原相同"},
	GradeBroad:            {EN: "broad antigen", ZH: "宽抗原相同"},
	GradeNullMismatch:     {EN: "different nulls", ZH: "不同的无效等位基因"},
	GradeExpressingVsNull: {EN: "expressed beside null", ZH: "表达与无效等位基因相对"},
	GradeMismatch:         {EN: "mismatch", ZH: "不合"},
	GradeUnknown:          {EN: "not known", ZH: "未知"},
}

// Text names the grade for a reader in both languages.
func (g Grade) Text() evidence.Text {
	if words, known := gradeWords[g]; known {
		return words
	}
	return evidence.Text{EN: string(g)}
}
