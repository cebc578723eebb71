package rooms

import (
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/plan"
)

// reconciliation lists the comparisons of medicine lists, newest last.
func (r reader) reconciliation() Panel {
	p := Panel{Key: "reconciliation", Title: text("Reconciliation", "用药核对"), Facts: r.practice("pharmacist.reconciliation")}
	record := &Record{Kind: "reconciliation"}
	for _, it := range about[*chart.Reconciliation](r, r.child.ID) {
		d := it.Data
		state := Done
		value := text("complete: "+d.Lists, "齐全："+said(d.Lists).ZH)
		if d.Complete != chart.Yes {
			state, value = Gap, text("not complete: "+d.Lists, "不齐全："+said(d.Lists).ZH)
		}
		if d.Differences != "" {
			value = text(value.EN+"; "+d.Differences, value.ZH+"；"+said(d.Differences).ZH)
		}
		if d.CheckedBy != "" {
			value = text(value.EN+" · "+d.CheckedBy, value.ZH+" · "+d.CheckedBy)
		}
		p.Lines = append(p.Lines, Line{Key: it.ID, Label: text(passages[d.At].EN+", "+r.date(it.Entry), passages[d.At].ZH+"，"+r.date(it.Entry)), Value: value, State: state, Entries: []string{it.ID}})
	}
	if len(p.Lines) == 0 {
		p.Lines = append(p.Lines, gap("reconciliation", text("Medicine lists compared", "用药清单比对"), record))
	} else {
		p.Lines[len(p.Lines)-1].Record = record
	}
	return p
}

var passages = map[string]evidence.Text{"admission": {EN: "admission", ZH: "入院"}, "before-conditioning": {EN: "before conditioning", ZH: "预处理前"},
	"before-day-0": {EN: "before Day 0", ZH: "回输前"}, "discharge": {EN: "discharge", ZH: "出院"}, "visit": {EN: "visit", ZH: "就诊"}}

// release is the decision of this day; earlier ones stand beside their doses.
func (r reader) release() Panel {
	p := Panel{Key: "release", Title: text("Release of today's doses", "当日放行"), Facts: r.practice("order.release")}
	line := r.releaseOf(r.plan.AsOf)
	line.Label = same(r.plan.AsOf.String())
	p.Lines = []Line{line}
	return p
}

// releaseOf is the latest decision about the doses of a day.
func (r reader) releaseOf(on day.Date) Line {
	line := gap("release", evidence.Text{}, &Record{Kind: "day-release", Fields: map[string]string{"for": on.String()}})
	if r.plan.AsOf.Before(on) {
		return Line{Value: text("ahead", "未到")}
	}
	for _, it := range about[*chart.DayRelease](r, r.child.ID) {
		if !it.Data.For.Equal(on) {
			continue
		}
		d := it.Data
		words := map[string]evidence.Text{"released": {EN: "released", ZH: "已放行"}, "held": {EN: "held", ZH: "暂缓"}, "changed": {EN: "changed", ZH: "已调整"}}[d.Decision]
		rest := joined(d.Reviewed, d.Reason, d.Physician, d.Pharmacist)
		line = Line{Key: "release", Label: line.Label, Value: text(words.EN+" · "+rest.EN, words.ZH+" · "+rest.ZH), State: Done, Entries: []string{it.ID}}
		if d.Decision != "released" {
			line.State = Caution
		}
	}
	return line
}

// orderRows are the rows of the plan beside the conditioning drugs: each has its
// place, and an empty one is a gap.
func (r reader) orderRows(o plan.Option, chosen bool) Panel {
	p := Panel{Key: "rows", Title: text("Rows of the order", "医嘱各行"), Facts: r.practice("order")}
	if !chosen {
		p.Lines = append(p.Lines, gap("regimen", text("Regimen", "方案"), nil))
		return p
	}
	rows := map[string]plan.MatrixRow{}
	for _, row := range r.plan.Matrix.Rows {
		rows[row.Key] = row
	}
	want := []string{"serotherapy", "gvhd-prophylaxis", "antiemetic", "mesna", "hydration"}
	for _, d := range o.Drugs {
		if d.Drug == "busulfan" {
			want = append(want, "seizure-prophylaxis")
		}
	}
	for _, key := range want {
		p.Lines = append(p.Lines, r.orderRow(key, rows, o.Regimen))
	}
	for _, d := range o.Drugs {
		p.Lines = append(p.Lines, r.roundingLine(o.Regimen, d))
	}
	return p
}

