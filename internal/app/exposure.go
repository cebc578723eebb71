package app

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/plan"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// ErrImplausible is a level outside what every model expects: it is kept only
// when a person has looked at it again and says so. It wraps ErrRefused.
var ErrImplausible = fmt.Errorf("%w: the level lies outside what every model expects", ErrRefused)

// Exposure predicts the exposure of one drug for a child, with the models that
// the centre has commissioned marked so. The read is audited.
func (a *App) Exposure(ctx context.Context, p Principal, patient string, at AsOf, wish plan.ExposureWish) (plan.DrugExposure, error) {
	_, predict, err := a.AskExposure(ctx, p, patient, at, wish)
	if err != nil {
		return plan.DrugExposure{}, err
	}
	return predict()
}

// AskExposure decides the right and writes the audit event of a read of Exposure;
// the models are asked when predict is called. The number of signatures of
// commissioning, with the record, names what predict will answer, for a reader
// who keeps answers.
func (a *App) AskExposure(ctx context.Context, p Principal, patient string, at AsOf, wish plan.ExposureWish) (signatures int, predict func() (plan.DrugExposure, error), err error) {
	if err := a.allow(ctx, p, authz.ReadPlan, patient); err != nil {
		return 0, nil, err
	}
	signed, err := a.commissioned(ctx)
	if err != nil {
		return 0, nil, err
	}
	err = a.store.Audit(ctx, a.event(p, string(authz.ReadPlan), patient, "done", "exposure of "+clip(wish.Drug, 40)))
	return signed.Signatures, func() (plan.DrugExposure, error) { return a.exposure(ctx, patient, at, wish) }, err
}

// exposureKey names a computed exposure. The record and the signatures only
// grow, so their numbers name them.
type exposureKey struct {
	patient       string
	entries, sign int
	day           day.Date // unknown for now
	wish          plan.ExposureWish
}

// keptExposure is an exposure with the moment of the view it was made of.
type keptExposure struct {
	exposure plan.DrugExposure
	at       time.Time
}

// keptExposures is how many of the latest exposures are kept: the models are
// asked once, and every move of the slider is answered from their draws.
const (
	keptExposures     = 128
	nowExposureLasts  = time.Minute // ages and hours move slowly against a course
	drugNameMaxLength = 60
)

