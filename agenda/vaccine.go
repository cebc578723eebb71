package agenda

import (
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/quantity"
	"github.com/dayzero-hsct/dayzero/ward"
)

// Vaccine is one vaccine after transplant, counted as never vaccinated (EBMT
// Handbook 2024, Table 29.1).
type Vaccine struct {
	Item     string
	Name     evidence.Text
	Text     evidence.Text
	Status   evidence.Status
	Sources  []evidence.Source
	Doses    int // wanted; 0 where the text leaves it to the label or the country
	Given    []Proof
	State    State
	Next     day.Date      // unknown where the text gives no interval
	Interval evidence.Text // between doses, in words
	Live     bool
	Wait     []evidence.Text // reasons to wait that the record holds
	Open     []evidence.Text // conditions that nobody has answered
}

// course of doses of each vaccine; an interval of 0 is not given in the text and
// is the product's.
var vaccines = []struct {
	item      string
	name      evidence.Text
	names     []string // as entries write it
	start     int
	doses     int
	intervals []int
	live      bool
	yearly    bool
}{
	{"calendar.vaccine.pcv", text("pneumococcus, conjugate", "肺炎球菌结合疫苗"), []string{"pcv", "pneumococcal conjugate"}, 92, 3, []int{30, 30}, false, false},
	{"calendar.vaccine.hib", text("Hib", "Hib疫苗"), []string{"hib"}, 92, 3, nil, false, false},
	{"calendar.vaccine.dt", text("diphtheria, tetanus, pertussis", "百白破疫苗"), []string{"dt", "dtap", "dtp"}, 183, 3, []int{30, 30}, false, false},
	{"calendar.vaccine.ipv", text("polio, inactivated", "灭活脊髓灰质炎疫苗"), []string{"ipv"}, 183, 3, nil, false, false},
	{"calendar.vaccine.hepb", text("hepatitis B", "乙肝疫苗"), []string{"hepb", "hepatitis b", "hbv"}, 183, 3, []int{31, 152}, false, false},
	{"calendar.vaccine.meningococcus", text("meningococcus", "脑膜炎球菌疫苗"), []string{"men", "menacwy", "menb", "meningococcal"}, 183, 2, nil, false, false},
	{"calendar.vaccine.hpv", text("HPV", "HPV疫苗"), []string{"hpv"}, 183, 0, nil, false, false},
	{"calendar.vaccine.influenza", text("influenza, inactivated", "灭活流感疫苗"), []string{"influenza", "flu"}, 184, 1, nil, false, true},
	{"calendar.vaccine.sars-cov-2", text("SARS-CoV-2", "新冠疫苗"), []string{"sars-cov-2", "covid"}, 92, 3, nil, false, false},
	{"calendar.vaccine.mmr", text("measles, mumps, rubella", "麻腮风疫苗"), []string{"mmr"}, 731, 2, nil, true, false},
	{"calendar.vaccine.varicella", text("varicella", "水痘疫苗"), []string{"varicella", "vzv"}, 732, 1, nil, true, false},
}

// IsVaccine reports whether an item of the calendar is a vaccine.
func IsVaccine(item string) bool {
	for _, x := range vaccines {
		if x.item == item {
			return true
		}
	}
	return false
}

// VaccineDone reports whether the chart holds every dose of a vaccine since Day 0;
// a vaccine that is given each year is never done.
func (r *Reader) VaccineDone(item string) bool {
	for _, x := range vaccines {
		if x.item == item {
			return x.doses > 0 && !x.yearly && len(given(r.view, r.zero, x.names)) >= x.doses
		}
	}
	return false
}

// Vaccines lists the vaccines after transplant with the doses that the chart
// holds since Day 0. Without a Day 0 there is none.
func Vaccines(v chart.View, base *knowledge.Base) []Vaccine {
	zero, planned, ok := v.DayZero()
	if !ok || planned {
		return nil
	}
	known := map[string]knowledge.CalendarItem{}
	for _, it := range base.Calendar() {
		known[it.ID] = it
	}
	wait, liveWait, liveOpen := postponed(v, zero)
	var out []Vaccine
	for _, x := range vaccines {
		it := known[x.item]
		row := Vaccine{Item: x.item, Name: x.name, Text: it.Text, Status: it.Status, Sources: it.Sources, Doses: x.doses, Live: x.live, Given: given(v, zero, x.names)}
		row.Wait = wait
		if x.live {
			row.Wait, row.Open = append(append([]evidence.Text{}, wait...), liveWait...), liveOpen
		}
		n := len(row.Given)
		start := zero.AddDays(x.start)
		switch {
		case x.doses > 0 && n >= x.doses && !x.yearly:
			row.State = Done
		case n == 0:
			row.Next = start
		case x.yearly:
			row.Next = row.Given[n-1].On.AddDays(365)
		case n-1 < len(x.intervals):
			row.Next = row.Given[n-1].On.AddDays(x.intervals[n-1])
		default:
			row.Interval = text("interval of the product, the centre's", "间隔按说明书，由本中心设定")
		}
		if row.State == "" {
			row.State = vaccineState(row, v.Today())
		}
		out = append(out, row)
	}
	return out
}

