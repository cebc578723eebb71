package web

import (
	"errors"
	"html/template"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/pk"
	"github.com/dayzero-hsct/dayzero/plan"
)

// doLevel records a drug level; where no model expects it, the page comes back
// and asks for a confirmation.
func doLevel(v *visit) error {
	at, err := v.asOf()
	if err != nil {
		return err
	}
	_, err = v.door.RecordLevel(v.r.Context(), v.who, v.r.PathValue("id"), app.LevelRequest{AsOf: at, Drug: v.field("drug"), Value: v.field("value"),
		Sampled: v.field("sampled"), PumpStart: v.field("pump"), LineLag: v.field("lag"), Specimen: v.field("specimen"), Method: v.field("method"), Confirmed: v.field("confirmed") == "yes"})
	if err != nil {
		v.implausible = errors.Is(err, app.ErrImplausible)
		return v.again(err, showExposure)
	}
	return v.redirect(v.donePath("exposure", "recorded", at) + "&drug=" + v.field("drug"))
}

// doOrderExposure writes the order of a dose that commissioned models allow.
func doOrderExposure(v *visit) error {
	number := func(name string) int {
		n, _ := strconv.Atoi(v.field(name)) // what is no number asks for nothing
		return n
	}
	_, err := v.door.OrderExposure(v.r.Context(), v.who, v.r.PathValue("id"), app.ExposureOrder{
		Wish: plan.ExposureWish{Drug: v.field("drug"), Target: v.field("target"), Every: number("every"), Count: number("count"), Minutes: number("minutes")},
		Dose: v.field("amount"), Password: v.r.PostForm.Get("password"), SecondAccount: v.field("second"), SecondPassword: v.r.PostForm.Get("second-password")})
	if err != nil {
		return v.again(err, showExposure)
	}
	return v.redirect(v.donePath("exposure", "recorded", app.AsOf{}) + "&drug=" + v.field("drug"))
}

// samplingBody is the plan of sampling times after a test dose.
type samplingBody struct {
	Candidates, Samples, Blood, Limit, Dose string
	Plan                                    *pk.SamplingPlan
	Times                                   string
	Problem                                 string
}

// fillSampling answers the form of the sampling times; nothing in it has a default.
func (v *visit) fillSampling(body *exposureBody) {
	get := func(name string) string { return strings.TrimSpace(v.r.FormValue(name)) }
	s := &samplingBody{Candidates: get("times"), Samples: get("samples"), Blood: get("blood"), Limit: get("limit"), Dose: get("test")}
	body.Sampling = s
	if body.Case == nil || body.Complete || len(body.DrugExposure.Levels) > 0 {
		body.Sampling = nil
		return
	}
	if s.Candidates == "" {
		return
	}
	number := func(text string) float64 { x, _ := strconv.ParseFloat(text, 64); return x }
	c := *body.Case
	c.Levels, c.GivenDoses = nil, []pk.Given{{Amount: pk.Quantity{Value: number(s.Dose), Unit: "mg"}, DurationH: c.Plan.DurationH}}
	c.Plan.FirstH = max(c.Plan.FirstH, testDoseAhead)
	ask := &pk.SamplingCase{Case: &c, Samples: int(number(s.Samples)), MLPerSample: number(s.Blood), MLPerKg: number(s.Limit)}
	for _, t := range strings.Split(s.Candidates, ",") {
		ask.Candidates = append(ask.Candidates, number(strings.TrimSpace(t)))
	}
	made, err := pk.PlanSampling(ask, v.door.Knowledge().Running())
	if err != nil {
		s.Problem = err.Error()
		return
	}
	s.Plan = made
	for i, t := range made.Times {
		if i > 0 {
			s.Times += ", "
		}
		s.Times += significant(t) + " h"
	}
}

// testDoseAhead is how many hours a test dose lies before the course: three days,
// as in published practice (individualisation, chapter 1).
const testDoseAhead = 72

// calibrationBody is the page of the calibration of predictions.
type calibrationBody struct {
	app.Calibration
	Table  *tableView
	Share  string
	Inside int
}

func showCalibration(v *visit) error {
	result, err := v.door.Calibration(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	k := v.writer()
	w := k.w.Exposure
	body := calibrationBody{Calibration: result}
	if len(result.Lines) > 0 {
		body.Table = &tableView{ID: "calibration", Caption: w.Calibration, Heads: []string{w.Drawn, w.Drug, w.Predicted, w.Measured, k.w.Rooms.State}}
	}
	for _, l := range result.Lines {
		verdict := "✗ " + w.Out
		if l.Inside {
			verdict, body.Inside = "✓ "+w.In, body.Inside+1
		}
		measured := significant(l.Value) + " mg/L"
		if l.Below {
			measured = "< " + measured
		}
		shown := k.plain(l.At.Format("2006-01-02 15:04"))
		body.Table.Rows = append(body.Table.Rows, []template.HTML{anchor("/child/"+l.Patient+"/entry/"+l.Entry, shown), k.plain(plan.Words(l.Drug).In(v.lang)),
			k.plain(significant(l.Low) + "–" + significant(l.High) + " mg/L"), k.plain(measured), k.plain(verdict)})
	}
	if n := len(result.Lines); n > 0 {
		body.Share = itoa(body.Inside) + " " + w.OutOf + " " + itoa(n)
	}
	return v.render("calibration", page{Title: i18n.For(v.lang).Exposure.Calibration, Body: body})
}
