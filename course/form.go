package course

import (
	"bytes"
	"encoding/json"
	"math"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// form reads one JSON object of the batch form: every wrong key is collected,
// and what nobody asked for is listed.
type form struct {
	keys map[string]json.RawMessage
	used map[string]bool
	path string
	bad  *Problems
}

// newForm reads an object; a key that occurs twice is refused.
func newForm(raw json.RawMessage, path string, bad *Problems) form {
	f := form{keys: map[string]json.RawMessage{}, used: map[string]bool{}, path: path, bad: bad}
	d := json.NewDecoder(bytes.NewReader(raw))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		bad.add(KindType, path, "a JSON object is wanted")
		return f
	}
	for d.More() {
		t, err := d.Token()
		key, ok := t.(string)
		if err != nil || !ok {
			bad.add(KindType, path, "a JSON object is wanted")
			return f
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			bad.add(KindType, f.at(key), "the value cannot be read")
			return f
		}
		if _, twice := f.keys[key]; twice {
			bad.add(KindConflict, f.at(key), "the key occurs twice")
		}
		f.keys[key] = value
	}
	return f
}

func (f form) at(key string) string {
	if f.path == "" {
		return key
	}
	return f.path + "." + key
}

// present reports whether the key was given, null included.
func (f form) present(key string) bool {
	_, ok := f.keys[key]
	return ok
}

// raw gives a value that is there and not null.
func (f form) raw(key string) (json.RawMessage, bool) {
	f.used[key] = true
	value, ok := f.keys[key]
	return value, ok && string(value) != "null"
}

// ignored lists the keys that nobody asked for.
func (f form) ignored() []string {
	out := []string{}
	for key := range f.keys {
		if !f.used[key] {
			out = append(out, f.at(key))
		}
	}
	sort.Strings(out)
	return out
}

// number reads a number; NaN if absent, null or refused.
func (f form) number(key string) float64 {
	value, ok := f.raw(key)
	if !ok {
		return math.NaN()
	}
	return readNumber(value, f.at(key), f.bad)
}

