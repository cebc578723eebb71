package rooms

import (
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
)

// DayZero is the room of the infusion: the graft, its doses beside the ranges
// read, ABO handling, the identity check and the record of the infusion.
type DayZero struct {
	Gate   plan.Gate
	Doses  []DoseRange
	Panels []Panel
}

// DayZeroRoom fills the room of Day 0.
func DayZeroRoom(p plan.Plan, v chart.View, base *knowledge.Base) DayZero {
	r := newReader(p, v, base)
	g, found := r.graft()
	var d DayZero
	if found {
		d.Doses = r.doseRanges(g)
	}
	d.Panels = []Panel{r.graftPanel(g, found), r.aboPanel(), r.identityPanel(g, found), r.infusionPanel(g, found), r.childEvents()}
	d.Gate = r.dayZeroGate(d.Panels)
	return d
}

// graft is the graft of the first infusion, or the latest one recorded.
func (r reader) graft() (chart.Item[*chart.Graft], bool) {
	if i, ok := r.infusion(); ok {
		if g, stands := r.view.GraftOf(i.Data); stands {
			return g, true
		}
	}
	return chart.Last(chart.All[*chart.Graft](r.view))
}

// infusion is the first one: Day 0.
func (r reader) infusion() (chart.Item[*chart.Infusion], bool) {
	all := chart.All[*chart.Infusion](r.view)
	if len(all) == 0 {
		return chart.Item[*chart.Infusion]{}, false
	}
	return all[0], true
}

func (r reader) graftPanel(g chart.Item[*chart.Graft], found bool) Panel {
	p := Panel{Key: "graft", Title: text("Graft", "移植物"), Facts: r.facts("handbook.graft-083", "handbook.graft-090", "handbook.graft-093")}
	record := &Record{Kind: "graft"}
	if d, ok := r.chosenDonor(); ok {
		record.Fields = map[string]string{"donor": d.ID}
	}
	if !found {
		p.Lines = append(p.Lines, gap("graft", text("Graft", "移植物"), record))
		return p
	}
	d := g.Data
	var collected []string
	for _, c := range d.CollectedOn {
		collected = append(collected, c.String())
	}
	state := Done
	if d.State != "released" {
		state = Gap
	}
	p.Lines = append(p.Lines,
		told("source", text("Source, donor", "来源、供者"), text(plan.Words(d.Source).EN+", "+r.name(d.Donor).EN, plan.Words(d.Source).ZH+"，"+r.name(d.Donor).In("zh")), g.ID, nil),
		Line{Key: "state", Label: text("State", "状态"), Value: r.on(graftStates[d.State], g.Entry), State: state, Entries: []string{g.ID}},
		told("collected", text("Collected on", "采集日期"), same(strings.Join(collected, ", ")), g.ID, nil),
		told("identifier", text("Identifier of the bag", "产品编号"), same(d.Identifier), g.ID, nil),
		told("volume", text("Volume", "体积"), same(d.Volume.String()), g.ID, nil),
		never("irradiated", text("Irradiated (never)", "辐照（禁止）"), d.Irradiated, g.ID),
		never("leukofiltered", text("Leukofiltered (never)", "去白细胞过滤（禁止）"), d.Leukofiltered, g.ID))
	return p
}

var graftStates = map[string]evidence.Text{"planned": {EN: "planned", ZH: "计划"}, "collected": {EN: "collected, not released", ZH: "已采集，未放行"}, "released": {EN: "released", ZH: "已放行"}}

// never is a handling that must not happen to a graft; not said is a gap.
func never(key string, label evidence.Text, a chart.Answer, entry string) Line {
	switch a {
	case chart.No:
		return Line{Key: key, Label: label, Value: text("no", "否"), State: Done, Entries: []string{entry}}
	case chart.Yes:
		return Line{Key: key, Label: label, Value: text("YES: not to be infused", "是：不得回输"), State: Stop, Entries: []string{entry}}
	}
	return Line{Key: key, Label: label, Value: text("not said", "未说明"), State: Gap, Entries: []string{entry}}
}

