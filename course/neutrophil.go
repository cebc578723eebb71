package course

import (
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// NeutrophilInput is what the date of neutrophil recovery is computed from.
// Day 0 is the first infusion of the graft.
type NeutrophilInput struct {
	Counts         []Count    // ANC
	Death          Occurrence // unknown counts as not known to have happened
	SecondInfusion Occurrence
	GrowthFactor   []day.Transplant // days on which G-CSF was given
	GrowthRecorded Finding          // Yes: the list of G-CSF days is complete
	Cord           Finding          // the graft is cord blood
}

// NeutrophilRecovery is the state of neutrophil recovery. Day is NoDay unless
// the status is Engrafted.
type NeutrophilRecovery struct {
	Assessment
	State        RecoveryStatus
	Day          day.Transplant
	Basis        Basis
	Nadir        day.Transplant
	EventDay     day.Transplant // of the competing event, NoDay of none
	Provisional  bool           // NeverBelow before day +21: the nadir may still come
	OnGCSF       Finding        // on G-CSF on one of the three days
	HoldsOffGCSF day.Transplant // first of three days >= 0.5 without G-CSF, NoDay of none
}

// MarshalJSON writes the keys of the batch form.
func (r NeutrophilRecovery) MarshalJSON() ([]byte, error) {
	return r.merge(map[string]any{"status": r.State, "day": nullDay(r.Day), "basis": nullText(r.Basis),
		"nadir_day": nullDay(r.Nadir), "provisional": r.Provisional, "on_gcsf": r.OnGCSF,
		"holds_off_gcsf_from_day": nullDay(r.HoldsOffGCSF)})
}

const (
	ancThreshold = "0.5"              // x10^9/L, first of three consecutive days: ASTCT/EBMT 2024 Table 1; CIBMTR q8-11
	nadirWindow  = day.Transplant(21) // day 0..+21, bone marrow and peripheral blood: definitions 1.1, derived
)

var neutrophilEdition = Edition{ID: "ASTCT/EBMT-2024 neutrophil",
	Name:   evidence.Text{EN: "Neutrophil recovery, ANC ≥ 0.5 ×10⁹/L (ASTCT/EBMT 2024, CIBMTR)", ZH: "粒系植入：ANC ≥ 0.5×10⁹/L（ASTCT/EBMT 2024，CIBMTR）"},
	Status: evidence.Read, Sources: []evidence.Source{harmonised2024, handbook("41", ""), cibmtrANC}}

// Neutrophils finds the first of three consecutive days with ANC >= 0.5 x10^9/L
// after the nadir (ASTCT/EBMT 2024 Table 1; CIBMTR q8-11). It is an error if a
// day is not known.
func Neutrophils(input NeutrophilInput) (NeutrophilRecovery, error) {
	var bad Problems
	points := countsOfDays(input.Counts, ancThreshold, &bad, "counts")
	if len(bad) > 0 {
		return NeutrophilRecovery{}, bad
	}
	s := open("neutrophil-engraftment", neutrophilEdition)
	out := NeutrophilRecovery{State: RecoveryUnknown, Day: day.NoDay, Nadir: day.NoDay, EventDay: day.NoDay, HoldsOffGCSF: day.NoDay}
	points = between(points, 0, lastDay)
	end, endDay := ending(s.when("death_day", input.Death), s.when("second_infusion_day", input.SecondInfusion))
	before := points
	if endDay.Known() {
		before = between(points, 0, endDay)
	}
	s.take("anc", seriesText(before, "×10⁹/L"))
	if len(before) > 0 {
		s.neutrophils(&out, before, end, endDay)
	} else if endDay.Known() {
		out.State = end
	}
	if out.State == DiedBefore || out.State == SecondInfusionBefore {
		out.EventDay = endDay
	}
	s.growthFactor(&out, input, before)
	s.neutrophilRemarks(out, input, points)
	s.neutrophilWords(out, endDay)
	out.Assessment = s.done()
	return out, nil
}

const lastDay = day.Transplant(1 << 20)

func (s *sheet) neutrophils(out *NeutrophilRecovery, points []point, end RecoveryStatus, endDay day.Transplant) {
	out.State = end // NotYet, or the competing event
	window := between(points, 0, nadirWindow)
	if len(window) == 0 {
		window = points
		s.review("no ANC from Day 0 to Day +21; the nadir is taken from all values", "0 d至+21 d无ANC结果，最低点取自全部数值")
	}
	low := nadir(window)
	out.Nadir = window[low].day
	s.step("nadir: last occurrence of the lowest value, Day 0 to +21", "最低点：0 d至+21 d内最低值的末次出现", window[low].day.String()+", "+window[low].value.text()+" ×10⁹/L", "", evidence.Derived)
	if lowest := points[nadir(points)]; lowest.value.r.Cmp(window[low].value.r) < 0 {
		s.review("the lowest ANC ("+lowest.value.text()+" on "+lowest.day.String()+") lies after Day +21: a late fall, perhaps by a drug",
			"ANC最低值（"+dayZH(lowest.day)+"为"+lowest.value.text()+"）出现在+21 d之后：属晚期下降，需考虑药物所致")
	}
	if !firstBelow(points, ancThreshold).Known() {
		s.neverBelow(out, points, endDay)
		return
	}
	if early := firstRun(between(points, 0, out.Nadir-1), firstBelow(points, ancThreshold), ancThreshold, nil); early.found {
		s.review("three values ≥ 0.5 from "+early.day().String()+" lie before a later value as low as the nadir",
			dayZH(early.day())+"起曾连续3次≥0.5，其后又降至最低值")
	}
	found := firstRun(points, out.Nadir, ancThreshold, nil)
	if !found.found {
		return
	}
	out.State, out.Day, out.Basis = Engrafted, found.day(), basisOf(found)
	s.step("first of three values ≥ 0.5 ×10⁹/L after the nadir", "最低点后首次连续3次ANC ≥ 0.5×10⁹/L", seriesText(found.points[:], "×10⁹/L"), string(out.Basis), evidence.Read)
	for _, p := range found.points {
		if p.automated && p.value.is(ancThreshold) == Yes {
			s.review("the ANC on "+p.day.String()+" is exactly 0.5 by the analyser: ask for the manual differential, which decides",
				dayZH(p.day)+"仪器计数ANC恰为0.5：请做人工分类，以人工结果为准")
		}
	}
}

func (s *sheet) neverBelow(out *NeutrophilRecovery, points []point, endDay day.Transplant) {
	last := points[len(points)-1].day
	if len(points) < 3 || (endDay.Known() && endDay <= nadirWindow) {
		return // too early to tell, or the event came before the nadir could
	}
	out.State, out.Provisional = NeverBelow, last < nadirWindow
	s.team("“never below 0.5” is known to the registry for platelets; for ANC the text was not read: no date is given",
		"“从未低于0.5”在登记手册中仅见于血小板；ANC部分原文未读到，故不给出日期")
}

// growthFactor adds the second line "holds three days off G-CSF"; it never moves
// the official date (no text that was read removes supported values).
func (s *sheet) growthFactor(out *NeutrophilRecovery, input NeutrophilInput, points []point) {
	if input.GrowthRecorded != Yes {
		s.take("gcsf_days", "")
		return
	}
	s.take("gcsf_days", itoa(len(input.GrowthFactor))+" d")
	if out.State != Engrafted {
		return
	}
	on := func(r run) bool {
		return slices.ContainsFunc(r.points[:], func(p point) bool { return slices.Contains(input.GrowthFactor, p.day) })
	}
	official := firstRun(points, out.Nadir, ancThreshold, nil)
	out.OnGCSF = FindingOf(on(official))
	out.HoldsOffGCSF = firstRun(points, out.Nadir, ancThreshold, func(r run) bool { return !on(r) }).day()
	s.team("whether values under G-CSF count is not settled in the texts: the official date stays, the date off G-CSF stands beside it",
		"G-CSF支持下的数值是否计入，文献未统一：正式日期不变，另列停用G-CSF后的日期")
}

func (s *sheet) neutrophilRemarks(out NeutrophilRecovery, input NeutrophilInput, points []point) {
	if input.Cord == Yes {
		s.review("the nadir window of Day 0 to +21 is for bone marrow and peripheral blood; this graft is cord blood", "0 d至+21 d的最低点窗口适用于骨髓和外周血；本例为脐血")
	}
	if out.State != Engrafted {
		return
	}
	s.note("donor origin is shown by chimerism, above all after reduced intensity (EBMT Handbook 2024, ch. 41)", "需以嵌合检测证实供者来源，减低强度预处理后尤应如此（EBMT手册2024第41章）")
	if fall := firstBelow(between(points, out.Day+1, lastDay), ancThreshold); fall.Known() {
		s.note("ANC is below 0.5 again on "+fall.String(), dayZH(fall)+"ANC再次低于0.5")
	}
}

func (s *sheet) neutrophilWords(out NeutrophilRecovery, endDay day.Transplant) {
	switch out.State {
	case Engrafted:
		s.say("neutrophil recovery on "+out.Day.String()+" ("+string(out.Basis)+")", "粒系植入："+dayZH(out.Day)+basisZH(out.Basis))
	case NeverBelow:
		s.say("ANC never below 0.5 ×10⁹/L in the values given; no date", "所给数值中ANC从未低于0.5×10⁹/L，不给出植入日期")
	case NotYet:
		s.say("no neutrophil recovery yet", "粒系尚未植入")
	case DiedBefore:
		s.say("death on "+endDay.String()+" before neutrophil recovery (competing event)", dayZH(endDay)+"死亡，死亡前粒系未植入（竞争事件）")
	case SecondInfusionBefore:
		s.say("second infusion on "+endDay.String()+" before neutrophil recovery (competing event)", dayZH(endDay)+"二次输注，此前粒系未植入（竞争事件）")
	default:
		s.say("neutrophil recovery unknown: no ANC given", "粒系植入不明：无ANC结果")
	}
}

func basisZH(b Basis) string {
	if b == ConsecutiveDays {
		return "（连续3天）"
	}
	return "（缺每日计数，按不同日连续3次化验）"
}

// seriesText writes points as "+16 d 0.6, +17 d 0.9".
func seriesText(points []point, unit string) string {
	var out strings.Builder
	for i, p := range points {
		if i > 0 {
			out.WriteString(", ")
		}
		out.WriteString(p.day.Chinese() + " " + p.value.text())
	}
	if out.Len() == 0 {
		return ""
	}
	return out.String() + " " + unit
}

// NeutrophilCount is an ANC computed from the differential.
type NeutrophilCount struct {
	Assessment
	ANC quantity.CountPerLitre // not known if an input is not
}

// MarshalJSON writes the keys of the batch form.
func (c NeutrophilCount) MarshalJSON() ([]byte, error) {
	var value any
	if c.ANC.Known() {
		value = c.ANC.BillionsPerLitre()
	}
	return c.merge(map[string]any{"anc_1e9_per_L": value})
}

// NeutrophilsFromDifferential computes ANC = WBC x (segmented % + band %)/100
// for a report that does not print it (CIBMTR q8-11). It is an error if the two
// percentages together exceed 100 or one is negative.
func NeutrophilsFromDifferential(wbc quantity.CountPerLitre, segmented, bands quantity.Percent) (NeutrophilCount, error) {
	s := open("anc", Edition{ID: "CIBMTR ANC from differential",
		Name:   evidence.Text{EN: "ANC from the differential: WBC × (segs % + bands %)/100", ZH: "由分类计算ANC：WBC ×（分叶核% + 杆状核%）/100"},
		Status: evidence.Read, Sources: []evidence.Source{cibmtrANC}})
	s.take("wbc", wbc.String())
	s.take("segs_percent", segmented.String())
	s.take("bands_percent", bands.String())
	sum := decimal(segmented.Percent()).plus(decimal(bands.Percent()))
	if sum.above("100") == Yes || decimal(segmented.Percent()).below("0") == Yes || decimal(bands.Percent()).below("0") == Yes {
		return NeutrophilCount{}, Problems{{KindRange, "segs_percent", "segmented and band cells are shares of 100 % and cannot exceed it together"}}
	}
	out := NeutrophilCount{ANC: quantity.BillionsPerLitre(decimal(wbc.BillionsPerLitre()).times(sum).scaled("1/100").float())}
	if out.ANC.Known() {
		s.say("ANC "+out.ANC.String(), "ANC "+out.ANC.String())
		s.step("ANC", "ANC", out.ANC.String(), "WBC × (segs + bands)/100", evidence.Read)
	} else {
		s.say("ANC unknown: a part of the differential is missing", "ANC不明：分类数据不全")
	}
	out.Assessment = s.done()
	return out, nil
}
