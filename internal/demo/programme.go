package demo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/dayzero-hsct/dayzero/day"
)

// Transplant is one invented transplant of the demonstration programme.
type Transplant struct {
	ID             string   `json:"id"` // SYN-0001 … in order of date
	Date           day.Date `json:"date"`
	Year           int      `json:"year"`
	Group          string   `json:"group"`     // IEI or IEM
	Disease        string   `json:"disease"`   // key of the disease in the knowledge, or a gene
	Sex            string   `json:"sex"`       // male or female
	AgeMonths      int      `json:"ageMonths"` // completed months at transplant
	Donor          string   `json:"donor"`
	Graft          string   `json:"graft"`
	Conditioning   string   `json:"conditioning"`
	Engrafted      string   `json:"engrafted"`                // yes, no, pending
	EngraftmentDay int      `json:"engraftmentDay,omitzero"`  // transplant day of neutrophil engraftment
	AcuteGVHD      string   `json:"acuteGvhdGrade,omitempty"` // 0, I … IV; empty where it was not graded
	AcuteGVHDDay   int      `json:"acuteGvhdDay,omitzero"`    // transplant day on which grade II or more began
	ChronicGVHD    string   `json:"chronicGvhd,omitempty"`    // no, mild, moderate, severe; empty where nothing was said
	ChronicGVHDDay int      `json:"chronicGvhdDay,omitzero"`
	RelapseDay     int      `json:"relapseDay,omitzero"`        // of the disease
	Child          string   `json:"child,omitempty"`            // of a second transplant: the row of the first
	Number         int      `json:"number,omitzero"`            // 2 for a second transplant
	NextTransplant int      `json:"nextTransplantDay,omitzero"` // day of the child's second transplant
	DeathCause     string   `json:"deathCause,omitempty"`       // empty where it was not recorded
	Status         string   `json:"status"`                     // alive, dead, lost
	StatusDate     day.Date `json:"statusDate"`                 // death or last contact
	FollowUpDays   int      `json:"followUpDays"`               // from transplant to StatusDate
	Synthetic      bool     `json:"synthetic"`                  // always true
}

// The programme resembles the published cohort of the founding centre: 480
// transplants from 1 Jan 2014 to 31 Oct 2024, 428 for inborn errors of immunity
// and 52 for inborn errors of metabolism, engraftment 84.6 %, survival at five
// years 78.5 % (95 % CI 74.9 to 82.4) (allo-HSCT-PRD cohort, abstract;
// knowledge/clinical/consult.md). Everything the abstract does not give, the
// number per year and after October 2024 included, is invented.
const (
	cohortSize     = 480
	cohortIEM      = 52
	engraftedShare = 0.846
	survivalAt5    = 0.785
)

// perYear is invented but for its sum to October 2024 (table).
var perYear = []struct{ year, months, transplants int }{
	{2014, 12, 14}, {2015, 12, 20}, {2016, 12, 26}, {2017, 12, 33}, {2018, 12, 38}, {2019, 12, 44}, {2020, 12, 50},
	{2021, 12, 56}, {2022, 12, 62}, {2023, 12, 70}, {2024, 10, 67}, // 480 to October 2024
	{2024, 2, 14}, {2025, 12, 80}, {2026, 10, 66},
}

// closing is the day on which the demonstration programme was counted.
var closing = day.MustDate("2026-10-31")

// Programme invents 640 transplants from January 2014 to October 2026. It is a
// pure function of the seed.
func Programme(seed uint64) []Transplant {
	g := &generator{rand.New(rand.NewPCG(seed, 0x64617a65726f))} // the second word keeps seeds apart from other uses
	rows := g.dates()
	g.diseases(rows)
	for i := range rows {
		g.donor(&rows[i])
	}
	g.courses(rows[:cohortSize])
	g.courses(rows[cohortSize:])
	datesOfGVHD(rows, seed)
	laterCourses(rows, seed)
	return rows
}

// laterCourses invents chronic GVHD, relapse, causes of death and a dozen second
// transplants after graft failure: a draw of its own, as above. Shares are
// invented throughout.
func laterCourses(rows []Transplant, seed uint64) {
	g := rand.New(rand.NewPCG(seed, 0x6c61746572))
	secondTransplants(rows, g)
	for i := range rows {
		r := &rows[i]
		end := r.FollowUpDays
		if r.NextTransplant > 0 {
			end = r.NextTransplant
		}
		chronic, begun, relapse, relapsed := g.IntN(100), 100+g.IntN(400), g.IntN(100), 60+g.IntN(900)
		switch {
		case g.IntN(100) < 6: // nothing was said
		case r.Engrafted == "yes" && chronic < 14 && begun < end:
			r.ChronicGVHD, r.ChronicGVHDDay = []string{"mild", "mild", "moderate", "severe"}[g.IntN(4)], begun
		case r.Engrafted != "pending":
			r.ChronicGVHD = "no"
		}
		if r.Disease == "HLH" && relapse < 15 && relapsed < end {
			r.RelapseDay = relapsed
		}
		if r.Status == "dead" {
			r.DeathCause = []string{"infection", "infection", "infection", "gvhd", "gvhd", "organ-toxicity", "microangiopathy", "bleeding", "original-disease", ""}[g.IntN(10)]
			if r.Engrafted == "no" && r.NextTransplant == 0 && g.IntN(3) == 0 {
				r.DeathCause = "graft-failure"
			}
		}
	}
	for i := range rows { // a death has one cause, whatever the transplant
		if first := rows[i].Child; first != "" {
			k := slices.IndexFunc(rows, func(r Transplant) bool { return r.ID == first })
			rows[k].DeathCause = rows[i].DeathCause
		}
	}
}

