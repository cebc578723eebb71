package feed

import (
	"errors"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// target is what a code means in a chart.
type target struct {
	what, organism, specimen, method, lineage, test, detail string
	unit                                                    string // used where a result names none, by the centre's own line
	below                                                   string // what "below the limit" means for an organism, by the centre's own line
	dimensions                                              []quantity.Dimension
}

// codes looks codes and units up, in the centre's own lines first and then in the
// knowledge.
type codes struct {
	base    *knowledge.Base
	lines   map[string]app.FeedMapping
	units   map[string]knowledge.LocalUnit
	refused map[string]evidence.Text
}

func newCodes(base *knowledge.Base, lines []app.FeedMapping) codes {
	c := codes{base, map[string]app.FeedMapping{}, map[string]knowledge.LocalUnit{}, map[string]evidence.Text{}}
	for _, l := range lines {
		c.lines[l.ID] = l
	}
	for _, u := range base.LocalUnits() {
		c.units[u.Text] = u
	}
	for _, u := range base.RefusedUnits() {
		c.refused[u.Text] = u.Reason
	}
	return c
}

// line finds the centre's own line, that of the sender before that of everybody.
func (c codes) line(kind, sender, system, code string) (app.FeedMapping, bool) {
	for _, s := range []string{sender, "*"} {
		if l, found := c.lines[strings.Join([]string{kind, s, system, code}, "/")]; found {
			return l, true
		}
	}
	return app.FeedMapping{}, false
}

// coded is one of the identifiers that a result carries: code, text and system.
type coded struct{ code, text, system string }

// loinc is the name of LOINC in table 0396.
const loinc = "LN"

// find gives the meaning of the identifiers of one result. Identifiers that mean
// different things are no meaning: proposal then says why.
func (c codes) find(sender string, ids []coded) (t target, found bool, proposal evidence.Text) {
	for _, id := range ids {
		one, ok := c.one(sender, id)
		if !ok {
			if item, code, known := c.base.LOINC(id.code); known && id.system == loinc {
				proposal = text("; the knowledge lists "+code.LOINC+" as "+item.Name.EN+", "+code.Status.Label("en")+": a person confirms it in the mapping",
					"；知识库将"+code.LOINC+"列为"+item.Name.ZH+"（"+code.Status.Label("zh")+"），须由人工在对照表中确认")
			}
			continue
		}
		if found && (one.what != t.what || one.organism != t.organism) {
			return target{}, false, text("; its two codes mean different things here", "；其两个代码在本系统含义不同")
		}
		if !found {
			t, found = one, true
		}
	}
	return t, found, proposal
}

func (c codes) one(sender string, id coded) (target, bool) {
	if l, found := c.line("code", sender, id.system, id.code); found {
		t := target{what: l.To["what"], organism: l.To["organism"], specimen: l.To["specimen"], method: l.To["method"], lineage: l.To["lineage"],
			test: l.To["test"], detail: l.To["text"], unit: l.To["unit"], below: l.To["below"]}
		if item, known := c.base.LaboratoryItem(t.what); known {
			t.dimensions = item.Dimensions
		}
		return t, true
	}
	if id.system != loinc {
		return target{}, false
	}
	item, code, known := c.base.LOINC(id.code)
	if !known || !code.Status.MayAct() {
		return target{}, false
	}
	t := target{what: item.What, organism: item.Organism, specimen: code.Specimen, method: code.Method, dimensions: code.Dimensions}
	if t.organism != "" {
		t.what, t.test = "", strings.TrimSpace("PCR "+code.Specimen)
	}
	return t, true
}

// value reads number and unit as sent. The error is one sentence in both
// languages and the kind of task it makes.
func (c codes) value(sender, number, unit string, t target) (quantity.Value, string, evidence.Text) {
	number, unit = strings.TrimSpace(number), strings.TrimSpace(unit)
	if unit == "" {
		unit = t.unit
	}
	unit, why := c.unit(sender, unit)
	if why.EN != "" {
		return quantity.Value{}, taskUnit, why
	}
	join := number + " " + unit
	if strings.Contains(number, ":") {
		join = number // a titre carries no unit
	}
	v, err := quantity.ParseValue(join)
	if err != nil {
		kind, subject := taskValue, number
		if _, wrong := quantity.ParseValue("1 " + unit); wrong != nil {
			kind, subject = taskUnit, unit
			if unit == "" {
				subject = "no unit"
			}
		}
		return quantity.Value{}, kind, sentence(err, subject)
	}
	if len(t.dimensions) > 0 && !slices.Contains(t.dimensions, v.Dimension()) {
		return quantity.Value{}, taskUnit, text(
			v.String()+" is a "+string(v.Dimension())+"; "+t.what+t.organism+" is measured as "+dimensionNames(t.dimensions),
			v.String()+"的单位与"+t.what+t.organism+"不符")
	}
	return v, "", evidence.Text{}
}

// unit finds the UCUM code of a unit as sent; what it does not know is left to
// the table of units.
func (c codes) unit(sender, sent string) (string, evidence.Text) {
	if l, found := c.line("unit", sender, "", sent); found {
		return l.To["unit"], evidence.Text{}
	}
	if why, refused := c.refused[sent]; refused {
		return "", why
	}
	if u, known := c.units[sent]; known && u.Status.MayAct() {
		return u.Unit, evidence.Text{}
	}
	return sent, evidence.Text{}
}

func dimensionNames(list []quantity.Dimension) string {
	names := make([]string, len(list))
	for i, d := range list {
		names[i] = string(d)
	}
	return strings.Join(names, " or ")
}

// sentence gives the two languages of a refusal of the table of units.
func sentence(err error, subject string) evidence.Text {
	var refusal *quantity.Error
	if errors.As(err, &refusal) {
		return text(refusal.Sentence, refusal.SentenceZH)
	}
	return text(err.Error(), "无法读取："+subject)
}
