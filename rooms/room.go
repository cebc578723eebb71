// Package rooms gives the steps of the journey up to Day 0 their contents: the
// evaluation and its gate, the meeting, the pharmacist's worksheet, the donor's
// own chart, Day 0 and the trace from vein to vein, and one headline for each
// step.
//
// Promises: every function is pure, from the chart as of a moment, the plan made
// of it and the knowledge; a number stands only where it was recorded or is
// derived from what was recorded, with the work beside it; what is missing is a
// named gap, never a default; knowledge of status unsure is shown and opens
// nothing. Not promised: the course after Day 0 and the follow-up, which have
// engines of their own.
package rooms

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
)

// The states of a line. The empty state is a plain statement.
const (
	Done    = "done"    // recorded, and nothing open about it
	Gap     = "gap"     // an input is missing
	Caution = "caution" // recorded, and a person should look
	Stop    = "stop"    // must not go on as it stands
)

// Line is one row of a panel: what is known, how it stands, and what it rests on.
type Line struct {
	Key     string
	Label   evidence.Text
	Value   evidence.Text
	State   string // Done, Gap, Caution, Stop or empty
	Entries []string
	Work    *evidence.Derivation // of a computed value
	Fact    *knowledge.Fact      // of a statement of the knowledge
	Record  *Record              // the form that would fill it
}

// Record names the form that fills a line: a kind of entry with fields filled in
// beforehand. A preset names what the line is about, never a value.
type Record struct {
	Kind   chart.Kind
	About  string
	Fields map[string]string
}

// Panel is a titled list of lines, with the statements of the knowledge that
// belong to it.
type Panel struct {
	Key   string
	Title evidence.Text
	Note  evidence.Text
	Lines []Line
	Facts []knowledge.Fact
}

// reader holds what every room reads from.
type reader struct {
	plan  plan.Plan
	view  chart.View
	base  *knowledge.Base
	child chart.Individual
}

func newReader(p plan.Plan, v chart.View, base *knowledge.Base) reader {
	r := reader{plan: p, view: v, base: base}
	r.child, _ = v.Recipient()
	return r
}

func text(en, zh string) evidence.Text { return evidence.Text{EN: en, ZH: zh} }

// same is a text without a language: a name, a number with its unit, a code.
func same(s string) evidence.Text { return evidence.Text{EN: s, ZH: s} }

// said is what a person wrote into an open field, in Chinese where it is made of known words.
func said(s string) evidence.Text { return plan.Said(s) }

// joined are several such fields on one line.
func joined(parts ...string) evidence.Text {
	kept := distinct(parts)
	zh := make([]string, len(kept))
	for i, part := range kept {
		zh[i] = said(part).In("zh")
	}
	return text(strings.Join(kept, " · "), strings.Join(zh, " · "))
}

func gap(key string, label evidence.Text, record *Record) Line {
	return Line{Key: key, Label: label, Value: text("not recorded", "未记录"), State: Gap, Record: record}
}

// told is a line that says what an entry says; an empty value is a gap.
func told(key string, label, value evidence.Text, entry string, record *Record) Line {
	if value.Empty() {
		return gap(key, label, record)
	}
	return Line{Key: key, Label: label, Value: value, State: Done, Entries: entryList(entry), Record: record}
}

func entryList(ids ...string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == "" })
}

// fact returns a statement of the knowledge, nil when it does not hold it.
func (r reader) fact(id string) *knowledge.Fact {
	if r.base == nil {
		return nil
	}
	f, ok := r.base.Fact(id)
	if !ok {
		return nil
	}
	return &f
}

// facts returns the statements that the knowledge holds of the ids.
func (r reader) facts(ids ...string) []knowledge.Fact {
	var out []knowledge.Fact
	for _, id := range ids {
		if f := r.fact(id); f != nil {
			out = append(out, *f)
		}
	}
	return out
}

// practice returns the expectations of every centre under a key (practice.md).
func (r reader) practice(under string) []knowledge.Fact {
	if r.base == nil {
		return nil
	}
	return r.base.FactsUnder("practice." + under)
}

// about lists the items of a kind that concern a person.
func about[T chart.Payload](r reader, person string) []chart.Item[T] {
	return chart.Where(chart.All[T](r.view), func(it chart.Item[T]) bool { return r.view.Concerns(it.Entry, person) })
}

// unitsOnPaper write the UCUM units of cells and temperatures as the ward reads them.
var unitsOnPaper = strings.NewReplacer("10*4/kg", "×10⁴/kg", "10*5/kg", "×10⁵/kg", "10*6/kg", "×10⁶/kg", "10*7/kg", "×10⁷/kg", "10*8/kg", "×10⁸/kg", "Cel", "℃", " ug", " µg")

// printed is a recorded amount as it is shown.
func printed(amount string) string { return unitsOnPaper.Replace(amount) }

// date is the civil date of an entry as it is printed.
func (r reader) date(e chart.Entry) string { return r.view.DateOf(e).String() }

// on adds the date of an entry to a value.
func (r reader) on(value evidence.Text, e chart.Entry) evidence.Text {
	return text(value.EN+", "+r.date(e), value.In("zh")+"，"+r.date(e))
}

// name is a person's name on the screen.
func (r reader) name(id string) evidence.Text {
	if p, ok := r.view.Individual(id); ok && !p.Label.Empty() {
		return p.Label
	}
	return same(id)
}

// chosenDonor is the donor the team decided on, or of the latest graft.
func (r reader) chosenDonor() (chart.Individual, bool) {
	if g, ok := chart.Last(chart.All[*chart.Graft](r.view)); ok {
		if p, found := r.view.Individual(g.Data.Donor); found {
			return p, true
		}
	}
	if d, ok := r.view.Decided("donor"); ok {
		return r.view.Individual(d.Data.Choice)
	}
	return chart.Individual{}, false
}

// infused is the day of the first infusion; false while none is recorded.
func (r reader) infused() (day.Date, bool) {
	zero, planned, ok := r.view.DayZero()
	return zero, ok && !planned
}

// latestWeight is the last weighing of a person on or before a day.
func (r reader) latestWeight(person string, on day.Date) (chart.Item[*chart.Measurement], bool) {
	return chart.Last(chart.Where(r.view.Measured(person, "body-weight"), func(m chart.Item[*chart.Measurement]) bool {
		return !r.view.DateOf(m.Entry).After(on)
	}))
}

// measuredStep is a recorded value as a step of a derivation.
func (r reader) measuredStep(e chart.Entry, label evidence.Text, value, unit string) evidence.Derivation {
	return evidence.Derivation{Label: label, Value: value, Unit: unit, Status: evidence.Read,
		Sources: []evidence.Source{{ID: e.ID, Text: "chart entry " + e.ID + ", " + r.date(e) + ", source " + e.Source, TextZH: "病历记录 " + e.ID + "，" + r.date(e) + "，来源：" + plan.Words(e.Source).In("zh")}}}
}

// decimal prints a computed number with at most the given decimals.
func decimal(x float64, decimals int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "–"
	}
	scale := math.Pow(10, float64(decimals))
	return strconv.FormatFloat(math.Round(x*scale)/scale, 'f', -1, 64)
}

func join(list []evidence.Text) evidence.Text {
	var en, zh []string
	for _, t := range list {
		en, zh = append(en, t.EN), append(zh, t.In("zh"))
	}
	return text(strings.Join(en, "; "), strings.Join(zh, "；"))
}

// count writes "n of m" in both languages.
func count(n, of int) evidence.Text {
	return text(strconv.Itoa(n)+" of "+strconv.Itoa(of), strconv.Itoa(n)+"/"+strconv.Itoa(of))
}
