package web

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

func protocolRoutes() []route {
	return []route{
		{Pattern: "GET /child/{id}/protocol", Right: authz.ReadPlan, Audit: "plan.read", Do: showProtocol},
		{Pattern: "POST /child/{id}/protocol", Right: authz.WriteEntry, Audit: "entry.write", Do: doProtocol},
		{Pattern: "POST /child/{id}/protocol/{entry}/commission", Right: authz.SignPlan, Audit: "plan.sign", Do: doCommissionProtocol},
	}
}

// protocolBody is the page of the centre's own day-by-day protocols of a child.
type protocolBody struct {
	Standing []protocolView
	Form     *protocolForm
}

type protocolView struct {
	chart.Item[*chart.CentreProtocol]
	Path       string
	Complete   bool
	Commission string // address of the form; empty when the reader cannot put a name
}

// protocolForm is the form as it was last filled in.
type protocolForm struct {
	Action  string
	Bases   []option
	Name    string
	EN, ZH  string
	Drugs   []drugFields
	Rows    []rowFields
	Drugged []evidence.Text
}

type drugFields struct {
	Number                                         int
	Drug, PerKg, PerM2, Days, Route, Minutes, Step string
	Drugs                                          []option
}

type rowFields struct {
	Number       int
	Row          string
	EN, ZH, Days string
	None         bool
	Rows         []option
}

// The rows that the form offers.
const (
	protocolDrugs = 5
	protocolRows  = 7
)

// protocolRowKinds are the rows of the day matrix without a computed dose.
var protocolRowKinds = []string{"serotherapy", "gvhd-prophylaxis", "mesna", "hydration", "antiemetic", "seizure-prophylaxis", "antimicrobial", "other"}

func showProtocol(v *visit) error {
	c, err := v.openChild("protocol")
	if err != nil {
		return err
	}
	var body protocolBody
	latest := map[string]int{}
	for _, item := range chart.All[*chart.CentreProtocol](c.View) {
		view := c.protocolView(item)
		if i, seen := latest[item.Data.Name]; seen {
			body.Standing[i] = view
			continue
		}
		latest[item.Data.Name] = len(body.Standing)
		body.Standing = append(body.Standing, view)
	}
	if c.WritesEntries() && app.MayWrite(v.who.Role, "centre-protocol") {
		body.Form = c.protocolForm()
	}
	return v.render("protocol", page{Title: i18n.For(v.lang).Path.ProtocolTitle, Child: c, Body: body})
}

func (c *child) protocolView(item chart.Item[*chart.CentreProtocol]) protocolView {
	view := protocolView{Item: item, Path: c.Entry(item.ID)}
	roles := map[string]bool{}
	own := false
	for _, by := range item.Data.Commissioned {
		roles[by.Role] = true
		own = own || by.Name == c.visit.who.Display
	}
	view.Complete = roles["pharmacist"] && roles["physician"]
	if c.Writable() && c.visit.may(authz.SignPlan) && !own && !roles[string(c.visit.who.Role)] {
		view.Commission = c.base() + "/protocol/" + url.PathEscape(item.ID) + "/commission"
	}
	return view
}

func (c *child) protocolForm() *protocolForm {
	v := c.visit
	f := &protocolForm{Action: c.base() + "/protocol", Name: v.field("name"), EN: v.field("title.en"), ZH: v.field("title.zh")}
	base := v.door.Knowledge()
	if base == nil {
		return f
	}
	for _, r := range base.Regimens() {
		f.Bases = append(f.Bases, option{r.ID, r.ID, r.ID == v.field("base")})
	}
	for i := range protocolDrugs {
		p := "drugs." + itoa(i) + "."
		d := drugFields{Number: i + 1, Drug: v.field(p + "drug"), PerKg: v.field(p + "perKg"), PerM2: v.field(p + "perM2"), Days: v.field(p + "days"), Route: v.field(p + "route"),
			Minutes: v.field(p + "minutes"), Step: v.field(p + "round")}
		for _, known := range base.Drugs() {
			d.Drugs = append(d.Drugs, option{known.Key, known.Name.In(v.lang), known.Key == d.Drug})
		}
		f.Drugs = append(f.Drugs, d)
	}
	for i := range protocolRows {
		p := "rows." + itoa(i) + "."
		r := rowFields{Number: i + 1, Row: v.field(p + "row"), EN: v.field(p + "en"), ZH: v.field(p + "zh"), Days: v.field(p + "days"), None: v.field(p+"none") == "yes"}
		for _, k := range protocolRowKinds {
			r.Rows = append(r.Rows, option{k, i18n.Term(v.lang, k), k == r.Row})
		}
		f.Rows = append(f.Rows, r)
	}
	return f
}

