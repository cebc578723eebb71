package chart_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
)

var shanghai = func() *time.Location {
	loc, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		loc = time.FixedZone("CST", 8*3600)
	}
	return loc
}()

func at(text string) day.Moment {
	m, err := day.ParseMoment(text, shanghai)
	if err != nil {
		panic(err) // the literals of this file
	}
	return m
}

func weight(id, when, recorded, value string) chart.Entry {
	v, err := quantity.ParseValue(value)
	if err != nil {
		panic(err)
	}
	return chart.Entry{ID: id, Effective: at(when), Recorded: at(recorded), Author: "nurse", Source: "synthetic", Synthetic: true,
		Payload: &chart.Measurement{What: "body-weight", Value: v}}
}

func childCase(entries ...chart.Entry) chart.Case {
	person := chart.Entry{ID: "child", Effective: at("2024-10-03"), Recorded: at("2024-10-03"), Author: "desk", Source: "synthetic", Synthetic: true,
		Payload: &chart.Person{Role: "recipient", Label: evidence.Text{EN: "Child", ZH: "患儿"}, Sex: "male", Birth: day.MustDate("2024-05-10")}}
	return chart.Case{ID: "c", Synthetic: true, Centre: chart.Centre{Timezone: "Asia/Shanghai"}, Entries: append([]chart.Entry{person}, entries...)}
}

