package genetics

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// Strength is the weight of one criterion.
type Strength string

// The strengths. StandAlone belongs to BA1 only.
const (
	Supporting Strength = "Supporting"
	Moderate   Strength = "Moderate"
	Strong     Strength = "Strong"
	VeryStrong Strength = "VeryStrong"
	StandAlone Strength = "StandAlone"
)

// Criterion is one ACMG/AMP criterion as applied: its code and the strength
// given to it, which a modifier may have changed from the code's own.
type Criterion struct {
	Code     string
	Strength Strength
}

// defaults lists the 28 criteria with their own strengths (Richards 2015,
// PMC4544753, table 5; count of 28: PMC6885382).
var defaults = func() map[string]Strength {
	all := map[string]Strength{"PVS1": VeryStrong, "BA1": StandAlone}
	for prefix, of := range map[string]struct {
		last     int
		strength Strength
	}{"PS": {4, Strong}, "PM": {6, Moderate}, "PP": {5, Supporting}, "BS": {4, Strong}, "BP": {7, Supporting}} {
		for i := 1; i <= of.last; i++ {
			all[fmt.Sprintf("%s%d", prefix, i)] = of.strength
		}
	}
	return all
}()

var criterionForm = regexp.MustCompile(`^([A-Z]+[0-9])(?:_([A-Za-z]+))?$`)

// ParseCriterion reads one code with an optional strength: "PM2",
// "PVS1_Strong", "PP1_Moderate". Errors are *Error.
func ParseCriterion(text string) (Criterion, error) {
	m := criterionForm.FindStringSubmatch(text)
	if m == nil {
		return Criterion{}, fault(KindCriterion, text, "is not an ACMG/AMP criterion, as in PM2 or PVS1_Strong")
	}
	own, known := defaults[m[1]]
	if !known {
		return Criterion{}, fault(KindCriterion, text, "is not one of the 28 ACMG/AMP criteria")
	}
	if m[2] == "" {
		return Criterion{m[1], own}, nil
	}
	strength := Strength(m[2])
	switch strength {
	case Supporting, Moderate, Strong, VeryStrong:
		if own == StandAlone {
			return Criterion{}, fault(KindStrength, text, "changes the strength of BA1, which stands alone")
		}
	case StandAlone:
		if own != StandAlone {
			return Criterion{}, fault(KindStrength, text, "makes a criterion stand alone; only BA1 does")
		}
	default:
		return Criterion{}, fault(KindStrength, text, "has a strength that is not Supporting, Moderate, Strong or VeryStrong")
	}
	return Criterion{m[1], strength}, nil
}

