package casefile

import (
	"bytes"
	"encoding"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// equalities compares dates, moments and quantities by the text they print.
var equalities = cmp.FilterValues(func(a, b any) bool {
	_, x := a.(encoding.TextMarshaler)
	_, y := b.(encoding.TextMarshaler)
	return x && y
}, cmp.Comparer(func(a, b any) bool { return marshalled(a) == marshalled(b) }))

func marshalled(x any) string {
	m, ok := x.(encoding.TextMarshaler)
	if !ok {
		return ""
	}
	text, err := m.MarshalText()
	if err != nil {
		return "error " + err.Error()
	}
	return string(text)
}

func roundTrip(t testing.TB, c chart.Case) (chart.Case, string) {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, c); err != nil {
		t.Fatalf("%v", err)
	}
	text := out.String()
	again, problems := Parse(&out, "again.yaml")
	if len(problems) > 0 {
		t.Fatalf("%v in:\n%s", problems[0], text)
	}
	return again, text
}

func TestWritingAndReadingGivesTheSameCase(t *testing.T) {
	for _, name := range exampleFiles(t) {
		t.Run(name, func(t *testing.T) {
			c := parseExample(t, name)
			again, text := roundTrip(t, c)
			if diff := cmp.Diff(c, again, equalities); diff != "" {
				t.Errorf("the case changed:\n%s", diff)
			}
			if _, second := roundTrip(t, again); second != text {
				t.Error("the same case gives different bytes")
			}
		})
	}
}

func TestWritingIsReadableText(t *testing.T) {
	c, problems := Parse(strings.NewReader(tiny), "x.yaml")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var out bytes.Buffer
	if err := Write(&out, c); err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/written.golden", out.Bytes())
}

func TestACaseThatParseWouldRefuseIsNotWritten(t *testing.T) {
	good, _ := Parse(strings.NewReader(tiny), "x.yaml")
	for name, spoil := range map[string]func(*chart.Case){
		"no payload":      func(c *chart.Case) { c.Entries[1].Payload = nil },
		"no time":         func(c *chart.Case) { c.Entries[1].Effective = day.Moment{} },
		"an id twice":     func(c *chart.Case) { c.Entries[1].ID = "child" },
		"no entry":        func(c *chart.Case) { c.Entries = nil },
		"a control sign":  func(c *chart.Case) { c.Entries[1].Source = "a\x1b" },
		"no time zone":    func(c *chart.Case) { c.Centre.Timezone = "" },
		"a broken string": func(c *chart.Case) { c.Title.EN = "a\xff" },
	} {
		t.Run(name, func(t *testing.T) {
			c := good
			c.Entries = append([]chart.Entry{}, good.Entries...)
			spoil(&c)
			var out bytes.Buffer
			if err := Write(&out, c); err == nil || out.Len() > 0 {
				t.Errorf("wrote %d bytes, error %v", out.Len(), err)
			}
		})
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestAWriterThatFailsIsReported(t *testing.T) {
	good, _ := Parse(strings.NewReader(tiny), "x.yaml")
	if err := Write(full{}, good); err == nil || err.Error() != "disk full" {
		t.Errorf("got %v", err)
	}
}

// samples are texts of every quantity of the record; a generator takes those
// that its type accepts.
var samples = []string{"6.80 kg", "5 %", "64 cm", "1 mg/kg", "30 mg/m2", "0.1 mg", "70 mL", "5.0 10*6/kg", "2 Gy", "0.02 mSv",
	"1:32", "1200 copies/mL", "350 [IU]/mL", "2025-01-02", "yes", "no", "unknown", "<0.01 10*9/L", "20 mg/kg", "98 mg/m2"}

// fill sets a payload field to something that the reader accepts.
func fill(t *rapid.T, v reflect.Value, f field) {
	if v.CanAddr() && isText(v.Addr().Interface()) {
		var fit []string
		for _, s := range samples {
			if reflect.New(v.Type()).Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(s)) == nil {
				fit = append(fit, s)
			}
		}
		text := rapid.SampledFrom(fit).Draw(t, f.name)
		if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(word(t, f))
	case reflect.Int:
		least, most := -100, 400
		if f.name == "step" {
			least, most = 1, lastStep
		}
		v.SetInt(int64(rapid.IntRange(least, most).Draw(t, f.name)))
	case reflect.Slice:
		n := rapid.IntRange(1, 3).Draw(t, f.name+" length")
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(t, v.Index(i), field{name: f.name, enum: f.enum})
		}
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string][]string{"A": {"02:07", "11:01"}, "DRB1": {"09:01"}}))
	case reflect.Struct:
		fillRecord(t, v)
	}
}

