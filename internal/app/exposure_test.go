package app_test

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/demo"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
)

const foundingID = "lig4-shanghai"

// founding opens a door with the founding case in it, at a moment of its course.
func founding(t *testing.T, at time.Time) house {
	t.Helper()
	h := open(t, true)
	h.clock.now = at
	cases, err := demo.Cases()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if c.ID == foundingID {
			if err := h.SystemImport(context.Background(), c); err != nil {
				t.Fatal(err)
			}
			return h
		}
	}
	t.Fatal("the founding case is not among the examples")
	return h
}

var beforeConditioning = time.Date(2024, 12, 20, 2, 0, 0, 0, time.UTC) // 10:00 in Shanghai

// sign puts one signature under an item as it stands.
func (h house) sign(t *testing.T, role authz.Role, kind, id string) error {
	t.Helper()
	items, err := h.CommissionItems(context.Background(), h.as(t, role))
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range items {
		if it.Kind == kind && it.ID == id {
			return h.Commission(context.Background(), h.as(t, role), app.CommissionRequest{Kind: kind, Item: id, Version: it.Version, Opened: "paper, Table 2", Password: password})
		}
	}
	return app.ErrNotFound
}

var fludarabine = app.ExposureOrder{Wish: plan.ExposureWish{Drug: "fludarabine"}, Dose: "4.1 mg", Password: password}

// Control: HAZ-10. Nothing that the models say reaches an
// order before two people have signed model and target as they stand.
func TestNoUncommissionedOutputReachesAnOrder(t *testing.T) {
	h := founding(t, beforeConditioning)
	ctx, physician := context.Background(), h.as(t, authz.Physician)
	before := h.count(t, foundingID)
	base, _ := knowledge.Embedded()
	for _, e := range base.Exposures() {
		wishes := []plan.ExposureWish{{Drug: e.Drug}, {Drug: e.Drug, Every: 24, Count: 4, Minutes: 180}, {Drug: e.Drug, Every: 6, Count: 16, Minutes: 120}}
		for _, target := range e.Targets {
			wishes = append(wishes, plan.ExposureWish{Drug: e.Drug, Target: target.ID, Every: 24, Count: 3, Minutes: 60})
		}
		for _, w := range wishes {
			if _, err := h.OrderExposure(ctx, physician, foundingID, app.ExposureOrder{Wish: w, Dose: "0.1 mg", Password: password}); !errors.Is(err, app.ErrStop) {
				t.Errorf("%+v: %v", w, err)
			}
		}
	}
	for _, step := range [][3]string{{"pharmacist", "model", "fludarabine_langenhorst_2019"}, {"pharmacist", "target", "fludarabine-20"}, {"physician", "target", "fludarabine-20"}} {
		if err := h.sign(t, authz.Role(step[0]), step[1], step[2]); err != nil {
			t.Fatal(step, err)
		}
		if _, err := h.OrderExposure(ctx, physician, foundingID, fludarabine); !errors.Is(err, app.ErrStop) {
			t.Errorf("after %v: %v", step, err)
		}
	}
	if got := h.count(t, foundingID); got != before {
		t.Fatalf("refused orders changed the record from %d to %d entries", before, got)
	}
	if err := h.sign(t, authz.Physician, "model", "fludarabine_langenhorst_2019"); err != nil {
		t.Fatal(err)
	}
	for dose, want := range map[string]error{"41 mg": app.ErrRefused, "0.41 mg": app.ErrRefused, "4.1": app.ErrRefused} {
		order := fludarabine
		order.Dose = dose
		if _, err := h.OrderExposure(ctx, physician, foundingID, order); !errors.Is(err, want) {
			t.Errorf("%s: %v", dose, err)
		}
	}
	if _, err := h.OrderExposure(ctx, h.as(t, authz.Pharmacist), foundingID, fludarabine); !errors.Is(err, app.ErrDenied) {
		t.Errorf("the pharmacist ordered: %v", err)
	}
	if _, err := h.OrderExposure(ctx, physician, foundingID, fludarabine); err != nil {
		t.Fatal(err)
	}
	if got := h.count(t, foundingID); got != before+1 {
		t.Errorf("%d entries, %d were expected", got, before+1)
	}
	c, err := h.store.Case(ctx, foundingID)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(c.Entries, func(e chart.Entry) bool {
		order, ok := e.Payload.(*chart.MedicationOrder)
		return ok && strings.HasPrefix(order.Dose, "4.1 mg of fludarabine phosphate each time")
	}) {
		t.Error("no order names the substance of its dose")
	}
	h.afterAChange(t)
}

