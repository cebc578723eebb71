package plan

import (
	"strconv"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// minute prints a moment in the centre's time zone to the minute.
func (m *maker) minute(t time.Time) string { return t.In(m.v.Location).Format("2006-01-02 15:04") }

// moment prints an entry's clinical time: the date alone where only a date was given.
func (m *maker) moment(e chart.Entry) string {
	if e.Effective.DateOnly() {
		return m.v.DateOf(e).String()
	}
	return m.minute(e.Effective.Time())
}

func (m *maker) readChild() error {
	c := &m.plan.Child
	r, ok := m.v.Recipient()
	if !ok {
		m.addGap("recipient-missing", text("The child is not recorded", "患儿资料缺失"),
			text("No person entry for the recipient is visible at this moment.", "截至此刻没有患儿的人员记录。"), "signature")
		return nil
	}
	c.ID, c.Label, c.Identifier, c.Sex, c.Birth = r.ID, r.Label, r.Identifier, r.Sex, r.Birth
	if r.Sex == "male" || r.Sex == "female" {
		m.set("recipient_sex", r.Sex)
	}
	if age, known := r.Age(m.v); known {
		c.Age, c.AgeMonths, c.AgeKnown = text(age.String(), age.Chinese()), age.Months(), true
		m.set("age_months", int64(age.Months()))
	}
	m.readBody(c)
	m.readGroups(c)
	m.readTimes(c)
	return nil
}

// readBody reads weight, length, the signed dosing weight and the body surface.
func (m *maker) readBody(c *Child) {
	c.Formula = m.v.Case.Centre.SurfaceFormula
	if w, ok := chart.Last(m.v.Measured(m.recipient, "body-weight")); ok {
		c.Weight, c.WeightDate = m.measured(w), text(m.moment(w.Entry), m.moment(w.Entry))
		if bw, err := w.Data.Value.BodyWeight(); err == nil {
			m.set("weight_kg", bw.Kilograms())
			m.set("weight_age_hours", m.v.Moment.Clinical.Sub(w.Effective.Time()).Hours())
			m.dosing.latest = bw
		}
	}
	lengths := append(m.v.Measured(m.recipient, "length"), m.v.Measured(m.recipient, "height")...)
	if l, ok := latest(lengths); ok {
		c.Length, c.LengthDate = m.measured(l), text(m.moment(l.Entry), m.moment(l.Entry))
		m.dosing.takeLength(l)
	}
	m.readDosingWeight(c, lengths)
	m.readSurface(c)
	m.readRenal()
}

// latest returns the newest of measurements that came from several kinds.
func latest(items []chart.Item[*chart.Measurement]) (chart.Item[*chart.Measurement], bool) {
	if len(items) == 0 {
		return chart.Item[*chart.Measurement]{}, false
	}
	newest := items[0]
	for _, it := range items[1:] {
		if it.Effective.Compare(newest.Effective) > 0 {
			newest = it
		}
	}
	return newest, true
}

// dosing is what doses are computed from.
type dosing struct {
	latest  quantity.BodyWeight // latest measured
	length  quantity.Length
	weight  quantity.BodyWeight // signed dosing weight; unknown until signed
	surface quantity.BodySurface
	basis   string // per-kg or per-m2 as signed; empty when not signed
	infant  bool   // under 10 kg or 12 months, or not known to be above
}

// takeLength keeps a length that can be read as one.
func (d *dosing) takeLength(l chart.Item[*chart.Measurement]) {
	if cm, err := l.Data.Value.Length(); err == nil {
		d.length = cm
	}
}

// readDosingWeight reads the frozen dosing weight. It counts only when a
// physician and a second person have signed it (practice.md, correction 3).
func (m *maker) readDosingWeight(c *Child, lengths []chart.Item[*chart.Measurement]) {
	d, ok := m.v.Decided("dosing-weight")
	if !ok || !d.Data.Weight.Known() || !m.signedByTwo(d) {
		m.set("dosing_weight_signed", false)
		return
	}
	m.set("dosing_weight_signed", true)
	m.dosing.weight = d.Data.Weight
	// The surface belongs to the signed weight: the length is the one known then,
	// not one that the child has grown to since.
	then := chart.Where(lengths, func(l chart.Item[*chart.Measurement]) bool { return l.Effective.Compare(d.Effective) <= 0 })
	if l, ok := latest(then); ok {
		m.dosing.takeLength(l)
	}
	key := m.derive("dosing-weight", evidence.Derivation{
		Label: text("signed dosing weight", "已签名的给药体重"), Value: textOf(d.Data.Weight), Unit: "kg", Status: evidence.Read,
		Sources: []evidence.Source{{ID: d.ID, Text: "decision " + d.ID + ", " + m.moment(d.Entry)}},
		Note:    text("frozen for the course; reviewed when the daily weight leaves the band", "疗程内固定使用；每日体重超出约定范围时复核"),
		Steps:   m.weightSteps(),
	})
	c.DosingWeight = Figure{Known: true, Text: textOf(d.Data.Weight), Value: d.Data.Weight.Kilograms(), Unit: "kg", Derivation: key}
	if m.dosing.latest.Known() {
		m.set("weight_deviation_percent", 100*abs(m.dosing.latest.Kilograms()-d.Data.Weight.Kilograms())/d.Data.Weight.Kilograms())
	}
	if d.Data.Band.Known() {
		m.set("weight_band_percent", d.Data.Band.Percent())
	} else if band, err := quantity.ParsePercent(m.v.Case.Centre.WeightBand); err == nil && band.Known() {
		m.set("weight_band_percent", band.Percent())
	}
}

func (m *maker) weightSteps() []evidence.Derivation {
	if w, ok := chart.Last(m.v.Measured(m.recipient, "body-weight")); ok {
		return []evidence.Derivation{m.entryDerivation(w.Entry, "body-weight", w.Data.Value.Text(), w.Data.Value.Unit())}
	}
	return nil
}

func textOf(w quantity.BodyWeight) string { return decimal(w.Kilograms(), 3) }

func abs(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}

// readSurface computes the body surface from the dosing weight, or for display
// only from the latest weight. It is never rounded before it multiplies
// (practice.md, correction 2).
func (m *maker) readSurface(c *Child) {
	formula, ok := quantity.ParseFormula(c.Formula)
	weight := m.dosing.weight
	label := text("body surface area from the signed dosing weight", "体表面积（按已签名的给药体重）")
	if !weight.Known() {
		weight = m.dosing.latest
		label = text("body surface area from the latest weight (no dosing weight signed)", "体表面积（按最近体重，给药体重未签名）")
	}
	if ok != nil || !weight.Known() || !m.dosing.length.Known() {
		return
	}
	bsa, err := quantity.SurfaceArea(formula, weight, m.dosing.length)
	if err != nil {
		return
	}
	if m.dosing.weight.Known() {
		m.dosing.surface = bsa
	}
	key := m.derive("surface", evidence.Derivation{
		Label: label, Value: decimal(bsa.SquareMetres(), 4), Unit: "m2",
		Formula: formula.String() + ": " + formula.Expression(), Status: evidence.Read,
		Sources: []evidence.Source{{ID: "labels.formulas.bsa_m2", Text: "globalrph.com/bsa2.htm; InsightRX/clinPK", Locator: formula.String()}},
		Note:    text("shown with four decimals, multiplied unrounded", "显示四位小数，计算时不取整"),
		Steps: []evidence.Derivation{
			{Label: text("weight", "体重"), Value: textOf(weight), Unit: "kg", Status: evidence.Read},
			{Label: text("length", "身长"), Value: decimal(m.dosing.length.Centimetres(), 2), Unit: "cm", Status: evidence.Read},
		},
	})
	c.Surface = figure(bsa.SquareMetres(), 4, "m2", key)
}

// renal are the measurements that speak about the kidney, by the name in the chart.
var renal = []string{"gfr", "cystatin-c", "creatinine"}

// AgedInHours names the measurements whose age in hours rules ask for: between
// full hours of their age a plan of now stays what it is.
func AgedInHours() []string { return append([]string{"body-weight"}, renal...) }

// readRenal reads the newest renal measurement and its age; the limit is the
// centre's own rule.
func (m *maker) readRenal() {
	var all []chart.Item[*chart.Measurement]
	for _, what := range renal {
		all = append(all, m.v.Measured(m.recipient, what)...)
	}
	it, ok := latest(all)
	m.set("renal_known", ok)
	if ok {
		m.set("renal_age_hours", m.v.Moment.Clinical.Sub(it.Effective.Time()).Hours())
	}
	if limit := m.v.Case.Centre.RenalMaxAgeDays; limit > 0 {
		m.set("renal_max_age_hours", float64(24*limit))
	}
}

// readGroups reads blood groups, allergies, isolation, vaccines and imaging for
// the header.
func (m *maker) readGroups(c *Child) {
	c.BloodGroup = m.bloodGroup(m.recipient)
	c.Allergies = text("not recorded", "未记录")
	if all := chart.OfTheChild[*chart.Allergy](m.v); len(all) > 0 {
		c.Allergies = allergyText(all)
	}
	c.Isolation = text("not recorded", "未记录")
	if it, ok := chart.Last(chart.OfTheChild[*chart.Isolation](m.v)); ok {
		c.Isolation = text(it.Data.Type, isolationZH[it.Data.Type])
	}
	c.BCG = text("not recorded", "未记录")
	for _, it := range chart.All[*chart.Vaccine](m.v) {
		if it.Data.Vaccine != "BCG" || !m.v.Concerns(it.Entry, m.recipient) {
			continue
		}
		if it.Data.Status == "given" {
			m.set("bcg_given", true)
			c.BCG = text("given "+m.moment(it.Entry), "已接种 "+m.moment(it.Entry))
		} else if _, known := m.facts["bcg_given"]; !known {
			m.set("bcg_given", false)
			c.BCG = text("not given", "未接种")
		}
	}
	c.Ionising = m.ionisingText()
}

var isolationZH = map[string]string{"none": "无", "protective": "保护性隔离", "contact": "接触隔离", "droplet": "飞沫隔离", "airborne": "空气隔离"}

func allergyText(all []chart.Item[*chart.Allergy]) evidence.Text {
	en, zh := "", ""
	for _, it := range all {
		if it.Data.Substance == "none-known" {
			continue
		}
		if en != "" {
			en, zh = en+", ", zh+"、"
		}
		en, zh = en+it.Data.Substance, zh+Said(it.Data.Substance).ZH
	}
	if en == "" {
		return text("none known", "无已知过敏史")
	}
	return text(en, zh)
}

func (m *maker) bloodGroup(person string) string {
	it, ok := chart.Last(chart.Where(chart.All[*chart.BloodGroup](m.v), func(b chart.Item[*chart.BloodGroup]) bool {
		return m.v.Concerns(b.Entry, person)
	}))
	if !ok {
		return ""
	}
	return groupText(it.Data)
}

func groupText(g *chart.BloodGroup) string {
	if g.RhD == "positive" {
		return g.ABO + "+"
	}
	return g.ABO + "−"
}

// ionisingText counts known exposures; exposures elsewhere stay unknown unless
// somebody has asked.
func (m *maker) ionisingText() evidence.Text {
	known, unclear := 0, 0
	for _, it := range chart.All[*chart.Imaging](m.v) {
		if !m.v.Concerns(it.Entry, m.recipient) || it.Data.Status != "done" {
			continue
		}
		switch it.Data.Ionising {
		case chart.Yes:
			known++
		case chart.No:
		default:
			unclear++
		}
	}
	en, zh := strconv.Itoa(known)+" known, elsewhere unknown", "已知"+strconv.Itoa(known)+"次，外院情况不详"
	if unclear > 0 {
		en, zh = en+", "+strconv.Itoa(unclear)+" unclear", zh+"，"+strconv.Itoa(unclear)+"次不明"
	}
	return text(en, zh)
}

// readTimes reads Day 0 and where the child stands relative to it.
func (m *maker) readTimes(c *Child) {
	zero, planned, ok := m.v.DayZero()
	if !ok {
		m.set("before_conditioning", true)
		m.set("conditioning_finished", false)
		return
	}
	c.DayZero, c.DayZeroPlanned = zero, planned
	today := day.DayOf(m.v.Today(), zero)
	c.TransplantDay, c.TransplantDayZH = today.String(), today.Chinese()
	start := m.conditioningStart(zero)
	m.set("before_conditioning", m.v.Today().Before(start) && planned)
	m.set("conditioning_finished", !planned || today > 0)
	m.set("conditioning_days_away", int64(start.DaysSince(m.v.Today())))
}

// conditioningStart is the first day of the chosen protocol, or Day 0 when no
// day-by-day protocol is chosen.
func (m *maker) conditioningStart(zero day.Date) day.Date {
	first := 0
	if p, ok := m.chosenProtocol(); ok {
		for _, d := range p.Data.Drugs {
			for _, n := range d.Days {
				first = min(first, n)
			}
		}
	}
	return zero.AddDays(first)
}
