package ward

import (
	"math/big"
	"strconv"

	"github.com/dayzero-hsct/dayzero/course"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// levelsWanted is how many levels in a row the discharge gate asks for
// (course/calendar.md section 3: in band twice).
const levelsWanted = 2

// levelsLine answers the line of the levels from the newest two of the drug that
// was measured last and has a band of the centre. Where the levels do not say,
// the signature of a person stands.
func (x *index) levelsLine(l *GateLine) {
	limit, list, ok := x.banded()
	if !ok || len(list) < levelsWanted {
		return
	}
	l.Met, l.Entries, l.Item = course.Yes, nil, ""
	shown := ""
	for _, o := range list[len(list)-levelsWanted:] {
		l.Entries = append(l.Entries, o.Entry.ID)
		shown += o.Value.String() + " (" + o.Day.Chinese() + "); "
		switch limit.InBand(o.Value) {
		case course.No:
			l.Met = course.No
		case course.Unknown:
			if l.Met == course.Yes {
				l.Met = course.Unknown
			}
		}
	}
	said := limit.Said()
	l.Detail = text(shown+said.EN, shown+said.ZH)
}

// banded gives the immunosuppressant level with a band of the centre that was
// measured last.
func (x *index) banded() (limit Limit, list []Observation, ok bool) {
	newest := Observation{}
	for _, what := range []string{"ciclosporin-trough", "tacrolimus-trough", "sirolimus-trough"} {
		band, set := x.limits.Of(LevelLimit, what)
		measured := since(x.measured[what], 0)
		if !set || len(measured) == 0 {
			continue
		}
		if o := measured[len(measured)-1]; !ok || o.Day > newest.Day {
			limit, list, newest, ok = band, measured, o, true
		}
	}
	return limit, list, ok
}

// levels: the newest level of a drug lies outside the band of the centre. It
// stands in the list; what to do is the team's.
func (w *watcher) levels() {
	for _, limit := range w.limits {
		if limit.Kind != LevelLimit {
			continue
		}
		list := since(w.measured[limit.Subject], 0)
		if len(list) == 0 {
			continue
		}
		now := list[len(list)-1]
		if limit.InBand(now.Value) != course.No || w.today-now.Day > 7 {
			continue
		}
		side, sideZH := "above", "高于"
		if c, err := now.Value.Cmp(limit.Low); err == nil && c < 0 || now.Value.Comparator() == "<" || now.Value.Comparator() == "<=" {
			side, sideZH = "below", "低于"
		}
		said := limit.Said()
		w.out = append(w.out, Alert{ID: "level." + limit.Subject + "." + now.Entry.ID, System: Drugs, Day: now.Day,
			Why:        text("the level "+now.Value.String()+" is "+side+" the band of the centre", "血药浓度"+now.Value.String()+sideZH+"本中心目标范围"),
			Changed:    text(limit.Subject+" "+now.Value.String()+" on "+now.Day.String(), dayWord(now.Day)+" "+now.Value.String()),
			Definition: said, Status: evidence.Derived, Sources: centreSources,
			Check:   text("was it a trough, and from which line; azole, macrolide, rifamycin started or stopped; kidney and liver", "是否谷浓度、采血管路；唑类/大环内酯/利福霉素启停；肝肾功能"),
			Entries: []string{now.Entry.ID}})
	}
}

// centreSources says that a limit is the centre's own.
var centreSources = []evidence.Source{{Text: "limit set by the centre, signed by two people"}}

// overload: the newest weight has reached the centre's limit above the baseline.
func (w *watcher) overload() {
	limit, set := w.limits.Of(OverloadLimit, "")
	if !set {
		return
	}
	for _, b := range w.balances() {
		if b.Weight == "" {
			continue
		}
		if b.Above == course.Yes {
			w.out = append(w.out, Alert{ID: "overload." + strconv.Itoa(int(b.Day)), System: Fluids, Day: b.Day,
				Why:        text("weight "+b.FromBaseline+" against baseline: the limit of the centre is reached", "体重较基线"+b.FromBaseline+"：达到本中心界值"),
				Changed:    text(b.Baseline+" ("+b.BaselineOfDay.String()+") → "+b.Weight, b.Baseline+"（"+dayWord(b.BaselineOfDay)+"）→ "+b.Weight),
				Definition: limit.Said(), Status: evidence.Derived, Sources: centreSources,
				Check:   text("balance of the day, oedema, liver size and ascites against baseline (SOS/VOD), kidney, heart", "当日出入量、水肿、肝大小与腹水对比基线（SOS/VOD）、肾功能、心功能"),
				Entries: b.Entries})
		}
		return
	}
}

// overloaded compares a weight with the centre's limit above the baseline, on
// exact decimals.
func (x *index) overloaded(now, base quantity.BodyWeight) course.Finding {
	limit, set := x.limits.Of(OverloadLimit, "")
	if !set {
		return course.Unknown
	}
	share, err := limit.High.Percent()
	if err != nil {
		return course.Unknown
	}
	exact := func(v float64) *big.Rat {
		r, _ := new(big.Rat).SetString(strconv.FormatFloat(v, 'f', -1, 64))
		return r
	}
	reached := new(big.Rat).Mul(exact(base.Kilograms()), new(big.Rat).Add(big.NewRat(1, 1), new(big.Rat).Quo(exact(share.Percent()), big.NewRat(100, 1))))
	return course.FindingOf(exact(now.Kilograms()).Cmp(reached) >= 0)
}
