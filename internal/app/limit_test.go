package app_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
)

var cmvLimit = app.LimitRequest{Kind: "virus", Subject: "CMV", Specimen: "plasma", High: "1000 copies/mL", Reason: "synthetic protocol, page 3", Password: password}

// inForce gives the limits in force now, in words.
func (h house) inForce(t *testing.T, at time.Time) string {
	t.Helper()
	limits, err := h.LimitsAt(context.Background(), h.as(t, authz.Nurse), at)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, l := range limits {
		said = append(said, l.Subject+" "+l.Range())
	}
	return strings.Join(said, "; ")
}

// Control: HAZ-02. A limit of the centre is in force with two names, its versions
// stay, and a past day is judged by the limit of that day.
func TestALimitOfTheCentreNeedsTwoNamesAndKeepsItsVersions(t *testing.T) {
	ctx := context.Background()
	h := founding(t, beforeConditioning)
	physician, pharmacist := h.as(t, authz.Physician), h.as(t, authz.Pharmacist)
	step := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		h.clock.now = h.clock.now.Add(time.Hour)
	}
	step(h.SetLimit(ctx, physician, cmvLimit))
	if got := h.inForce(t, h.clock.now); got != "" {
		t.Fatalf("a limit with one name is in force: %s", got)
	}
	if err := h.ConfirmLimit(ctx, physician, "virus|CMV|plasma||1", password); !errors.Is(err, app.ErrRefused) {
		t.Errorf("the same person put both names: %v", err)
	}
	if err := h.ConfirmLimit(ctx, pharmacist, "virus|CMV|plasma||1", "wrong"); !errors.Is(err, app.ErrDenied) {
		t.Errorf("without the password: %v", err)
	}
	step(h.ConfirmLimit(ctx, pharmacist, "virus|CMV|plasma||1", password))
	first := h.clock.now
	if got := h.inForce(t, first); got != "CMV ≥ 1000 copies/mL" {
		t.Fatalf("in force: %s", got)
	}
	if err := h.SetLimit(ctx, physician, cmvLimit); !errors.Is(err, app.ErrConflict) {
		t.Errorf("a form that did not show version 1 was taken: %v", err)
	}
	lower := cmvLimit
	lower.High, lower.Version = "500 copies/mL", 1
	step(h.SetLimit(ctx, pharmacist, lower))
	step(h.ConfirmLimit(ctx, physician, "virus|CMV|plasma||2", password))
	second := h.clock.now
	back := cmvLimit
	back.High, back.Version, back.Reason = "", 2, "the assay changed"
	step(h.SetLimit(ctx, physician, back))
	step(h.ConfirmLimit(ctx, pharmacist, "virus|CMV|plasma||3", password))
	for at, want := range map[time.Time]string{first: "CMV ≥ 1000 copies/mL", second: "CMV ≥ 500 copies/mL", h.clock.now: ""} {
		if got := h.inForce(t, at); got != want {
			t.Errorf("at %s %q is in force, want %q", at, got, want)
		}
	}
	records, err := h.CentreLimits(ctx, physician)
	if err != nil || len(records) != 1 || len(records[0].Versions) != 3 || records[0].Versions[2].High != "1000 copies/mL" {
		t.Errorf("%+v, %v", records, err)
	}
}

func TestALimitIsDeniedOrRefusedWithoutATrace(t *testing.T) {
	ctx := context.Background()
	h := founding(t, beforeConditioning)
	for name, c := range map[string]struct {
		role   authz.Role
		change func(*app.LimitRequest)
		want   error
	}{
		"a nurse":               {authz.Nurse, func(*app.LimitRequest) {}, app.ErrDenied},
		"no reason":             {authz.Physician, func(r *app.LimitRequest) { r.Reason = "" }, app.ErrRefused},
		"no unit":               {authz.Physician, func(r *app.LimitRequest) { r.High = "1000" }, app.ErrRefused},
		"no specimen":           {authz.Physician, func(r *app.LimitRequest) { r.Specimen = "" }, app.ErrRefused},
		"nothing to take back":  {authz.Physician, func(r *app.LimitRequest) { r.High = "" }, app.ErrRefused},
		"an assay with a slash": {authz.Physician, func(r *app.LimitRequest) { r.Assay = "a/b" }, app.ErrRefused},
	} {
		r := cmvLimit
		c.change(&r)
		if err := h.SetLimit(ctx, h.as(t, c.role), r); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if records, err := h.CentreLimits(ctx, h.as(t, authz.Physician)); err != nil || len(records) != 0 {
		t.Errorf("%+v, %v", records, err)
	}
	if err := h.ConfirmLimit(ctx, h.as(t, authz.Physician), "virus|CMV|plasma||1", password); !errors.Is(err, app.ErrNotFound) {
		t.Error(err)
	}
}