func fold(t *testing.T, c chart.Case, date string) chart.View {
	t.Helper()
	v, err := chart.Fold(c, chart.EndOf(day.MustDate(date), shanghai))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func texts(v chart.View) string {
	var out []string
	for _, m := range v.Measured("child", "body-weight") {
		out = append(out, m.Data.Value.Text())
	}
	return strings.Join(out, " ")
}

func TestADateMeansTheEndOfThatDayInTheZoneOfTheCentre(t *testing.T) {
	c := childCase(weight("w1", "2024-12-20T23:59", "2024-12-20T23:59", "6.8 kg"), weight("w2", "2024-12-21T00:00", "2024-12-21T00:00", "6.9 kg"))
	if got := texts(fold(t, c, "2024-12-20")); got != "6.8" {
		t.Errorf("on the 20th the chart shows %q", got)
	}
	if got := texts(fold(t, c, "2024-12-21")); got != "6.8 6.9" {
		t.Errorf("on the 21st the chart shows %q", got)
	}
}

func TestWhatWasRecordedLaterDoesNotShowThrough(t *testing.T) {
	c := childCase(weight("w1", "2024-12-18T06:30", "2024-12-20T10:00", "6.7 kg"))
	if got := texts(fold(t, c, "2024-12-19")); got != "" {
		t.Errorf("on the 19th nobody had written it down, but the chart shows %q", got)
	}
	if got := texts(fold(t, c, "2024-12-20")); got != "6.7" {
		t.Errorf("on the 20th the chart shows %q", got)
	}
}

func TestACorrectionReplacesTheValueAndKeepsTheOldOneReadable(t *testing.T) {
	fix := weight("w2", "2024-12-18T06:30", "2024-12-19T08:00", "6.8 kg")
	fix.Supersedes, fix.Reason = "w1", "digits swapped"
	fix2 := weight("w3", "2024-12-18T06:30", "2024-12-20T08:00", "6.85 kg")
	fix2.Supersedes, fix2.Reason = "w2", "scale read again"
	c := childCase(weight("w1", "2024-12-18T06:30", "2024-12-18T06:31", "8.6 kg"), fix, fix2)
	before := fold(t, c, "2024-12-18")
	if got := texts(before); got != "8.6" || len(before.Corrected("w1")) != 0 {
		t.Errorf("before the correction the chart shows %q", got)
	}
	after := fold(t, c, "2024-12-20")
	if got := texts(after); got != "6.85" {
		t.Errorf("after both corrections the chart shows %q", got)
	}
	old := after.Corrected("w3")
	if len(old) != 2 || old[0].ID != "w1" || old[1].ID != "w2" {
		t.Errorf("the old values are gone: %v", old)
	}
}

func TestACircleOfCorrectionsDoesNotHang(t *testing.T) {
	a, b := weight("a", "2024-12-18", "2024-12-18", "6 kg"), weight("b", "2024-12-18", "2024-12-18", "7 kg")
	a.Supersedes, b.Supersedes = "b", "a"
	if got := texts(fold(t, childCase(a, b), "2024-12-20")); got != "" {
		t.Errorf("a circle shows %q as current", got)
	}
}

func TestDayZeroIsThePlannedDateUntilAGraftIsInfused(t *testing.T) {
	plan := chart.Entry{ID: "p", Effective: at("2024-12-12"), Recorded: at("2024-12-12"), Payload: &chart.Decision{What: "transplant-date", Date: day.MustDate("2025-01-02")}}
	infusion := chart.Entry{ID: "i", Effective: at("2025-01-03T10:00"), Recorded: at("2025-01-03T10:00"), Payload: &chart.Infusion{Graft: "g"}}
	c := childCase(plan, infusion)
	zero, planned, ok := fold(t, c, "2024-12-20").DayZero()
	if !ok || !planned || zero.String() != "2025-01-02" {
		t.Errorf("planned Day 0 is %s, planned %v", zero, planned)
	}
	v := fold(t, c, "2025-01-13")
	zero, planned, ok = v.DayZero()
	if n, _ := v.TransplantDay(v.Today()); !ok || planned || zero.String() != "2025-01-03" || n.String() != "Day +10" {
		t.Errorf("real Day 0 is %s (%s)", zero, n)
	}
	if _, _, ok := fold(t, c, "2024-12-01").DayZero(); ok {
		t.Error("before the decision there is a Day 0")
	}
}

func TestEveryKindSurvivesItsStoredForm(t *testing.T) {
	for _, k := range chart.Kinds() {
		p, err := chart.New(k)
		if err != nil || p.Kind() != k {
			t.Errorf("%s makes %v, %v", k, p, err)
			continue
		}
		in := chart.Entry{ID: "e", Patient: "c", Effective: at("2024-12-20T06:35"), Recorded: at("2024-12-20T06:40"), Author: "a", Source: "s", Payload: p}
		one, err := json.Marshal(in)
		if err != nil {
			t.Errorf("%s: %v", k, err)
			continue
		}
		var out chart.Entry
		if err := json.Unmarshal(one, &out); err != nil {
			t.Errorf("%s: %v", k, err)
			continue
		}
		if two, _ := json.Marshal(out); string(one) != string(two) {
			t.Errorf("%s changes on its way through the store:\n%s\n%s", k, one, two)
		}
	}
}

func TestAnUnknownKindIsAnError(t *testing.T) {
	var e chart.Entry
	if err := json.Unmarshal([]byte(`{"id":"x","kind":"horoscope","at":"2024-12-20","recorded":"2024-12-20","payload":{}}`), &e); err == nil {
		t.Error("an unknown kind was accepted")
	}
	if _, err := chart.New("horoscope"); err == nil {
		t.Error("New made an unknown kind")
	}
}

func TestCheckNamesEveryProblemWithItsPath(t *testing.T) {
	got := strings.Join(chart.Sentences(chart.Check(&chart.Imaging{Modality: "sonar"})), "\n")
	for _, want := range []string{`data.modality: "sonar" is not one of`, "data.region: is required", "data.ionising: is required", "data.status: is required"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in:\n%s", want, got)
		}
	}
	if problems := chart.Check(&chart.Note{Text: "seen"}); len(problems) != 0 {
		t.Errorf("a good note is refused: %v", problems)
	}
	deep := &chart.CentreProtocol{Name: "X", Title: evidence.Text{EN: "x"}, Base: "IEWP-F", Drugs: []chart.ProtocolDrug{{}}}
	if got := strings.Join(chart.Sentences(chart.Check(deep)), "\n"); !strings.Contains(got, "data.drugs[0].drug: is required") {
		t.Errorf("a nested problem is not named: %s", got)
	}
}

func TestAnAnswerThatNobodyGaveIsNotNo(t *testing.T) {
	var a chart.Answer
	if a.Known() || a.True() {
		t.Error("an empty answer counts")
	}
	for text, want := range map[string]chart.Answer{"yes": chart.Yes, "true": chart.Yes, "no": chart.No, "false": chart.No, "unknown": chart.UnknownAnswer} {
		if err := a.UnmarshalText([]byte(text)); err != nil || a != want {
			t.Errorf("%s becomes %q, %v", text, a, err)
		}
	}
	if err := a.UnmarshalText([]byte("maybe")); err == nil {
		t.Error("maybe was accepted")
	}
}