// orderRow is one row of the order: as the centre's protocol has it, or as the
// team decided it.
func (r reader) orderRow(key string, rows map[string]plan.MatrixRow, regimen string) Line {
	row, ok := rows[key]
	if !ok {
		return gap(key, plan.Words(key), nil)
	}
	line := told(key, row.Name, row.Span, "", nil)
	if row.None {
		line = Line{Key: key, Label: row.Name, Value: text("signed as none", "签名为“无”"), State: Done}
	} else if row.Span.Empty() {
		line = told(key, row.Name, r.protocolText(key, regimen), "", nil)
	}
	line.Entries = r.behindRow(key, regimen)
	return line
}

// protocolText is what the centre's protocol writes for a row, with its days.
func (r reader) protocolText(key, regimen string) evidence.Text {
	var value evidence.Text
	for _, it := range chart.All[*chart.CentreProtocol](r.view) {
		if it.Data.Name != regimen {
			continue
		}
		for _, row := range it.Data.Rows {
			if row.Row == key {
				days := daysText(row.Days)
				value = text(row.Text.EN+days, row.Text.In("zh")+days)
			}
		}
	}
	return value
}

// daysText writes transplant days as a list in parentheses; empty without any.
func daysText(days []int) string {
	var list []string
	for _, d := range days {
		list = append(list, strings.TrimPrefix(day.Transplant(d).String(), "Day "))
	}
	if len(list) == 0 {
		return ""
	}
	return " (" + strings.Join(list, ", ") + ")"
}

func (r reader) behindRow(key, regimen string) []string {
	var entries []string
	for _, it := range chart.All[*chart.CentreProtocol](r.view) {
		if it.Data.Name == regimen {
			entries = []string{it.ID}
		}
	}
	if d, ok := r.view.Decided(key); ok {
		entries = append(entries, d.ID)
	}
	return entries
}

// roundingLine names the centre's rounding step; without one nothing is rounded.
func (r reader) roundingLine(regimen string, drug plan.OptionDrug) Line {
	label := text("Rounding, "+drug.Name.EN, "取整，"+drug.Name.In("zh"))
	for _, it := range chart.All[*chart.CentreProtocol](r.view) {
		if it.Data.Name != regimen {
			continue
		}
		for _, d := range it.Data.Drugs {
			if d.Drug == drug.Drug && d.Round.Known() {
				return told("round-"+d.Drug, label, text("to "+d.Round.String()+" (centre)", "取整至"+d.Round.String()+"（本中心）"), it.ID, nil)
			}
		}
	}
	return Line{Key: "round-" + drug.Drug, Label: label, Value: text("the centre has set no step: doses stand unrounded", "本中心未设定：剂量不取整"), State: Gap}
}

