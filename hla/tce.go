package hla

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// tceRow is one row of tce/dpb_tce.csv, version 2 of the assignment.
type tceRow struct {
	group string // "1", "2", "3", "0" not expressed
	row   int
}

// readTCE reads tce/dpb_tce.csv: Allele,Protein,V1,V2,Comments. The first digit
// of V2 is the group: "3$" by functional distance, "2a" changed since V1.
func (l *loader) readTCE() {
	const file = "tce/dpb_tce.csv"
	rows, ok := l.rows(file, ",", false)
	if !ok {
		l.release.missing = append(l.release.missing, "tce/dpb_tce.csv: no DPB1 mismatch can be called permissive or not")
		return
	}
	for _, r := range rows {
		if len(r.fields) < 4 {
			l.refuse(file, r.line, "the row has %d fields instead of 5", len(r.fields))
			continue
		}
		if r.fields[0] == "Allele" || r.fields[3] == "" || r.fields[3] == "NA" {
			continue
		}
		group := r.fields[3][:1]
		if !strings.Contains("0123", group) {
			l.refuse(file, r.line, "%q is not a TCE group", clip(r.fields[3]))
			continue
		}
		l.release.tce[r.fields[0]] = tceRow{group, r.line}
	}
}

// TCEVerdict is the closed list of answers about a DPB1 pair.
type TCEVerdict string

// The verdicts, as the command prints them.
const (
	TCEMatch            TCEVerdict = "match"
	TCEPermissive       TCEVerdict = "permissive"
	TCENonPermissiveGvH TCEVerdict = "non-permissive-gvh"
	TCENonPermissiveHvG TCEVerdict = "non-permissive-hvg"
	TCEUnknown          TCEVerdict = "unknown"
)

// TCEGroups are the T-cell epitope groups that one DPB1 position may have, 1
// the most immunogenic. Empty: not assigned. One: settled.
type TCEGroups []int

// String gives "2", "2|3", or "" where nothing is assigned.
func (g TCEGroups) String() string {
	parts := make([]string, len(g))
	for i, group := range g {
		parts[i] = fmt.Sprint(group)
	}
	return strings.Join(parts, "|")
}

// TCEPair compares the groups of two DPB1 typings that differ: the lowest
// number of each side decides. p = d is permissive, p < d non-permissive in the
// GvH direction, p > d in the HvG direction (Arrieta-Bolaños 2018, Blood Adv
// 2:1773). A position that is not assigned may be of any group; where every
// choice gives one answer, that is the answer, and unknown otherwise.
func TCEPair(patient, donor [2]TCEGroups) TCEVerdict {
	found := map[TCEVerdict]bool{}
	for _, p := range lowestGroups(patient) {
		for _, d := range lowestGroups(donor) {
			switch {
			case p == d:
				found[TCEPermissive] = true
			case p < d:
				found[TCENonPermissiveGvH] = true
			default:
				found[TCENonPermissiveHvG] = true
			}
		}
	}
	if len(found) == 1 {
		for verdict := range found {
			return verdict
		}
	}
	return TCEUnknown
}

func lowestGroups(pair [2]TCEGroups) []int {
	either := func(g TCEGroups) []int {
		if len(g) == 0 {
			return []int{1, 2, 3}
		}
		return g
	}
	var out []int
	for _, x := range either(pair[0]) {
		for _, y := range either(pair[1]) {
			if low := min(x, y); !slices.Contains(out, low) {
				out = append(out, low)
			}
		}
	}
	slices.Sort(out)
	return out
}

// tceOf gives the groups of a set of DPB1 alleles. Nulls count for nothing;
// alleles without assignment are dropped where another one of the set has a
// group, as the published rule for allele strings has it.
func (r *Release) tceOf(members []int32) TCEGroups {
	var out TCEGroups
	for _, i := range members {
		if group := number(r.tce[r.alleles[i].text].group); group > 0 && !slices.Contains(out, group) {
			out = append(out, group)
		}
	}
	slices.Sort(out)
	return out
}

// maxCombinations bounds the enumeration of what an open DPB1 typing can be.
const maxCombinations = 200_000

// epitope is one thing a DPB1 position can be: a P group and its TCE group, 0
// where none is assigned.
type epitope struct {
	p     string
	group int
}

