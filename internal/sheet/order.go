package sheet

import (
	"html/template"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/plan"
)

// OrderOptions are the settings of one printed order sheet.
type OrderOptions struct {
	Lang      string // en or zh
	PrintedAt string // date and time with zone, as it shall stand on each page
	PrintedBy string // name of the person who prints; may be empty
}

// orderView is what the order sheet shows.
type orderView struct {
	common
	Options      OrderOptions
	Title        string
	HasOption    bool
	Option       plan.Option
	Withheld     bool
	Donors       string
	Drugs        []drugView
	Rows         []rowView
	Open, Passed []plan.Note
}

// drugView is one drug of the chosen option with its line of the matrix and of
// the ledger.
type drugView struct {
	Drug     plan.OptionDrug
	Route    evidence.Text
	Total    string
	Ledger   []plan.LedgerRow
	Withheld bool
}

// rowView is a row of the matrix without a computed dose; When names its days.
type rowView struct {
	plan.MatrixRow
	NoneWord, When string
}

// OrderSheet is the body of the A4 order sheet, with class names of CSS and no
// style attribute, so that it prints under a strict content security policy.
// Whatever forbids to use it as an order lies across it in both languages. A
// protocol that the centre has not commissioned makes a reference sheet without
// fields for preparation and giving.
func OrderSheet(p plan.Plan, o OrderOptions) template.HTML {
	return render("order", newOrder(p, o), o.Lang)
}

// OrderPage is the order sheet as one self-contained HTML document.
func OrderPage(p plan.Plan, o OrderOptions) []byte {
	v := newOrder(p, o)
	return document(v.Title+" · "+p.Title.In(o.Lang), render("order", v, o.Lang), o.Lang)
}

func newOrder(p plan.Plan, o OrderOptions) orderView {
	v := orderView{common: shared(p, o.Lang), Options: o, Title: word("order-sheet", o.Lang)}
	v.Option, v.HasOption = chosenOption(p)
	v.Withheld = v.HasOption && !v.Option.Commissioned
	if v.Withheld {
		v.Title = word("reference-sheet", o.Lang)
	}
	v.Open, v.Passed = notesOfSheet(p)
	v.Donors = donorLine(p, o.Lang)
	drugs := map[string]bool{}
	for _, d := range v.Option.Drugs {
		drugs[d.Drug] = true
		v.Drugs = append(v.Drugs, newDrug(p, d, v.Withheld, o.Lang))
	}
	for _, r := range p.Matrix.Rows {
		if !drugs[r.Key] {
			v.Rows = append(v.Rows, rowView{r, noneWord(r, o.Lang), whenOf(p, r, o.Lang)})
		}
	}
	return v
}

func newDrug(p plan.Plan, d plan.OptionDrug, withheld bool, lang string) drugView {
	v := drugView{Drug: d, Withheld: withheld, Total: orWord(written(known(d.PerCourse)), "not-known", lang)}
	for _, r := range p.Matrix.Rows {
		if r.Key == d.Drug {
			v.Route = r.Detail
			if !r.Total.Empty() && d.PerCourse.Known {
				v.Total = written(r.Total.In(lang))
			}
		}
	}
	if v.Route.Empty() {
		v.Route = evidence.Text{EN: "◇ " + words["not-recorded"].EN, ZH: "◇ " + words["not-recorded"].ZH}
	}
	for _, r := range p.Ledger {
		if r.Agent == d.Drug {
			v.Ledger = append(v.Ledger, r)
		}
	}
	return v
}

// whenOf lists the days on which a row without a dose is marked.
func whenOf(p plan.Plan, r plan.MatrixRow, lang string) string {
	var days []string
	for i, c := range r.Cells {
		if c.Dose == "" || i >= len(p.Matrix.Days) {
			continue
		}
		said := dayHead(p.Matrix.Days[i], lang)
		if c.Dose != "•" {
			said += " " + written(c.Dose)
		}
		days = append(days, said)
	}
	return strings.Join(days, comma(lang))
}

// donorLine names the chosen donor and the back-up.
func donorLine(p plan.Plan, lang string) string {
	var parts []string
	for _, d := range p.Donors {
		if d.Chosen {
			parts = append(parts, d.Label.In(lang)+aside(joined(" · ", word("chosen", lang), matchText(d.Match)), lang))
		}
	}
	for _, d := range p.Donors {
		if d.Backup {
			parts = append(parts, word("backup", lang)+colon(lang)+d.Label.In(lang))
		}
	}
	return strings.Join(parts, " · ")
}
