package sheet

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/internal/plot"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/programme"
)

//go:embed templates/programme/*.html
var programmeTemplates embed.FS

var programmeEnglish, programmeChinese = programmeParsed("en"), programmeParsed("zh")

func programmeParsed(lang string) *template.Template {
	words := i18n.For(lang).Programme
	return template.Must(template.New("programme").Funcs(template.FuncMap{
		"w":          func() i18n.Programme { return words },
		"t":          func(s evidence.Text) template.HTML { return spoken(s, lang) },
		"name":       func(code string) string { return programmeName(lang, code) },
		"work":       func(d evidence.Derivation) template.HTML { return d.HTML(lang) },
		"statusWord": func(s evidence.Status) string { return s.Label(lang) },
		"colon":      func() string { return colon(lang) },
		"stop": func() string {
			if isChinese(lang) {
				return "。"
			}
			return "."
		},
	}).ParseFS(programmeTemplates, "templates/programme/*.html"))
}

func programmeName(lang, code string) string {
	if code == "" {
		return i18n.For(lang).Programme.Unknown
	}
	return i18n.ProgrammeTerm(lang, code)
}

// ProgrammeOptions say how the figures of a programme are shown.
type ProgrammeOptions struct {
	Lang string
	// Prefix stands before every id, so that two languages share one page.
	Prefix string
	// Data gives the address of the data of a figure; nil: no links.
	Data func(figure string) template.URL
	// Name gives the word for a code of a row; nil: the words of the catalogue.
	Name func(code string) string
	// Masked hides counts below five, for what leaves the house.
	Masked    bool
	Published []knowledge.Fact
}

func (o ProgrammeOptions) name(code string) string {
	if o.Name != nil && code != "" {
		return o.Name(code)
	}
	return programmeName(o.Lang, code)
}

// Programme renders the answers, figures and tables of an analysis as the body
// of a page: every number opens to its work or stands beside its data.
func Programme(a programme.Analysis, o ProgrammeOptions) (template.HTML, error) {
	set := programmeEnglish
	if isChinese(o.Lang) {
		set = programmeChinese
	}
	var out bytes.Buffer
	if err := set.ExecuteTemplate(&out, "sections.html", newProgrammeView(a, o)); err != nil {
		return "", fmt.Errorf("sheet: programme: %w", err)
	}
	return template.HTML(out.String()), nil
}

// programmeView is what the template shows, every number written.
type programmeView struct {
	programme.Analysis
	Prefix    string
	Open      bool // definitions and tables are unfolded, for paper
	Tables    []countTable
	Panels    []figurePanel
	Grades    []countLine
	NotGraded string

	Chronic        []countLine
	ChronicUnknown string
	Years          []yearLine
	Share          rangeCell
	Horizon        string
	Funnel         template.HTML
	CUSUM          template.HTML
	Signal         string
	FalseRun       string
	Expected       string
	FunnelCSV      template.URL
	CUSUMCSV       template.URL
	CountCSV       template.URL
	Complete       []completeLine
	Median         string
	Published      []knowledge.Fact
}

type countTable struct {
	ID, Title, Head string
	Lines           []countLine
	Total           string
}

type countLine struct{ Name, N string }

// rangeCell is an estimate with its work; an empty text is not shown.
type rangeCell struct {
	Text, Limits string
	Work         evidence.Derivation
}

// cell splits a value from its limits, which stay on one line.
func cell(d evidence.Derivation) rangeCell {
	value, limits, _ := strings.Cut(d.Value, " (")
	return rangeCell{value, "(" + limits, d}
}

type figurePanel struct {
	programme.Figure
	DomID     string
	Picture   template.HTML
	Times     []string
	Rows      []readingRow
	RiskHeads []string
	RiskRows  []riskRow
	Data      template.URL
	TestText  string
}

type readingRow struct {
	Name, N string
	Few     bool
	Cells   []rangeCell
}

type riskRow struct {
	Name, What string
	Cells      []string
}

type yearLine struct {
	Year, N, Dead, NotFollowed, Method string
	Survival                           rangeCell
	Counted                            bool
}

type completeLine struct{ Horizon, Index, Share string }

func newProgrammeView(a programme.Analysis, o ProgrammeOptions) programmeView {
	v := programmeView{Analysis: a, Prefix: o.Prefix, Open: o.Masked, Published: o.Published, NotGraded: o.count(a.GVHD.NotGraded)}
	v.Tables = o.activity(a)
	v.CountCSV = o.data("activity")
	v.Grades = o.counts(a.GVHD.Grades, func(code string) string { return code })
	v.Chronic, v.ChronicUnknown = o.counts(a.GVHD.Chronic, o.name), o.count(a.GVHD.ChronicUnknown)
	if a.N == 0 {
		return v
	}
	for _, f := range a.Figures {
		v.Panels = append(v.Panels, o.panel(f, a.Synthetic))
	}
	o.quality(&v)
	o.followUp(&v)
	return v
}