func vaccineState(row Vaccine, today day.Date) State {
	switch {
	case row.Next.Known() && row.Next.After(today):
		return Ahead
	case len(row.Wait) > 0 || len(row.Open) > 0:
		return Gated
	case row.Next.Known() && today.DaysSince(row.Next) > 30:
		return Overdue
	}
	return Due
}

func given(v chart.View, zero day.Date, names []string) []Proof {
	var out []Proof
	for _, it := range chart.All[*chart.Vaccine](v) {
		on := v.DateOf(it.Entry)
		if it.Data.Status == "given" && !on.Before(zero) && v.ConcernsRecipient(it.Entry) && contains(names, strings.ToLower(strings.TrimSpace(it.Data.Vaccine))) {
			out = append(out, Proof{it.ID, on})
		}
	}
	return out
}

// rituximabWait and igFree in days: 6 months, and 3 months at least (EBMT Handbook
// 2024, ch. 29 and Table 29.1). lowIgG in g/L; a value older than igFree, or from
// before Day 0, says nothing of today (derived).
const (
	rituximabWait = 183
	igFree        = 92
	lowIgG        = 3.0
)

// postponed lists the reasons of the handbook to wait with non-live vaccines, and
// the conditions of live ones: those that the record says, and those that nobody
// has answered.
func postponed(v chart.View, zero day.Date) (wait, liveWait, liveOpen []evidence.Text) {
	today := v.Today()
	for _, m := range ward.Medicines(v) {
		name := strings.ToLower(m.Drug)
		switch {
		case strings.Contains(name, "rituximab") && today.DaysSince(lastOf(m, today)) < rituximabWait:
			wait = append(wait, text("rituximab within 6 months", "6个月内用过利妥昔单抗"))
		case strings.Contains(name, "thymocyte") && m.Running(today):
			wait = append(wait, text("ATG now", "正在使用ATG"))
		}
		switch {
		case m.Running(today) && (m.Category == "immunosuppression" || m.Category == "gvhd-prophylaxis"):
			liveWait = append(liveWait, text("immunosuppression runs: "+m.Drug, "免疫抑制剂使用中："+ward.DrugWords(m.Drug).ZH))
		case m.Category == "immunoglobulin" && today.DaysSince(lastOf(m, today)) < igFree:
			liveWait = append(liveWait, text("immunoglobulin within 3 months", "3个月内用过丙种球蛋白"))
		}
	}
	if r, ok := v.Recipient(); ok {
		if list := v.Measured(r.ID, "igg"); len(list) > 0 {
			last := list[len(list)-1]
			on := v.DateOf(last.Entry)
			if mass, err := last.Data.Value.MassConcentration(); err == nil && !on.Before(zero) && today.DaysSince(on) < igFree && mass.Cmp(quantity.GramsPerLitre(lowIgG)) < 0 {
				wait = append(wait, text("IgG below 3 g/L ("+last.Data.Value.String()+")", "IgG低于3 g/L（"+last.Data.Value.String()+"）"))
			}
		}
	}
	for _, it := range chart.OfTheChild[*chart.Infection](v) {
		if it.Data.Status == "active" && stillActive(v, it) {
			wait = append(wait, text("active infection: "+it.Data.Organism, "活动性感染："+it.Data.Organism))
		}
	}
	liveWait, liveOpen = liveConditions(v, liveWait)
	return wait, liveWait, liveOpen
}

// liveConditions: no GVHD, and T-cell function for inborn errors (derived).
func liveConditions(v chart.View, wait []evidence.Text) ([]evidence.Text, []evidence.Text) {
	var open []evidence.Text
	forms := ward.Assess(v, nil).GVHD
	switch {
	case len(forms) == 0:
		open = append(open, text("GVHD not scored", "未评估GVHD"))
	case forms[len(forms)-1].Grades[0].Low != "0":
		wait = append(wait, text("GVHD", "存在GVHD"))
	}
	if a, ok := chart.Last(chart.Where(chart.OfTheChild[*chart.Assessment](v), func(it chart.Item[*chart.Assessment]) bool { return it.Data.Item == "t-cell-function" })); !ok || a.Data.State != "done" {
		open = append(open, text("T-cell function not assessed", "未评估T细胞功能"))
	}
	return wait, open
}

// lastOf is the last day of a medicine, today while it runs.
func lastOf(m ward.Medicine, today day.Date) day.Date {
	if m.To.Known() && m.To.Before(today) {
		return m.To
	}
	return today
}

// stillActive reports whether no later entry of the organism says otherwise.
func stillActive(v chart.View, it chart.Item[*chart.Infection]) bool {
	for _, later := range chart.OfTheChild[*chart.Infection](v) {
		if later.Data.Organism == it.Data.Organism && later.Data.Site == it.Data.Site && later.Effective.Time().After(it.Effective.Time()) {
			return false
		}
	}
	return true
}

// DoseText says how many doses of how many were given, "2 of 3".
func (v Vaccine) DoseText() string {
	if v.Doses == 0 {
		return strconv.Itoa(len(v.Given))
	}
	return strconv.Itoa(len(v.Given)) + " / " + strconv.Itoa(v.Doses)
}