// The fold is a pure function: the order in which entries were stored has no
// effect, and a later moment never shows fewer entries than the corrections hid.
func TestTheFoldDoesNotDependOnTheOrderOfEntries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		var entries []chart.Entry
		for i := range n {
			d := rapid.IntRange(1, 28).Draw(t, "day")
			late := rapid.IntRange(0, 5).Draw(t, "late")
			e := weight(fmt.Sprintf("w%02d", i), fmt.Sprintf("2024-11-%02dT06:00", d), fmt.Sprintf("2024-12-%02dT06:00", 1+late), "6.5 kg")
			if i > 0 && rapid.Bool().Draw(t, "corrects") {
				e.Supersedes = fmt.Sprintf("w%02d", rapid.IntRange(0, i-1).Draw(t, "which"))
			}
			entries = append(entries, e)
		}
		shuffled := rapid.Permutation(entries).Draw(t, "order")
		moment := chart.EndOf(day.MustDate("2024-12-04"), shanghai)
		a, err := chart.Fold(childCase(entries...), moment)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := chart.Fold(childCase(shuffled...), moment)
		one, _ := json.Marshal(a.Case.Entries)
		two, _ := json.Marshal(b.Case.Entries)
		if string(one) != string(two) {
			t.Fatalf("the order of entries changes the view:\n%s\n%s", one, two)
		}
	})
}

// FuzzEntry: stored bytes that are not an entry are refused, never a panic, and
// what is accepted writes the same bytes again.
func FuzzEntry(f *testing.F) {
	f.Add(`{"id":"w","kind":"measurement","at":"2024-12-20T06:35:00+08:00","recorded":"2024-12-20","by":"n","payload":{"what":"body-weight","value":"6.80 kg"}}`)
	f.Add(`{"id":"w","kind":"measurement","at":"2024-02-30","recorded":"x","payload":{"value":"6,8 kg"}}`)
	f.Add(`{"kind":"decision","payload":{"weight":"15 lb"}}`)
	f.Add(`null`)
	f.Fuzz(func(t *testing.T, s string) {
		var e chart.Entry
		if json.Unmarshal([]byte(s), &e) != nil || e.Payload == nil {
			return
		}
		one, err := json.Marshal(e)
		if err != nil {
			t.Fatalf("accepted, but cannot be written: %v", err)
		}
		var again chart.Entry
		if err := json.Unmarshal(one, &again); err != nil {
			t.Fatalf("written, but cannot be read: %v\n%s", err, one)
		}
		if two, _ := json.Marshal(again); string(one) != string(two) {
			t.Fatalf("not stable:\n%s\n%s", one, two)
		}
	})
}

func ExampleFold() {
	c := childCase(weight("w1", "2024-12-17T06:35", "2024-12-17T06:40", "6.75 kg"), weight("w2", "2024-12-20T06:35", "2024-12-20T06:40", "6.80 kg"))
	v, err := chart.Fold(c, chart.EndOf(day.MustDate("2024-12-19"), shanghai))
	if err != nil {
		fmt.Println(err)
		return
	}
	last, _ := chart.Last(v.Measured("child", "body-weight"))
	fmt.Println(v.Today(), last.Data.Value)
	// Output: 2024-12-19 6.75 kg
}

func TestABareDateReadBackFromTheStoreStaysOnItsDay(t *testing.T) {
	w := weight("w1", "2024-12-18", "2024-12-18", "6.7 kg")
	body, err := json.Marshal(w)
	if err != nil {
		t.Fatal(err)
	}
	var stored chart.Entry
	if err := json.Unmarshal(body, &stored); err != nil {
		t.Fatal(err)
	}
	c := childCase(stored)
	if got := texts(fold(t, c, "2024-12-17")); got != "" {
		t.Errorf("on the 17th the chart shows %q", got)
	}
	v := fold(t, c, "2024-12-18")
	if got := texts(v); got != "6.7" {
		t.Errorf("on the 18th the chart shows %q", got)
	}
	if d := v.DateOf(v.Case.Entries[len(v.Case.Entries)-1]); d.String() != "2024-12-18" {
		t.Errorf("the entry moved to %s", d)
	}
}