// identityPanel compares what two people read on bag and wristband with the record.
func (r reader) identityPanel(g chart.Item[*chart.Graft], found bool) Panel {
	p := Panel{Key: "identity", Title: text("Identity, checked by two people", "双人身份核对"), Facts: r.facts("practice.day-0.identity", "handbook.graft-083")}
	record := &Record{Kind: "identity-check", Fields: map[string]string{"of": "graft"}}
	if found {
		record.Fields["graft"] = g.ID
	}
	checks := chart.Where(chart.All[*chart.IdentityCheck](r.view), func(c chart.Item[*chart.IdentityCheck]) bool { return c.Data.Of == "graft" })
	if len(checks) == 0 {
		p.Lines = append(p.Lines, gap("identity-graft", text("Graft against recipient", "移植物与受者核对"), record))
		return p
	}
	for _, c := range checks {
		line := Line{Key: "identity-" + c.ID, Label: text("Graft against recipient, "+r.date(c.Entry), "移植物与受者核对，"+r.date(c.Entry)), Entries: []string{c.ID}}
		line.State, line.Value = r.judgeIdentity(c, g, found)
		p.Lines = append(p.Lines, line)
	}
	return p
}

func (r reader) judgeIdentity(c chart.Item[*chart.IdentityCheck], g chart.Item[*chart.Graft], found bool) (string, evidence.Text) {
	people := distinct(c.Data.CheckedBy)
	who := strings.Join(people, ", ")
	switch {
	case c.Data.Matches != chart.Yes:
		return Stop, text("identifiers do not match: "+c.Data.Identifier, "标识不一致："+c.Data.Identifier)
	case found && g.Data.Identifier != "" && c.Data.Identifier != g.Data.Identifier:
		return Stop, text("read "+c.Data.Identifier+", recorded "+g.Data.Identifier, "核读"+c.Data.Identifier+"，记录为"+g.Data.Identifier)
	case c.Data.Wristband != "" && r.child.Identifier != "" && c.Data.Wristband != r.child.Identifier:
		return Stop, text("wristband reads "+c.Data.Wristband+", recorded "+r.child.Identifier, "腕带为"+c.Data.Wristband+"，记录为"+r.child.Identifier)
	case len(people) < 2:
		return Gap, text("one person only: "+who, "仅一人核对："+who)
	case c.Data.Wristband == "":
		return Gap, text("wristband not recorded: "+who, "未记录腕带："+who)
	}
	return Done, text(c.Data.Identifier+" · "+c.Data.Wristband+" · "+who, c.Data.Identifier+" · "+c.Data.Wristband+" · "+who)
}

