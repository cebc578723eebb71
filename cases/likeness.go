package cases

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// Verdict says how one feature of two children compares.
type Verdict string

// The verdicts. Open is not a difference: one side is not known, or its text
// tells no class.
const (
	Same      Verdict = "same"
	Near      Verdict = "near"
	Different Verdict = "different"
	Open      Verdict = "open"
)

// Part is one named similarity with both sides.
type Part struct {
	Feature      Feature
	Verdict      Verdict
	Child, Other Value
	// Why says what decided the verdict, where that is not plain from both sides.
	Why evidence.Text
}

// Likeness is the comparison with one other child. The counts are those of the
// parts; there is no other score.
type Likeness struct {
	Other                       Profile
	Parts                       []Part
	Same, Near, Different, Open int
}

// Part gives the part of a feature.
func (l Likeness) Part(f Feature) Part {
	for _, p := range l.Parts {
		if p.Feature == f {
			return p
		}
	}
	return Part{Feature: f, Verdict: Open}
}

// Compare sets a child beside another one, feature by feature.
func Compare(child, other Profile) Likeness {
	l := Likeness{Other: other}
	for _, f := range Features() {
		part := Part{Feature: f, Child: child.Values[f], Other: other.Values[f], Verdict: Open}
		if part.Child.Class != "" && part.Other.Class != "" {
			part.Verdict, part.Why = verdict(f, child, other)
		}
		l.Parts = append(l.Parts, part)
		switch part.Verdict {
		case Same:
			l.Same++
		case Near:
			l.Near++
		case Different:
			l.Different++
		default:
			l.Open++
		}
	}
	return l
}

func verdict(f Feature, child, other Profile) (Verdict, evidence.Text) {
	a, b := child.Values[f].Class, other.Values[f].Class
	switch f {
	case Gene:
		if a != b && child.Group != "" && child.Group != "none" && child.Group == other.Group {
			return Near, evidence.Text{EN: "another gene of the same repair group", ZH: "同一修复通路组的另一基因"}
		}
	case VariantClass:
		return variantVerdict(child, other)
	case Age:
		return ageVerdict(child.Months, other.Months)
	}
	if a == b {
		return Same, evidence.Text{}
	}
	return Different, evidence.Text{}
}

func variantVerdict(child, other Profile) (Verdict, evidence.Text) {
	var shared []string
	for _, name := range child.Names {
		if slices.Contains(other.Names, name) {
			shared = append(shared, name)
		}
	}
	why := evidence.Text{}
	if len(shared) > 0 {
		why = evidence.Text{EN: "shared variant " + strings.Join(shared, ", "), ZH: "相同变异 " + strings.Join(shared, "、")}
	}
	a, b := child.Values[VariantClass].Class, other.Values[VariantClass].Class
	if a == b {
		return Same, why
	}
	for _, class := range strings.Split(a, "+") {
		if slices.Contains(strings.Split(b, "+"), class) {
			if why.Empty() {
				why = evidence.Text{EN: "one allele of the same class", ZH: "一个等位基因类别相同"}
			}
			return Near, why
		}
	}
	return Different, why
}

// ageVerdict calls two ages near when the younger is at least half the older one:
// a convention of this page and of no paper (status unsure). It orders a list and
// opens, doses and clears nothing.
func ageVerdict(a, b float64) (Verdict, evidence.Text) {
	switch {
	case a == b:
		return Same, evidence.Text{}
	case 2*math.Min(a, b) >= math.Max(a, b):
		return Near, evidence.Text{EN: "the younger is at least half as old", ZH: "较小者年龄不小于较大者的一半"}
	}
	return Different, evidence.Text{EN: "the younger is less than half as old", ZH: "较小者年龄小于较大者的一半"}
}

// Rank orders others by their likeness to the child: the gene first (same, near,
// open, different), then most parts the same, most near, fewest open, and at last
// the identifier, so that the order never depends on the input. Fewest open, not
// fewest different: a patient of whom nothing is known does not stand before one
// whose differences are known.
func Rank(child Profile, others []Profile) []Likeness {
	out := make([]Likeness, 0, len(others))
	for _, o := range others {
		out = append(out, Compare(child, o))
	}
	step := map[Verdict]int{Same: 0, Near: 1, Open: 2, Different: 3}
	slices.SortStableFunc(out, func(a, b Likeness) int {
		return cmp.Or(cmp.Compare(step[a.Part(Gene).Verdict], step[b.Part(Gene).Verdict]), cmp.Compare(b.Same, a.Same),
			cmp.Compare(b.Near, a.Near), cmp.Compare(a.Open, b.Open), strings.Compare(a.Other.ID, b.Other.ID))
	})
	return out
}

// Published gives the profiles of the single patients that were published by the
// year of the page; later counts those that were published after it, or whose
// year was not read, and so are left out: a page seen from a past day shows
// nothing that came later.
func Published(base *knowledge.Base, rows []Row, year int) (profiles []Profile, later int) {
	for _, r := range rows {
		p, ok := OfRow(base, r)
		if !ok {
			continue
		}
		if y := r.Year(); y == 0 || y > year {
			later++
			continue
		}
		profiles = append(profiles, p)
	}
	return profiles, later
}

// SameDayZero reports whether the note of a published row gives the Day 0 of the
// chart ("Day 0 = 2 Jan 2025"): then both are most likely the same child, and the
// row is no other patient.
func SameDayZero(r Row, zero day.Date) bool {
	if !zero.Known() {
		return false
	}
	written := strconv.Itoa(zero.Day()) + " " + zero.Month().String()[:3] + " " + strconv.Itoa(zero.Year())
	return strings.Contains(r.Note.EN, "Day 0 = "+written)
}
