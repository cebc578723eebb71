package ward

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/course"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// LimitKind is what a centre can set a limit for.
type LimitKind string

// The kinds. The texts give no universal number for any of them
// (course/definitions.md sections 1.2 and 9; practice.md, Course).
const (
	VirusLimit    LimitKind = "virus"     // load of one virus in one specimen and unit, from which the team treats
	LevelLimit    LimitKind = "level"     // band of a drug level
	OverloadLimit LimitKind = "overload"  // weight above the baseline, in per cent
	PlateletLimit LimitKind = "platelets" // a further threshold of platelet recovery
)

// LimitKinds lists the kinds in the order of the form.
func LimitKinds() []LimitKind {
	return []LimitKind{VirusLimit, LevelLimit, OverloadLimit, PlateletLimit}
}

// Name gives the words of a kind.
func (k LimitKind) Name() evidence.Text {
	return map[LimitKind]evidence.Text{VirusLimit: text("viral load", "病毒载量"), LevelLimit: text("drug level", "血药浓度"),
		OverloadLimit: text("weight above baseline", "体重较基线增加"), PlateletLimit: text("platelet recovery, further threshold", "血小板植入的另一阈值")}[k]
}

// LimitSubjects lists what a limit of a kind can be about: viruses by name, drug
// levels by their measurement; nil where the kind says it all.
func LimitSubjects(k LimitKind) []string {
	switch k {
	case VirusLimit:
		return []string{"CMV", "EBV", "adenovirus", "HHV-6", "BK"}
	case LevelLimit:
		return []string{"ciclosporin-trough", "tacrolimus-trough", "sirolimus-trough", "posaconazole-level", "voriconazole-level"}
	}
	return nil
}

// LimitSpecimens lists the specimens of a virus limit.
func LimitSpecimens() []string { return slices.Clone(specimens) }

// Limit is one limit that the centre has set, as it is in force at a moment.
type Limit struct {
	Kind      LimitKind
	Subject   string         // of LimitSubjects, "" where there are none
	Specimen  string         // viruses only
	Assay     string         // viruses only; "" is any assay of the specimen
	Low, High quantity.Value // a band has both; the other kinds have High only
	Version   int
	By        string // the two people, in words
	On        string // date from which it is in force
}

// Said tells who set a limit, for a note beside a conclusion.
func (l Limit) Said() evidence.Text {
	by := l.By + ", " + l.On
	return text("limit of the centre: "+l.Range()+" (version "+strconv.Itoa(l.Version)+", "+by+")", "本中心界值："+l.Range()+"（第"+strconv.Itoa(l.Version)+"版，"+by+"）")
}

// Range writes the limit: a band as "100 to 150 ng/mL", otherwise "≥ 1000 …".
func (l Limit) Range() string {
	if l.Low.Known() {
		return l.Low.Text() + "–" + l.High.String()
	}
	return "≥ " + l.High.String()
}

// Check collects what is wrong with a limit: a kind, subject or specimen that
// does not exist, a value of another dimension, a band upside down. Nothing is
// assumed: a missing number is refused.
func (l Limit) Check() []chart.Problem {
	var bad []chart.Problem
	no := func(path, en, zh string) {
		bad = append(bad, chart.Problem{Path: path, Said: evidence.Text{EN: en, ZH: zh}})
	}
	if !slices.Contains(LimitKinds(), l.Kind) {
		no("kind", "virus, level, overload or platelets is wanted", "须为病毒载量、血药浓度、超负荷或血小板之一")
		return bad
	}
	if subjects := LimitSubjects(l.Kind); subjects != nil && !slices.Contains(subjects, l.Subject) || subjects == nil && l.Subject != "" {
		no("subject", strconv.Quote(l.Subject)+" is none of: "+strings.Join(subjects, ", "), "“"+l.Subject+"”不在可选项之内")
	}
	if l.Kind == VirusLimit && !slices.Contains(specimens, l.Specimen) {
		no("specimen", "a viral load has its specimen, one of: "+strings.Join(specimens, ", "), "病毒载量须注明标本类型")
	}
	if l.Kind != VirusLimit && (l.Specimen != "" || l.Assay != "") {
		no("specimen", "only a viral load has a specimen and an assay", "只有病毒载量需要标本和检测方法")
	}
	if !l.High.Known() || l.High.Censored() || l.High.Float() <= 0 {
		no("high", "a number above 0 with its unit is wanted", "须填写大于 0 的数值及其单位")
		return bad
	}
	if err := l.fits(l.High); err != nil {
		no("high", err.Error(), chineseOf(err))
	}
	switch {
	case l.Kind != LevelLimit && l.Low.Known():
		no("low", "only a drug level has a lower end", "只有血药浓度有下限")
	case l.Kind == LevelLimit && (!l.Low.Known() || l.Low.Censored()):
		no("low", "a band has both ends", "浓度范围须同时有上下限")
	case l.Kind == LevelLimit:
		if c, err := l.Low.Cmp(l.High); err != nil || c >= 0 || l.Low.Float() < 0 {
			no("low", "the lower end lies below the upper one, in the same kind of unit", "下限须低于上限，且单位同类")
		}
	}
	return bad
}

