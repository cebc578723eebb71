package app_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/chart/casefile"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/plan"
)

const child = "lig4-shanghai"

// planningDay opens a demonstration with the founding case; the clock stands on
// the morning of 20 December 2024 in Shanghai.
func planningDay(t *testing.T) house {
	t.Helper()
	h := open(t, true)
	f, err := os.Open("../../examples/lig4-shanghai/case.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c, problems := casefile.Parse(f, "case.yaml")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if err := h.SystemImport(context.Background(), c); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h house) planOf(t *testing.T) plan.Plan {
	t.Helper()
	p, _, err := h.Plan(context.Background(), h.as(t, authz.Physician), child, app.AsOf{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func request(p plan.Plan) app.SignRequest {
	return app.SignRequest{Hash: p.Signing.Hash, Password: password, Identifier: p.Child.Identifier}
}

// Control: HAZ-15 a signature binds exactly what was shown.
func TestAPhysicianAndAPharmacistSignOneHash(t *testing.T) {
	h := planningDay(t)
	ctx := context.Background()
	shown := h.planOf(t)
	if err := h.SignPlan(ctx, h.as(t, authz.Physician), child, request(shown)); err != nil {
		t.Fatal(err)
	}
	half := h.planOf(t)
	if half.Signing.Complete || len(half.Signing.Signed) != 1 || half.Signing.Hash != shown.Signing.Hash {
		t.Fatalf("after one signature: %+v", half.Signing)
	}
	h.clock.move(5 * time.Hour)
	if err := h.SignPlan(ctx, h.as(t, authz.Pharmacist), child, request(h.planOf(t))); err != nil {
		t.Fatal(err)
	}
	done := h.planOf(t)
	if !done.Signing.Complete || done.Signing.Outdated || len(done.Signing.Signed) != 2 {
		t.Errorf("after two signatures: %+v", done.Signing)
	}
	for _, s := range done.Signing.Signed {
		if s.Name == "" || s.At == "" || s.Meaning == "" || s.Hash != shown.Signing.Hash {
			t.Errorf("a signature lacks name, time, meaning or the hash: %+v", s)
		}
	}
	ev := h.events(t, child)
	signs := 0
	for _, e := range ev {
		if e.Action == "plan.sign" && e.Outcome == "done" && len(e.Entries) == 1 && e.Digest != "" {
			signs++
		}
	}
	if signs != 2 {
		t.Errorf("%d signatures in the trail", signs)
	}
}

func TestASignatureIsRefused(t *testing.T) {
	ctx := context.Background()
	for name, x := range map[string]struct {
		role authz.Role
		edit func(*app.SignRequest)
		want error
	}{
		"of a nurse":                     {authz.Nurse, func(*app.SignRequest) {}, app.ErrDenied},
		"of a geneticist":                {authz.Geneticist, func(*app.SignRequest) {}, app.ErrDenied},
		"of an administrator":            {authz.Administrator, func(*app.SignRequest) {}, app.ErrDenied},
		"with a wrong password":          {authz.Physician, func(r *app.SignRequest) { r.Password = "x" }, app.ErrDenied},
		"with the identifier of another": {authz.Physician, func(r *app.SignRequest) { r.Identifier = "SYN-999" }, app.ErrRefused},
		"without an identifier":          {authz.Physician, func(r *app.SignRequest) { r.Identifier = "" }, app.ErrRefused},
		"under another hash":             {authz.Physician, func(r *app.SignRequest) { r.Hash = "00" }, app.ErrConflict},
		"without a hash":                 {authz.Physician, func(r *app.SignRequest) { r.Hash = "" }, app.ErrConflict},
	} {
		t.Run(name, func(t *testing.T) {
			h := planningDay(t)
			r := request(h.planOf(t))
			x.edit(&r)
			before := h.count(t, child)
			if err := h.SignPlan(ctx, h.as(t, x.role), child, r); !errors.Is(err, x.want) {
				t.Errorf("got %v, want %v", err, x.want)
			}
			if h.count(t, child) != before {
				t.Error("something was written")
			}
		})
	}
}

func TestTheSamePersonCannotSignTwice(t *testing.T) {
	h := planningDay(t)
	ctx := context.Background()
	physician := h.as(t, authz.Physician)
	if err := h.SignPlan(ctx, physician, child, request(h.planOf(t))); err != nil {
		t.Fatal(err)
	}
	if err := h.SignPlan(ctx, physician, child, request(h.planOf(t))); !errors.Is(err, app.ErrRefused) {
		t.Errorf("got %v", err)
	}
	asPharmacist := physician
	asPharmacist.Role = authz.Pharmacist
	if err := h.SignPlan(ctx, asPharmacist, child, request(h.planOf(t))); !errors.Is(err, app.ErrRefused) {
		t.Errorf("the same account in the other role: %v", err)
	}
}

func TestAnOpenStopOrGapHoldsTheSignatureBack(t *testing.T) {
	h := planningDay(t)
	ctx := context.Background()
	physician := h.as(t, authz.Physician)
	if _, err := h.Record(ctx, physician, child, app.EntryRequest{Kind: "irradiation", Fields: map[string]string{"field": "tbi", "dose": "2 Gy", "status": "planned"}}); err != nil {
		t.Fatal(err)
	}
	p := h.planOf(t)
	if err := h.SignPlan(ctx, physician, child, request(p)); !errors.Is(err, app.ErrStop) {
		t.Errorf("got %v", err)
	}
}

func TestAStopIsPassedByTwoPeopleEachInTheirOwnEntry(t *testing.T) {
	h := planningDay(t)
	ctx := context.Background()
	physician, pharmacist := h.as(t, authz.Physician), h.as(t, authz.Pharmacist)
	if _, err := h.Record(ctx, physician, child, app.EntryRequest{Kind: "irradiation", Fields: map[string]string{"field": "tbi", "dose": "2 Gy", "status": "planned"}}); err != nil {
		t.Fatal(err)
	}
	var subject string
	for _, n := range h.planOf(t).Stops {
		if n.ID == "tbi-in-dsb" {
			subject = n.Subject
		}
	}
	r := app.OverruleRequest{Rule: "tbi-in-dsb", Subject: subject, Reason: "decided in the meeting, in writing", Password: password}
	short := r
	short.Reason = "ok"
	if err := h.Overrule(ctx, physician, child, short); !errors.Is(err, app.ErrRefused) {
		t.Errorf("two letters are a reason: %v", err)
	}
	if err := h.Overrule(ctx, physician, child, r); err != nil {
		t.Fatal(err)
	}
	if len(h.planOf(t).StopsChosen()) == 0 {
		t.Error("one person passed a stop")
	}
	if err := h.Overrule(ctx, physician, child, r); !errors.Is(err, app.ErrRefused) {
		t.Errorf("the same person twice: %v", err)
	}
	if err := h.Overrule(ctx, pharmacist, child, r); err != nil {
		t.Fatal(err)
	}
	if left := h.planOf(t).StopsChosen(); len(left) != 0 {
		t.Errorf("two people have decided, %d stops are open", len(left))
	}
}

func TestACautionIsAnsweredWithAReason(t *testing.T) {
	h := planningDay(t)
	ctx := context.Background()
	if err := h.Answer(ctx, h.as(t, authz.Physician), child, app.OverruleRequest{Rule: "bcg-given", Reason: "work-up done, plan written", Password: password}); err != nil {
		t.Fatal(err)
	}
	for _, n := range h.planOf(t).Cautions {
		if n.ID == "bcg-given" && (n.Answered == nil || n.Answered.Reason == "") {
			t.Error("the answer is not shown")
		}
	}
	if err := h.Answer(ctx, h.as(t, authz.Physician), child, app.OverruleRequest{Rule: "no-such-rule", Reason: "a written reason", Password: password}); !errors.Is(err, app.ErrRefused) {
		t.Errorf("an answer to nothing: %v", err)
	}
}

func TestAChangedInputMarksTheSignedPlanOutdatedAndADailyWeightDoesNot(t *testing.T) {
	h := planningDay(t)
	ctx := context.Background()
	for _, role := range []authz.Role{authz.Physician, authz.Pharmacist} {
		if err := h.SignPlan(ctx, h.as(t, role), child, request(h.planOf(t))); err != nil {
			t.Fatal(err)
		}
	}
	h.clock.move(time.Minute)
	nurse := h.as(t, authz.Nurse)
	if _, err := h.Record(ctx, nurse, child, app.EntryRequest{Kind: "measurement", Fields: map[string]string{"what": "body-weight", "value": "6.9 kg"}}); err != nil {
		t.Fatal(err)
	}
	if s := h.planOf(t).Signing; s.Outdated || !s.Complete {
		t.Errorf("a daily weight inside the band outdates the plan: %v", s.Changed)
	}
	h.clock.move(time.Minute)
	if _, err := h.Record(ctx, nurse, child, app.EntryRequest{Kind: "measurement", Fields: map[string]string{"what": "length", "value": "65 cm"}}); err != nil {
		t.Fatal(err)
	}
	s := h.planOf(t).Signing
	if !s.Outdated || s.Complete || len(s.Changed) == 0 {
		t.Errorf("a new length leaves the plan standing: %+v", s)
	}
	for _, old := range s.Signed {
		if old.Current {
			t.Error("a signature under the old inputs counts as current")
		}
	}
}

// The geneticist's signature stands under the result that was read: a later
// result needs a new signature.
func TestALaterVariantResultNeedsANewSignatureOfTheGeneticist(t *testing.T) {
	h := planningDay(t)
	ctx := context.Background()
	geneticist := h.as(t, authz.Geneticist)
	state := func() string {
		for _, d := range h.planOf(t).Donors {
			if d.ID == "sister" {
				return d.State
			}
		}
		return ""
	}
	if state() != "eligible" {
		t.Fatalf("to begin with: %s", state())
	}
	h.clock.move(time.Minute)
	if _, err := h.Record(ctx, geneticist, child, app.EntryRequest{Kind: "variant", About: "sister",
		Fields: map[string]string{"gene": "LIG4", "hgvs": "c.1904del", "zygosity": "heterozygous", "origin": "maternal"}}); err != nil {
		t.Fatal(err)
	}
	if state() != "blocked" {
		t.Errorf("after a new result: %s", state())
	}
	h.clock.move(time.Minute)
	if err := h.SignDonorVariant(ctx, h.as(t, authz.Physician), child, "sister", "", password); !errors.Is(err, app.ErrDenied) {
		t.Errorf("a physician cleared a carrier: %v", err)
	}
	if err := h.SignDonorVariant(ctx, geneticist, child, "sister", "", password); err != nil {
		t.Fatal(err)
	}
	if state() != "eligible" {
		t.Errorf("after the signature: %s", state())
	}
}

// The dosing weight counts only when two people stand behind it.
func TestADosingWeightNeedsTheSecondPersonsSignature(t *testing.T) {
	h := planningDay(t)
	ctx := context.Background()
	physician, pharmacist := h.as(t, authz.Physician), h.as(t, authz.Pharmacist)
	id, err := h.Record(ctx, physician, child, app.EntryRequest{Kind: "decision", Fields: map[string]string{"what": "dosing-weight", "weight": "6.7 kg", "band": "5 %"}})
	if err != nil {
		t.Fatal(err)
	}
	if h.planOf(t).Child.DosingWeight.Known {
		t.Error("one person signed a dosing weight")
	}
	if err := h.SignEntry(ctx, physician, child, id, "", password, app.AsOf{}); !errors.Is(err, app.ErrRefused) {
		t.Errorf("the same person twice: %v", err)
	}
	if err := h.SignEntry(ctx, pharmacist, child, id, "", password, app.AsOf{}); err != nil {
		t.Fatal(err)
	}
	if w := h.planOf(t).Child.DosingWeight; w.String() != "6.7 kg" {
		t.Errorf("dosing weight %s", w)
	}
}

// A demonstration plays the story of a synthetic child: what is entered while a
// past day is shown is recorded as of that day; a real record refuses it.
func TestInADemonstrationAPastDayCanBeSigned(t *testing.T) {
	h := planningDay(t)
	ctx := context.Background()
	h.clock.move(700 * 24 * time.Hour)
	at := app.AsOf{Date: day.MustDate("2024-12-20")}
	for _, role := range []authz.Role{authz.Physician, authz.Pharmacist} {
		p, _, err := h.Plan(ctx, h.as(t, role), child, at)
		if err != nil {
			t.Fatal(err)
		}
		r := request(p)
		r.AsOf = at
		if err := h.SignPlan(ctx, h.as(t, role), child, r); err != nil {
			t.Fatal(err)
		}
	}
	p, view, err := h.Plan(ctx, h.as(t, authz.Nurse), child, at)
	if err != nil || !p.Signing.Complete {
		t.Fatalf("%v, %+v", err, p.Signing)
	}
	for _, s := range chart.All[*chart.Signature](view) {
		if s.Data.Of == "plan" && !s.Synthetic {
			t.Error("a signature of the demonstration is not marked synthetic")
		}
	}
	before, _, err := h.Plan(ctx, h.as(t, authz.Nurse), child, app.AsOf{Date: day.MustDate("2024-12-19")})
	if err != nil || len(before.Signing.Signed) != 0 {
		t.Errorf("the day before shows the signatures: %v %v", before.Signing.Signed, err)
	}
}

func TestOutsideADemonstrationAPastDayCannotBeSigned(t *testing.T) {
	h := open(t, false)
	h.load(t, "a")
	at := app.AsOf{Date: day.MustDate("2024-12-19")}
	p, _, err := h.Plan(context.Background(), h.as(t, authz.Physician), "a", at)
	if err != nil {
		t.Fatal(err)
	}
	r := app.SignRequest{AsOf: at, Hash: p.Signing.Hash, Password: password, Identifier: "SYN-1"}
	if err := h.SignPlan(context.Background(), h.as(t, authz.Physician), "a", r); !errors.Is(err, app.ErrRefused) {
		t.Errorf("got %v", err)
	}
}
