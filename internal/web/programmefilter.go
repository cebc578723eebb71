package web

import (
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/programme"
)

// filters are the rows of links: what is selected, what is compared, by which
// method and interval. A request that misleads stands among them: it is answered,
// and the answer says why it is another one.
func (v *visit) filters(table programme.Table, w wish) []linkRow {
	words := i18n.For(v.lang).Programme
	var out []linkRow
	for _, key := range programme.Keys() {
		if key == programme.ByPeriod {
			out = append(out, v.periods(table, w))
			continue
		}
		out = append(out, v.choices(table, w, key))
	}
	if number := v.choices(table, w, programme.ByNumber); len(number.Links) > 2 || w.selection.Number != "" {
		out = append(out, number)
	}
	compare := linkRow{Name: words.Compare, Links: []choiceLink{{Name: words.NoCompare, Path: w.with("by", ""), Current: w.options.By == ""}}}
	for _, key := range append(programme.Keys(), programme.ByGVHD) {
		compare.Links = append(compare.Links, choiceLink{Name: v.programmeName(key), Path: w.with("by", key), Current: w.options.By == key})
	}
	ask := linkRow{Name: words.AskHelp, Links: []choiceLink{{Name: words.AskNone, Path: w.with("method", ""), Current: !w.options.OneMinusKM},
		{Name: words.AskKM, Path: w.with("method", "1-km"), Current: w.options.OneMinusKM}}}
	return append(out, compare, ask, v.intervals(w), v.horizons(w))
}

// choices are the values of one key, the other wishes kept.
func (v *visit) choices(table programme.Table, w wish, key string) linkRow {
	now := w.selection.Wanted(key)
	row := linkRow{Name: v.programmeName(key), Links: []choiceLink{{Name: i18n.For(v.lang).Programme.All, Path: w.with(key, ""), Current: now == ""}}}
	for _, c := range table.Choices(w.selection, key) {
		row.Links = append(row.Links, choiceLink{Name: v.programmeName(c.Value), Path: w.with(key, c.Value), N: c.N, Counted: true, Current: now == c.Value})
	}
	return row
}

func (v *visit) periods(table programme.Table, w wish) linkRow {
	words := i18n.For(v.lang).Programme
	row := linkRow{Name: words.Period, Links: []choiceLink{{Name: words.All, Path: w.period("", ""), Current: !w.selection.From.Known() && !w.selection.To.Known()}}}
	for _, p := range table.Periods(w.selection.Synthetic) {
		from, to := p.Bounds()
		s := w.selection
		s.From, s.To = from, to
		row.Links = append(row.Links, choiceLink{Name: p.String(), Path: w.period(from.String(), to.String()), N: table.Count(s), Counted: true,
			Current: w.selection.From.Equal(from) && w.selection.To.Equal(to)})
	}
	return row
}

// period is the address with other bounds of the date of transplant.
func (w wish) period(from, to string) string {
	next := wish{values: map[string][]string{}}
	for k, v := range w.values {
		next.values[k] = v
	}
	next.values.Del("to")
	if to != "" {
		next.values.Set("to", to)
	}
	return next.with("from", from)
}

func (v *visit) intervals(w wish) linkRow {
	words := i18n.For(v.lang).Programme
	row := linkRow{Name: words.IntervalProportion}
	for _, method := range []string{"clopper-pearson", "wilson", "jeffreys"} {
		asked := string(w.options.Interval)
		row.Links = append(row.Links, choiceLink{Name: v.programmeName(method), Path: w.with("interval", method), Current: asked == method || (asked == "" && method == "clopper-pearson")})
	}
	return row
}

func (v *visit) horizons(w wish) linkRow {
	row := linkRow{Name: i18n.For(v.lang).Programme.AtHorizon}
	for _, days := range []string{"100", "365"} {
		asked := w.values.Get("at")
		row.Links = append(row.Links, choiceLink{Name: v.programmeName(days), Path: w.with("at", days), Current: asked == days || (asked == "" && days == "365")})
	}
	return row
}

// chosen lists what was settled before the figures were made.
func chosen(a programme.Analysis, lang string) []chosenLine {
	words, o := i18n.For(lang).Programme, a.Options
	reference := words.ReferenceOwn
	if o.Reference > 0 {
		reference = strings.TrimSuffix(strconv.FormatFloat(100*o.Reference, 'f', 1, 64), ".0") + " %"
	}
	return []chosenLine{
		{words.CountedOn, a.Closing.String()}, {words.Interval, words.CurveInterval}, {words.IntervalProportion, i18n.ProgrammeTerm(lang, string(o.Interval))},
		{words.AtHorizon, i18n.ProgrammeTerm(lang, strconv.FormatFloat(o.Horizon, 'f', -1, 64))}, {words.ReferenceLabel, reference},
		{words.Design, "OR " + strconv.FormatFloat(o.OddsRatio, 'f', -1, 64) + ", " + words.Threshold + " " + strconv.FormatFloat(o.Threshold, 'f', -1, 64)},
		{words.Cut, "✓"}, {words.SmallGroups, "✓"},
	}
}