// compareTCE gives the DPB1 verdict: the one answer that every choice left open
// by the typings gives, and unknown where they differ.
func (r *Release) compareTCE(patient, donor locusGenotype) TCEResult {
	out := TCEResult{Verdict: TCEUnknown}
	if len(patient.alternatives) == 0 || len(donor.alternatives) == 0 {
		out.Why = evidence.Text{EN: "DPB1 is not typed in both", ZH: "DPB1 未双方分型"}
		return out
	}
	found := map[TCEVerdict]bool{}
	for i, p := range patient.alternatives {
		for j, d := range donor.alternatives {
			p, d := expressedPair(p), expressedPair(d)
			if i+j == 0 {
				for k := range 2 {
					out.Patient[k], out.Donor[k] = r.tceOf(p[k].members), r.tceOf(d[k].members)
				}
			}
			if !r.tcePairs(p, d, found) {
				found[TCEUnknown] = true
			}
		}
	}
	if len(found) == 1 {
		for verdict := range found {
			out.Verdict = verdict
		}
	}
	out.Why = r.tceWhy(out, patient, donor)
	return out
}

// tcePairs enters every verdict that two pairs allow; false where they cannot
// be judged.
func (r *Release) tcePairs(p, d [2]position, found map[TCEVerdict]bool) bool {
	var sets [4][]epitope
	product := 1
	for i, x := range []position{p[0], p[1], d[0], d[1]} {
		if x.any || x.isNull || x.isNew || x.antigen != nil {
			return false
		}
		sets[i] = r.epitopes(x)
		product *= len(sets[i])
	}
	if product == 0 || product > maxCombinations {
		return false
	}
	for _, a := range sets[0] {
		for _, b := range sets[1] {
			for _, c := range sets[2] {
				for _, e := range sets[3] {
					if a.p == c.p && b.p == e.p || a.p == e.p && b.p == c.p {
						found[TCEMatch] = true
						continue
					}
					verdict := TCEPair([2]TCEGroups{a.groups(), b.groups()}, [2]TCEGroups{c.groups(), e.groups()})
					found[verdict] = true
				}
			}
		}
	}
	return true
}

func (e epitope) groups() TCEGroups {
	if e.group == 0 {
		return nil
	}
	return TCEGroups{e.group}
}

// epitopes lists what a position can be. An allele without assignment takes the
// groups of the others in its string, as the published rule has it.
func (r *Release) epitopes(x position) []epitope {
	groups := r.tceOf(x.members)
	var out []epitope
	add := func(e epitope) {
		if !slices.Contains(out, e) {
			out = append(out, e)
		}
	}
	for _, i := range x.members {
		a := r.alleles[i]
		if a.name.suffix == 'N' {
			continue
		}
		p := exonFree(a.name)
		if a.p >= 0 {
			p = r.groups[a.p].name
		}
		group := number(r.tce[a.text].group)
		if group != 0 || len(groups) == 0 {
			add(epitope{p, group})
			continue
		}
		for _, other := range groups {
			add(epitope{p, other})
		}
	}
	return out
}

// tceWhy names the groups and the rows they stand in.
func (r *Release) tceWhy(t TCEResult, patient, donor locusGenotype) evidence.Text {
	if t.Verdict == TCEMatch {
		return evidence.Text{EN: "DPB1 matches; TCE groups are not asked", ZH: "DPB1 相合，无需比较 TCE 组"}
	}
	describe := func(pair [2]position) string {
		var parts []string
		for _, x := range expressedPair(pair) {
			group := r.tceOf(x.members).String()
			if group == "" {
				group = "?"
			}
			part := x.text + " = " + group
			for _, i := range x.members {
				if row := r.tce[r.alleles[i].text].row; row > 0 {
					part += fmt.Sprintf(" (dpb_tce.csv:%d)", row)
					break
				}
			}
			parts = append(parts, part)
		}
		return strings.Join(parts, ", ")
	}
	p, d := describe(patient.alternatives[0]), describe(donor.alternatives[0])
	verdict := map[TCEVerdict]evidence.Text{
		TCEPermissive:       {EN: "permissive", ZH: "允许性不合"},
		TCENonPermissiveGvH: {EN: "non-permissive in the GvH direction", ZH: "GvH 方向非允许性不合"},
		TCENonPermissiveHvG: {EN: "non-permissive in the HvG direction", ZH: "HvG 方向非允许性不合"},
		TCEUnknown:          {EN: "not decided by the typing", ZH: "现有分型不能判定"},
	}[t.Verdict]
	return evidence.Text{
		EN: fmt.Sprintf("DPB1 %s: patient %s; donor %s; %s", verdict.EN, p, d, r),
		ZH: fmt.Sprintf("DPB1 %s：受者 %s；供者 %s；%s", verdict.ZH, p, d, r)}
}

