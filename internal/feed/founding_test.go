package feed

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/plan"
)

// standing lists the current entries of a view by what they say, without who
// wrote them down and when.
func standing(t *testing.T, v chart.View, kinds ...chart.Kind) []string {
	t.Helper()
	var lines []string
	for _, e := range v.Case.Entries {
		if len(kinds) > 0 && !slices.Contains(kinds, e.Payload.Kind()) {
			continue
		}
		p := e.Payload
		switch d := p.(type) { // remarks are not sent
		case *chart.Measurement:
			copied := *d
			copied.Detail, copied.Laboratory = "", ""
			p = &copied
		case *chart.Infection:
			copied := *d
			copied.Detail = ""
			p = &copied
		case *chart.Event:
			copied := *d
			copied.Detail = ""
			p = &copied
		}
		body, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		about := e.About
		if about == "child" {
			about = ""
		}
		lines = append(lines, fmt.Sprintf("%s %s %s %s", p.Kind(), about, e.Effective.In(v.Location), body))
	}
	slices.Sort(lines)
	return lines
}

// The founding case runs from Day 0 to one year through messages alone and is
// the same chart as the case file, day by day and at the end.
func TestTheFoundingCaseRunsToOneYearThroughMessagesAlone(t *testing.T) {
	whole := founding(t)
	h := withChild(t)
	for _, raw := range streamOf(t, whole) {
		h.keep(t, raw)
	}
	if tasks := h.tasks(t); len(tasks) != 0 {
		t.Fatalf("%d tasks are open, first: %s", len(tasks), tasks[0].EN)
	}
	fromFile, err := chart.Fold(whole, chart.Moment{Clinical: aYearLater, Recorded: aYearLater})
	if err != nil {
		t.Fatal(err)
	}
	got := h.chartOf(t, child)
	if diff := cmp.Diff(standing(t, fromFile), standing(t, got)); diff != "" {
		t.Errorf("the chart from messages differs from the case (-file +messages):\n%s", diff)
	}
	corrected := 0
	for _, e := range got.Case.Entries {
		if e.Author == app.FeedAuthor {
			corrected += len(got.Corrected(e.ID))
		}
	}
	if corrected != 1 {
		t.Errorf("%d corrected values are readable beneath, the case has 1", corrected)
	}
	want, err := plan.Make(fromFile, h.Knowledge())
	if err != nil {
		t.Fatal(err)
	}
	made, err := plan.Make(got, h.Knowledge())
	if err != nil {
		t.Fatal(err)
	}
	if !made.Outcome.Complete || made.Outcome.Sentence != want.Outcome.Sentence {
		t.Errorf("the outcome statement is %q", made.Outcome.Sentence.EN)
	}
	if len(made.Endpoints) != 2 || made.Endpoints[0].Text != want.Endpoints[0].Text || made.Endpoints[1].Text != want.Endpoints[1].Text {
		t.Errorf("recovery reads %+v, from the file %+v", made.Endpoints, want.Endpoints)
	}
	t.Logf("%s / %s / %s", made.Endpoints[0].Text.EN, made.Endpoints[1].Text.EN, made.Outcome.Sentence.EN)
}

// Seen day by day: with the clock at the time of each message, the chart as of
// Day +42 holds what the file holds as of Day +42.
func TestTheChartOfAPastDayHoldsWhatHadArrivedByThen(t *testing.T) {
	whole := founding(t)
	h := withChild(t)
	zone, _ := whole.Centre.Location()
	for _, raw := range streamOf(t, whole) {
		l := Listener{Door: h}
		header, err := l.header(raw)
		if err != nil {
			t.Fatal(err)
		}
		at, err := time.ParseInLocation("200601021504-0700", header.Time, zone)
		if err != nil {
			t.Fatal(err)
		}
		h.clock.set(at)
		h.keep(t, raw)
	}
	h.clock.set(aYearLater)
	c, err := h.store.Case(context.Background(), child)
	if err != nil {
		t.Fatal(err)
	}
	for _, date := range []string{"2025-01-02", "2025-01-14", "2025-02-13", "2025-07-10", "2026-01-12"} {
		at := chart.EndOf(day.MustDate(date), zone)
		want, err := chart.Fold(whole, at)
		if err != nil {
			t.Fatal(err)
		}
		got, err := chart.Fold(c, at)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(standing(t, want, "measurement", "infection", "event"), standing(t, got, "measurement", "infection", "event")); diff != "" {
			t.Errorf("as of %s (-file +messages):\n%s", date, diff)
		}
	}
}

// Twice, shuffled, doubled, corrections before originals, withdrawals in between:
// the final chart is the same, entry by entry with its hidden versions.
func TestTheFinalChartDoesNotDependOnTheOrderOfArrival(t *testing.T) {
	stream := append(streamOf(t, founding(t)), withdrawals()...)
	var first, firstCourse []string
	for round := range 4 {
		h := withChild(t)
		order := slices.Clone(stream)
		random := rand.New(rand.NewPCG(20250102, uint64(round)))
		switch round {
		case 1:
			order = append(order, stream...) // the whole day again
		case 2:
			slices.Reverse(order) // every correction before its original
		case 3:
			order = append(order, stream[:len(stream)/2]...)
			random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		}
		for len(order) > 0 { // in batches of any size, as connections bring them
			n := min(len(order), 1+random.IntN(60))
			h.keep(t, order[:n]...)
			order = order[n:]
		}
		if tasks := h.tasks(t); len(tasks) != 0 {
			t.Fatalf("round %d: %d tasks are open, first: %s", round, len(tasks), tasks[0].EN)
		}
		got, course := everything(t, h.chartOf(t, child)), h.courseOf(t)
		if round == 0 {
			first, firstCourse = got, course
			continue
		}
		if diff := cmp.Diff(first, got); diff != "" {
			t.Errorf("round %d differs:\n%s", round, diff)
		}
		if diff := cmp.Diff(firstCourse, course); diff != "" {
			t.Errorf("the course of round %d differs:\n%s", round, diff)
		}
	}
}

// everything lists current and hidden entries of the feed in full, but for the
// time of writing down.
func everything(t *testing.T, v chart.View) []string {
	t.Helper()
	var lines []string
	add := func(e chart.Entry, mark string) {
		if e.Author != app.FeedAuthor {
			return
		}
		e.Recorded = e.Effective
		body, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, mark+string(body))
	}
	for _, e := range v.Case.Entries {
		add(e, "stands ")
		for _, old := range v.Corrected(e.ID) {
			add(old, "beneath "+e.ID+" ")
		}
	}
	slices.Sort(lines)
	return lines
}

// withdrawals take one count back as belonging to another patient, and issue a
// preliminary and a final value of another sample.
func withdrawals() [][]byte {
	message := func(control, issued, order, value, status string) []byte {
		return []byte("MSH|^~\\&|SYNLIS|SYNTHETIC|||" + issued + "||ORU^R01|" + control + "|T|2.5.1\rPID|1||SYN-LIG4-01||||20240510|M\r" +
			"OBR|1||" + order + "|||" + "|202503010700+0800\rOBX|1|NM|26499-4^Neutrophils^LN||" + value + "|10*9/L|||||" + status + "\r")
	}
	return [][]byte{
		message("W1", "202503010800+0800", "X1", "9.9", "F"), message("W2", "202503010900+0800", "X1", "", "W"),
		message("W3", "202503020800+0800", "X2", "0.01", "P"), message("W4", "202503020900+0800", "X2", "2.7", "F"),
		message("W5", "202503020900+0800", "X2", "2.9", "C"), message("W6", "202503020901+0800", "X3", "", "X"),
	}
}