// mostSecond is how many second transplants are invented.
const mostSecond = 12

// secondTransplants makes some of the rows the second transplant of a child whose
// graft had failed: the child's own data, and one life for both rows.
func secondTransplants(rows []Transplant, g *rand.Rand) {
	made := 0
	for i := range rows {
		first := &rows[i]
		if made == mostSecond || first.Engrafted != "no" || first.Child != "" || first.Status == "lost" || g.IntN(3) > 0 {
			continue
		}
		for k := i + 1; k < len(rows); k++ {
			second := &rows[k]
			after := second.Date.DaysSince(first.Date)
			if after < 60 || second.Group != first.Group || second.Child != "" || second.NextTransplant > 0 {
				continue
			}
			if after <= 240 && after < first.FollowUpDays {
				pair(first, second, after)
				made++
			}
			break
		}
	}
}

// pair makes two rows one child's.
func pair(first, second *Transplant, after int) {
	second.Child, second.Number, first.NextTransplant = first.ID, 2, after
	second.Disease, second.Sex, second.Conditioning = first.Disease, first.Sex, first.Conditioning
	second.AgeMonths = first.AgeMonths + after*12/365
	first.Status, first.StatusDate, first.FollowUpDays = second.Status, second.StatusDate, after+second.FollowUpDays
	first.AcuteGVHDDay = min(first.AcuteGVHDDay, after)
}

// datesOfGVHD dates grade II and more within the first hundred days (invented): a
// draw of its own, so that the rest of the programme stays what it was.
func datesOfGVHD(rows []Transplant, seed uint64) {
	g := rand.New(rand.NewPCG(seed, 0x67766864))
	for i := range rows {
		r := &rows[i]
		if day := 14 + g.IntN(80); r.AcuteGVHD == "II" || r.AcuteGVHD == "III" {
			r.AcuteGVHDDay = max(1, min(day, r.FollowUpDays))
		}
	}
}

type generator struct{ *rand.Rand }

// dates spreads the transplants over the months of each year.
func (g *generator) dates() []Transplant {
	var dates []day.Date
	for i, y := range perYear {
		first := day.MustDate(fmt.Sprintf("%d-01-01", y.year))
		if i > 0 && perYear[i-1].year == y.year {
			first = day.MustDate(fmt.Sprintf("%d-%02d-01", y.year, 1+perYear[i-1].months))
		}
		span := closing.DaysSince(first) + 1
		if end := day.MustDate(fmt.Sprintf("%d-12-31", y.year)); end.Before(closing) {
			span = end.DaysSince(first) + 1
		}
		if y.year == 2024 && y.months == 10 {
			span = day.MustDate("2024-10-31").DaysSince(first) + 1
		}
		for range y.transplants {
			dates = append(dates, first.AddDays(g.IntN(span)))
		}
	}
	slices.SortFunc(dates, day.Date.Compare)
	rows := make([]Transplant, len(dates))
	for i, d := range dates {
		rows[i] = Transplant{ID: fmt.Sprintf("SYN-%04d", i+1), Date: d, Year: d.Year(), Synthetic: true}
	}
	return rows
}

// indication is a disease with its invented weight and age range in months.
type indication struct {
	key                      string
	weight, youngest, oldest int
	male                     bool // X-linked: boys only
	repair                   bool // DNA-repair disorder of the guideline's protocol F
}

// The indications; weights and ages are invented (table).
var (
	immunity = []indication{
		{"IL2RG", 14, 3, 14, true, false}, {"RAG", 6, 3, 14, false, false}, {"JAK3", 4, 3, 14, false, false}, {"ADA", 3, 3, 14, false, false},
		{"WAS", 18, 8, 60, true, false}, {"CGD", 22, 14, 120, false, false}, {"CD40LG", 6, 12, 80, true, false}, {"HLH", 8, 6, 90, false, false},
		{"XIAP", 4, 12, 120, true, false}, {"SH2D1A", 3, 18, 120, true, false}, {"FOXP3", 4, 4, 40, true, false}, {"ITGB2", 4, 3, 30, false, false},
		{"MHC2", 2, 8, 60, false, false}, {"LIG4", 3, 7, 70, false, true}, {"NBN", 1, 24, 140, false, true},
	}
	metabolism = []indication{
		{"IDUA", 10, 9, 30, false, false}, {"IDS", 6, 12, 48, true, false}, {"ABCD1", 10, 60, 130, true, false}, {"ARSA", 8, 10, 60, false, false}, {"GALC", 6, 2, 30, false, false},
	}
)

