package ward

import (
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/course"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// Line is a line or device in place, with its days.
type Line struct {
	Device, Detail string
	Placed         day.Date // unknown where only the removal is recorded
	Removed        day.Date // unknown while in place
	Days           int      // in place, the day of placement being day 1; 0 where it is not known
	Entries        []string
}

// Balance is the fluid balance of one day and the weight against the baseline.
type Balance struct {
	Day           day.Transplant
	In, Out       string // as recorded, summed in mL; "" where nothing was recorded
	Net           string
	Weight        string
	FromBaseline  string         // percent, with sign; "" without baseline or weight
	Above         course.Finding // the centre's limit of weight above baseline; unknown while none is set
	Baseline      string
	BaselineOfDay day.Transplant
	Entries       []string
}

// Culture is a culture or other search for an organism.
type Culture struct {
	Organism, Site, Test, Status string
	Day                          day.Transplant
	Entry                        string
}

// AntimicrobialDays is one antimicrobial and how many days it has run.
type AntimicrobialDays struct {
	Drug    string
	Days    int
	Running bool
	Entry   string
}

// Rounds is what a ward round or a handover asks beside the endpoints.
type Rounds struct {
	Lines         []Line
	Cultures      []Culture
	Antimicrobial []AntimicrobialDays
	Balances      []Balance // the last days, newest first
	Fevers        []FeverEpisode
	Medicines     []Medicine
	Problems      []Problem
	Team          []evidence.Text
	Centre        []evidence.Text // limits that the centre has set and that were used
}

// Problem is one system with what stands in it.
type Problem struct {
	System System
	Lines  []ProblemLine
}

// ProblemLine is one statement of a problem with its entries.
type ProblemLine struct {
	Text    evidence.Text
	Entries []string
	Alert   bool
}

// MakeRounds reads the chart for a round on the day of the view.
func MakeRounds(v chart.View, limits Limits) Rounds {
	x := indexWith(v, limits)
	c := assess(x)
	return makeRounds(x, c, alerts(x, c))
}

func makeRounds(x *index, c Course, list []Alert) Rounds {
	r := Rounds{Lines: x.lines(), Cultures: x.cultures(), Balances: x.balances(), Fevers: x.fevers(), Medicines: x.medicines()}
	today := x.view.Today()
	for _, m := range r.Medicines {
		if m.Category != "antimicrobial" {
			continue
		}
		end := today
		if m.To.Known() && m.To.Before(today) {
			end = m.To
		}
		if m.From.After(today) {
			continue
		}
		r.Antimicrobial = append(r.Antimicrobial, AntimicrobialDays{Drug: m.Drug, Days: end.DaysSince(m.From) + 1, Running: m.Running(today), Entry: m.Entries[0]})
	}
	r.Problems = problems(c, list)
	if limit, set := x.limits.Of(OverloadLimit, ""); set {
		r.Centre = []evidence.Text{limit.Said()}
		return r
	}
	r.Team = []evidence.Text{text("limits of fluid overload (5 and 10 % are in use) are the centre's: the percentage is shown, not judged", "液体超负荷界值（常用5%与10%）由本中心设定：仅显示百分比，不作判断")}
	return r
}

// lines follows each device from placement to removal.
func (x *index) lines() []Line {
	var out []Line
	at := map[string]int{}
	for _, it := range of[*chart.Device](x) {
		date := x.view.DateOf(it.Entry)
		switch it.Data.State {
		case "placed":
			at[it.Data.Device] = len(out)
			out = append(out, Line{Device: it.Data.Device, Detail: it.Data.Detail, Placed: date, Entries: []string{it.ID}})
		case "removed":
			i, known := at[it.Data.Device]
			if !known {
				out = append(out, Line{Device: it.Data.Device, Removed: date, Entries: []string{it.ID}})
				continue
			}
			out[i].Removed, out[i].Entries = date, append(out[i].Entries, it.ID)
			delete(at, it.Data.Device)
		}
	}
	for i, l := range out {
		end := x.view.Today()
		if l.Removed.Known() {
			end = l.Removed
		}
		if l.Placed.Known() {
			out[i].Days = end.DaysSince(l.Placed) + 1
		}
	}
	return out
}

func (x *index) cultures() []Culture {
	var out []Culture
	for _, it := range of[*chart.Infection](x) {
		if !strings.Contains(strings.ToLower(it.Data.Test), "culture") {
			continue
		}
		out = append(out, Culture{it.Data.Organism, it.Data.Site, it.Data.Test, it.Data.Status, x.dayOf(&it.Entry), it.ID})
	}
	return out
}

// balanceDays is how many days of balance the round shows.
const balanceDays = day.Transplant(7)

func (x *index) balances() []Balance {
	if x.today == day.NoDay {
		return nil
	}
	base, baseDay := x.baselineWeight()
	var out []Balance
	for d := x.today; d > x.today-balanceDays; d-- {
		b := Balance{Day: d, BaselineOfDay: day.NoDay}
		in, hasIn := x.sumOfDay("fluid-in", d, &b)
		fluidOut, hasOut := x.sumOfDay("fluid-out", d, &b)
		if hasIn {
			b.In = millilitres(in)
		}
		if hasOut {
			b.Out = millilitres(fluidOut)
		}
		if hasIn && hasOut {
			b.Net = millilitres(in - fluidOut)
		}
		x.weightOfDay(&b, base, baseDay)
		if len(b.Entries) > 0 {
			out = append(out, b)
		}
	}
	return out
}

func millilitres(x float64) string { return strconv.FormatFloat(x, 'f', 0, 64) + " mL" }

func (x *index) sumOfDay(what string, d day.Transplant, b *Balance) (sum float64, any bool) {
	for _, o := range since(x.measured[what], d) {
		volume, err := o.Value.Volume()
		if o.Day != d || err != nil || o.Value.Censored() {
			continue
		}
		sum, any = sum+volume.Millilitres(), true
		b.Entries = append(b.Entries, o.Entry.ID)
	}
	return sum, any
}

// baselineWeight is the last weight before conditioning began; without a start
// of conditioning there is none.
func (x *index) baselineWeight() (quantity.BodyWeight, day.Transplant) {
	var start *chart.Entry
	for _, it := range of[*chart.Event](x) {
		if it.Data.What == "conditioning-start" {
			e := it.Entry
			start = &e
		}
	}
	if start == nil {
		return quantity.BodyWeight{}, day.NoDay
	}
	var base quantity.BodyWeight
	on := day.NoDay
	for _, o := range x.measured["body-weight"] {
		if w, err := o.Value.BodyWeight(); err == nil && o.Entry.Effective.Time().Before(start.Effective.Time()) && !o.Value.Censored() {
			base, on = w, o.Day
		}
	}
	return base, on
}

func (x *index) weightOfDay(b *Balance, base quantity.BodyWeight, on day.Transplant) {
	for _, o := range since(x.measured["body-weight"], b.Day) {
		w, err := o.Value.BodyWeight()
		if o.Day != b.Day || err != nil || o.Value.Censored() {
			continue
		}
		b.Weight = o.Value.String()
		b.Entries = append(b.Entries, o.Entry.ID)
		if base.Known() {
			b.Baseline, b.BaselineOfDay = base.String(), on
			b.FromBaseline = signedPercent(w.Grams()/base.Grams() - 1)
			b.Above = x.overloaded(w, base)
		}
	}
}

func signedPercent(share float64) string {
	text := strconv.FormatFloat(share*100, 'f', 1, 64)
	switch {
	case strings.HasPrefix(text, "-"):
		return "−" + text[1:] + " %"
	default:
		return "+" + text + " %"
	}
}

// problems puts open alerts and endpoints under their systems; a system without
// any is left out.
func problems(c Course, list []Alert) []Problem {
	by := map[System][]ProblemLine{}
	for _, a := range list {
		if a.Open() {
			by[a.System] = append(by[a.System], ProblemLine{a.Why, a.Entries, true})
		}
	}
	for _, e := range c.Endpoints {
		by[e.System] = append(by[e.System], ProblemLine{e.Assessment.Text, e.Entries, false})
	}
	var out []Problem
	for _, s := range Systems() {
		if len(by[s]) > 0 {
			out = append(out, Problem{s, by[s]})
		}
	}
	return out
}