// counts writes counts under their names, small ones hidden where the page leaves
// the house.
func (o ProgrammeOptions) counts(all []programme.Choice, name func(string) string) []countLine {
	masked := programme.Masked(all)
	var out []countLine
	for i, c := range all {
		line := countLine{name(c.Value), strconv.Itoa(c.N)}
		if o.Masked {
			line.N = strings.Replace(masked[i].N, "hidden", "◇", 1)
		}
		out = append(out, line)
	}
	return out
}

// count writes a count as it may be shown.
func (o ProgrammeOptions) count(n int) string {
	if o.Masked && n > 0 && n < programme.LeastInGroup {
		return "<" + strconv.Itoa(programme.LeastInGroup)
	}
	return strconv.Itoa(n)
}

func (o ProgrammeOptions) data(figure string) template.URL {
	if o.Data == nil {
		return ""
	}
	return o.Data(figure)
}

func (o ProgrammeOptions) activity(a programme.Analysis) []countTable {
	words := i18n.For(o.Lang).Programme
	var out []countTable
	for _, t := range a.Activity {
		table := countTable{ID: o.Prefix + "count-" + t.Key, Title: words.PerKey + " " + o.name(t.Key), Head: o.name(t.Key), Total: o.count(a.N)}
		if isChinese(o.Lang) {
			table.Title = words.PerKey + o.name(t.Key)
		}
		if t.Key == programme.ByYear {
			table.Title, table.Head = words.PerYear, words.Year
		}
		masked := programme.Masked(t.Lines)
		for i, l := range t.Lines {
			n := strconv.Itoa(l.N)
			if o.Masked {
				n = strings.Replace(masked[i].N, "hidden", "◇", 1)
			}
			name := l.Value
			if t.Key != programme.ByYear {
				name = o.name(l.Value)
			}
			table.Lines = append(table.Lines, countLine{name, n})
		}
		out = append(out, table)
	}
	return out
}

func (o ProgrammeOptions) mark(synthetic bool) string {
	if synthetic {
		return i18n.For(o.Lang).Programme.SyntheticMark
	}
	return ""
}

// timeText writes days as a person says them.
func timeText(days float64, lang string) string {
	zh := isChinese(lang)
	if days == 0 && zh {
		return "0 d"
	} else if days == 0 {
		return "Day 0"
	}
	for _, y := range []float64{1, 2, 3, 4, 5} {
		if d := days - y*365.25; d > -2 && d < 2 {
			if zh {
				return plainNumber(y) + "年"
			}
			return plainNumber(y) + " y"
		}
	}
	if zh {
		return "+" + plainNumber(days) + " d"
	}
	return "day +" + plainNumber(days)
}