// chineseOf gives the Chinese sentence of a refused quantity.
func chineseOf(err error) string {
	var refused *quantity.Error
	if errors.As(err, &refused) {
		return refused.SentenceZH
	}
	return "数值无法识别"
}

// fits reports whether a value has the dimension of the kind.
func (l Limit) fits(v quantity.Value) (err error) {
	switch l.Kind {
	case VirusLimit:
		_, err = v.ViralLoad()
	case LevelLimit:
		_, err = v.MassConcentration()
	case OverloadLimit:
		_, err = v.Percent()
	case PlateletLimit:
		_, err = v.CountPerLitre()
	}
	return err
}

// Limits are the limits in force. The zero value is a centre that has set none:
// then the team decides and nothing is judged.
type Limits []Limit

func (ls Limits) viruses() []course.VirusThreshold {
	var out []course.VirusThreshold
	for _, l := range ls {
		if load, err := l.High.ViralLoad(); err == nil && l.Kind == VirusLimit {
			out = append(out, course.VirusThreshold{Virus: l.Subject, Specimen: l.Specimen, Assay: l.Assay, Load: load})
		}
	}
	// A limit for an assay goes before one for any assay.
	slices.SortStableFunc(out, func(a, b course.VirusThreshold) int { return len(b.Assay) - len(a.Assay) })
	return out
}

// Of gives the limit of a kind about a subject, false while none is set.
func (ls Limits) Of(kind LimitKind, subject string) (Limit, bool) {
	for _, l := range ls {
		if l.Kind == kind && l.Subject == subject {
			return l, true
		}
	}
	return Limit{}, false
}

// virus gives the limit that judged a line, for its note.
func (ls Limits) virus(line course.VirusLine) (Limit, bool) {
	for _, l := range ls {
		load, err := l.High.ViralLoad()
		if l.Kind == VirusLimit && err == nil && l.Subject == line.Virus && l.Specimen == line.Specimen && load.Unit() == line.Unit && (l.Assay == "" || l.Assay == line.Assay) {
			return l, true
		}
	}
	return Limit{}, false
}

// InBand says whether a level lies in its band, both ends in it; a censored level
// is judged only where its bound decides.
func (l Limit) InBand(v quantity.Value) course.Finding {
	bound, err := quantity.ParseValue(v.Text() + " " + v.Unit()) // of a censored level
	if err != nil {
		return course.Unknown
	}
	low, errLow := bound.Cmp(l.Low)
	high, errHigh := bound.Cmp(l.High)
	switch {
	case errLow != nil || errHigh != nil:
		return course.Unknown
	case strings.HasPrefix(v.Comparator(), "<"):
		if low <= 0 {
			return course.No
		}
		return course.Unknown
	case strings.HasPrefix(v.Comparator(), ">"):
		if high >= 0 {
			return course.No
		}
		return course.Unknown
	}
	return course.FindingOf(low >= 0 && high <= 0)
}