// diseases gives the cohort its 52 metabolic transplants and the later years the
// same share.
func (g *generator) diseases(rows []Transplant) {
	later := (len(rows) - cohortSize) * cohortIEM / cohortSize
	metabolic := map[int]bool{}
	for _, i := range g.Perm(cohortSize)[:cohortIEM] {
		metabolic[i] = true
	}
	for _, i := range g.Perm(len(rows) - cohortSize)[:later] {
		metabolic[cohortSize+i] = true
	}
	for i := range rows {
		r, list := &rows[i], immunity
		r.Group = "IEI"
		if metabolic[i] {
			r.Group, list = "IEM", metabolism
		}
		d := g.pick(list)
		r.Disease, r.AgeMonths = d.key, d.youngest+g.IntN(d.oldest-d.youngest+1)
		r.Sex = "male"
		if !d.male && g.IntN(2) == 0 {
			r.Sex = "female"
		}
		r.Conditioning = g.conditioning(d, r.Group)
	}
}

func (g *generator) pick(list []indication) indication {
	total := 0
	for _, d := range list {
		total += d.weight
	}
	n := g.IntN(total)
	for _, d := range list {
		if n -= d.weight; n < 0 {
			return d
		}
	}
	return list[0]
}

func (g *generator) conditioning(d indication, group string) string {
	switch {
	case d.repair:
		return "Flu/low-dose Cy"
	case group == "IEM":
		return "Bu/Flu full exposure"
	}
	return []string{"Bu/Flu full exposure", "Bu/Flu reduced exposure", "Bu/Flu reduced exposure", "Treo/Flu", "Flu/Mel"}[g.IntN(5)]
}

func (g *generator) donor(r *Transplant) {
	switch n := g.IntN(100); {
	case n < 18:
		r.Donor, r.Graft = "matched-sibling", []string{"bone-marrow", "pbsc"}[g.IntN(2)]
	case n < 45:
		r.Donor, r.Graft = "unrelated", "pbsc"
	case n < 75:
		r.Donor, r.Graft = "unrelated-cord", "cord"
	default:
		r.Donor, r.Graft = "haploidentical", "pbsc"
	}
}

// courses decides engraftment, then draws each death time from its own slice of
// the distribution, so that the shares hold for every seed and not only on
// average.
func (g *generator) courses(rows []Transplant) {
	order := g.Perm(len(rows))
	engrafted := int(math.Round(engraftedShare * float64(len(rows))))
	// Invented split: of the children without engraftment 60 % die within the
	// five years, the others so that survival of all is as published.
	failed := 0.60
	taken := (1 - survivalAt5 - (1-engraftedShare)*failed) / engraftedShare
	for place, i := range order {
		r := &rows[i]
		var share, slice float64
		if place < engrafted {
			r.Engrafted, r.EngraftmentDay = "yes", 10+g.IntN(18)
			r.AcuteGVHD = []string{"0", "0", "0", "0", "0", "I", "I", "II", "II", "III"}[g.IntN(10)]
			share, slice = taken, (float64(place)+g.Float64())/float64(engrafted)
		} else {
			r.Engrafted = "no"
			share, slice = failed, (float64(place-engrafted)+g.Float64())/float64(len(rows)-engrafted)
		}
		g.fate(r, deathDay(slice, share))
	}
}

// deathDay turns a place in the distribution into a day, negative for a child
// who does not die of the transplant: deaths fall off with a time constant of
// 200 days (invented).
func deathDay(slice, share float64) int {
	if slice >= share {
		return -1
	}
	return 7 + int(-200*math.Log(1-slice/share*0.9999))
}

// fate sets status and follow-up: death, loss to follow-up (4 in 100, invented)
// or alive at the last contact before the closing day.
func (g *generator) fate(r *Transplant, death int) {
	observed := closing.DaysSince(r.Date)
	last := observed - min(g.IntN(120), observed/4)
	r.Status, r.FollowUpDays = "alive", last
	if g.IntN(25) == 0 && last > 200 {
		r.Status, r.FollowUpDays = "lost", 180+g.IntN(last-180)
	}
	if death >= 0 && r.Engrafted == "yes" {
		death = max(death, r.EngraftmentDay+3)
	}
	if death >= 0 && death <= r.FollowUpDays {
		r.Status, r.FollowUpDays = "dead", death
	}
	if r.FollowUpDays < 28 && r.Status != "dead" && (r.Engrafted == "no" || r.FollowUpDays < r.EngraftmentDay) {
		r.Engrafted, r.EngraftmentDay, r.AcuteGVHD = "pending", 0, ""
	}
	r.StatusDate = r.Date.AddDays(r.FollowUpDays)
}
