package plan

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// RankStep is one criterion by which the donors of one state are listed.
type RankStep struct {
	Criterion string
	Text      evidence.Text
	Sources   []evidence.Source
	Status    evidence.Status
}

// rankingFacts is where the order stands in the knowledge.
const rankingFacts = "donor-ranking.order"

// rankOrder reads the order of the criteria from the knowledge. A criterion that
// nothing here can judge is left out; a test compares the two.
func rankOrder(base *knowledge.Base) []RankStep {
	var out []RankStep
	for _, f := range base.FactsUnder(rankingFacts) {
		if name := f.Values["criterion"]; rankCriteria[name] != nil {
			out = append(out, RankStep{name, f.Text, f.Sources, f.Status})
		}
	}
	return out
}

// rankCriteria compares two donors by one criterion, negative when a stands
// first. What is not known stands behind what is, wherever the criterion is asked.
var rankCriteria = map[string]func(a, b Donor) int{
	"hla": func(a, b Donor) int {
		return cmp.Or(cmp.Compare(b.Match.Count, a.Match.Count), cmp.Compare(descentPlace(a.Descent), descentPlace(b.Descent)))
	},
	"family-variant": func(a, b Donor) int { return cmp.Compare(variantPlace(a.FamilyVariant), variantPlace(b.FamilyVariant)) },
	"cmv":            func(a, b Donor) int { return cmp.Compare(a.facts.cmv, b.facts.cmv) },
	"age":            func(a, b Donor) int { return cmp.Compare(a.facts.ageDays, b.facts.ageDays) },
	"sex":            func(a, b Donor) int { return cmp.Compare(sexPlace(a.Sex), sexPlace(b.Sex)) },
	"abo":            func(a, b Donor) int { return cmp.Compare(aboPlace(a.facts.abo), aboPlace(b.facts.abo)) },
}

// behind is the place of what is not known.
const behind = 1 << 30

func placed(list []string, value string) int {
	if i := slices.Index(list, value); i >= 0 {
		return i
	}
	return behind
}

func descentPlace(descent string) int {
	return placed([]string{"identical", "haploidentical"}, descent)
}
func variantPlace(state string) int {
	if state == "not-related" {
		return 0
	}
	return placed([]string{"clear", "carrier", "incomplete", "not-tested", "affected"}, state)
}
func sexPlace(sex string) int { return placed([]string{"male", "female"}, sex) }
func aboPlace(class string) int {
	return placed([]string{"identical", "minor", "major", "bidirectional"}, class)
}

// donorFigures are what the order asks of a donor beside what the pages show.
type donorFigures struct {
	ageDays int    // behind where not known
	cmv     int    // 0 where the status suits the child, 1 where it does not, behind where it is not known
	abo     string // identical, minor, major, bidirectional, "" where not known
}

// rankDonors lists by state, then by the criteria of the knowledge, then by id.
// It sorts; it never chooses.
func (m *maker) rankDonors() {
	state := []string{"eligible", "blocked", "excluded"}
	m.plan.RankOrder = rankOrder(m.base)
	slices.SortStableFunc(m.plan.Donors, func(a, b Donor) int {
		if c := cmp.Compare(placed(state, a.State), placed(state, b.State)); c != 0 {
			return c
		}
		for _, step := range m.plan.RankOrder {
			if c := rankCriteria[step.Criterion](a, b); c != 0 {
				return c
			}
		}
		return cmp.Compare(a.ID, b.ID)
	})
	for i := range m.plan.Donors {
		m.plan.Donors[i].Rank = i + 1
	}
}

// figures gathers what rules and order ask of a donor.
func (m *maker) figures(d *Donor, p chart.Individual, f knowledge.Facts) {
	d.facts = donorFigures{ageDays: behind, cmv: behind}
	if age, ok := p.Age(m.v); ok {
		d.facts.ageDays = age.Days()
	}
	if group := m.plan.Child.BloodGroup; group != "" && d.BloodGroup != "" {
		d.facts.abo = aboClass(group, d.BloodGroup)
		f["abo_mismatch"] = d.facts.abo
	}
	m.antibodyFacts(f, p.ID)
	if w, ok := chart.Last(m.v.Measured(p.ID, "body-weight")); ok {
		if weight, err := w.Data.Value.BodyWeight(); err == nil {
			f["donor_weight_kg"] = weight.Kilograms()
		}
	}
	if d.Match.Known {
		f["hla_mismatches"] = int64(d.Match.Of - d.Match.Count)
	}
	if d.Match.Typed() {
		f["dpb1_compared"] = slices.ContainsFunc(d.Match.Loci, func(l LocusMatch) bool { return l.Locus == "DPB1" })
	}
	f["sibling_donor"] = p.Relation == "brother" || p.Relation == "sister"
	donor, recipient := "", m.recipientCMV()
	if w, ok := m.workUp(p.ID); ok {
		donor = w.Data.CMV
		if w.Data.Markers != "" {
			f["donor_markers"] = w.Data.Markers
		}
	}
	if donor == "positive" || donor == "negative" {
		f["donor_cmv"] = donor
	}
	if recipient != "" {
		f["recipient_cmv"] = recipient
		if f["donor_cmv"] != nil {
			d.facts.cmv = map[bool]int{true: 0, false: 1}[donor == recipient]
		}
	}
}