// protocolJSON brings the form to the stored form of a protocol. Days are written
// as "-6, -5, -4" or "-6 to -2"; what cannot be read is left for the door to refuse.
func (v *visit) protocolJSON() ([]byte, error) {
	doc := map[string]any{"name": v.field("name"), "base": v.field("base"), "title": evidence.Text{EN: v.field("title.en"), ZH: v.field("title.zh")}}
	var drugs, rows []any
	for i := range protocolDrugs {
		d := v.filled("drugs."+itoa(i)+".", "drug", "perKg", "perM2", "route", "round")
		if len(d) == 0 && v.field("drugs."+itoa(i)+".days") == "" {
			continue
		}
		d["days"] = daysOf(v.field("drugs." + itoa(i) + ".days"))
		if n, err := strconv.Atoi(v.field("drugs." + itoa(i) + ".minutes")); err == nil {
			d["minutes"] = n
		}
		for _, dose := range []struct{ key, unit string }{{"perKg", " mg/kg"}, {"perM2", " mg/m2"}, {"round", " mg"}} {
			if text, given := d[dose.key]; given {
				d[dose.key] = text.(string) + dose.unit // filled gives texts alone
			}
		}
		drugs = append(drugs, d)
	}
	for i := range protocolRows {
		p := "rows." + itoa(i) + "."
		r := v.filled(p, "row", "none")
		if len(r) == 0 {
			continue
		}
		r["text"] = evidence.Text{EN: v.field(p + "en"), ZH: v.field(p + "zh")}
		if days := daysOf(v.field(p + "days")); len(days) > 0 {
			r["days"] = days
		}
		rows = append(rows, r)
	}
	doc["drugs"], doc["rows"] = drugs, rows
	return json.Marshal(doc)
}

// filled reads the fields of a row that say anything.
func (v *visit) filled(prefix string, names ...string) map[string]any {
	out := map[string]any{}
	for _, name := range names {
		if text := v.field(prefix + name); text != "" {
			out[name] = text
		}
	}
	return out
}

// daysOf reads "-6, -5" and "-6 to -2". A word that is no day gives 0, which the
// door refuses by its name.
func daysOf(text string) []int {
	text = strings.NewReplacer("−", "-", "，", ",", "、", ",", " to ", "~", "至", "~").Replace(text)
	var out []int
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		from, to, isRange := strings.Cut(part, "~")
		a, _ := strconv.Atoi(from)
		b := a
		if isRange {
			b, _ = strconv.Atoi(to)
		}
		for n := a; n <= b && len(out) < 70; n++ {
			out = append(out, n)
		}
	}
	return out
}

func doProtocol(v *visit) error {
	at, err := v.asOf()
	if err != nil {
		return err
	}
	body, err := v.protocolJSON()
	if err != nil {
		return err
	}
	if _, err := v.door.WriteProtocol(v.r.Context(), v.who, v.r.PathValue("id"), app.ProtocolRequest{AsOf: at, Body: body}); err != nil {
		return v.again(err, showProtocol)
	}
	return v.redirect(v.donePath("protocol", "recorded", at))
}

func doCommissionProtocol(v *visit) error {
	at, err := v.asOf()
	if err != nil {
		return err
	}
	if err := v.door.CommissionProtocol(v.r.Context(), v.who, v.r.PathValue("id"), v.r.PathValue("entry"), v.r.PostForm.Get("password"), at); err != nil {
		return v.again(err, showProtocol)
	}
	return v.redirect(v.donePath("protocol", "signed", at))
}
