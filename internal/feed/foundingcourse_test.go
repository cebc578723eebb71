package feed

import (
	"fmt"
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/course"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/followup"
	"github.com/dayzero-hsct/dayzero/hl7v2"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/plan"
	"github.com/dayzero-hsct/dayzero/registrypack"
	wardcourse "github.com/dayzero-hsct/dayzero/ward"
)

// asOf is the record as it is known now, seen at the end of a day.
func (h house) asOf(t testing.TB, date string) chart.View {
	t.Helper()
	c, err := h.store.Case(t.Context(), child)
	if err != nil {
		t.Fatal(err)
	}
	zone, _ := c.Centre.Location()
	v, err := chart.Fold(c, chart.Moment{Clinical: chart.EndOf(day.MustDate(date), zone).Clinical, Recorded: h.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// origin counts the entries that the feed brought and those that people wrote.
func origin(v chart.View, entries []string) string {
	fed, people := 0, 0
	for _, e := range v.Case.Entries {
		switch {
		case !slices.Contains(entries, e.ID):
		case e.Author == app.FeedAuthor:
			fed++
		default:
			people++
		}
	}
	return fmt.Sprintf("feed %d, people %d", fed, people)
}

// courseOf says what the course of the founding case gives, each line with the
// origin of the entries it rests on. Laboratories and admission desks send
// counts, chimerism, levels, viruses, weights, discharge and visits; what a
// person judges (GVHD forms, the signed lines of the discharge gate, the
// judgements of the one-year review) has no message and is entered.
func (h house) courseOf(t testing.TB) []string {
	t.Helper()
	home := h.asOf(t, "2025-02-13")
	c := wardcourse.Assess(home, nil)
	recovery := func(id string) string {
		e, _ := c.Endpoint(id)
		return origin(home, e.Entries)
	}
	lines := []string{
		fmt.Sprintf("neutrophils %s on %s (%s)", c.Neutrophils.State, c.Neutrophils.Day, recovery("neutrophil-recovery")),
		fmt.Sprintf("platelets %s on %s (%s)", c.Platelets.State, c.Platelets.Day, recovery("platelet-recovery")),
		fmt.Sprintf("chimerism of Day +42 %s (%s)", c.Chimerism.Whole, recovery("chimerism")),
	}
	for _, s := range c.GVHD {
		g := s.Grade(course.MAGIC)
		lines = append(lines, fmt.Sprintf("GVHD %s: MAGIC %s, at least %v (%s)", s.Day, g.Low, g.AtLeast(), origin(home, []string{s.Entry})))
	}
	for _, date := range []string{"2025-02-11", "2025-02-13"} {
		v := h.asOf(t, date)
		g := wardcourse.Gate(v, "yes", nil)
		var fromFeed []string
		for _, l := range g.Lines {
			if strings.HasPrefix(origin(v, l.Entries), "feed 0") || len(l.Entries) == 0 {
				continue
			}
			fromFeed = append(fromFeed, l.ID)
		}
		lines = append(lines, fmt.Sprintf("discharge gate of %s open %v, %d of %d left; by the feed: %s", date, g.Open(), g.Left(), len(g.Lines), strings.Join(fromFeed, " ")))
	}
	return append(lines, h.oneYear(t)...)
}

// oneYear is the review after one year: calendar, registry pack and outcome.
func (h house) oneYear(t testing.TB) []string {
	t.Helper()
	v := h.asOf(t, "2026-01-20")
	made, err := plan.Make(v, h.Knowledge())
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	items, _ := followup.Calendar(v, h.Knowledge(), made)
	for _, it := range items {
		if slices.Contains([]string{"calendar.late.lig4-plan", "calendar.to100.chimerism-iei", "calendar.to100.igg", "calendar.to100.subsets-year1"}, it.ID) {
			lines = append(lines, fmt.Sprintf("one year: %s %s on %s (%s)", it.ID, it.State, it.Last.On, origin(v, []string{it.Last.Entry})))
		}
	}
	slices.Sort(lines)
	pack, err := registrypack.Make(v, made, registrypack.OneYear)
	if err != nil {
		t.Fatal(err)
	}
	known, all := pack.Complete()
	lines = append(lines, fmt.Sprintf("one-year pack %d of %d fields", known, all), fmt.Sprintf("outcome complete %v: %s", made.Outcome.Complete, made.Outcome.Sentence.EN))
	for _, p := range made.Outcome.Parts {
		lines = append(lines, fmt.Sprintf("outcome %s %s (%s)", p.ID, p.State, origin(v, p.Entries)))
	}
	return lines
}

// What the course of the founding case must give from Day 0 to one year.
func TestTheCourseOfTheFoundingCaseFollowsFromTheFeed(t *testing.T) {
	h := withChild(t)
	h.keep(t, streamOf(t, founding(t))...)
	want := []string{
		"neutrophils engrafted on Day +12 (feed 24, people 0)",
		"platelets recovered on Day +18 (feed 20, people 0)",
		"chimerism of Day +42 full (feed 3, people 0)",
		"GVHD Day +14: MAGIC 0, at least false (feed 0, people 1)",
		"GVHD Day +18: MAGIC 0, at least true (feed 0, people 1)", // stool was not measured: unknown, and none entered
		"GVHD Day +28: MAGIC 0, at least false (feed 0, people 1)",
		"GVHD Day +41: MAGIC 0, at least false (feed 0, people 1)",
		"discharge gate of 2025-02-11 open false, 15 of 17 left; by the feed: engraftment",
		"discharge gate of 2025-02-13 open true, 0 of 17 left; by the feed: engraftment",
		"one year: calendar.late.lig4-plan done on 2026-01-05 (feed 1, people 0)",
		"one year: calendar.to100.chimerism-iei done on 2026-01-05 (feed 1, people 0)",
		"one year: calendar.to100.igg closed on 2026-01-05 (feed 1, people 0)",
		"one year: calendar.to100.subsets-year1 closed on 2026-01-05 (feed 1, people 0)",
		"one-year pack 22 of 33 fields",
		"outcome complete true: Haematological and immunological correction at one year; what persists and what cannot be known yet is listed below.",
		"outcome neutrophil-engraftment complete (feed 32, people 0)",
		"outcome platelet-engraftment complete (feed 28, people 0)",
		"outcome discharge complete (feed 1, people 0)",
		"outcome chimerism complete (feed 3, people 0)",
		"outcome t-cells complete (feed 1, people 0)",
		"outcome b-cells complete (feed 1, people 0)",
		"outcome igg complete (feed 1, people 0)",
		"outcome medication complete (feed 0, people 1)",
		"outcome infection complete (feed 0, people 1)",
		"outcome rejection complete (feed 0, people 1)",
		"outcome gvhd complete (feed 0, people 1)",
	}
	if diff := cmp.Diff(want, h.courseOf(t)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A sender whose connection is cut again and again, in the middle of a frame or
// before the answer, sends each message until it is answered: the chart and the
// course are those of one quiet connection.
func TestCutConnectionsChangeNothingInTheChartOfAYear(t *testing.T) {
	stream := append(streamOf(t, founding(t)), withdrawals()...)
	quiet := withChild(t)
	quiet.keep(t, stream...)
	h := withChild(t)
	address := serve(t, h, hl7v2.UTF8)
	random := rand.New(rand.NewPCG(20250102, 42))
	cuts := 0
	for _, raw := range stream {
		for !sendOnce(t, address, raw, random.IntN(8)) {
			cuts++
		}
	}
	if _, err := h.sort.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if cuts < len(stream)/10 {
		t.Fatalf("only %d connections were cut", cuts)
	}
	if diff := cmp.Diff(everything(t, quiet.chartOf(t, child)), everything(t, h.chartOf(t, child))); diff != "" {
		t.Errorf("the chart differs (-quiet +cut):\n%s", diff)
	}
	if diff := cmp.Diff(quiet.courseOf(t), h.courseOf(t)); diff != "" {
		t.Errorf("the course differs (-quiet +cut):\n%s", diff)
	}
	t.Logf("%d messages over %d cut connections", len(stream), cuts)
}

// sendOnce opens a connection and sends; fate 0 cuts the frame in half, 1 goes
// away before the answer. It reports whether the message was answered.
func sendOnce(t *testing.T, address string, raw []byte, fate int) bool {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	frame := hl7v2.Frame(raw)
	if fate == 0 {
		frame = frame[:len(frame)/2]
	}
	if _, err := conn.Write(frame); err != nil {
		t.Fatal(err)
	}
	if fate < 2 {
		return false
	}
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	return answerCode(t, hl7v2.NewFrameReader(conn, MessageLimit)) == "AA"
}
