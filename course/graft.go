package course

import (
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// GraftInput is what the graft failure family is judged from, in both editions.
type GraftInput struct {
	AsOf             day.Transplant // the day of the judgement
	Neutrophils      NeutrophilRecovery
	Platelets        PlateletRecovery
	Cord             Finding                    // the graft is cord blood
	ReducedIntensity Finding                    // conditioning
	Pancytopenia     Finding                    // 2024: with the failure of ANC
	Haemoglobin      quantity.MassConcentration // on AsOf, for the 2019 edition
	PlateletCount    quantity.CountPerLitre     // on AsOf, for the 2019 edition
	ANC              quantity.CountPerLitre     // on AsOf, for the 2019 edition
	ChimerismDone    Finding
	Donor            quantity.Percent // donor share, latest
	DonorInRange     Finding          // donor chimerism within the range the team wants
	DeclineOnSupport Finding          // decline after recovery that needs blood products or growth factor
	Dependent        Finding          // frequent dependence on red cells, platelets or growth factor
	OtherCause       Finding          // relapse, infection or drug explains it
	Cytopenias       Finding          // two or three cytopenias for more than two weeks, by the centre's own cut-offs
	RecipientImmune  Finding          // evidence of rejection: recipient T cells, DSA, falling donor T chimerism
}

// GraftTerm is the judgement of one term by one edition.
type GraftTerm struct {
	Term    string        `json:"term"`
	Edition string        `json:"edition"`
	Met     Finding       `json:"met"`
	Text    evidence.Text `json:"text"`
	Missing []string      `json:"missing"`
}

// GraftFailureResult holds every term in both editions; a report states which
// edition it used.
type GraftFailureResult struct {
	Assessment
	Terms []GraftTerm
}

// MarshalJSON writes the keys of the batch form.
func (r GraftFailureResult) MarshalJSON() ([]byte, error) {
	return r.merge(map[string]any{"terms": r.Terms})
}

// Term gives one judgement, a zero GraftTerm if there is none.
func (r GraftFailureResult) Term(term, edition string) GraftTerm {
	for _, t := range r.Terms {
		if t.Term == term && t.Edition == edition {
			return t
		}
	}
	return GraftTerm{}
}

// The editions and terms of the family.
const (
	Edition2024            = "2024"
	Edition2019            = "2019"
	PrimaryGraftFailure    = "primary graft failure"
	SecondaryGraftFailure  = "secondary graft failure"
	PoorGraftFunction      = "poor graft function"
	GraftRejection         = "graft rejection"
	primaryLimit           = day.Transplant(30) // marrow and blood, 2024: Sureda Table 1
	primaryLimit2019       = day.Transplant(28) // marrow and blood, 2019: handbook ch. 41
	primaryLimitCord       = day.Transplant(42) // cord blood, both editions
	graftFailureEndpoint   = "graft-failure"
	haemoglobinLimit2019   = "80" // g/L, 2019: handbook ch. 41
	plateletLimit2019      = "20" // x10^9/L, 2019: handbook ch. 41
	donorLossLimit2019     = "5"  // % donor, secondary after reduced intensity, 2019
	poorFunctionDonorLimit = "95" // % donor, 2019; copies that print "> 5 %" are misprinted
)

// GraftFailure judges primary and secondary graft failure, poor graft function
// and rejection by the 2024 (ASTCT/EBMT) and the 2019 (Handbook) wording. It is
// an error if the day of the judgement is not known.
func GraftFailure(input GraftInput) (GraftFailureResult, error) {
	if !input.AsOf.Known() {
		return GraftFailureResult{}, Problems{{KindDay, "as_of_day", "the day of the judgement is not known"}}
	}
	s := open(graftFailureEndpoint, Edition{ID: "ASTCT/EBMT-2024 and Handbook 2019",
		Name:   evidence.Text{EN: "Graft failure family, 2024 and 2019 wording side by side", ZH: "植入失败相关定义，2024与2019版并列"},
		Status: evidence.Read, Sources: []evidence.Source{harmonised2024, handbook("41", ""), handbook2019}})
	s.take("as_of_day", input.AsOf.String())
	s.take("neutrophils", recoveryText(input.Neutrophils.State, input.Neutrophils.Day))
	s.take("platelets", recoveryText(input.Platelets.State, input.Platelets.Day))
	out := GraftFailureResult{Terms: []GraftTerm{
		primary2024(input), primary2019(input), secondary2024(input), secondary2019(input), poor2024(input), poor2019(input), rejection(input)}}
	missing := map[string]bool{}
	for _, t := range out.Terms {
		s.step(t.Term+" ("+t.Edition+")", termZH[t.Term]+"（"+t.Edition+"版）", t.Met.String(), "", evidence.Read)
		for _, name := range t.Missing {
			missing[name] = true
		}
	}
	s.Missing = append(s.Missing, sortedKeys(missing)...)
	s.team("numeric cut-offs of the cytopenias in poor graft function vary by paper: the centre sets them", "植入功能不良的各系血细胞减少界值文献不一：由本中心设定")
	s.note("an autologous rescue keeps the old transplant date in the CIBMTR logic (manual 2814, 10/2025)", "CIBMTR规则：自体挽救输注不改变原移植日期（手册2814，2025年10月）")
	if input.ReducedIntensity == Yes {
		s.review("after reduced intensity, donor origin of the recovery must be shown", "减低强度预处理后，需证实造血恢复为供者来源")
	}
	s.graftWords(out)
	out.Assessment = s.done()
	return out, nil
}

var termZH = map[string]string{PrimaryGraftFailure: "原发性植入失败", SecondaryGraftFailure: "继发性植入失败", PoorGraftFunction: "植入功能不良", GraftRejection: "移植物排斥"}

func (s *sheet) graftWords(out GraftFailureResult) {
	en, zh := "", ""
	for _, t := range out.Terms {
		if t.Met == Yes {
			en += "; " + t.Term + " (" + t.Edition + ")"
			zh += "；" + termZH[t.Term] + "（" + t.Edition + "版）"
		}
	}
	if en == "" {
		s.say("no term of the graft failure family is met; see the terms for what is undetermined", "未符合植入失败相关定义；尚不能判定者见各条目")
		return
	}
	s.say("met: "+en[2:], "符合："+zh[len("；"):])
}

func recoveryText(state RecoveryStatus, on day.Transplant) string {
	if state == RecoveryUnknown || state == "" {
		return ""
	}
	if on.Known() && (state == Engrafted || state == Recovered) {
		return string(state) + " " + on.String()
	}
	return string(state)
}

// condition is one named part of a term.
type condition struct {
	name string
	met  Finding
}

func judge(term, edition, en, zh string, parts ...condition) GraftTerm {
	t := GraftTerm{Term: term, Edition: edition, Met: Yes, Text: evidence.Text{EN: en, ZH: zh}, Missing: []string{}}
	found := make([]Finding, len(parts))
	for i, p := range parts {
		found[i] = p.met
		if p.met == Unknown {
			t.Missing = append(t.Missing, p.name)
		}
	}
	t.Met = all(found...)
	return t
}

// notEngraftedBy says whether ANC recovery failed until the limit: No before the
// limit has passed, Unknown after a competing event before the limit.
func notEngraftedBy(input GraftInput, limit day.Transplant) Finding {
	if input.Cord == Yes {
		limit = primaryLimitCord
	}
	switch n := input.Neutrophils; {
	case n.State == NeverBelow, n.State == Engrafted && n.Day <= limit:
		return No
	case n.State == "" || n.State == RecoveryUnknown:
		return Unknown
	case (n.State == DiedBefore || n.State == SecondInfusionBefore) && n.EventDay < limit:
		return Unknown
	case input.AsOf < limit:
		return No
	case input.Cord == Unknown && input.AsOf < primaryLimitCord:
		return Unknown
	}
	return Yes
}

func primary2024(input GraftInput) GraftTerm {
	return judge(PrimaryGraftFailure, Edition2024,
		"ANC never ≥ 0.5 by day +30 (cord +42), with pancytopenia; chimerism done to confirm", "至+30 d（脐血+42 d）ANC未达0.5，且全血细胞减少；须查嵌合证实",
		condition{"neutrophils", notEngraftedBy(input, primaryLimit)}, condition{"pancytopenia", input.Pancytopenia}, condition{"chimerism_done", input.ChimerismDone.confirmed()})
}

// confirmed keeps a missing confirmation from refuting: No reads as unknown.
func (f Finding) confirmed() Finding {
	if f == Yes {
		return Yes
	}
	return Unknown
}

func primary2019(input GraftInput) GraftTerm {
	return judge(PrimaryGraftFailure, Edition2019,
		"ANC < 0.5 by day +28 (cord +42), Hb < 80 g/L and platelets < 20", "至+28 d（脐血+42 d）ANC < 0.5，Hb < 80 g/L且血小板 < 20",
		condition{"neutrophils", notEngraftedBy(input, primaryLimit2019)},
		condition{"hb", decimal(input.Haemoglobin.GramsPerLitre()).below(haemoglobinLimit2019)},
		condition{"platelet_count", decimal(input.PlateletCount.BillionsPerLitre()).below(plateletLimit2019)})
}

func recovered(state RecoveryStatus, good RecoveryStatus) Finding {
	switch state {
	case good, NeverBelow:
		return Yes
	case "", RecoveryUnknown, RecoveryTeamDecides:
		return Unknown
	}
	return No
}

func secondary2024(input GraftInput) GraftTerm {
	return judge(SecondaryGraftFailure, Edition2024,
		"after neutrophil and platelet recovery, decline needing blood products or growth factor; chimerism done", "粒系与巨核系均植入后再下降，需输血制品或生长因子；须查嵌合",
		condition{"neutrophils", recovered(input.Neutrophils.State, Engrafted)}, condition{"platelets", recovered(input.Platelets.State, Recovered)},
		condition{"decline_on_support", input.DeclineOnSupport}, condition{"chimerism_done", input.ChimerismDone.confirmed()})
}

func not(f Finding) Finding {
	switch f {
	case Yes:
		return No
	case No:
		return Yes
	}
	return Unknown
}

func secondary2019(input GraftInput) GraftTerm {
	parts := []condition{{"neutrophils", recovered(input.Neutrophils.State, Engrafted)},
		{"anc", decimal(input.ANC.BillionsPerLitre()).below(ancThreshold)}, {"other_cause", not(input.OtherCause)}}
	if input.ReducedIntensity != No {
		lost := decimal(input.Donor.Percent()).below(donorLossLimit2019)
		if input.ReducedIntensity == Unknown && lost != Yes {
			lost = Unknown
		}
		parts = append(parts, condition{"donor_percent", lost})
	}
	return judge(SecondaryGraftFailure, Edition2019,
		"ANC < 0.5 after engraftment, not by relapse, infection or drug; after reduced intensity donor < 5 %", "植入后ANC再 < 0.5，且非复发、感染或药物所致；减低强度预处理者供者 < 5%", parts...)
}

func poor2024(input GraftInput) GraftTerm {
	return judge(PoorGraftFunction, Edition2024,
		"frequent dependence on red cells, platelets or growth factor without other cause; donor chimerism within the desired range", "频繁依赖红细胞、血小板或生长因子且无其他原因；供者嵌合在目标范围内",
		condition{"dependent", input.Dependent}, condition{"other_cause", not(input.OtherCause)}, condition{"donor_in_range", input.DonorInRange})
}

func poor2019(input GraftInput) GraftTerm {
	return judge(PoorGraftFunction, Edition2019,
		"two or three cytopenias for more than two weeks after day +28, donor > 95 %", "+28 d后2–3系血细胞减少持续2周以上，供者 > 95%",
		condition{"as_of_day", FindingOf(input.AsOf > primaryLimit2019)}, condition{"cytopenias", input.Cytopenias},
		condition{"donor_percent", decimal(input.Donor.Percent()).above(poorFunctionDonorLimit)})
}

func rejection(input GraftInput) GraftTerm {
	failed := either(primary2024(input).Met, secondary2024(input).Met)
	return judge(GraftRejection, Edition2024,
		"graft failure caused by recipient immune cells", "由受者免疫细胞所致的植入失败",
		condition{"graft failure", failed}, condition{"recipient_immune_cells", input.RecipientImmune})
}
