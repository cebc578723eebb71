package plan

import (
	"math"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/pk"
)

// nearPump is how far the start of the pump named by a level may lie from the
// recorded administration and still mean it.
const nearPump = 90 * time.Minute

// readDoses takes the doses given, with the lag of the line where a level states
// it for that infusion.
func (m *exposureMaker) readDoses() {
	levels := m.levels()
	for _, it := range chart.OfTheChild[*chart.MedicationAdministration](m.v) {
		if agentOf(it.Data.Drug) != m.wish.Drug || !it.Data.Dose.Known() {
			continue
		}
		d := ExposureDose{Entry: it.ID, Start: it.Effective.Time(), Amount: pk.Quantity{Value: it.Data.Dose.Milligrams(), Unit: "mg"}, Minutes: it.Data.Minutes}
		for _, l := range levels {
			lag, err := l.Data.LineLag.In("min")
			if gap := l.Data.PumpStart.Time().Sub(d.Start); err == nil && gap.Abs() <= nearPump {
				d.Start, d.Lag = l.Data.PumpStart.Time().Add(time.Duration(lag*float64(time.Minute))), true
				break
			}
		}
		m.out.Given = append(m.out.Given, d)
	}
	sort.SliceStable(m.out.Given, func(i, j int) bool { return m.out.Given[i].Start.Before(m.out.Given[j].Start) })
	without, unsaid := 0, 0
	for _, d := range m.out.Given {
		if !d.Lag {
			without++
		}
		if d.Minutes == 0 {
			unsaid++
		}
	}
	if without > 0 {
		m.unknown("the lag of the infusion line is not recorded for "+strconv.Itoa(without)+" of "+strconv.Itoa(len(m.out.Given))+" doses: the start of the pump is taken as the start",
			strconv.Itoa(len(m.out.Given))+"次给药中"+strconv.Itoa(without)+"次未记录管路延迟：以启泵时间为起始")
	}
	if unsaid > 0 {
		m.unknown("the length of the infusion is not recorded for "+strconv.Itoa(unsaid)+" doses: they are taken as given at once", strconv.Itoa(unsaid)+"次给药未记录输注时长：按即刻给入计算")
	}
}

func (m *exposureMaker) levels() []chart.Item[*chart.DrugLevel] {
	return chart.Where(chart.OfTheChild[*chart.DrugLevel](m.v), func(it chart.Item[*chart.DrugLevel]) bool {
		return agentOf(it.Data.Drug) == m.wish.Drug && !above(it.Data)
	})
}

// above reports a level beyond the range of its assay: it says too little to be
// used, and must be measured again.
func above(l *chart.DrugLevel) bool { return strings.HasPrefix(l.Value.Comparator(), ">") }

func (m *exposureMaker) readLevels() {
	for _, it := range chart.OfTheChild[*chart.DrugLevel](m.v) {
		if agentOf(it.Data.Drug) == m.wish.Drug && above(it.Data) {
			m.unknown("the level "+it.Data.Value.String()+" lies above the range of its assay and is not used: dilute and measure again", "浓度"+it.Data.Value.String()+"超出检测上限，未予采用：请稀释后复测")
		}
	}
	for _, it := range m.levels() {
		m.out.Levels = append(m.out.Levels, ExposureLevel{Entry: it.ID, At: it.Effective.Time(), Text: it.Data.Value.String(), Specimen: it.Data.Specimen,
			Confirmed: it.Data.Confirmed.True(), Synthetic: it.Synthetic})
	}
}

// course settles hour 0, given and planned doses and the levels of the case.
func (m *exposureMaker) course(c *pk.DoseCase) {
	o := &m.out
	o.Start = m.firstStart()
	hours := func(t time.Time) float64 { return math.Round(t.Sub(o.Start).Hours()*3600) / 3600 } // to the second
	last := 0.0
	for _, d := range o.Given {
		c.GivenDoses = append(c.GivenDoses, pk.Given{TimeH: hours(d.Start), Amount: d.Amount, DurationH: float64(d.Minutes) / 60})
		last = math.Max(last, hours(d.Start)+float64(d.Minutes)/60)
	}
	for _, it := range m.levels() {
		at := hours(it.Effective.Time())
		c.Levels = append(c.Levels, pk.Level{TimeH: at, Value: it.Data.Value.Float(), Unit: it.Data.Value.Unit(), Below: strings.HasPrefix(it.Data.Value.Comparator(), "<")})
		last = math.Max(last, at)
	}
	if o.Complete = len(o.Planned) == 0; o.Complete {
		// Nothing is sought any more; one dose of nothing behind the course lets
		// the models speak about what was given.
		c.Plan = pk.Planned{FirstH: last + 24, Count: 1, DurationH: 1}
		return
	}
	c.Plan = pk.Planned{FirstH: hours(o.Planned[0]), Count: len(o.Planned), DurationH: o.Hours}
	if len(o.Planned) > 1 {
		c.Plan.EveryH = o.Planned[1].Sub(o.Planned[0]).Hours()
	}
	if n := len(o.Given); n > 0 {
		c.Running = &o.Given[n-1].Amount
	}
}