func distinct(names []string) []string {
	var out []string
	for _, n := range names {
		if n != "" && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// identityProven reports a check of the graft that stands.
func (r reader) identityProven() bool {
	g, found := r.graft()
	proven := false
	for _, l := range r.identityPanel(g, found).Lines {
		if l.State == Stop {
			return false
		}
		proven = proven || l.State == Done
	}
	return proven
}

// infusionPanel is the record of the infusion with volume and DMSO per kg.
func (r reader) infusionPanel(g chart.Item[*chart.Graft], found bool) Panel {
	p := Panel{Key: "infusion", Title: text("Infusion", "回输"), Facts: append(r.facts("handbook.graft-092"), r.practice("day-0")...)}
	i, ok := r.infusion()
	if !ok {
		record := &Record{Kind: "infusion"}
		if found {
			record.Fields = map[string]string{"graft": g.ID}
		}
		p.Lines = append(p.Lines, gap("infusion", text("Infusion", "回输"), record))
		return p
	}
	d := i.Data
	volume := d.Volume
	from := i.Entry
	if !volume.Known() && found {
		volume, from = g.Data.Volume, g.Entry
	}
	start := r.date(i.Entry)
	if !i.Effective.DateOnly() {
		start = i.Effective.Time().In(r.view.Location).Format("2006-01-02 15:04")
	}
	end := d.Ended
	p.Lines = append(p.Lines,
		told("started", text("Started", "开始"), same(start), i.ID, nil), told("ended", text("Ended", "结束"), same(end), i.ID, nil),
		told("premedication", text("Premedication", "回输前用药"), said(d.Premedication), i.ID, nil),
		r.perKilogram("volume-per-kg", text("Volume per kg", "每kg体积"), volume.Millilitres(), from, text("volume", "体积")),
		r.perKilogram("dmso-per-kg", text("DMSO per kg", "每kg DMSO"), d.DMSO.Millilitres(), i.Entry, text("DMSO", "DMSO")),
		told("bedside", text("Bedside check by", "床旁核对人"), same(strings.Join(d.CheckedBy, ", ")), i.ID, nil),
		r.vitalSigns(r.view.DateOf(i.Entry)), r.haemolysis(d, i.ID),
		told("reaction", text("Reaction", "回输反应"), said(d.Reaction), i.ID, nil))
	return p
}

// perKilogram divides by the weight of the child on that day; without volume or
// weight it is a gap.
func (r reader) perKilogram(key string, label evidence.Text, millilitres float64, e chart.Entry, what evidence.Text) Line {
	w, ok := r.latestWeight(r.child.ID, r.view.DateOf(e))
	if !ok || !(millilitres >= 0) || w.Data.Value.Censored() {
		return gap(key, label, nil)
	}
	kg, err := w.Data.Value.In("kg")
	if err != nil || kg <= 0 {
		return gap(key, label, nil)
	}
	value := decimal(millilitres/kg, 2)
	return Line{Key: key, Label: label, Value: same(value + " mL/kg"), State: Done, Entries: []string{e.ID, w.ID},
		Work: &evidence.Derivation{Label: label, Value: value, Unit: "mL/kg", Formula: "volume / weight of the recipient", FormulaZH: "体积 ÷ 受者体重", Status: evidence.Derived, Steps: []evidence.Derivation{
			r.measuredStep(e, what, decimal(millilitres, 2), "mL"),
			r.measuredStep(w.Entry, text("weight", "体重"), w.Data.Value.Text(), w.Data.Value.Unit())}}}
}

// vitalNames are the measurements that count as vital signs.
var vitalNames = []struct {
	key  string
	name evidence.Text
}{
	{"body-temperature", text("temperature", "体温")}, {"heart-rate", text("heart rate", "心率")}, {"respiratory-rate", text("respiratory rate", "呼吸频率")},
	{"oxygen-saturation", text("oxygen saturation", "血氧饱和度")}, {"blood-pressure-systolic", text("systolic pressure", "收缩压")}, {"blood-pressure-diastolic", text("diastolic pressure", "舒张压")},
}

func (r reader) vitalSigns(on day.Date) Line {
	label := text("Vital signs on the day", "当日生命体征")
	var values []evidence.Text
	var entries []string
	for _, v := range vitalNames {
		for _, m := range r.view.Measured(r.child.ID, v.key) {
			if r.view.DateOf(m.Entry).Equal(on) {
				amount := " " + printed(m.Data.Value.String())
				values, entries = append(values, text(v.name.EN+amount, v.name.ZH+amount)), append(entries, m.ID)
			}
		}
	}
	if len(values) == 0 {
		return gap("vital-signs", label, &Record{Kind: "measurement", Fields: map[string]string{"what": "heart-rate"}})
	}
	return Line{Key: "vital-signs", Label: label, Value: join(values), State: Done, Entries: entries}
}

// haemolysis asks for a watch only where the blood groups differ.
func (r reader) haemolysis(d *chart.Infusion, entry string) Line {
	label := text("Haemolysis watch", "溶血观察")
	pair, known := r.groups()
	if known && !pair.major && !pair.minor {
		return Line{Key: "haemolysis", Label: label, Value: text("not applicable: ABO identical", "不适用：ABO相合"), Entries: []string{pair.child.ID, pair.donor.ID}}
	}
	return told("haemolysis", label, same(d.Haemolysis), entry, nil)
}

// childEvents are adverse events of Day 0 and the day after.
func (r reader) childEvents() Panel {
	p := Panel{Key: "events", Title: text("Adverse events of Day 0 and the day after", "移植日及次日不良事件")}
	zero, ok := r.infused()
	for _, l := range about[*chart.AdverseEvent](r, r.child.ID) {
		if d := r.view.DateOf(l.Entry); ok && !d.Before(zero) && !d.After(zero.AddDays(1)) {
			p.Lines = append(p.Lines, Line{Key: l.ID, Label: same(r.date(l.Entry)), Value: same(strings.TrimSpace(l.Data.What + " " + l.Data.Grade)), State: Caution, Entries: []string{l.ID}})
		}
	}
	if len(p.Lines) == 0 {
		p.Lines = append(p.Lines, Line{Key: "events", Label: text("Recorded", "已记录"), Value: text("none; that is not the statement that none happened", "无；不等于未发生"), Record: &Record{Kind: "adverse-event"}})
	}
	return p
}

// dayZeroGate opens the infusion: a released graft, ABO handling known, and two
// people who read the same identifiers.
func (r reader) dayZeroGate(panels []Panel) plan.Gate {
	g := plan.Gate{ID: "day-0", Title: text("Graft may be infused", "移植物可回输")}
	for _, p := range panels {
		if p.Key != "graft" && p.Key != "abo" && p.Key != "identity" {
			continue
		}
		for _, l := range p.Lines {
			if l.State == Gap || l.State == Stop {
				g.Missing = append(g.Missing, text(l.Label.EN+": "+l.Value.EN, l.Label.In("zh")+"："+l.Value.In("zh")))
			}
		}
	}
	g.Open = len(g.Missing) == 0
	return g
}