func (a *App) exposure(ctx context.Context, patient string, at AsOf, wish plan.ExposureWish) (plan.DrugExposure, error) {
	if len(wish.Drug) > drugNameMaxLength || wish.Every < 0 || wish.Every > 168 || wish.Count < 0 || wish.Count > 40 || wish.Minutes < 0 || wish.Minutes > 1440 {
		return plan.DrugExposure{}, refused("the schedule asked for is not one: up to 40 doses, up to 168 hours apart, up to 1440 minutes each", "给药方案无效：最多 40 次，间隔不超过 168 小时，每次输注不超过 1440 分钟")
	}
	made, view, err := a.makePlan(ctx, patient, at)
	if err != nil {
		return plan.DrugExposure{}, err
	}
	signed, err := a.commissioned(ctx)
	if err != nil {
		return plan.DrugExposure{}, err
	}
	key, now := exposureKey{patient, view.Size, signed.Signatures, at.Date, wish}, view.Moment.Clinical
	if kept, ok := a.kept.exposures.GetIfPresent(key); ok && now.Sub(kept.at).Abs() < nowExposureLasts {
		return kept.exposure, nil
	}
	e, err := plan.ForDrug(made, view, a.know, signed, wish)
	if err != nil {
		return plan.DrugExposure{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	a.kept.exposures.Set(key, keptExposure{e, now})
	return e, nil
}

// LevelRequest is a drug level as a person enters it. Everything in it is asked
// for; nothing is assumed.
type LevelRequest struct {
	AsOf       AsOf
	Drug       string
	Value      string // number and unit, "<" before it below the limit
	Sampled    string // date and minute in the centre's time zone
	PumpStart  string
	LineLag    string // number and unit, "0 min" is said
	Specimen   string
	Method     string
	Supersedes string
	Reason     string
	Confirmed  bool // looked at again although no model expected it
}

// RecordLevel adds a drug level, or a correction of one. A level that no model
// expects is refused until it is confirmed.
//
// Errors: ErrDenied, ErrRefused with every problem, ErrImplausible.
func (a *App) RecordLevel(ctx context.Context, p Principal, patient string, r LevelRequest) (string, error) {
	if err := a.allow(ctx, p, authz.WriteEntry, patient); err != nil {
		return "", err
	}
	c, view, err := a.view(ctx, patient, r.AsOf)
	if err != nil {
		return "", err
	}
	e, err := a.draftLevel(p, c, view, r)
	if err == nil {
		err = a.plausible(ctx, patient, c, view, e, r)
	}
	if err != nil {
		return "", a.refusal(ctx, p, string(authz.WriteEntry), patient, err)
	}
	return e.ID, a.append(ctx, p, c, e, string(authz.WriteEntry), "drug-level")
}

// draftLevel builds the entry; every problem comes in one message.
func (a *App) draftLevel(p Principal, c chart.Case, v chart.View, r LevelRequest) (chart.Entry, error) {
	if !r.AsOf.Now() && !a.demo {
		return chart.Entry{}, refused("an entry is written as the record stands now; return to now first", "只能按当前时间的记录录入；请先回到“现在”")
	}
	level, problems := levelOf(v, r)
	sampled, err := day.ParseMoment(strings.TrimSpace(r.Sampled), v.Location)
	switch {
	case err != nil:
		problems = append(problems, chart.Problem{Path: "sampled", Said: saidBy(err)})
	case len(problems) == 0 && sampled.Time().Before(level.PumpStart.Time()):
		problems = append(problems, problem("sampled", "the blood was drawn before the pump was started", "采血时间早于输注开始时间"))
	}
	if len(problems) > 0 {
		return chart.Entry{}, refusedAll(problems)
	}
	if r.Confirmed {
		level.Confirmed = chart.Yes
	}
	e, err := a.entry(p, c, v, r.AsOf, "", level)
	if err != nil {
		return chart.Entry{}, err
	}
	if sampled.Time().After(e.Recorded.Time()) {
		return chart.Entry{}, refusedField("sampled", "%s lies in the future", "%s 在将来", r.Sampled)
	}
	e.Effective = sampled
	return e, correct(&e, c, EntryRequest{Supersedes: r.Supersedes, Reason: r.Reason, Effective: r.Sampled}, p.Role)
}

// levelOf reads the fields that have units; a missing unit is refused, as is a
// date without its minute.
func levelOf(v chart.View, r LevelRequest) (*chart.DrugLevel, []chart.Problem) {
	level := &chart.DrugLevel{Drug: strings.TrimSpace(r.Drug), Specimen: r.Specimen, Method: strings.TrimSpace(r.Method)}
	var problems []chart.Problem
	add := func(field string, err error) {
		if err != nil {
			problems = append(problems, chart.Problem{Path: field, Said: saidBy(err)})
		}
	}
	var err error
	level.Value, err = quantity.ParseValue(strings.TrimSpace(r.Value))
	add("value", err)
	switch {
	case err == nil && strings.HasPrefix(level.Value.Comparator(), ">"):
		problems = append(problems, problem("value", "%s lies above the range of the assay: dilute and measure again", "%s超出检测上限：请稀释后复测", level.Value.String()))
	case err == nil:
		add("value", usableLevel(level.Value))
	}
	level.LineLag, err = quantity.ParseValue(strings.TrimSpace(r.LineLag))
	add("line lag", err)
	if err == nil {
		lag, err := level.LineLag.In("min")
		if err == nil && (lag < 0 || lag > 120 || level.LineLag.Censored()) {
			problems = append(problems, problem("line lag", "a lag lies between 0 and 120 minutes", "管路延迟须在 0 至 120 分钟之间"))
		}
		add("line lag", err)
	}
	level.PumpStart, err = day.ParseMoment(strings.TrimSpace(r.PumpStart), v.Location)
	add("pump start", err)
	for field, text := range map[string]string{"sampled": r.Sampled, "pump start": r.PumpStart} {
		if _, err := day.ParseMoment(strings.TrimSpace(text), v.Location); err == nil && !strings.Contains(text, ":") {
			problems = append(problems, problem(field, "the hour and minute are needed", "须写明时和分"))
		}
	}
	return level, problems
}

// usableLevel refuses a unit that is no concentration. A level below the limit is
// used as such; molar units are converted by the molar mass of the drug.
func usableLevel(v quantity.Value) error {
	if v.Unit() == "umol/L" {
		return nil
	}
	exact, err := quantity.ParseValue(strings.TrimSpace(strings.TrimPrefix(v.String(), v.Comparator())))
	if err == nil {
		_, err = exact.In("mg/L")
	}
	return err
}

// plausible asks the models whether any of them expects the level.
func (a *App) plausible(ctx context.Context, patient string, c chart.Case, v chart.View, e chart.Entry, r LevelRequest) error {
	if r.Confirmed {
		return nil
	}
	made, err := plan.Make(v, a.know)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	c.Entries = append(append([]chart.Entry(nil), c.Entries...), e)
	with, err := chart.Fold(c, v.Moment)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	signed, err := a.commissioned(ctx)
	if err != nil {
		return err
	}
	drug := e.Payload.(*chart.DrugLevel).Drug
	predicted, err := plan.ForDrug(made, with, a.know, signed, plan.ExposureWish{Drug: plan.Agent(drug)})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	ok, bands := predicted.Plausible(e.ID)
	if ok {
		return nil
	}
	if len(bands) == 0 {
		return &Refusal{[]chart.Problem{problem("", "no model speaks about this level, so it cannot be judged; check value, unit and times, then confirm", "没有模型能判断该浓度；请核对数值、单位和时间后再确认")}, ErrImplausible}
	}
	var parts []string
	for _, b := range bands {
		parts = append(parts, strconv.FormatFloat(b.Low, 'g', 3, 64)+" to "+strconv.FormatFloat(b.High, 'g', 3, 64)+" "+b.Unit)
	}
	return &Refusal{[]chart.Problem{problem("", "the level lies outside what every model expects (95 %% bands: %s); check value, unit and times, then confirm", "该浓度超出所有模型的预期（95 %% 区间：%s）；请核对数值、单位和时间后再确认", strings.Join(parts, "; "))}, ErrImplausible}
}

// ExposureOrder asks for an order of a dose that the models allow.
type ExposureOrder struct {
	Wish           plan.ExposureWish
	Dose           string // "4.1 mg"
	Password       string
	SecondAccount  string // second reader, needed for a change upward
	SecondPassword string
}

// OrderExposure writes the order of a dose from commissioned models: the only
// path from a prediction to an order. Reference output is refused, as is a dose
// above the largest one; a change upward needs a second reader.
//
// Errors: ErrDenied, ErrStop (reference only), ErrRefused.
func (a *App) OrderExposure(ctx context.Context, p Principal, patient string, r ExposureOrder) (string, error) {
	if err := a.allow(ctx, p, authz.OrderExposure, patient); err != nil {
		return "", err
	}
	if err := a.reenter(ctx, p, r.Password, string(authz.OrderExposure), patient); err != nil {
		return "", err
	}
	e, err := a.exposure(ctx, patient, AsOf{}, r.Wish)
	if err != nil {
		return "", err
	}
	dose, err := orderedDose(e, r.Dose)
	if err != nil {
		return "", a.refusal(ctx, p, string(authz.OrderExposure), patient, err)
	}
	if err := a.secondReader(ctx, p, patient, e, r); err != nil {
		return "", err
	}
	c, view, err := a.view(ctx, patient, AsOf{})
	if err != nil {
		return "", err
	}
	order := &chart.MedicationOrder{Drug: e.Drug, Category: "conditioning", Dose: dose.String() + ofSubstance(e.Known.DoseMass) + " each time, by exposure (" + e.Decision.Governing + ", target " + e.Target.ID + ")", Route: "IV"}
	entry, err := a.entry(p, c, view, AsOf{}, "", order)
	if err != nil {
		return "", err
	}
	return entry.ID, a.append(ctx, p, c, entry, string(authz.OrderExposure), "dose by exposure, governed by "+e.Decision.Governing)
}

// withheld are the reasons why an exposure is no order.
func withheld(e plan.DrugExposure) []chart.Problem {
	var out []chart.Problem
	for _, why := range e.Withheld {
		out = append(out, chart.Problem{Said: why})
	}
	return out
}

// ofSubstance names the substance that a dose is the mass of, where models differ.
func ofSubstance(name string) string {
	if name == "" {
		return ""
	}
	return " of " + name
}

// orderedDose checks a typed dose against the decision.
func orderedDose(e plan.DrugExposure, typed string) (quantity.Mass, error) {
	if _, err := e.Order(); err != nil {
		return quantity.Mass{}, &Refusal{append([]chart.Problem{problem("", "reference only, not for an order", "仅供参考，不得用于医嘱")}, withheld(e)...), ErrStop}
	}
	dose, err := quantity.ParseMass(strings.TrimSpace(typed))
	if err != nil {
		return quantity.Mass{}, refusedBy("dose", err)
	}
	if slips := e.Decision.Slips(dose.Milligrams()); len(slips) > 0 {
		return quantity.Mass{}, refusedField("dose", "%[1]s", "该剂量不合常理，请核对（%[2]s）", slips[0].Message, dose)
	}
	return dose, nil
}

// secondReader checks the second person of a change upward.
func (a *App) secondReader(ctx context.Context, p Principal, patient string, e plan.DrugExposure, r ExposureOrder) error {
	if e.Decision.SecondLevel {
		return a.refusal(ctx, p, string(authz.OrderExposure), patient, refused("a second level comes before a change upward: there is time to draw it", "上调剂量前须再测一次血药浓度：时间允许采样"))
	}
	if !e.Decision.SecondReader {
		return nil
	}
	acc, err := a.store.Account(ctx, strings.TrimSpace(r.SecondAccount))
	if err != nil || acc.Name == p.Account || (acc.Role != string(authz.Physician) && acc.Role != string(authz.Pharmacist)) {
		return a.refusal(ctx, p, string(authz.OrderExposure), patient, refused("a change upward needs a second physician or pharmacist", "上调剂量须由第二位医生或药师共同确认"))
	}
	return a.reenter(ctx, principalOf(acc), r.SecondPassword, string(authz.OrderExposure), patient)
}