func readNumber(value json.RawMessage, path string, bad *Problems) float64 {
	text := string(value)
	if text == "" || strings.IndexByte("-0123456789", text[0]) < 0 {
		bad.add(KindType, path, "a number is wanted, not "+short(text))
		return math.NaN()
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(x, 0) {
		bad.add(KindRange, path, "the number "+short(text)+" cannot be held")
		return math.NaN()
	}
	return x
}

func short(text string) string {
	if r := []rune(text); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return text
}

// amount reads a number that cannot be negative.
func (f form) amount(key string) float64 {
	x := f.number(key)
	if x < 0 {
		f.bad.add(KindRange, f.at(key), "a negative value cannot be")
		return math.NaN()
	}
	return x
}

// value reads a number with the unit that its key names.
func (f form) value(key, unit string) quantity.Value {
	return f.valueOf(f.amount(key), key, unit)
}

func (f form) valueOf(x float64, key, unit string) quantity.Value {
	if math.IsNaN(x) {
		return quantity.Value{}
	}
	v, err := quantity.ParseValue(strconv.FormatFloat(x, 'f', -1, 64) + " " + unit)
	if err != nil {
		f.bad.add(KindRange, f.at(key), "the number cannot be held")
	}
	return v
}

func (f form) percent(key string) quantity.Percent { return quantity.PercentOf(f.number(key)) }

func (f form) weight(key string) quantity.BodyWeight {
	return weightOf(f.amount(key), f.at(key), f.bad)
}

func weightOf(x float64, path string, bad *Problems) quantity.BodyWeight {
	if x == 0 {
		bad.add(KindRange, path, "a body weight of 0 cannot be")
	}
	return quantity.WeightInKilograms(x)
}

// finding reads true or false; absent and null are unknown.
func (f form) finding(key string) Finding {
	value, ok := f.raw(key)
	switch {
	case !ok:
		return Unknown
	case string(value) == "true":
		return Yes
	case string(value) == "false":
		return No
	}
	f.bad.add(KindType, f.at(key), "true, false or null is wanted, not "+short(string(value)))
	return Unknown
}

// sign reads a further sign that a case may leave out: absent is "not there",
// null stays unknown.
func (f form) sign(key string) Finding {
	if !f.present(key) {
		f.used[key] = true
		return No
	}
	return f.finding(key)
}

func (f form) text(key string) string {
	value, ok := f.raw(key)
	if !ok {
		return ""
	}
	var text string
	if err := json.Unmarshal(value, &text); err != nil {
		f.bad.add(KindType, f.at(key), "a text is wanted, not "+short(string(value)))
	}
	return strings.TrimSpace(text)
}

// word reads one of the listed words; "" if absent or null.
func (f form) word(key string, allowed ...string) string {
	text := f.text(key)
	if text == "" {
		return ""
	}
	for _, w := range allowed {
		if strings.EqualFold(text, w) {
			return w
		}
	}
	f.bad.add(KindChoice, f.at(key), "“"+short(text)+"” is none of: "+strings.Join(allowed, ", "))
	return ""
}

// day reads a whole transplant day; NoDay if absent or null.
func (f form) day(key string) day.Transplant {
	value, ok := f.raw(key)
	if !ok {
		return day.NoDay
	}
	return readDay(value, f.at(key), f.bad)
}

func readDay(value json.RawMessage, path string, bad *Problems) day.Transplant {
	x := readNumber(value, path, bad)
	switch {
	case math.IsNaN(x):
		return day.NoDay
	case x != math.Trunc(x) || math.Abs(x) > 40000:
		bad.add(KindDay, path, "a transplant day is a whole number of days, not "+short(string(value)))
		return day.NoDay
	}
	return day.Transplant(x)
}

// occurrence reads the day of an event; false is "did not happen", null is what
// the caller says.
func (f form) occurrence(key string, null Occurrence) Occurrence {
	value, ok := f.raw(key)
	switch {
	case !ok:
		return null
	case string(value) == "false":
		return DidNotHappen()
	}
	return Happened(readDay(value, f.at(key), f.bad))
}

// objects reads a list of objects; ok is false if absent or null.
func (f form) objects(key string) (list []form, ok bool) {
	value, ok := f.raw(key)
	if !ok {
		return nil, false
	}
	var items []json.RawMessage
	if err := json.Unmarshal(value, &items); err != nil {
		f.bad.add(KindType, f.at(key), "a list is wanted")
		return nil, false
	}
	for i, item := range items {
		list = append(list, newForm(item, f.at(key)+"["+itoa(i)+"]", f.bad))
	}
	return list, true
}

// object reads an object; an empty form if absent or null.
func (f form) object(key string) form {
	value, ok := f.raw(key)
	if !ok {
		return form{keys: map[string]json.RawMessage{}, used: map[string]bool{}, path: f.at(key), bad: f.bad}
	}
	return newForm(value, f.at(key), f.bad)
}

// days reads a list of days, bare or as {"day": n}; ok is false if absent or null.
func (f form) days(key string) (out []day.Transplant, ok bool) {
	value, ok := f.raw(key)
	if !ok {
		return nil, false
	}
	var items []json.RawMessage
	if err := json.Unmarshal(value, &items); err != nil {
		f.bad.add(KindType, f.at(key), "a list of days is wanted")
		return nil, false
	}
	for i, item := range items {
		path := f.at(key) + "[" + itoa(i) + "]"
		if len(item) > 0 && item[0] == '{' {
			out = append(out, f.dated(newForm(item, path, f.bad)))
			continue
		}
		out = append(out, readDay(item, path, f.bad))
	}
	return out, true
}

// dated reads the day that a row of a series must have.
func (f form) dated(row form) day.Transplant {
	d := row.day("day")
	if _, given := row.raw("day"); !given {
		f.bad.add(KindDay, row.at("day"), "the day is missing")
	}
	return d
}

// counts reads a series of counts in 10^9/L or per µL, whichever was given.
func (f form) counts(perLitre, perMicrolitre string) []Count {
	rows, ok := f.objects(perLitre)
	per := quantity.BillionsPerLitre
	other, both := f.objects(perMicrolitre)
	switch {
	case ok && both:
		f.bad.add(KindConflict, f.at(perLitre), "the series is given in two units")
	case both:
		rows, per = other, quantity.PerMicrolitre
	}
	out := make([]Count, 0, len(rows))
	for _, row := range rows {
		method := map[string]CountMethod{"automated": Automated, "manual": Manual}[row.word("method", "automated", "manual")]
		out = append(out, Count{Day: f.dated(row), Value: per(row.amount("value")), Method: method})
	}
	return out
}

// bilirubin reads mg/dL or µmol/L, whichever was given.
func (f form) bilirubin(stem string) Bilirubin {
	mass, moles := f.amount(stem+"_mg_per_dL"), f.amount(stem+"_umol_per_L")
	switch {
	case !math.IsNaN(mass) && !math.IsNaN(moles):
		f.bad.add(KindConflict, f.at(stem+"_mg_per_dL"), "the value is given in two units")
	case !math.IsNaN(moles):
		return BilirubinBySubstance(quantity.MicromolesPerLitre(moles))
	}
	return BilirubinByMass(quantity.MilligramsPerDecilitre(mass))
}

// lasted reads hours.
func (f form) lasted(key string) Lasted {
	x := f.amount(key)
	if math.IsNaN(x) || x > 1e6 {
		return Lasted{}
	}
	return LastedFor(time.Duration(x * float64(time.Hour)))
}

// stage reads an organ stage from 0 to most.
func (f form) stage(key string, most int) Stage {
	x := f.number(key)
	switch {
	case math.IsNaN(x):
		return Stage{}
	case x != math.Trunc(x) || x < 0 || x > float64(most):
		f.bad.add(KindRange, f.at(key), "a stage from 0 to "+itoa(most)+" is wanted")
		return Stage{}
	}
	return StageOf(int(x))
}
