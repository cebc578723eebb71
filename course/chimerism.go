package course

import (
	"cmp"
	"sort"
	"strings"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// Share is the donor share of one lineage on one day by one method.
type Share struct {
	Lineage string // as the laboratory names it: "myeloid", "CD3", "whole blood"
	Donor   quantity.Percent
	Day     day.Transplant
	Method  string // "STR", "qPCR", "NGS"; empty is not stated
}

// ChimerismClass is the class of one lineage, or of the whole.
type ChimerismClass string

// The classes (EBMT Handbook 2024, chapter 21); the empty class is unknown.
const (
	FullChimerism   ChimerismClass = "full"
	MixedChimerism  ChimerismClass = "mixed"
	AbsentChimerism ChimerismClass = "absent"
	SplitChimerism  ChimerismClass = "split"
)

// ChimerismResult is the class by lineage and of the whole. Whole is empty if a
// myeloid or a lymphoid lineage was not tested.
type ChimerismResult struct {
	Assessment
	ByLineage map[string]ChimerismClass
	Whole     ChimerismClass
	Boundary  bool // a lineage lies at exactly 95.0 %, where two texts differ
}

// MarshalJSON writes the keys of the batch form.
func (r ChimerismResult) MarshalJSON() ([]byte, error) {
	by := map[string]any{}
	for lineage, class := range r.ByLineage {
		by[lineage] = nullText(class)
	}
	return r.merge(map[string]any{"by_lineage": by, "category": nullText(r.Whole), "boundary": r.Boundary})
}

var chimerismEdition = Edition{ID: "EBMT Handbook 2024 chimerism",
	Name:   evidence.Text{EN: "Chimerism: full > 95 %, mixed 5–95 %, absent < 5 % donor (EBMT Handbook 2024, ch. 21)", ZH: "嵌合状态：供者>95%为完全嵌合，5%–95%为混合嵌合，<5%为无供者嵌合（EBMT手册2024第21章）"},
	Status: evidence.Read, Sources: []evidence.Source{handbook("21", "")}}

// Chimerism classes each lineage: full above 95 % donor, mixed 5 to 95 %, absent
// below 5 % (H21). Full needs both a myeloid and a lymphoid lineage; lineages of
// different class are split chimerism. Exactly 95.0 % is a boundary (H41 says
// "at least 95 %") and is marked. It is an error if a share is not from 0 to
// 100 % or a lineage is given twice.
func Chimerism(shares []Share) (ChimerismResult, error) {
	if bad := checkShares(shares, true); len(bad) > 0 {
		return ChimerismResult{}, bad
	}
	s := open("chimerism", chimerismEdition)
	out := ChimerismResult{ByLineage: map[string]ChimerismClass{}}
	methods := map[string]bool{}
	for _, share := range shares {
		s.take("donor_percent."+share.Lineage, share.Donor.String())
		donor := decimal(share.Donor.Percent())
		out.ByLineage[share.Lineage] = classOf(donor)
		out.Boundary = out.Boundary || donor.is("95") == Yes
		s.step(share.Lineage, cmp.Or(lineageZH[share.Lineage], share.Lineage), share.Donor.String()+" → "+classWord(out.ByLineage[share.Lineage]), "", evidence.Read)
		if share.Method != "" {
			methods[share.Method] = true
		}
	}
	out.Whole = wholeClass(shares)
	if out.Boundary {
		s.review("exactly 95.0 % donor: mixed by chapter 21 (full is above 95 %), full by chapter 41 (at least 95 %)", "供者恰为95.0%：按第21章（>95%为完全）属混合嵌合，按第41章（≥95%）属完全嵌合")
	}
	if len(methods) > 1 {
		s.review("the lineages were measured by different methods; sensitivity differs (STR about 1 %)", "各细胞系检测方法不同，灵敏度不同（STR约1%），不可直接比较")
	}
	if out.Whole == "" {
		s.say("chimerism of the whole unknown: a myeloid and a lymphoid lineage are needed", "整体嵌合状态不明：需髓系与淋系结果")
	} else {
		s.say(string(out.Whole)+" chimerism", classZH[out.Whole])
	}
	out.Assessment = s.done()
	return out, nil
}

var classZH = map[ChimerismClass]string{FullChimerism: "完全供者嵌合", MixedChimerism: "混合嵌合", AbsentChimerism: "无供者嵌合", SplitChimerism: "分裂嵌合", "": "不明"}

func classWord(c ChimerismClass) string {
	if c == "" {
		return "unknown"
	}
	return string(c)
}

// lineageZH are the lineages whose Chinese name is not the name of the marker.
var lineageZH = map[string]string{"whole-blood": "全血", "whole blood": "全血", "cd3": "CD3⁺细胞", "cd15": "CD15⁺细胞", "myeloid": "髓系"}

func checkShares(shares []Share, once bool) Problems {
	var bad Problems
	seen := map[string]bool{}
	for i, share := range shares {
		path := "donor_percent." + share.Lineage
		donor := decimal(share.Donor.Percent())
		if donor.above("100") == Yes || donor.below("0") == Yes {
			bad.add(KindRange, path, "a donor share lies between 0 and 100 %, not at "+share.Donor.String())
		}
		if once && seen[share.Lineage] {
			bad.add(KindConflict, path, "the lineage is given twice")
		}
		if !once && !share.Day.Known() {
			bad.add(KindDay, "tests["+itoa(i)+"].day", "the day of a test is not known")
		}
		seen[share.Lineage] = true
	}
	return bad
}

func classOf(donor num) ChimerismClass {
	switch {
	case !donor.known():
		return ""
	case donor.above("95") == Yes:
		return FullChimerism
	case donor.below("5") == Yes:
		return AbsentChimerism
	}
	return MixedChimerism
}

// arm says to which arm a lineage belongs: "myeloid", "lymphoid", or neither
// (whole blood, marrow).
func arm(lineage string) string {
	name := strings.ToLower(strings.NewReplacer(" ", "", "_", "", "-", "", "+", "").Replace(lineage))
	switch name {
	case "myeloid", "cd15", "cd33", "cd14", "cd66b", "cd33cd66b", "granulocytes", "neutrophils", "monocytes", "髓系", "粒细胞":
		return "myeloid"
	case "lymphoid", "cd3", "cd4", "cd8", "cd19", "cd20", "cd56", "cd16cd56", "t", "b", "nk", "tcells", "bcells", "nkcells", "lymphocytes", "淋系", "t细胞", "b细胞", "nk细胞":
		return "lymphoid"
	}
	return ""
}

func wholeClass(shares []Share) ChimerismClass {
	arms := map[string]bool{}
	var first ChimerismClass
	unknown := false
	for _, share := range shares {
		side, class := arm(share.Lineage), classOf(decimal(share.Donor.Percent()))
		switch {
		case side == "":
			continue
		case class == "":
			unknown = true
			continue
		case first != "" && class != first:
			return SplitChimerism
		}
		first, arms[side] = class, true
	}
	if unknown || !arms["myeloid"] || !arms["lymphoid"] {
		return ""
	}
	return first
}

// TrendRules are the limits of the alerts of a chimerism trend; the defaults are
// derived (definitions section 2) and a centre may set its own.
type TrendRules struct {
	Fall       quantity.Percent   // points of donor share lost
	FallDays   int                // between two tests at least so many days apart
	CD3Below   quantity.Percent   // donor CD3 below this after CD3After
	CD3After   day.Transplant     //
	Crossings  []quantity.Percent // levels whose crossing is reported
	SetByTeam  Finding            // Yes: the centre set these limits
	RepeatDays string             // when to repeat, in words
}

// DefaultTrendRules gives the derived defaults: a fall of 10 points in 7 days or
// more, donor CD3 below 50 % after day +30, levels 95, 50, 30, 10 and 5 %.
func DefaultTrendRules() TrendRules {
	levels := make([]quantity.Percent, 0, 5)
	for _, x := range []float64{95, 50, 30, 10, 5} { // definitions section 2, derived
		levels = append(levels, quantity.PercentOf(x))
	}
	return TrendRules{Fall: quantity.PercentOf(10), FallDays: 7, CD3Below: quantity.PercentOf(50), CD3After: 30, Crossings: levels, RepeatDays: "7–14 d"}
}

// TrendAlert is one alert: what was seen on which day in which lineage. It never
// names a direction for immunosuppression.
type TrendAlert struct {
	Kind    string         `json:"kind"` // "fall", "cd3-low", "crossing"
	Lineage string         `json:"lineage"`
	Method  string         `json:"method"`
	Day     day.Transplant `json:"day"`
	Text    evidence.Text  `json:"text"`
}

// TrendLine is the movement of one lineage by one method.
type TrendLine struct {
	Lineage   string        `json:"lineage"`
	Method    string        `json:"method"`
	Tests     int           `json:"tests"`
	Direction evidence.Text `json:"direction"` // always says whose share is rising
}

// ChimerismTrend is what moved, and the alerts in order of days.
type ChimerismTrend struct {
	Assessment
	Lines  []TrendLine
	Alerts []TrendAlert
}

// MarshalJSON writes the keys of the batch form.
func (t ChimerismTrend) MarshalJSON() ([]byte, error) {
	return t.merge(map[string]any{"lines": list(t.Lines), "alerts": list(t.Alerts)})
}

// FollowChimerism looks at tests over time, one line a lineage and method; tests
// of different methods never share a line (H21). It is an error if a day is not
// known or a share is not from 0 to 100 %.
func FollowChimerism(tests []Share, rules TrendRules) (ChimerismTrend, error) {
	if bad := checkShares(tests, false); len(bad) > 0 {
		return ChimerismTrend{}, bad
	}
	s := open("chimerism-trend", Edition{ID: "Dayzero chimerism alerts",
		Name:   evidence.Text{EN: "Chimerism trend and alerts", ZH: "嵌合动态与预警"},
		Status: evidence.Derived, Sources: []evidence.Source{handbook("21", ""), ownReading}})
	var out ChimerismTrend
	lines := map[[2]string][]Share{}
	methods := map[string]map[string]bool{}
	for _, t := range tests {
		s.take("tests."+t.Lineage+" "+t.Day.Chinese(), t.Donor.String())
		if !t.Donor.Known() {
			continue
		}
		key := [2]string{t.Lineage, t.Method}
		lines[key] = append(lines[key], t)
		if methods[t.Lineage] == nil {
			methods[t.Lineage] = map[string]bool{}
		}
		methods[t.Lineage][t.Method] = true
	}
	for key, line := range lines {
		sort.SliceStable(line, func(i, j int) bool { return line[i].Day < line[j].Day })
		out.Lines = append(out.Lines, TrendLine{key[0], key[1], len(line), direction(line)})
		out.Alerts = append(out.Alerts, alertsOf(line, rules)...)
	}
	sortTrend(&out)
	for _, lineage := range sortedKeys(methods) {
		if len(methods[lineage]) > 1 {
			s.review(lineage+" was tested by more than one method: the lines are kept apart", lineage+"用过不止一种检测方法，曲线分开列出")
		}
	}
	s.trendWords(out, rules)
	out.Assessment = s.done()
	return out, nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

func sortTrend(out *ChimerismTrend) {
	sort.Slice(out.Lines, func(i, j int) bool {
		a, b := out.Lines[i], out.Lines[j]
		return a.Lineage < b.Lineage || a.Lineage == b.Lineage && a.Method < b.Method
	})
	sort.SliceStable(out.Alerts, func(i, j int) bool {
		a, b := out.Alerts[i], out.Alerts[j]
		if a.Day != b.Day {
			return a.Day < b.Day
		}
		return a.Lineage+a.Method+a.Kind < b.Lineage+b.Method+b.Kind
	})
}

func (s *sheet) trendWords(out ChimerismTrend, rules TrendRules) {
	if rules.SetByTeam != Yes {
		s.note("alert limits are derived defaults; the centre may set its own", "预警界值为推导的默认值，本中心可自行设定")
	}
	s.team("there is no consensus on what to do with mixed chimerism: advice differs between diseases and centres, and donor lymphocytes may cause GVHD. Options are for the team.",
		"混合嵌合的处理尚无共识：不同疾病、不同中心做法相反，供者淋巴细胞输注可致GVHD。方案由团队讨论决定。")
	if len(out.Alerts) == 0 {
		s.say("no chimerism alert", "无嵌合预警")
		return
	}
	s.say(itoa(len(out.Alerts))+" chimerism alert(s); repeat the test in "+rules.RepeatDays, itoa(len(out.Alerts))+"条嵌合预警；建议"+rules.RepeatDays+"后复查")
}

// direction names whose share rises between the last two tests (H21).
func direction(line []Share) evidence.Text {
	if len(line) < 2 {
		return evidence.Text{EN: "one test, no trend", ZH: "仅一次检测，无趋势"}
	}
	before, now := decimal(line[len(line)-2].Donor.Percent()), decimal(line[len(line)-1].Donor.Percent())
	switch now.minus(before).r.Sign() {
	case -1:
		return evidence.Text{EN: "increasing recipient share", ZH: "受者比例上升"}
	case 1:
		return evidence.Text{EN: "increasing donor share", ZH: "供者比例上升"}
	}
	return evidence.Text{EN: "unchanged", ZH: "无变化"}
}

func alertsOf(line []Share, rules TrendRules) []TrendAlert {
	var out []TrendAlert
	donors := make([]float64, len(line)) // shortest decimals: they order as their numbers do
	for i, t := range line {
		donors[i] = t.Donor.Percent()
	}
	cd3 := len(line) > 0 && isCD3(line[0].Lineage)
	for i, now := range line {
		raise := func(kind, en, zh string) {
			out = append(out, TrendAlert{kind, now.Lineage, now.Method, now.Day, evidence.Text{EN: en, ZH: zh}})
		}
		if from, ok := highestBefore(line[:i], donors, now.Day, rules.FallDays); ok {
			if lost := decimal(from.Donor.Percent()).minus(decimal(donors[i])); lost.r.Cmp(orZero(rules.Fall)) >= 0 && rules.Fall.Known() {
				raise("fall", "increasing mixed recipient chimerism: donor "+from.Donor.String()+" ("+from.Day.String()+") to "+now.Donor.String(),
					"受者嵌合上升：供者由"+from.Donor.String()+"（"+dayZH(from.Day)+"）降至"+now.Donor.String())
			}
		}
		if cd3 && now.Day > rules.CD3After && rules.CD3Below.Known() && now.Donor.Cmp(rules.CD3Below) < 0 {
			raise("cd3-low", "donor CD3 "+now.Donor.String()+" is below "+rules.CD3Below.String()+" after "+rules.CD3After.String(),
				dayZH(rules.CD3After)+"后供者CD3 "+now.Donor.String()+"，低于"+rules.CD3Below.String())
		}
		if i == 0 || donors[i] == donors[i-1] {
			continue
		}
		for _, level := range rules.Crossings {
			wasBelow, isBelow := donors[i-1] < level.Percent(), donors[i] < level.Percent()
			if wasBelow != isBelow {
				en, zh := "donor share rose to or above ", "供者比例升至"
				if isBelow {
					en, zh = "donor share fell below ", "供者比例降至低于"
				}
				raise("crossing", en+level.String(), zh+level.String())
			}
		}
	}
	return out
}

func isCD3(lineage string) bool {
	name := strings.ToLower(strings.NewReplacer(" ", "", "-", "", "_", "").Replace(lineage))
	return name == "cd3" || name == "t" || name == "tcells" || name == "t细胞"
}

// highestBefore gives the earlier test with the highest donor share at least so
// many days before a day; donors are the shares of the line.
func highestBefore(earlier []Share, donors []float64, now day.Transplant, days int) (Share, bool) {
	best := -1
	for i, t := range earlier {
		if int(now-t.Day) >= days && (best < 0 || donors[i] > donors[best]) {
			best = i
		}
	}
	if best < 0 {
		return Share{}, false
	}
	return earlier[best], true
}