func fillRecord(t *rapid.T, v reflect.Value) {
	for _, f := range fieldsOf(v.Type()) {
		if f.required || rapid.Bool().Draw(t, "has "+f.name) {
			fill(t, v.Field(f.index), f)
		}
	}
}

// word draws a text, with the oddities that quoting must survive.
func word(t *rapid.T, f field) string {
	if len(f.enum) > 0 {
		return rapid.SampledFrom(f.enum).Draw(t, f.name)
	}
	if f.name == "hgvs" {
		return "c.2440C>T"
	}
	odd := rapid.SampledFrom([]string{"no", "~", "- a", "a: b", "# c", "'", "\"", "a\nb", "  a", "a ", "{", "[x", "&a", "*a", "!a", "%", "0012", "1e3",
		"首例患儿", "a, b", "|", "> x", "\\n", "@", "`", "---", "...", "?", "a\tb", "2024-12-17", "6.8 kg", "NULL", "<<"})
	free := rapid.StringOfN(rapid.RuneFrom([]rune("ab:-#{}[],&*!|>'\"%@` \n\t\\?0é首😀")), 1, 30, -1)
	s := rapid.OneOf(odd, free).Draw(t, f.name)
	if strings.TrimSpace(s) == "" {
		return "x"
	}
	return s
}

// plainKinds are those whose payload names no other entry.
func plainKinds() []chart.Kind {
	var out []chart.Kind
	for _, k := range chart.Kinds() {
		switch k {
		case "decision", "graft", "infusion", "signature", "donor-antibody", "medication-administration", "person", "family-member", "withdrawal":
		default:
			out = append(out, k)
		}
	}
	return out
}

func TestAnyCaseSurvivesWritingAndReading(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, problems := Parse(strings.NewReader(tiny), "x.yaml")
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		c.Title = evidence.Text{EN: word(t, field{name: "title"}), ZH: word(t, field{name: "title zh"})}
		payload, err := chart.New(rapid.SampledFrom(plainKinds()).Draw(t, "kind"))
		if err != nil {
			t.Fatal(err)
		}
		fillRecord(t, reflect.ValueOf(payload).Elem())
		e := c.Entries[1]
		e.ID, e.Payload, e.Author, e.Source = "x", payload, word(t, field{name: "by"}), word(t, field{name: "source"})
		e.Synthetic = e.Source == synthetic || rapid.Bool().Draw(t, "synthetic")
		c.Entries = append(c.Entries, e)
		var out bytes.Buffer
		if err := Write(&out, c); err != nil {
			t.Fatalf("%v", err)
		}
		text := out.String()
		again, problems := Parse(&out, "again.yaml")
		if len(problems) > 0 {
			t.Fatalf("%v in:\n%s", problems[0], text)
		}
		if diff := cmp.Diff(c, again, equalities); diff != "" {
			t.Fatalf("the case changed:\n%s\n%s", diff, text)
		}
	})
}

func TestAnEntryIsWithdrawnInACaseFile(t *testing.T) {
	c := parseExample(t, "lig4-shanghai/case.yaml")
	for _, e := range c.Entries {
		if e.ID == "weight-1220" {
			e.ID, e.Supersedes, e.Reason, e.Payload = "withdrawn", e.ID, "another child's", &chart.Withdrawal{Why: "wrong-patient", What: "body-weight"}
			c.Entries = append(c.Entries, e)
		}
	}
	var out bytes.Buffer
	if err := Write(&out, c); err != nil {
		t.Fatal(err)
	}
	again, problems := Parse(&out, "again.yaml")
	if len(problems) > 0 {
		t.Fatal(problems[0])
	}
	v, err := chart.Fold(again, chart.Moment{Clinical: again.Entries[len(again.Entries)-1].Effective.Time(), Recorded: again.Entries[len(again.Entries)-1].Recorded.Time()})
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Corrected("withdrawn")) != 1 {
		t.Error("the withdrawn weight is not beneath its withdrawal")
	}
	for _, m := range v.Measured("child", "body-weight") {
		if m.ID == "weight-1220" {
			t.Error("the withdrawn weight still stands")
		}
	}
}

func TestVersionsOfAnotherSystemAreNotWrittenAsACaseFile(t *testing.T) {
	c := parseExample(t, "lig4-shanghai/case.yaml")
	c.Entries[3].Version.Of = "LIS/1"
	var out bytes.Buffer
	if err := Write(&out, c); err == nil || out.Len() > 0 {
		t.Errorf("%v, %d bytes", err, out.Len())
	}
}
