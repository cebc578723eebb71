package sheet

import (
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/internal/plot"
	"github.com/dayzero-hsct/dayzero/programme"
)

// quality fills survival at the horizon, the funnel and the CUSUM.
func (o ProgrammeOptions) quality(v *programmeView) {
	q := v.Quality
	v.Horizon = programmeName(o.Lang, plainNumber(q.Horizon))
	v.FunnelCSV, v.CUSUMCSV = o.data("funnel"), o.data("cusum")
	if q.N == 0 {
		return
	}
	v.Share = cell(q.Share.Work)
	for _, y := range q.Years {
		line := yearLine{Year: strconv.Itoa(y.Year), N: o.count(y.N), Dead: strconv.Itoa(y.Dead), NotFollowed: strconv.Itoa(y.NotFollowed), Counted: y.Counted}
		if y.N < programme.LeastInGroup && o.Masked {
			line.Dead, line.NotFollowed = "", ""
		} else {
			line.Survival, line.Method = cell(y.Work), programmeName(o.Lang, y.Method)
		}
		v.Years = append(v.Years, line)
	}
	if len(q.Funnel) == 0 {
		return
	}
	v.Funnel, v.CUSUM = o.funnel(v.Analysis), o.cusum(v.Analysis)
	words := i18n.For(o.Lang).Programme
	v.Signal = words.NoSignal
	if s := q.CUSUM.Signal; s >= 0 {
		v.Signal = words.SignalAt + " " + strconv.Itoa(s+1) + o.signalDate(q.CUSUM)
	}
	v.FalseRun = strconv.FormatFloat(math.Round(q.CUSUM.FalseAlarm), 'f', 0, 64)
	if n := len(q.CUSUM.VLAD); n > 0 {
		v.Expected = strings.Replace(strconv.FormatFloat(q.CUSUM.VLAD[n-1], 'f', 1, 64), "-", "−", 1)
	}
}

// signalDate dates the signal inside the house; what leaves it carries the year.
func (o ProgrammeOptions) signalDate(c programme.Chart) string {
	if o.Masked {
		return " (" + strconv.Itoa(c.Dates[c.Signal].Year()) + ")"
	}
	return " (" + c.Dates[c.Signal].String() + ")"
}

func (o ProgrammeOptions) funnel(a programme.Analysis) template.HTML {
	words, q := i18n.For(o.Lang).Programme, a.Quality
	in := plot.FunnelInput{Lang: o.Lang, ID: o.Prefix + "funnel", Title: words.Funnel, Axis: words.FunnelAxis, Size: words.FunnelSize, Mark: o.mark(a.Synthetic),
		Reference: q.Reference, ReferenceLabel: words.Reference + " " + programme.Percent(q.Reference) + " %", InnerLabel: words.Limits, OuterLabel: words.OuterLimits}
	for i := range q.Funnel {
		in.Inner = append(in.Inner, plot.FunnelLimit{N: float64(q.Funnel[i].N), Low: q.Funnel[i].Lower, High: q.Funnel[i].Upper})
		in.Outer = append(in.Outer, plot.FunnelLimit{N: float64(q.Outer[i].N), Low: q.Outer[i].Lower, High: q.Outer[i].Upper})
	}
	outside := 0
	for _, y := range q.Years {
		if o.Masked && y.N < programme.LeastInGroup {
			continue
		}
		in.Points = append(in.Points, plot.FunnelPoint{N: float64(y.N), Value: y.Est, Label: strconv.Itoa(y.Year), Hollow: !y.Counted})
		for _, l := range q.Funnel {
			if y.Counted && l.N == y.N && (y.Est < l.Lower || y.Est > l.Upper) {
				outside++
			}
		}
	}
	in.Description = fmt.Sprintf("%s: %d; %s: %d", words.Count, len(in.Points), words.Limits, outside)
	return plot.Funnel(in)
}

func (o ProgrammeOptions) cusum(a programme.Analysis) template.HTML {
	words, c := i18n.For(o.Lang).Programme, a.Quality.CUSUM
	in := plot.ControlInput{Lang: o.Lang, ID: o.Prefix + "cusum", Title: words.CUSUM, Axis: words.CUSUMAxis, Count: words.CUSUMCount, Mark: o.mark(a.Synthetic),
		Path: c.Path, Threshold: c.Threshold, ThresholdLabel: words.Threshold + " " + plainNumber(c.Threshold), Signal: c.Signal, SignalLabel: words.Signal}
	year := 0
	for i, d := range c.Dates {
		if d.Year() != year {
			year = d.Year()
			in.Marks = append(in.Marks, plot.Mark{Day: float64(i), Label: strconv.Itoa(year)})
		}
	}
	in.Description = words.NoSignal
	if c.Signal >= 0 {
		in.Description = words.SignalAt + " " + strconv.Itoa(c.Signal+1)
	}
	return plot.Control(in)
}

func (o ProgrammeOptions) followUp(v *programmeView) {
	f := v.Analysis.FollowUp
	v.Median = i18n.For(o.Lang).Programme.NotReached
	if !math.IsNaN(f.Median.Value) {
		v.Median = strconv.FormatFloat(f.Median.Value/365.25, 'f', 1, 64)
	}
	for _, c := range f.Completeness {
		v.Complete = append(v.Complete, completeLine{timeText(c.Horizon, o.Lang), programme.Percent(c.Index) + " %", programme.Percent(c.CompleteShare) + " %"})
	}
}
