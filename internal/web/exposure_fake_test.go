package web

import (
	"context"
	"time"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/plan"
	"github.com/dayzero-hsct/dayzero/ward"
)

// The exposure part of the stand-in for the application.

func (d *testDoor) AskExposure(_ context.Context, p app.Principal, patient string, _ app.AsOf, wish plan.ExposureWish) (int, func() (plan.DrugExposure, error), error) {
	if err := d.decide(p, authz.ReadPlan, patient); err != nil {
		return 0, nil, err
	}
	known, has := d.base.Exposure(wish.Drug)
	return 0, func() (plan.DrugExposure, error) {
		return plan.DrugExposure{Drug: wish.Drug, Name: plan.Words(wish.Drug), Known: known, HasFacts: has}, nil
	}, nil
}

func (d *testDoor) RecordLevel(_ context.Context, p app.Principal, patient string, r app.LevelRequest) (string, error) {
	return "level-1", d.write(p, authz.WriteEntry, patient, "", "level "+r.Value)
}

func (d *testDoor) OrderExposure(_ context.Context, p app.Principal, patient string, r app.ExposureOrder) (string, error) {
	return "order-1", d.write(p, authz.OrderExposure, patient, r.Password, "order "+r.Dose)
}

func (d *testDoor) CommissionItems(_ context.Context, p app.Principal) ([]app.CommissionItem, error) {
	if err := d.decide(p, authz.ReadKnowledge, ""); err != nil {
		return nil, err
	}
	m, _ := d.base.Model("busulfan_paci_2012")
	return []app.CommissionItem{{Kind: "model", ID: m.ID, Version: m.Version, Name: text(m.ID, m.ID), Drug: m.File.Drug.EN}}, nil
}

func (d *testDoor) Commission(_ context.Context, p app.Principal, r app.CommissionRequest) error {
	return d.write(p, authz.Commission, "", r.Password, "commission "+r.Item)
}

// CentreLimits gives one limit in force and one that waits for its second name.
func (d *testDoor) CentreLimits(_ context.Context, p app.Principal) ([]app.LimitRecord, error) {
	first := app.CentreLimit{ID: "virus|CMV|whole blood||1", Kind: "virus", Subject: "CMV", Specimen: "whole blood", High: "1000 copies/mL", Version: 1, Name: "Test pharmacist", Account: "pharmacist", Reason: "synthetic protocol"}
	waits := app.CentreLimit{ID: "overload||||1", Kind: "overload", High: "5 %", Version: 1, Name: "Test pharmacist", Account: "pharmacist", Reason: "synthetic protocol"}
	second := app.CentreLimit{ID: first.ID + "|second", Confirms: first.ID, Name: "Test physician"}
	return []app.LimitRecord{{Key: waits.Key(), Versions: []app.LimitVersion{{CentreLimit: waits}}}, {Key: first.Key(), Versions: []app.LimitVersion{{CentreLimit: first, Second: &second}}}}, d.decide(p, authz.ReadKnowledge, "")
}

func (d *testDoor) LimitsAt(_ context.Context, p app.Principal, _ time.Time) (ward.Limits, error) {
	return nil, d.decide(p, authz.ReadKnowledge, "")
}

func (d *testDoor) SetLimit(_ context.Context, p app.Principal, r app.LimitRequest) error {
	return d.write(p, authz.SetLimits, "", r.Password, "limit "+r.Kind)
}

func (d *testDoor) ConfirmLimit(_ context.Context, p app.Principal, id, password string) error {
	return d.write(p, authz.SetLimits, "", password, "second name "+id)
}

func (d *testDoor) Calibration(_ context.Context, p app.Principal) (app.Calibration, error) {
	return app.Calibration{}, d.decide(p, authz.ReadProgramme, "")
}