// antibodyFacts are the result that stands for this donor and its age.
func (m *maker) antibodyFacts(f knowledge.Facts, donor string) {
	a, found := m.antibody(donor)
	if !found {
		return
	}
	f["donor_dsa"] = a.Data.Result
	if on := m.v.DateOf(a.Entry); on.Known() {
		f["donor_dsa_age_days"] = int64(m.v.Today().DaysSince(on))
	}
}

// antibody gives the result that stands for this donor: the latest that names the
// donor, else the latest screen that names none. A test that was not done takes no
// result away, and a later screen speaks against a negative result only where it is
// positive: a screen without a finding does not clear a named donor.
func (m *maker) antibody(donor string) (chart.Item[*chart.DonorAntibody], bool) {
	var named, screen, notDone *chart.Item[*chart.DonorAntibody]
	for _, a := range chart.All[*chart.DonorAntibody](m.v) {
		switch {
		case a.Data.Donor != "" && a.Data.Donor != donor:
		case a.Data.Result == "not-done":
			notDone = &a
		case a.Data.Donor == donor:
			named = &a
		default:
			screen = &a
		}
	}
	stands := cmp.Or(named, screen, notDone)
	if named != nil && screen != nil && screen.Data.Result == "positive" && screen.Effective.Compare(named.Effective) > 0 {
		stands = screen
	}
	if stands == nil {
		return chart.Item[*chart.DonorAntibody]{}, false
	}
	return *stands, true
}

// recipientCMV is the child's antibody status where an antibody test is
// recorded; a test for the virus itself says nothing about it.
func (m *maker) recipientCMV() string {
	out := ""
	for _, i := range chart.All[*chart.Infection](m.v) {
		if !m.v.Concerns(i.Entry, m.recipient) || !isCMVAntibody(i.Data) {
			continue
		}
		out = "positive"
		if i.Data.Status == "not-detected" {
			out = "negative"
		}
	}
	return out
}

func isCMVAntibody(i *chart.Infection) bool {
	return strings.EqualFold(i.Organism, "CMV") && strings.Contains(strings.ToLower(i.Test), "igg")
}

// urgency orders reasons: what is not known and blocks comes first.
var urgency = []string{"gap", "stop", "caution", "note"}

func sortReasons(notes []Note) {
	slices.SortStableFunc(notes, func(a, b Note) int {
		return cmp.Or(cmp.Compare(placed(urgency, a.Kind), placed(urgency, b.Kind)), cmp.Compare(answeredPlace(a), answeredPlace(b)))
	})
}

func answeredPlace(n Note) int {
	if n.Open() {
		return 0
	}
	return 1
}

// harvestFact holds the most marrow that is taken from a donor and the cells
// expected in it.
const harvestFact, yieldFact = "handbook.graft-078", "handbook.graft-079"

// harvestLine says what a donor of this weight can give, and what that is for
// the child: the limits both ways.
func (m *maker) harvestLine(p chart.Individual) (Line, bool) {
	limit, ok1 := m.base.Fact(harvestFact)
	yield, ok2 := m.base.Fact(yieldFact)
	w, ok3 := chart.Last(m.v.Measured(p.ID, "body-weight"))
	child, ok4 := chart.Last(m.v.Measured(m.recipient, "body-weight"))
	if !ok1 || !ok2 || !ok3 || !ok4 {
		return Line{}, false
	}
	donorWeight, err1 := w.Data.Value.BodyWeight()
	childWeight, err2 := child.Data.Value.BodyWeight()
	low, high, err3 := between(limit.Values["mL_per_kg"])
	cells, err4 := strconv.ParseFloat(yield.Values["tnc_per_mL"], 64)
	if errors.Join(err1, err2, err3, err4) != nil || childWeight.Kilograms() <= 0 {
		return Line{}, false
	}
	from, to := low*donorWeight.Kilograms(), high*donorWeight.Kilograms()
	perKg := func(volume float64) float64 { return volume * cells / childWeight.Kilograms() / 1e8 }
	return Line{Key: "harvest", Label: text("Marrow limit", "骨髓采集上限"), Entries: []string{w.ID, child.ID}, Text: text(
		fmt.Sprintf("%s mL/kg of the donor (%s): %.0f to %.0f mL; expected %.1f to %.1f ×10⁸ nucleated cells per kg of the child (%s)",
			limit.Values["mL_per_kg"], w.Data.Value.String(), from, to, perKg(from), perKg(to), child.Data.Value.String()),
		fmt.Sprintf("按供者体重（%s）%.0f–%.0f mL/kg：%.0f–%.0f mL；预计相当于患儿（%s）每公斤 %.1f–%.1f ×10⁸ 有核细胞",
			w.Data.Value.String(), low, high, from, to, child.Data.Value.String(), perKg(from), perKg(to)))}, true
}

// between reads "15 to 20".
func between(words string) (low, high float64, err error) {
	first, second, found := strings.Cut(words, " to ")
	if !found {
		return 0, 0, fmt.Errorf("%q names no range", words)
	}
	low, err1 := strconv.ParseFloat(first, 64)
	high, err2 := strconv.ParseFloat(second, 64)
	return low, high, errors.Join(err1, err2)
}