// ParseCriteria reads a list and collects every refusal in Problems, with the
// index as path. One code may be used once, at whatever strength.
func ParseCriteria(codes []string) ([]Criterion, error) {
	var problems Problems
	var out []Criterion
	seen := map[string]bool{}
	for i, code := range codes {
		path := fmt.Sprintf("[%d]", i)
		c, err := ParseCriterion(code)
		if refused, ok := err.(*Error); ok {
			refused.Path = path
			problems = append(problems, refused)
			continue
		}
		if seen[c.Code] {
			problems = append(problems, &Error{Kind: KindDuplicate, Path: path, Input: code,
				Sentence: fmt.Sprintf("%s is given twice", c.Code)})
			continue
		}
		seen[c.Code] = true
		out = append(out, c)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return out, nil
}

// Benign tells whether the criterion speaks for benign.
func (c Criterion) Benign() bool { return strings.HasPrefix(c.Code, "B") }

// String gives the code, with its strength where a modifier changed it.
func (c Criterion) String() string {
	if defaults[c.Code] == c.Strength {
		return c.Code
	}
	return c.Code + "_" + string(c.Strength)
}

// Class is one of the five tiers.
type Class string

// The five tiers (Richards 2015).
const (
	Pathogenic       Class = "pathogenic"
	LikelyPathogenic Class = "likely pathogenic"
	Uncertain        Class = "uncertain significance"
	LikelyBenign     Class = "likely benign"
	BenignClass      Class = "benign"
)

// classWords are the tiers in the words of the clinic.
var classWords = map[Class]evidence.Text{
	Pathogenic:       {EN: "pathogenic", ZH: "致病"},
	LikelyPathogenic: {EN: "likely pathogenic", ZH: "可能致病"},
	Uncertain:        {EN: "variant of uncertain significance", ZH: "意义未明变异"},
	LikelyBenign:     {EN: "likely benign", ZH: "可能良性"},
	BenignClass:      {EN: "benign", ZH: "良性"},
}

// Label gives the tier in words.
func (c Class) Label() evidence.Text { return classWords[c] }

// Classification holds both answers side by side; neither overrules the other.
type Classification struct {
	Criteria []Criterion
	// Rules is the class by the combining rules, Rule the rule that gave it.
	Rules Class
	Rule  string
	// Points is the sum without BA1, which stands outside the scale.
	Points      int
	PointsClass Class
	// Disagree is true when the two classes differ: to be shown, not hidden.
	Disagree bool
	Note     evidence.Text
}

// count holds how many criteria of each strength were applied.
type count struct {
	pvs, ps, pm, pp int
	ba, bs, bp      int
}

// Classify applies the combining rules of 2015 and the points of 2020.
// Conventions where the table is silent: two very strong criteria fulfil
// "PVS1 and one strong"; a benign criterion at moderate strength counts as
// supporting in the rules, at very strong as strong; evidence on both sides is
// of uncertain significance by rule, whatever its weight.
func Classify(criteria []Criterion) Classification {
	c := Classification{Criteria: append([]Criterion(nil), criteria...)}
	var n count
	for _, criterion := range criteria {
		n.add(criterion)
		c.Points += points(criterion)
	}
	c.Rules, c.Rule = n.byRules()
	c.PointsClass = byPoints(c.Points)
	if n.ba > 0 {
		c.Note = text("BA1 stands alone and is outside the points scale.", "BA1 为独立良性证据，不计入评分。")
		c.PointsClass = BenignClass
		if n.pathogenic() {
			c.PointsClass = Uncertain
		}
	}
	c.Disagree = c.Rules != c.PointsClass
	return c
}

// points gives the weight of a criterion (Tavtigian 2020, PMC8011844, table 3:
// supporting 1, moderate 2, strong 4, very strong 8; benign negative).
func points(c Criterion) int {
	weight := map[Strength]int{Supporting: 1, Moderate: 2, Strong: 4, VeryStrong: 8}[c.Strength]
	if c.Benign() {
		return -weight
	}
	return weight
}

// byPoints gives the tier of a sum (Tavtigian 2020, PMC8011844, table 3).
func byPoints(sum int) Class {
	switch {
	case sum >= 10:
		return Pathogenic
	case sum >= 6:
		return LikelyPathogenic
	case sum >= 0:
		return Uncertain
	case sum >= -6:
		return LikelyBenign
	}
	return BenignClass
}

func (n *count) add(c Criterion) {
	switch {
	case c.Strength == StandAlone:
		n.ba++
	case c.Benign() && (c.Strength == Strong || c.Strength == VeryStrong):
		n.bs++
	case c.Benign() && (c.Strength == Moderate || c.Strength == Supporting):
		n.bp++
	case c.Strength == VeryStrong:
		n.pvs++
	case c.Strength == Strong:
		n.ps++
	case c.Strength == Moderate:
		n.pm++
	case c.Strength == Supporting:
		n.pp++
	}
}

func (n count) pathogenic() bool { return n.pvs+n.ps+n.pm+n.pp > 0 }
func (n count) benign() bool     { return n.ba+n.bs+n.bp > 0 }

// rule is one line of the combining table.
type rule struct {
	class Class
	name  string
	met   func(count) bool
}

// combining is the table of Richards 2015 (PMC4544753, table 5), read from the
// top; the first line that is met decides.
var combining = []rule{
	{Pathogenic, "PVS1 and at least 1 PS", func(n count) bool { return n.pvs >= 1 && n.pvs-1+n.ps >= 1 }},
	{Pathogenic, "PVS1 and at least 2 PM", func(n count) bool { return n.pvs >= 1 && n.pm >= 2 }},
	{Pathogenic, "PVS1, 1 PM and 1 PP", func(n count) bool { return n.pvs >= 1 && n.pm >= 1 && n.pp >= 1 }},
	{Pathogenic, "PVS1 and at least 2 PP", func(n count) bool { return n.pvs >= 1 && n.pp >= 2 }},
	{Pathogenic, "at least 2 PS", func(n count) bool { return n.ps >= 2 }},
	{Pathogenic, "1 PS and at least 3 PM", func(n count) bool { return n.ps >= 1 && n.pm >= 3 }},
	{Pathogenic, "1 PS, 2 PM and at least 2 PP", func(n count) bool { return n.ps >= 1 && n.pm >= 2 && n.pp >= 2 }},
	{Pathogenic, "1 PS, 1 PM and at least 4 PP", func(n count) bool { return n.ps >= 1 && n.pm >= 1 && n.pp >= 4 }},
	{LikelyPathogenic, "PVS1 and 1 PM", func(n count) bool { return n.pvs >= 1 && n.pm >= 1 }},
	{LikelyPathogenic, "1 PS and 1 or 2 PM", func(n count) bool { return n.ps >= 1 && n.pm >= 1 }},
	{LikelyPathogenic, "1 PS and at least 2 PP", func(n count) bool { return n.ps >= 1 && n.pp >= 2 }},
	{LikelyPathogenic, "at least 3 PM", func(n count) bool { return n.pm >= 3 }},
	{LikelyPathogenic, "2 PM and at least 2 PP", func(n count) bool { return n.pm >= 2 && n.pp >= 2 }},
	{LikelyPathogenic, "1 PM and at least 4 PP", func(n count) bool { return n.pm >= 1 && n.pp >= 4 }},
	{BenignClass, "BA1", func(n count) bool { return n.ba >= 1 }},
	{BenignClass, "at least 2 BS", func(n count) bool { return n.bs >= 2 }},
	{LikelyBenign, "1 BS and 1 BP", func(n count) bool { return n.bs >= 1 && n.bp >= 1 }},
	{LikelyBenign, "at least 2 BP", func(n count) bool { return n.bp >= 2 }},
}

func (n count) byRules() (Class, string) {
	if n.pathogenic() && n.benign() {
		return Uncertain, "benign and pathogenic evidence conflict"
	}
	for _, r := range combining {
		if r.met(n) {
			return r.class, r.name
		}
	}
	return Uncertain, "no rule is met"
}
