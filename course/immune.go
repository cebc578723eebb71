package course

import (
	"math"
	"math/big"
	"sort"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// SubsetTest is one count of lymphocyte subsets.
type SubsetTest struct {
	Day              day.Transplant
	CD3, CD4, CD8, B quantity.CountPerLitre
	NaiveCD4         quantity.CountPerLitre
	NaiveCD45RA      quantity.Percent // CD45RA share
	VBetaFamilies    quantity.Value   // of 24, plain number
}

// ImmuneInput is what the milestones are judged from.
type ImmuneInput struct {
	Tests     []SubsetTest
	Day100    SubsetTest // the test that the team takes as day +100
	OneYear   SubsetTest // the test that the team takes as one year
	SCID      Finding    // T-replete graft for SCID: the day +100 limits of Heimall apply
	SixMonths SubsetTest // the test that the team takes as six months
}

// Milestone is one milestone or risk mark of immune reconstitution.
type Milestone struct {
	ID   string        `json:"id"`
	Met  Finding       `json:"met"`
	Risk bool          `json:"risk"` // true: met is unfavourable
	Text evidence.Text `json:"text"`
}

// ImmuneResult lists the milestones.
type ImmuneResult struct {
	Assessment
	Milestones []Milestone
}

// MarshalJSON writes the keys of the batch form.
func (r ImmuneResult) MarshalJSON() ([]byte, error) {
	return r.merge(map[string]any{"milestones": r.Milestones})
}

// Reconstitution judges the milestones that were read: CD4 above 50/µL twice in
// a row before day +100 (H10), B above 25/µL, the day +100 risk limits after a
// T-replete graft for SCID (Heimall 2017), naive CD4 above 500/µL at one year
// (H90), CD3 above 300/µL for the end of adenovirus screening (H38). CD4 above
// 200 at six months was not found in a text and is left to the team.
func Reconstitution(input ImmuneInput) (ImmuneResult, error) {
	for i, t := range input.Tests {
		if !t.Day.Known() {
			return ImmuneResult{}, Problems{{KindDay, "tests[" + itoa(i) + "].day", "the day of a test is not known"}}
		}
	}
	s := open("immune-reconstitution", Edition{ID: "Immune reconstitution milestones", Name: evidence.Text{EN: "Immune reconstitution milestones", ZH: "免疫重建节点"},
		Status: evidence.Read, Sources: []evidence.Source{handbook("10", ""), heimall, handbook("90", ""), handbook("38", "")}})
	tests := append([]SubsetTest(nil), input.Tests...)
	sort.SliceStable(tests, func(i, j int) bool { return tests[i].Day < tests[j].Day })
	for _, t := range tests {
		s.take("tests "+t.Day.Chinese()+" CD4", t.CD4.String())
	}
	out := ImmuneResult{Milestones: []Milestone{
		{"cd4-50-twice", cd4Twice(tests), false, evidence.Text{EN: "CD4 > 50/µL at two consecutive time points before day +100", ZH: "+100 d前连续两次CD4 > 50/µL"}},
		{"b-25", anyTest(tests, func(t SubsetTest) Finding { return perMicrolitre(t.B).above("25") }), false, evidence.Text{EN: "B cells > 25/µL", ZH: "B细胞 > 25/µL"}},
		{"cd3-300", anyTest(lastOf(tests), func(t SubsetTest) Finding { return perMicrolitre(t.CD3).above("300") }), false, evidence.Text{EN: "CD3 > 300/µL at the last test (adenovirus screening may end)", ZH: "最近一次CD3 > 300/µL（可停腺病毒筛查）"}},
		{"naive-cd4-one-year", perMicrolitre(input.OneYear.NaiveCD4).above("500"), false, evidence.Text{EN: "naive CD4 > 500/µL at one year", ZH: "移植后1年初始CD4 > 500/µL"}},
	}}
	if input.SCID == Yes {
		out.Milestones = append(out.Milestones, scidRisks(input.Day100)...)
	}
	for _, m := range out.Milestones {
		s.step(m.Text.EN, m.Text.ZH, m.Met.String(), "", evidence.Read)
		if m.Met == Unknown {
			s.Missing = append(s.Missing, m.ID)
		}
	}
	s.team("CD4 > 200/µL at six months as a limit for stopping prophylaxis was not found in the texts; CD4 now: "+textOr(input.SixMonths.CD4.String(), "unknown"), "以6个月CD4 > 200/µL作为停用预防的界值，文献中未读到；当前CD4："+textOr(input.SixMonths.CD4.String(), "不明"))
	s.team("there is no consensus rule for stopping immunoglobulin", "停用免疫球蛋白尚无共识")
	s.reconstitutionWords(out)
	out.Assessment = s.done()
	return out, nil
}

func textOr(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

func (s *sheet) reconstitutionWords(out ImmuneResult) {
	met, knownOnes := 0, 0
	for _, m := range out.Milestones {
		if m.Met.Known() {
			knownOnes++
		}
		if m.Met == Yes && !m.Risk {
			met++
		}
		if m.Met == Yes && m.Risk {
			s.review("risk mark at day +100: "+m.Text.EN, "+100 d风险标志："+m.Text.ZH)
		}
	}
	s.say(itoa(met)+" milestone(s) reached, "+itoa(knownOnes)+" of "+itoa(len(out.Milestones))+" known", "已达"+itoa(met)+"项免疫重建节点，"+itoa(len(out.Milestones))+"项中"+itoa(knownOnes)+"项已知")
}

func perMicrolitre(c quantity.CountPerLitre) num { return decimal(c.PerMicrolitre()) }

func lastOf(tests []SubsetTest) []SubsetTest {
	for i := len(tests) - 1; i >= 0; i-- {
		if tests[i].CD3.Known() {
			return tests[i : i+1]
		}
	}
	return nil
}

func anyTest(tests []SubsetTest, holds func(SubsetTest) Finding) Finding {
	out, measured := No, false
	for _, t := range tests {
		if f := holds(t); f != Unknown {
			measured = true
			out = either(out, f)
		}
	}
	if !measured {
		return Unknown
	}
	return out
}

// cd4Twice: values above 50/µL on two consecutive days of measurement before day
// +100, the lowest of each day counting; with fewer than two days it is unknown.
func cd4Twice(tests []SubsetTest) Finding {
	measured, run := 0, 0
	for _, v := range lowestCD4(tests) {
		measured++
		if v == Yes {
			run++
		} else {
			run = 0
		}
		if run == 2 {
			return Yes
		}
	}
	if measured < 2 {
		return Unknown
	}
	return No
}

// lowestCD4 says for each day from Day 0 to +99, in order, whether its lowest CD4 is
// above 50/µL; tests come in order of days.
func lowestCD4(tests []SubsetTest) []Finding {
	var out []Finding
	last := day.NoDay
	for _, t := range tests {
		v := perMicrolitre(t.CD4).above("50")
		switch {
		case t.Day < 0 || t.Day >= 100 || v == Unknown:
		case t.Day == last:
			out[len(out)-1] = all(out[len(out)-1], v)
		default:
			out, last = append(out, v), t.Day
		}
	}
	return out
}

// scidRisks are the limits of Heimall 2017 at day +100 after a T-replete graft.
func scidRisks(t SubsetTest) []Milestone {
	return []Milestone{
		{"scid-cd3", perMicrolitre(t.CD3).below("300"), true, evidence.Text{EN: "CD3 < 300/µL", ZH: "CD3 < 300/µL"}},
		{"scid-cd8", perMicrolitre(t.CD8).below("50"), true, evidence.Text{EN: "CD8 < 50/µL", ZH: "CD8 < 50/µL"}},
		{"scid-cd45ra", decimal(t.NaiveCD45RA.Percent()).below("10"), true, evidence.Text{EN: "CD45RA < 10 %", ZH: "CD45RA < 10%"}},
		{"scid-vbeta", in(t.VBetaFamilies, "1").below("13"), true, evidence.Text{EN: "fewer than 13 of 24 Vβ families", ZH: "24个Vβ家族中少于13个"}},
	}
}

// VirusTest is one measurement of a virus. A load that is not known with
// Detected No is "not detected".
type VirusTest struct {
	Virus    string // "CMV", "EBV", "adenovirus", "HHV-6", "BK"
	Day      day.Transplant
	Load     quantity.ViralLoad
	Detected Finding
	Specimen string // "plasma", "whole blood"
	Assay    string // kit or laboratory
}

// VirusThreshold is a treatment threshold that the centre has set for one virus,
// specimen and unit; there is no universal number.
type VirusThreshold struct {
	Virus, Specimen string
	Assay           string // empty: any assay of that specimen
	Load            quantity.ViralLoad
}

// VirusLine is the course of one virus in one specimen, assay and unit.
type VirusLine struct {
	Virus     string         `json:"virus"`
	Specimen  string         `json:"specimen"`
	Assay     string         `json:"assay"`
	Unit      string         `json:"unit"`
	Last      string         `json:"last"`
	LastDay   day.Transplant `json:"last_day"`
	Rising    Finding        `json:"rising"`
	Doubling  string         `json:"doubling_time"`   // hours, "" where it is not rising
	AtOrAbove Finding        `json:"above_threshold"` // unknown without a threshold that fits
}

// VirusResult holds a line for each virus, specimen, assay and unit.
type VirusResult struct {
	Assessment
	Lines []VirusLine
}

// MarshalJSON writes the keys of the batch form.
func (r VirusResult) MarshalJSON() ([]byte, error) {
	return r.merge(map[string]any{"lines": list(r.Lines)})
}

// Viruses draws the lines and compares each with the centre's threshold. Copies
// and international units, plasma and whole blood, and different assays never
// share a line. It is an error if a day or a specimen of a measured load is not
// known.
func Viruses(tests []VirusTest, thresholds []VirusThreshold) (VirusResult, error) {
	var bad Problems
	groups := map[[4]string][]VirusTest{}
	for i, t := range tests {
		path := "tests[" + itoa(i) + "]"
		if !t.Day.Known() {
			bad.add(KindDay, path+".day", "the day of a test is not known")
		}
		if t.Specimen == "" || t.Virus == "" {
			bad.add(KindChoice, path+".specimen", "a viral load needs its virus and its specimen: plasma and whole blood never share a line")
		}
		key := [4]string{t.Virus, t.Specimen, t.Assay, t.Load.Unit()}
		groups[key] = append(groups[key], t)
	}
	if len(bad) > 0 {
		return VirusResult{}, bad
	}
	s := open("virus-monitoring", Edition{ID: "Centre thresholds", Name: evidence.Text{EN: "Virus monitoring with thresholds of the centre", ZH: "病毒监测（阈值由本中心设定）"},
		Status: evidence.Read, Sources: []evidence.Source{handbook("38", ""), handbook("45", "")}})
	groups = undetectedJoin(groups)
	var out VirusResult
	kinds := map[string]int{}
	for key, line := range groups {
		sort.SliceStable(line, func(i, j int) bool { return line[i].Day < line[j].Day })
		out.Lines = append(out.Lines, virusLine(key, line, thresholds))
		kinds[key[0]]++
	}
	sort.Slice(out.Lines, func(i, j int) bool { return out.Lines[i].key() < out.Lines[j].key() })
	for _, virus := range sortedKeys(kinds) {
		if kinds[virus] > 1 {
			s.review(virus+": specimens, assays or units differ; the lines are kept apart", virus+"：标本、试剂或单位不同，曲线分开列出")
		}
	}
	s.virusWords(out)
	out.Assessment = s.done()
	return out, nil
}

func (l VirusLine) key() string {
	return l.Virus + "\x00" + l.Specimen + "\x00" + l.Assay + "\x00" + l.Unit
}

// undetectedJoin gives a test without number to each line of the same virus,
// specimen and assay, whatever its unit; without such a line it is its own.
func undetectedJoin(groups map[[4]string][]VirusTest) map[[4]string][]VirusTest {
	out := map[[4]string][]VirusTest{}
	for key, line := range groups {
		if key[3] != "" {
			out[key] = append(out[key], line...)
		}
	}
	for key, line := range groups {
		if key[3] != "" {
			continue
		}
		joined := false
		for other := range groups {
			if other[3] != "" && other[0] == key[0] && other[1] == key[1] && other[2] == key[2] {
				out[other] = append(out[other], line...)
				joined = true
			}
		}
		if !joined {
			out[key] = line
		}
	}
	return out
}

func virusLine(key [4]string, line []VirusTest, thresholds []VirusThreshold) VirusLine {
	last := line[len(line)-1]
	out := VirusLine{Virus: key[0], Specimen: key[1], Assay: key[2], Unit: key[3], LastDay: last.Day, Last: last.Load.String()}
	if !last.Load.Known() {
		out.Last = map[Finding]string{No: "not detected", Yes: "detected, below the limit of quantitation"}[last.Detected]
	}
	out.AtOrAbove = aboveThreshold(last, thresholds)
	if len(line) > 1 {
		before := line[len(line)-2]
		out.Rising, out.Doubling = rising(before, last)
	}
	return out
}

func aboveThreshold(t VirusTest, thresholds []VirusThreshold) Finding {
	for _, limit := range thresholds {
		if limit.Virus != t.Virus || limit.Specimen != t.Specimen || (limit.Assay != "" && limit.Assay != t.Assay) {
			continue
		}
		if !t.Load.Known() && t.Detected == No {
			return No
		}
		if c, err := t.Load.Cmp(limit.Load); err == nil && t.Load.Known() && limit.Load.Known() {
			return FindingOf(c >= 0)
		}
	}
	return Unknown
}

// rising compares the last two tests of a line; the doubling time is
// t ln 2 / ln(last/before), in hours.
func rising(before, last VirusTest) (Finding, string) {
	switch {
	case !before.Load.Known() && before.Detected == No && last.Load.Known():
		return Yes, ""
	case !last.Load.Known() && last.Detected == No:
		return No, ""
	case !before.Load.Known() || !last.Load.Known():
		return Unknown, ""
	}
	c, err := last.Load.Cmp(before.Load)
	if err != nil {
		return Unknown, ""
	}
	hours := float64(last.Day-before.Day) * 24
	a, b := loadNumber(before.Load), loadNumber(last.Load)
	if c <= 0 || hours <= 0 || !(a > 0) {
		return FindingOf(c > 0), ""
	}
	doubling := hours * math.Ln2 / math.Log(b/a)
	return Yes, new(big.Float).SetFloat64(math.Round(doubling)).Text('f', 0) + " h"
}

func loadNumber(v quantity.ViralLoad) float64 {
	if x := v.CopiesPerMillilitre(); !math.IsNaN(x) {
		return x
	}
	return v.InternationalUnitsPerMillilitre()
}

func (s *sheet) virusWords(out VirusResult) {
	above, without := 0, 0
	for _, l := range out.Lines {
		s.take(l.Virus+" "+l.Specimen, textOr(l.Last, "no number")+" ("+l.LastDay.Chinese()+")")
		switch l.AtOrAbove {
		case Yes:
			above++
		case Unknown:
			without++
		}
	}
	if without > 0 {
		s.team("no universal treatment threshold exists; the centre sets it for each virus, specimen and unit", "治疗阈值无统一数值；由本中心按病毒、标本与单位分别设定")
	}
	lines := " lines, "
	if len(out.Lines) == 1 {
		lines = " line, "
	}
	s.say(itoa(len(out.Lines))+lines+itoa(above)+" at or above the centre's threshold, "+itoa(without)+" without a threshold that fits",
		"共"+itoa(len(out.Lines))+"条曲线，"+itoa(above)+"条达到本中心阈值，"+itoa(without)+"条无适用阈值")
}

// year is the first year after the transplant in days.
const year = day.Transplant(365)
