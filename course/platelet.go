package course

import (
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// Transfusion is one platelet transfusion.
type Transfusion struct {
	Day    day.Transplant
	Reason string // in the words of the chart; it changes nothing
}

// PlateletInput is what the date of platelet recovery is computed from.
type PlateletInput struct {
	Counts         []Count
	Transfusions   []Transfusion
	Recorded       Finding                // Yes: the list of transfusions is complete (it may be empty)
	Threshold      quantity.CountPerLitre // 20 x10^9/L is read; another one counts only if the centre set it
	CentreSet      Finding
	Death          Occurrence
	SecondInfusion Occurrence
}

// PlateletRecovery is the state of platelet recovery; Day is NoDay unless the
// state is Recovered.
type PlateletRecovery struct {
	Assessment
	State       RecoveryStatus
	Day         day.Transplant
	Basis       Basis
	Provisional bool // NeverBelow before day +100
}

// MarshalJSON writes the keys of the batch form.
func (r PlateletRecovery) MarshalJSON() ([]byte, error) {
	return r.merge(map[string]any{"status": r.State, "day": nullDay(r.Day), "basis": nullText(r.Basis), "provisional": r.Provisional})
}

const (
	plateletThreshold = "20"                // x10^9/L: ASTCT/EBMT 2024 Table 1; CIBMTR q12-14
	transfusionFree   = day.Transplant(7)   // days: ASTCT/EBMT 2024 Table 1
	plateletPeriod    = day.Transplant(100) // "never below" is asked for the first 100 days: CIBMTR q12-14
)

var plateletEdition = Edition{ID: "ASTCT/EBMT-2024 platelets",
	Name:   evidence.Text{EN: "Platelet recovery without transfusion for 7 days (ASTCT/EBMT 2024, CIBMTR)", ZH: "巨核系植入：脱离血小板输注7天（ASTCT/EBMT 2024，CIBMTR）"},
	Status: evidence.Read, Sources: []evidence.Source{harmonised2024, cibmtrPlatelet}}

// Platelets finds the first of three consecutive values at or above the
// threshold with no platelet transfusion on the six days before, the day
// itself, and up to the third value (ASTCT/EBMT 2024 Table 1; CIBMTR q12-14; the
// window in days is derived). Values before the first need (a value below, or a
// transfusion) are those of the recipient and do not count. It is an error if a
// day or the threshold is not known.
func Platelets(input PlateletInput) (PlateletRecovery, error) {
	var bad Problems
	limit := decimal(input.Threshold.BillionsPerLitre())
	if !limit.known() || limit.above("0") != Yes {
		bad.add(KindRange, "threshold", "the threshold of platelet recovery is not known")
		return PlateletRecovery{}, bad
	}
	threshold := limit.r.RatString()
	points := between(countsOfDays(input.Counts, threshold, &bad, "counts"), 0, lastDay)
	for i, t := range input.Transfusions {
		if !t.Day.Known() {
			bad.add(KindDay, "transfusions["+itoa(i)+"].day", "the day of a transfusion is not known")
		}
	}
	if len(bad) > 0 {
		return PlateletRecovery{}, bad
	}
	s := open("platelet-engraftment", plateletEdition)
	out := PlateletRecovery{State: RecoveryUnknown, Day: day.NoDay}
	end, endDay := ending(s.when("death_day", input.Death), s.when("second_infusion_day", input.SecondInfusion))
	if endDay.Known() {
		points = between(points, 0, endDay)
	}
	s.take("threshold", input.Threshold.String())
	s.take("platelets", seriesText(points, "×10⁹/L"))
	s.platelets(&out, input, points, threshold, end, endDay)
	s.plateletWords(out, input.Threshold, endDay)
	out.Assessment = s.done()
	return out, nil
}

func (s *sheet) platelets(out *PlateletRecovery, input PlateletInput, points []point, threshold string, end RecoveryStatus, endDay day.Transplant) {
	if input.Recorded == Yes {
		s.take("platelet_transfusions", transfusionText(input.Transfusions))
	} else {
		s.take("platelet_transfusions", "")
	}
	settled := decimal(input.Threshold.BillionsPerLitre()).is(plateletThreshold) == Yes
	switch {
	case !settled && input.CentreSet != Yes:
		out.State = RecoveryTeamDecides
		s.team("only the threshold of 20 ×10⁹/L was read in the texts; "+input.Threshold.String()+" is computed once the centre has set it",
			"文献原文仅读到20×10⁹/L；"+input.Threshold.String()+"须由本中心设定后方可计算")
		return
	case endDay.Known():
		out.State = end
	case len(points) > 0:
		out.State = NotYet
	}
	if len(points) == 0 {
		return
	}
	if input.Recorded != Yes {
		out.State = RecoveryUnknown
		return
	}
	if !settled {
		s.note("threshold set by the centre", "阈值由本中心设定")
	}
	s.plateletRun(out, input.Transfusions, points, threshold, endDay)
}

func (s *sheet) plateletRun(out *PlateletRecovery, transfusions []Transfusion, points []point, threshold string, endDay day.Transplant) {
	need := firstNeed(points, transfusions, threshold)
	if !need.Known() {
		if len(points) >= 3 && !(endDay.Known() && endDay <= nadirWindow) {
			out.State = NeverBelow
			out.Provisional = points[len(points)-1].day < plateletPeriod
		}
		return
	}
	s.step("first value below the threshold, or first transfusion", "首次低于阈值或首次输注血小板", need.String(), "", evidence.Derived)
	free := func(r run) bool { return transfusionIn(transfusions, r.day()-transfusionFree+1, r.points[2].day) == "" }
	found := firstRun(points, need-1, threshold, free)
	if !found.found {
		return
	}
	out.State, out.Day, out.Basis = Recovered, found.day(), basisOf(found)
	s.step("first of three values ≥ the threshold, no platelet transfusion from six days before to the third value", "首次连续3次≥阈值，且此前6天至第3次检测均未输血小板",
		seriesText(found.points[:], "×10⁹/L"), string(out.Basis), evidence.Derived)
	if later := transfusionIn(transfusions, found.points[2].day+1, lastDay); later != "" {
		s.note("platelets were given again later ("+later+"): the recovery date stays; whether a transfusion for a procedure counts for independence is for the registry's discretion",
			"其后又输注血小板（"+later+"）：植入日期不变；因操作而输注是否影响脱离输注的判定，由登记规则酌定")
	}
}

// firstNeed gives the day of the first value below the threshold or of the
// first transfusion from the seven days before the graft to day +100; NoDay
// means "never below", which one transfusion forbids (CIBMTR q12-14).
func firstNeed(points []point, transfusions []Transfusion, threshold string) day.Transplant {
	first := firstBelow(between(points, 0, plateletPeriod), threshold)
	for _, t := range transfusions {
		if t.Day > -transfusionFree && t.Day <= plateletPeriod && (!first.Known() || t.Day < first) {
			first = t.Day
		}
	}
	return first
}

// transfusionIn lists the transfusions from..to, "" of none.
func transfusionIn(transfusions []Transfusion, from, to day.Transplant) string {
	out := ""
	for _, t := range transfusions {
		if t.Day < from || t.Day > to {
			continue
		}
		if out != "" {
			out += ", "
		}
		out += t.Day.Chinese()
		if t.Reason != "" {
			out += " (" + t.Reason + ")"
		}
	}
	return out
}

func transfusionText(transfusions []Transfusion) string {
	if len(transfusions) == 0 {
		return "none"
	}
	return transfusionIn(transfusions, -lastDay, lastDay)
}

func (s *sheet) plateletWords(out PlateletRecovery, threshold quantity.CountPerLitre, endDay day.Transplant) {
	at := " (≥ " + threshold.Number() + " ×10⁹/L)"
	zh := "（≥" + threshold.Number() + "×10⁹/L）"
	switch out.State {
	case Recovered:
		s.say("platelet recovery"+at+" on "+out.Day.String()+" ("+string(out.Basis)+")", "巨核系植入"+zh+"："+dayZH(out.Day)+basisZH(out.Basis))
	case NeverBelow:
		s.say("platelets never below the threshold and never transfused"+at+"; no date", "血小板从未低于阈值且从未输注"+zh+"，不给出日期")
	case NotYet:
		s.say("no platelet recovery yet"+at, "巨核系尚未植入"+zh)
	case DiedBefore:
		s.say("death on "+endDay.String()+" before platelet recovery (competing event)", dayZH(endDay)+"死亡，死亡前巨核系未植入（竞争事件）")
	case SecondInfusionBefore:
		s.say("second infusion on "+endDay.String()+" before platelet recovery (competing event)", dayZH(endDay)+"二次输注，此前巨核系未植入（竞争事件）")
	case RecoveryTeamDecides:
		s.say("platelet recovery"+at+": the team decides, the threshold is not settled", "巨核系植入"+zh+"：阈值未定，由团队决定")
	default:
		en, zh := labelled(s.Missing)
		s.say("platelet recovery unknown, missing: "+en, "巨核系植入不明，缺："+zh)
	}
}
