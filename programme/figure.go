package programme

import (
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/survival"
)

// The house conventions of figures. They belong to how a figure is shown and are
// no clinical thresholds; each figure names them.
const (
	// LeastAtRisk is how many must be at risk for a curve to go on.
	LeastAtRisk = 10
	// LeastInGroup is the smallest group that is named in an export.
	LeastInGroup = 5
	// Level is the confidence level of every interval.
	Level = 0.95
	// MostGroups is how many curves one figure holds.
	MostGroups = 6
)

// Days in the years of the axes (365.25 days, rounded to whole days).
const (
	Day100    = 100.0
	OneYear   = 365.0
	ThreeYear = 1096.0
	FiveYear  = 1826.0
)

// The kinds of figure.
const (
	KindSurvival  = "survival"  // a curve that falls from one
	KindIncidence = "incidence" // causes that compete, stacked
)

// Figure is one picture with all its numbers.
type Figure struct {
	ID         string // letters and hyphens
	Kind       string
	Title      evidence.Text
	Axis       evidence.Text   // what the vertical axis counts
	Causes     []evidence.Text // of an incidence, the first at the foot of the stack
	Years      bool            // the axis is marked in years, else in days
	Ticks      []float64       // days
	Groups     []Group
	By         string // key of the comparison, or empty
	Definition []evidence.Text
	Interval   string // name of the confidence limits
	Sources    []evidence.Source
	LeftOut    int // rows without what the figure needs
	Test       *Comparison
	Notes      []evidence.Text
}

// Group is one curve, or one stack of curves, with its table beneath.
type Group struct {
	Label  string
	N      int
	Few    bool // too few for a curve: counted, not drawn
	Series []Series
	Risk   []RiskCount // at the ticks of the figure
	End    float64     // day at which the picture ends
}

// Series is one curve. Points are its steps up to the end of the picture.
type Series struct {
	Cause    int // 0 for survival
	Points   []Point
	Readings []Reading
}

// Point is a step: the values hold from Time on.
type Point struct {
	Time              float64 // days
	AtRisk            int
	Est, Lower, Upper float64
}

// RiskCount is a column of the table beneath a curve (KMunicate form): at risk at
// the time; censored and events counted up to it.
type RiskCount struct {
	Time             float64
	AtRisk, Censored int
	Events           []int // by cause; one number for survival
}

// Reading is a curve read at one time with the work behind it.
type Reading struct {
	Time              float64
	Shown             bool // false: fewer than LeastAtRisk are left
	AtRisk            int
	Est, Lower, Upper float64
	Work              evidence.Derivation
}

// Comparison is a test between the groups of a figure, for groups known at
// transplant only.
type Comparison struct {
	Name      string // log-rank, Gray
	Cause     int
	Statistic float64
	DF        int
	P         float64
}

var (
	sourceKM = evidence.Source{Text: "Kaplan & Meier, J Am Stat Assoc 1958;53:457; Greenwood variance"}
	sourceAJ = evidence.Source{Text: "Aalen & Johansen, Scand J Stat 1978;5:141"}
	// The form of the figures: curve with its interval, table of at risk, censored
	// and events beneath.
	sourceForm = evidence.Source{Text: "KMunicate form of survival figures: curve with its interval; at risk, censored and events beneath"}
	sourceH06  = evidence.Source{ID: "H06", Text: "EBMT Handbook 2024, chapter 6", Locator: "6.2, 6.3"}
)

// history is what an endpoint makes of the rows.
type history struct {
	data    survival.Data
	rows    []*Row
	leftOut int
}

// riskTable counts at each tick who is at risk and, up to it, who was censored
// and who had which event. At risk at t: time >= t, as events of t come first.
func riskTable(d survival.Data, causes int, ticks []float64) []RiskCount {
	out := make([]RiskCount, len(ticks))
	for i, t := range ticks {
		c := RiskCount{Time: t, Events: make([]int, causes)}
		for k, time := range d.Time {
			switch {
			case time >= t:
				c.AtRisk++
			case d.Status[k] == 0:
				c.Censored++
			default:
				c.Events[d.Status[k]-1]++
			}
		}
		out[i] = c
	}
	return out
}

// lastDrawn is the day at which a picture ends: the horizon while LeastAtRisk are
// at risk beyond it, else the last time at which they are; below 0: none.
func lastDrawn(times []float64, atRisk []int, horizon float64) float64 {
	end := -1.0
	for i, t := range times {
		if atRisk[i] >= LeastAtRisk {
			end = min(t, horizon)
		}
	}
	return end
}