func plainNumber(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func (o ProgrammeOptions) panel(f programme.Figure, synthetic bool) figurePanel {
	p := figurePanel{Figure: f, DomID: o.Prefix + f.ID, Data: o.data(f.ID)}
	if f.Test != nil {
		p.TestText = fmt.Sprintf("%s: χ² = %.2f, df = %d, p = %.3f", programmeName(o.Lang, f.Test.Name), f.Test.Statistic, f.Test.DF, f.Test.P)
		if f.Test.P < 0.001 {
			p.TestText = fmt.Sprintf("%s: χ² = %.2f, df = %d, p < 0.001", programmeName(o.Lang, f.Test.Name), f.Test.Statistic, f.Test.DF)
		}
	}
	for _, t := range f.Ticks {
		p.RiskHeads = append(p.RiskHeads, timeText(t, o.Lang))
	}
	for _, g := range f.Groups {
		o.readings(&p, f, g)
		p.RiskRows = append(p.RiskRows, o.risk(f, g)...)
	}
	p.Picture = o.picture(f, synthetic)
	return p
}

// groupName names a curve: its group, its cause, or both.
func (o ProgrammeOptions) groupName(f programme.Figure, g programme.Group, cause int) string {
	var parts []string
	if g.Label != "" || f.By != "" {
		if o.Masked && g.N < programme.LeastInGroup {
			parts = append(parts, "<"+strconv.Itoa(programme.LeastInGroup))
		} else {
			parts = append(parts, o.name(g.Label))
		}
	}
	if cause > 0 {
		parts = append(parts, f.Causes[cause-1].In(o.Lang))
	}
	return strings.Join(parts, " · ")
}

func (o ProgrammeOptions) readings(p *figurePanel, f programme.Figure, g programme.Group) {
	if g.Few {
		p.Rows = append(p.Rows, readingRow{Name: o.groupName(f, g, 0), N: o.count(g.N), Few: true})
		return
	}
	for _, s := range g.Series {
		row := readingRow{Name: o.groupName(f, g, s.Cause), N: o.count(g.N)}
		if row.Name == "" {
			row.Name = i18n.For(o.Lang).Programme.All
		}
		if p.Times == nil {
			for _, r := range s.Readings {
				p.Times = append(p.Times, timeText(r.Time, o.Lang))
			}
		}
		for _, r := range s.Readings {
			shown := rangeCell{}
			if r.Shown {
				shown = cell(r.Work)
			}
			row.Cells = append(row.Cells, shown)
		}
		p.Rows = append(p.Rows, row)
	}
}

// risk is the table beneath the curve of one group.
func (o ProgrammeOptions) risk(f programme.Figure, g programme.Group) []riskRow {
	if g.Few {
		return nil
	}
	words := i18n.For(o.Lang).Programme
	name := o.groupName(f, g, 0)
	if name == "" {
		name = words.All
	}
	rows := []riskRow{{name, words.AtRisk, nil}, {name, words.Censored, nil}}
	for k := range max(1, len(f.Causes)) {
		what := words.Events
		if len(f.Causes) > 0 {
			what += colon(o.Lang) + f.Causes[k].In(o.Lang)
		}
		rows = append(rows, riskRow{name, what, nil})
	}
	for i := range f.Ticks {
		for k := range rows {
			cell := ""
			if i < len(g.Risk) {
				c := g.Risk[i]
				cell = strconv.Itoa(append([]int{c.AtRisk, c.Censored}, c.Events...)[k])
			}
			rows[k].Cells = append(rows[k].Cells, cell)
		}
	}
	return rows
}

// picture draws the figure; a stack is drawn for one group only, the causes of
// several groups as curves of the first cause.
func (o ProgrammeOptions) picture(f programme.Figure, synthetic bool) template.HTML {
	words := i18n.For(o.Lang).Programme
	in := plot.CurvesInput{Lang: o.Lang, ID: o.Prefix + "figure-" + f.ID, Title: f.Title.In(o.Lang), Axis: f.Axis.In(o.Lang), Time: words.Days + " " + words.AfterDayZero, Mark: o.mark(synthetic)}
	if f.Years {
		in.Time = words.Years + " " + words.AfterDayZero
	}
	for _, t := range f.Ticks {
		label := plainNumber(t)
		if f.Years {
			label = strings.TrimSuffix(strconv.FormatFloat(t/365.25, 'f', 1, 64), ".0")
		}
		in.Ticks = append(in.Ticks, plot.Tick{At: t, Label: label})
	}
	in.Stacked = f.Kind == programme.KindIncidence && f.By == ""
	var said []string
	for _, g := range f.Groups {
		if g.Few {
			continue
		}
		for _, s := range g.Series {
			if s.Cause > 1 && !in.Stacked {
				continue
			}
			curve := plot.StepCurve{Label: o.groupName(f, g, s.Cause), End: g.End}
			for _, p := range s.Points {
				curve.Steps = append(curve.Steps, plot.CurveStep{At: p.Time, Value: p.Est, Low: p.Lower, High: p.Upper})
			}
			in.Curves = append(in.Curves, curve)
			said = append(said, o.spokenCurve(curve.Label, s))
		}
		block := plot.RiskBlock{}
		if f.By != "" {
			block.Label = o.groupName(f, g, 0)
		}
		for i, r := range o.risk(f, g) {
			if i >= 2 && in.Stacked { // the letters of the legend name the causes
				r.What = words.Events + " " + string(rune('A'+i-2))
			}
			block.Rows = append(block.Rows, plot.RiskRow{Name: r.What, Cells: r.Cells})
		}
		in.Risk = append(in.Risk, block)
	}
	in.Description = strings.Join(said, "; ")
	return plot.Curves(in)
}

// spokenCurve says the readings of a curve for those who do not see it.
func (o ProgrammeOptions) spokenCurve(name string, s programme.Series) string {
	parts := []string{}
	for _, r := range s.Readings {
		if r.Shown {
			parts = append(parts, timeText(r.Time, o.Lang)+" "+r.Work.Value)
		}
	}
	return strings.TrimSpace(name + " " + strings.Join(parts, ", "))
}