// afterAChange opens the same store with a model that differs by one remark: the
// signatures are void and nothing is ordered.
func (h house) afterAChange(t *testing.T) {
	t.Helper()
	changed := fstest.MapFS{}
	err := fs.WalkDir(knowledge.EmbeddedFS(), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(knowledge.EmbeddedFS(), p)
		if strings.Contains(p, "fludarabine_langenhorst_2019") {
			body = append(body, "# read again\n"...)
		}
		changed[p] = &fstest.MapFile{Data: body}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	base, err := knowledge.Load(changed)
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.New(app.Options{Store: h.store, Knowledge: base, Clock: h.clock, Demo: true, Centre: centre})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.OrderExposure(context.Background(), h.as(t, authz.Physician), foundingID, fludarabine); !errors.Is(err, app.ErrStop) {
		t.Errorf("a changed model was ordered from: %v", err)
	}
	items, err := a.CommissionItems(context.Background(), h.as(t, authz.Physician))
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range items {
		if it.ID == "fludarabine_langenhorst_2019" && (len(it.Signed) != 0 || len(it.Void) != 2 || it.Complete()) {
			t.Errorf("after the change: %d signatures, %d void", len(it.Signed), len(it.Void))
		}
	}
}

func TestCommissioningTakesTwoPeopleOfTwoProfessionsAndTheVersionShown(t *testing.T) {
	h := open(t, false)
	ctx := context.Background()
	pharmacist, physician := h.as(t, authz.Pharmacist), h.as(t, authz.Physician)
	items, err := h.CommissionItems(ctx, pharmacist)
	if err != nil || len(items) < 30 {
		t.Fatalf("%d items, %v", len(items), err)
	}
	request := app.CommissionRequest{Kind: "model", Item: "busulfan_paci_2012", Opened: "Ther Drug Monit 2012;34:198, Table 3", Password: password}
	for _, it := range items {
		if it.ID == request.Item {
			request.Version = it.Version
		}
	}
	for name, change := range map[string]struct {
		with func(app.CommissionRequest) app.CommissionRequest
		want error
	}{
		"another version": {func(r app.CommissionRequest) app.CommissionRequest { r.Version = "0"; return r }, app.ErrConflict},
		"no source":       {func(r app.CommissionRequest) app.CommissionRequest { r.Opened = " "; return r }, app.ErrRefused},
		"a held model":    {func(r app.CommissionRequest) app.CommissionRequest { return heldRequest(r, items) }, app.ErrRefused},
		"no such model":   {func(r app.CommissionRequest) app.CommissionRequest { r.Item = "none"; return r }, app.ErrNotFound},
		"a wrong word":    {func(r app.CommissionRequest) app.CommissionRequest { r.Password = "x"; return r }, app.ErrDenied},
	} {
		if err := h.Commission(ctx, pharmacist, change.with(request)); !errors.Is(err, change.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := h.Commission(ctx, pharmacist, request); err != nil {
		t.Fatal(err)
	}
	if err := h.Commission(ctx, pharmacist, request); !errors.Is(err, app.ErrRefused) {
		t.Errorf("one person signed twice: %v", err)
	}
	if err := h.Commission(ctx, h.as(t, authz.Nurse), request); !errors.Is(err, app.ErrDenied) {
		t.Errorf("a nurse signed: %v", err)
	}
	if err := h.Commission(ctx, physician, request); err != nil {
		t.Fatal(err)
	}
	items, _ = h.CommissionItems(ctx, physician)
	for _, it := range items {
		if it.Complete() != (it.ID == request.Item) {
			t.Errorf("%s: complete is %v", it.ID, it.Complete())
		}
	}
}

func heldRequest(r app.CommissionRequest, items []app.CommissionItem) app.CommissionRequest {
	for _, it := range items {
		if it.ID == "busulfan_mccune_2014" {
			r.Item, r.Version = it.ID, it.Version
		}
	}
	return r
}

// A level below the limit of its assay lies somewhere under the limit: it is inside
// where the interval reaches down to the limit.
func TestALevelBelowItsLimitIsCalibratedAgainstTheLimit(t *testing.T) {
	h := founding(t, time.Date(2024, 12, 28, 14, 0, 0, 0, time.UTC))
	ctx := context.Background()
	below := func(sampled string) app.Calibration {
		if _, err := h.RecordLevel(ctx, h.as(t, authz.Laboratory), foundingID, app.LevelRequest{Drug: "fludarabine", Value: "<1 mg/L", Sampled: sampled, PumpStart: "2024-12-28T09:00",
			LineLag: "12 min", Specimen: "plasma"}); err != nil {
			t.Fatal(err)
		}
		found, err := h.Calibration(ctx, h.as(t, authz.Physician))
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	found := below("2024-12-28T16:00")
	last := found.Lines[len(found.Lines)-1]
	if len(found.Lines) != 4 || !last.Below || !last.Inside || last.High >= last.Value || found.Without != 0 {
		t.Errorf("%d levels, %d without an interval, the last %+v", len(found.Lines), found.Without, last)
	}
	for _, sampled := range []string{"2024-12-28T17:00", "2024-12-28T18:00", "2024-12-28T19:00"} {
		found = below(sampled)
	}
	if len(found.Lines) != 6 || found.Without != 1 { // of seven levels the oldest is counted, and not compared
		t.Errorf("%d levels, %d without an interval", len(found.Lines), found.Without)
	}
}

// A level above the range of its assay is not entered by hand, and one that came by
// another way is named and not used.
func TestALevelAboveTheRangeOfItsAssayIsMeasuredAgain(t *testing.T) {
	h := founding(t, time.Date(2024, 12, 28, 14, 0, 0, 0, time.UTC))
	ctx, laboratory := context.Background(), h.as(t, authz.Laboratory)
	typed := app.LevelRequest{Drug: "fludarabine", Value: ">5 mg/L", Sampled: "2024-12-28T16:00", PumpStart: "2024-12-28T09:00", LineLag: "12 min", Specimen: "plasma"}
	if _, err := h.RecordLevel(ctx, laboratory, foundingID, typed); !errors.Is(err, app.ErrRefused) || !strings.Contains(err.Error(), "above the range of the assay") {
		t.Errorf("entered: %v", err)
	}
}

func TestALevelIsCheckedBeforeItIsKept(t *testing.T) {
	h := founding(t, time.Date(2024, 12, 27, 8, 30, 0, 0, time.UTC)) // 16:30 in Shanghai, after the first dose
	ctx, laboratory := context.Background(), h.as(t, authz.Laboratory)
	good := app.LevelRequest{Drug: "fludarabine", Value: "0.24 mg/L", Sampled: "2024-12-27T15:00", PumpStart: "2024-12-27T09:00", LineLag: "12 min", Specimen: "plasma"}
	for name, c := range map[string]struct {
		with func(app.LevelRequest) app.LevelRequest
		say  string
	}{
		"no unit":             {func(r app.LevelRequest) app.LevelRequest { r.Value = "0.24"; return r }, "value"},
		"a unit of something": {func(r app.LevelRequest) app.LevelRequest { r.Value = "0.24 kg"; return r }, "value"},
		"no minute":           {func(r app.LevelRequest) app.LevelRequest { r.Sampled = "2024-12-27"; return r }, "hour and minute"},
		"no pump start":       {func(r app.LevelRequest) app.LevelRequest { r.PumpStart = ""; return r }, "pump start"},
		"no lag":              {func(r app.LevelRequest) app.LevelRequest { r.LineLag = ""; return r }, "line lag"},
		"drawn before":        {func(r app.LevelRequest) app.LevelRequest { r.Sampled = "2024-12-27T08:00"; return r }, "before the pump"},
		"in the future":       {func(r app.LevelRequest) app.LevelRequest { r.Sampled = "2024-12-27T20:00"; return r }, "future"},
	} {
		if _, err := h.RecordLevel(ctx, laboratory, foundingID, c.with(good)); !errors.Is(err, app.ErrRefused) || !strings.Contains(err.Error(), c.say) {
			t.Errorf("%s: %v", name, err)
		}
	}
	wild := good
	wild.Value = "2.4 mg/L"
	if _, err := h.RecordLevel(ctx, laboratory, foundingID, wild); !errors.Is(err, app.ErrImplausible) {
		t.Errorf("a tenfold level passed: %v", err)
	}
	wild.Confirmed = true
	id, err := h.RecordLevel(ctx, laboratory, foundingID, wild)
	if err != nil {
		t.Fatal(err)
	}
	view, err := h.Chart(ctx, laboratory, foundingID, app.AsOf{})
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, l := range chart.All[*chart.DrugLevel](view) {
		found = found || (l.ID == id && l.Data.Confirmed.True())
	}
	if !found {
		t.Error("the confirmed level is not in the record")
	}
	if _, err := h.RecordLevel(ctx, laboratory, foundingID, good); err != nil {
		t.Errorf("an ordinary level: %v", err)
	}
	if _, err := h.Record(ctx, laboratory, foundingID, app.EntryRequest{Kind: "drug-level", Fields: map[string]string{"drug": "fludarabine", "value": "9 mg/L", "pumpStart": "2024-12-27T09:00", "lineLag": "0 min"}}); !errors.Is(err, app.ErrDenied) {
		t.Errorf("the ordinary door took a level: %v", err)
	}
}