// fluid compares the volumes made for the day with the fluid limit of the day.
func (r reader) fluid(doses []PreparedDose) Panel {
	p := Panel{Key: "fluid", Title: text("Fluid of the day", "当日液体量"), Facts: r.practice("order.diluent")}
	limit, ok := chart.Last(chart.Where(r.view.Measured(r.child.ID, "fluid-limit-per-day"), func(m chart.Item[*chart.Measurement]) bool { return !r.view.DateOf(m.Entry).After(r.plan.AsOf) }))
	label := text("Fluid limit of the day (centre)", "当日液体限量（本中心）")
	if ok {
		p.Lines = append(p.Lines, told("limit", label, r.on(same(limit.Data.Value.String()), limit.Entry), limit.ID, nil))
	} else {
		p.Lines = append(p.Lines, gap("limit", label, &Record{Kind: "measurement", Fields: map[string]string{"what": "fluid-limit-per-day"}}))
	}
	sum, n := 0.0, 0
	work := evidence.Derivation{Label: text("volume of the doses made for today", "当日配制体积合计"), Unit: "mL", Formula: "sum of the volumes", FormulaZH: "各体积之和", Status: evidence.Derived}
	for _, it := range about[*chart.Preparation](r, r.child.ID) {
		if it.Data.For.Equal(r.plan.AsOf) && it.Data.Volume.Known() {
			sum, n = sum+it.Data.Volume.Millilitres(), n+1
			work.Steps = append(work.Steps, r.measuredStep(it.Entry, said(it.Data.Drug), it.Data.Volume.Number(), it.Data.Volume.Unit()))
		}
	}
	label = text("Volume of the doses made for today", "当日配制体积合计")
	if n == 0 {
		p.Lines = append(p.Lines, Line{Key: "volume", Label: label, Value: text("none recorded for this day", "当日无记录")})
		return p
	}
	work.Value = decimal(sum, 1)
	line := Line{Key: "volume", Label: label, Value: same(work.Value + " mL"), State: Done, Work: &work}
	if ok {
		if most, err := limit.Data.Value.In("mL"); err == nil && sum > most {
			line.State = Caution
		}
	}
	p.Lines = append(p.Lines, line)
	return p
}

// levels lists what is to be drawn, from which line, and the last results.
func (r reader) levels() Panel {
	p := Panel{Key: "levels", Title: text("Levels due, with sampling line", "待测血药浓度及采血管腔"), Facts: r.practice("pharmacist.levels")}
	record := &Record{Kind: "level-request"}
	for _, it := range about[*chart.LevelRequest](r, r.child.ID) {
		p.Lines = append(p.Lines, r.level(it))
	}
	if len(p.Lines) == 0 {
		p.Lines = append(p.Lines, gap("level", text("Level planned", "浓度计划"), record))
	} else {
		p.Lines[len(p.Lines)-1].Record = record
	}
	for _, drug := range calcineurins {
		if m, ok := chart.Last(r.view.Measured(r.child.ID, drug+"-trough")); ok {
			p.Lines = append(p.Lines, told(drug, text("Last level, "+drug, "最近一次浓度，"+plan.Words(drug).In("zh")), r.on(same(m.Data.Value.String()), m.Entry), m.ID, nil))
		}
	}
	return p
}

func (r reader) level(it chart.Item[*chart.LevelRequest]) Line {
	d := it.Data
	when := strings.TrimSpace(d.Due.String() + " " + d.Clock)
	line := Line{Key: it.ID, Label: text(d.Drug+", "+when, plan.Words(d.Drug).In("zh")+"，"+when), Entries: []string{it.ID}, State: Done, Value: said(named(d.Line, "–"))}
	switch {
	case d.State == "cancelled":
		line.State, line.Value = "", text("cancelled: "+d.Reason, "已取消："+d.Reason)
	case d.Line == "":
		line.State, line.Value = Gap, text("sampling line not named", "未注明采血管腔")
	case d.InfusionLine != "" && d.Line == d.InfusionLine:
		line.State, line.Value = Caution, text("drawn from the line that carries the drug: "+d.Line, "采血管腔与给药管腔相同："+said(d.Line).ZH)
	case d.State == "planned" && d.Due.Before(r.plan.AsOf):
		days := strconv.Itoa(r.plan.AsOf.DaysSince(d.Due))
		line.State, line.Value = Caution, text("overdue by "+days+" days; line "+d.Line, "逾期"+days+"天；管腔"+said(d.Line).ZH)
	case d.State == "drawn":
		line.Value = text("drawn from "+d.Line, "已由"+said(d.Line).ZH+"采血")
	default:
		line.State, line.Value = "", text("planned, from "+d.Line, "计划，由"+said(d.Line).ZH+"采血")
	}
	return line
}