func (m *exposureMaker) firstStart() time.Time {
	if len(m.out.Given) > 0 {
		return m.out.Given[0].Start
	}
	return m.out.Planned[0]
}

// schedule lists the administrations still to come: as asked for on the page, or
// the days of the centre's own protocol that no dose was given on.
func (m *exposureMaker) schedule() {
	w, o := m.wish, &m.out
	if w.Every > 0 && w.Count > 0 {
		o.Hours = float64(w.Minutes) / 60
		next := m.nextStart(time.Duration(w.Every) * time.Hour)
		for k := 0; k < w.Count; k++ {
			o.Planned = append(o.Planned, next.Add(time.Duration(k*w.Every)*time.Hour))
		}
		return
	}
	protocol, drug, ok := m.protocolDrug()
	if !ok || !m.p.Child.DayZero.Known() {
		return
	}
	o.Hours = float64(drug.Minutes) / 60
	days := append([]int(nil), drug.Days...)
	sort.Ints(days)
	clock := 9 * time.Hour
	if len(o.Given) > 0 {
		first := o.Given[0].Start.In(m.v.Location)
		clock = first.Sub(day.DateOf(first, m.v.Location).Start(m.v.Location))
	} else {
		m.unknown("the hour of the first dose is not recorded: 09:00 is taken for the drawing only", "首剂时间未记录：仅作图时以09:00计")
	}
	for _, d := range days {
		date := m.p.Child.DayZero.AddDays(d)
		at := date.Start(m.v.Location).Add(clock)
		if !m.givenOn(date) && (len(o.Given) == 0 || at.After(o.Given[len(o.Given)-1].Start)) {
			o.Planned = append(o.Planned, at)
		}
	}
	m.input("schedule", text("schedule", "给药安排"), pk.Quantity{}, false, protocol.ID,
		text("days "+joinDays(days)+" of "+protocol.Data.Name+", "+strconv.Itoa(drug.Minutes)+" min", protocol.Data.Name+"：第"+joinDays(days)+"天，"+strconv.Itoa(drug.Minutes)+" min"))
}

// nextStart is one interval after the last dose, or the present.
func (m *exposureMaker) nextStart(every time.Duration) time.Time {
	if n := len(m.out.Given); n > 0 {
		return m.out.Given[n-1].Start.Add(every)
	}
	return m.v.Today().Start(m.v.Location).Add(9 * time.Hour)
}

func (m *exposureMaker) givenOn(date day.Date) bool {
	for _, d := range m.out.Given {
		if day.DateOf(d.Start, m.v.Location).Equal(date) {
			return true
		}
	}
	return false
}

// protocolDrug is the drug in the centre's own protocol that was chosen.
func (m *exposureMaker) protocolDrug() (chart.Item[*chart.CentreProtocol], chart.ProtocolDrug, bool) {
	for _, p := range latestProtocols(m.v) {
		for _, d := range p.Data.Drugs {
			if d.Drug == m.wish.Drug && p.Data.Name == m.p.Chosen {
				return p, d, true
			}
		}
	}
	return chart.Item[*chart.CentreProtocol]{}, chart.ProtocolDrug{}, false
}

func joinDays(days []int) string {
	out := ""
	for i, d := range days {
		if i > 0 {
			out += ", "
		}
		out += strconv.Itoa(d)
	}
	return out
}

// input adds a line to what the prediction rests on.
func (m *exposureMaker) input(key string, label evidence.Text, q pk.Quantity, known bool, entry string, note evidence.Text) {
	m.out.Inputs = append(m.out.Inputs, ExposureInput{Key: key, Label: label, Value: q, Known: known, Entry: entry, Note: note})
	if known {
		m.cov[key] = q
	}
}
