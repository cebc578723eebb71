package app

import (
	"context"
	"fmt"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/pk"
	"github.com/dayzero-hsct/dayzero/plan"
)

// Calibration compares each drug level with what was predicted for it.
type Calibration struct {
	Lines   []CalibrationLine
	Without int  // further levels of these charts that have no interval
	Limited bool // not every chart was opened
}

// CalibrationLine is one level: its value and the 90 % interval from what was
// known before it, in mg/L.
type CalibrationLine struct {
	Patient, Entry, Drug string
	At                   time.Time
	Low, High, Value     float64
	Inside               bool
	Below                bool // the level lies below Value, the limit of its assay
	Synthetic            bool
}

// calibrationCharts is how many charts one page opens: each leaves an event.
const calibrationCharts = 60

// Calibration reads the charts within the scope of the person and predicts each
// level from the doses and levels before it. Charts without levels are not opened.
func (a *App) Calibration(ctx context.Context, p Principal) (Calibration, error) {
	if err := a.allow(ctx, p, authz.ReadProgramme, ""); err != nil {
		return Calibration{}, err
	}
	ids := p.Scope.IDs()
	if p.Scope.All() {
		var err error
		if ids, err = a.store.CaseIDs(ctx); err != nil {
			return Calibration{}, err
		}
	}
	var out Calibration
	for i, id := range ids {
		if i == calibrationCharts {
			out.Limited = true
			break
		}
		lines, levels, err := a.calibrate(ctx, id)
		if isNone(err) {
			continue
		}
		if err != nil {
			return Calibration{}, err
		}
		out.Without += levels - len(lines)
		if levels > 0 {
			if err := a.store.Audit(ctx, a.event(p, string(authz.ReadProgramme), id, "done", "levels for the calibration")); err != nil {
				return Calibration{}, err
			}
		}
		out.Lines = append(out.Lines, lines...)
	}
	return out, a.store.Audit(ctx, a.event(p, string(authz.ReadProgramme), "", "done", "calibration"))
}

// calibrate gives the levels of a chart that a prediction came before, and the
// number of all of them.
func (a *App) calibrate(ctx context.Context, id string) (out []CalibrationLine, levels int, err error) {
	made, view, err := a.makePlan(ctx, id, AsOf{})
	if err != nil {
		return nil, 0, err
	}
	drugs := map[string]bool{}
	for _, l := range chart.OfTheChild[*chart.DrugLevel](view) {
		drugs[plan.Agent(l.Data.Drug)] = true
		levels++
	}
	for _, drug := range plan.ExposureDrugs(made, view, a.know) {
		if !drugs[drug] {
			continue
		}
		signed, err := a.commissioned(ctx)
		if err != nil {
			return nil, 0, err
		}
		e, err := plan.ForDrug(made, view, a.know, signed, plan.ExposureWish{Drug: drug})
		if err != nil {
			return nil, 0, fmt.Errorf("%w: %w", ErrRefused, err)
		}
		out = append(out, linesOf(id, e, made.Synthetic)...)
	}
	return out, levels, nil
}

// linesOf compares the levels of one drug with the decisions that stood before
// each of them.
func linesOf(id string, e plan.DrugExposure, synthetic bool) []CalibrationLine {
	var out []CalibrationLine
	for _, s := range e.Steps {
		if s.Levels >= len(e.Levels) || s.Decision == nil {
			continue
		}
		l := e.Case.Levels[s.Levels]
		value, err := pk.Concentration(l.Value, l.Unit, e.Drug)
		low, high, ok := s.Decision.Expect(e.Case, l.TimeH)
		if err != nil || !ok {
			continue
		}
		inside := value >= low && value <= high
		if l.Below { // somewhere below the limit: the interval has to reach down to it
			inside = low <= value
		}
		out = append(out, CalibrationLine{Patient: id, Entry: e.Levels[s.Levels].Entry, Drug: e.Drug, At: e.Levels[s.Levels].At, Low: low, High: high, Value: value,
			Inside: inside, Below: l.Below, Synthetic: synthetic})
	}
	return out
}