// why names the group that each donor position shares, or what it lacks.
func (r *Release) why(l LocusScore, patient, donor, rawP, rawD [2]position) evidence.Text {
	var en, zh []string
	for i := range 2 {
		x, y := patient[i], donor[i]
		switch {
		case x.any || y.any:
			en, zh = append(en, "a position is not typed"), append(zh, "有位置未分型")
		case x.isNew || y.isNew:
			en, zh = append(en, "an allele without a name (NEW) matches nothing"), append(zh, "未命名的新等位基因（NEW）不与任何等位基因相合")
		case len(x.p) == 0 || len(y.p) == 0:
			en, zh = append(en, "no allele is expressed at the locus of one of the two"), append(zh, "一方该位点无表达的等位基因")
		case l.Confidences[i] == ConfidenceMismatch && r.namesOnly:
			en, zh = append(en, fmt.Sprintf("%s and %s differ", x.text, y.text)), append(zh, fmt.Sprintf("%s 与 %s 不同", x.text, y.text))
		case l.Confidences[i] == ConfidenceMismatch:
			en = append(en, fmt.Sprintf("%s and %s have no P group in common", x.text, y.text))
			zh = append(zh, fmt.Sprintf("%s 与 %s 无共同 P 组", x.text, y.text))
		default:
			group := r.sharedGroup(x, y)
			en = append(en, fmt.Sprintf("%s and %s share %s", x.text, y.text, group))
			zh = append(zh, fmt.Sprintf("%s 与 %s 同属 %s", x.text, y.text, group))
		}
	}
	if len(en) == 2 && en[0] == en[1] {
		en, zh = en[:1], zh[:1]
	}
	if hasNull(rawP) || hasNull(rawD) {
		en, zh = append(en, "a null allele is not expressed; its partner counts for both"), append(zh, "无效等位基因不表达，以同位点另一等位基因计")
	}
	return evidence.Text{EN: strings.Join(en, "; "), ZH: strings.Join(zh, "；")}
}

// sharedGroup names the first P group two positions have in common, with its
// row, or the antigens that meet.
func (r *Release) sharedGroup(x, y position) string {
	for _, p := range x.p {
		if _, shared := slices.BinarySearch(y.p, p); !shared {
			continue
		}
		if index, published := r.byGroup[p]; published {
			return fmt.Sprintf("%s (hla_nom_p.txt:%d)", p, r.groups[index].row)
		}
		return p
	}
	return "an antigen (rel_dna_ser.txt)"
}

// Sentence tells the verdict at the locus in one sentence ("en" or "zh").
func (l LocusScore) Sentence(lang string) string {
	if !l.Typed {
		return evidence.Text{EN: fmt.Sprintf("%s: open, %s.", l.Locus, l.Why.EN), ZH: fmt.Sprintf("%s：未定，%s。", l.Locus, l.Why.ZH)}.In(lang)
	}
	open := evidence.Text{}
	if slices.Contains(l.Confidences[:], ConfidencePotential) {
		open = evidence.Text{EN: " possible", ZH: "可能"}
	}
	return evidence.Text{
		EN: fmt.Sprintf("%s: %d of 2%s, GvH %d, HvG %d; %s.", l.Locus, l.Count, open.EN, l.GvH, l.HvG, l.Why.EN),
		ZH: fmt.Sprintf("%s：2个中%d个%s相合，GvH %d，HvG %d；%s。", l.Locus, l.Count, open.ZH, l.GvH, l.HvG, l.Why.ZH)}.In(lang)
}

// settled tells whether every locus is typed in both and no position is merely
// possible, so that the counts are what they are.
func (s Score) settled() bool {
	open := slices.ContainsFunc(s.Loci, func(l LocusScore) bool {
		return !l.Excluded && (!l.Typed || slices.Contains(l.Confidences[:], ConfidencePotential))
	})
	return !open && s.Certain == s.Count
}

// Sentence tells the whole verdict in one sentence ("en" or "zh").
func (s Score) Sentence(lang string) string {
	basis := BasisTwoField
	if s.Release != "" {
		basis.EN = "IPD-IMGT/HLA " + s.Release
		basis.ZH = basis.EN
	}
	if s.settled() {
		return evidence.Text{
			EN: fmt.Sprintf("%d of %d match for certain; GvH %d, HvG %d (%s; %s).", s.Certain, s.Of, s.GvH, s.HvG, s.Convention, basis.EN),
			ZH: fmt.Sprintf("%d/%d 确定相合；GvH %d，HvG %d（%s；%s）。", s.Certain, s.Of, s.GvH, s.HvG, s.Convention, basis.ZH)}.In(lang)
	}
	return evidence.Text{
		EN: fmt.Sprintf("%d of %d match for certain, %d can; GvH at least %d, HvG at least %d (%s; %s).", s.Certain, s.Of, s.Count, s.GvH, s.HvG, s.Convention, basis.EN),
		ZH: fmt.Sprintf("%d/%d 确定相合，%d 可能相合；GvH 至少 %d，HvG 至少 %d（%s；%s）。", s.Certain, s.Of, s.Count, s.GvH, s.HvG, s.Convention, basis.ZH)}.In(lang)
}
