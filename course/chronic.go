package course

import "github.com/dayzero-hsct/dayzero/evidence"

// ChronicOrgan is one of the eight organs of the NIH 2014 scoring.
type ChronicOrgan string

// The eight organs (NCI Thesaurus C225388).
const (
	ChronicSkin    ChronicOrgan = "skin" // the higher of its two scores
	ChronicMouth   ChronicOrgan = "mouth"
	ChronicEyes    ChronicOrgan = "eyes"
	ChronicGut     ChronicOrgan = "gi"
	ChronicLiver   ChronicOrgan = "liver"
	ChronicLung    ChronicOrgan = "lung" // by FEV1 where there is one
	ChronicJoints  ChronicOrgan = "joints"
	ChronicGenital ChronicOrgan = "genital"
)

// ChronicOrgans lists the eight organs in the order of the form.
func ChronicOrgans() []ChronicOrgan {
	return []ChronicOrgan{ChronicSkin, ChronicMouth, ChronicEyes, ChronicGut, ChronicLiver, ChronicLung, ChronicJoints, ChronicGenital}
}

// OrganScore is the NIH score of one organ, 0 to 3; the zero value is unknown.
type OrganScore struct {
	set   bool
	score int
	other bool
}

// ScoreOf gives a known score; a number outside 0 to 3 gives the unknown score.
func ScoreOf(n int) OrganScore {
	if n < 0 || n > 3 {
		return OrganScore{}
	}
	return OrganScore{set: true, score: n}
}

// ExplainedOtherwise is the score of an organ whose finding is wholly explained
// by another documented cause: it is left out. A mixed cause is scored in full.
func ExplainedOtherwise() OrganScore { return OrganScore{set: true, other: true} }

// ChronicInput holds the organ scores as the form asks them.
type ChronicInput struct {
	Scores map[ChronicOrgan]OrganScore // an organ that is not listed is unknown
	// Commissioned: the centre has opened the original table and set the rule of
	// the global severity. Without it the severity is not computed.
	Commissioned Finding
}

// ChronicGVHD holds the inputs of chronic GVHD and, once the centre has
// commissioned the rule, the global severity; AtLeast marks an unknown organ.
type ChronicGVHD struct {
	Assessment
	Affected []ChronicOrgan // organs with a score of 1 or more
	Severity string         // "none", "mild", "moderate", "severe"; "" is left to the team
	AtLeast  bool
}

// MarshalJSON writes the keys of the batch form.
func (c ChronicGVHD) MarshalJSON() ([]byte, error) {
	return c.merge(map[string]any{"affected": list(c.Affected), "severity": nullText(c.Severity), "at_least": c.AtLeast})
}

// GradeChronicGVHD records the scores of NIH 2014. The global severity rests on a
// secondary, misprinted text: it is computed only where the centre has
// commissioned it. It is an error if an organ is none of the eight.
func GradeChronicGVHD(input ChronicInput) (ChronicGVHD, error) {
	s := open("cgvhd-nih", Edition{ID: "NIH 2014", Name: evidence.Text{EN: "Chronic GVHD, NIH 2014", ZH: "慢性GVHD，NIH 2014标准"},
		Status: evidence.Unsure, Sources: []evidence.Source{nih2014, handbook("44", "table misprinted")}})
	for organ := range input.Scores {
		if !isChronicOrgan(organ) {
			return ChronicGVHD{}, Problems{{KindChoice, "scores." + string(organ), "NIH 2014 scores eight organs; this is none of them"}}
		}
	}
	var out ChronicGVHD
	unknown := 0
	for _, organ := range ChronicOrgans() {
		score := input.Scores[organ]
		switch {
		case !score.set:
			unknown++
			s.take("scores."+string(organ), "")
		case score.other:
			s.take("scores."+string(organ), "explained by another cause, left out")
		default:
			s.take("scores."+string(organ), itoa(score.score))
			if score.score > 0 {
				out.Affected = append(out.Affected, organ)
			}
		}
	}
	s.note("lung by FEV1, not by symptoms, where there is one; a young child without lung function is unknown, not 0; alkaline phosphatase can be high from growth",
		"肺以FEV1评分为准，有FEV1时不按症状；幼儿不能完成肺功能者记为“不明”而非0分；碱性磷酸酶可因生长而升高")
	if input.Commissioned != Yes {
		s.team("the global severity (mild, moderate, severe) was not read in the original table: the team decides", "总体严重度（轻、中、重）的原表未读到：由团队判定")
		s.say("chronic GVHD: "+itoa(len(out.Affected))+" organ(s) affected, severity left to the team", "慢性GVHD：累及"+itoa(len(out.Affected))+"个器官，严重度由团队判定")
	} else {
		out.Severity = chronicSeverity(input.Scores)
		out.AtLeast = unknown > 0 && out.Severity != "severe"
		s.chronicWords(out)
	}
	out.Assessment = s.done()
	return out, nil
}

func isChronicOrgan(organ ChronicOrgan) bool {
	for _, o := range ChronicOrgans() {
		if o == organ {
			return true
		}
	}
	return false
}

// chronicSeverity: mild = one or two organs at 1, lung 0; moderate = three or
// more at 1, or one at 2 that is not the lung, or lung 1; severe = any 3, or
// lung 2 (NIH 2014; unsure, definitions section 4).
func chronicSeverity(scores map[ChronicOrgan]OrganScore) string {
	most, atOne, lung := 0, 0, scores[ChronicLung].score
	for _, organ := range ChronicOrgans() {
		score := scores[organ].score
		most = max(most, score)
		if score == 1 {
			atOne++
		}
	}
	switch {
	case most == 3 || lung >= 2:
		return "severe"
	case most == 2 || lung == 1 || atOne >= 3:
		return "moderate"
	case atOne > 0:
		return "mild"
	}
	return "none"
}

func (s *sheet) chronicWords(out ChronicGVHD) {
	zh := map[string]string{"none": "无", "mild": "轻度", "moderate": "中度", "severe": "重度"}[out.Severity]
	en := out.Severity
	if out.AtLeast {
		en, zh = "at least "+en, "至少"+zh
		if out.Severity == "none" {
			en, zh = "undetermined: organs unknown", "暂不能判定：有器官未评估"
		}
	}
	s.note("the rule of the global severity was commissioned by the centre", "总体严重度规则已由本中心审定启用")
	s.say("chronic GVHD "+en+" (NIH 2014, rule commissioned by the centre)", "慢性GVHD："+zh+"（NIH 2014，本中心审定）")
}
