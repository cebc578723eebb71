package survival

import "math"

// RunOptions are the choices of the Run functions; each reads those that concern
// it, and the zero value is every default.
type RunOptions struct {
	Conf          Transform     // km, cif: log-log
	Level         float64       // 0.95
	At            []float64     // km, cif: times to read the curves at
	Tau           float64       // rmst: 0 means the earliest of the groups' last times
	Cause         int           // cif, gray: 0 means every cause; finegray: 1; cox, coxzph, logrank: 0 means the only kind of event
	CIFVariance   CIFVariance   // cif: greenwood
	Ties          Ties          // cox, coxzph: efron; finegray: breslow
	TieConvention TieConvention // finegray: cmprsk
	Rho           float64       // logrank, gray
	TimeTransform TimeTransform // coxzph: km
}

// Left names the rows that a reader left out, in every answer of a Run function.
type Left struct {
	Excluded []ExcludedJSON `json:"excluded,omitempty"`
}

// ExcludedJSON is a row that was left out and why.
type ExcludedJSON struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

func left(d Data) Left {
	var out Left
	for _, e := range d.Excluded {
		out.Excluded = append(out.Excluded, ExcludedJSON(e))
	}
	return out
}

// EstimateJSON is a value with its limits.
type EstimateJSON struct {
	Value Number `json:"value"`
	Lower Number `json:"lower"`
	Upper Number `json:"upper"`
}

// KMResult is the answer of RunKM.
type KMResult struct {
	Conf      Transform `json:"conf"`
	Level     Number    `json:"level"`
	Estimator Estimator `json:"estimator"`
	Groups    []KMGroup `json:"groups"`
	Left
}

// KMGroup is the curve of one group.
type KMGroup struct {
	Label   string       `json:"label"`
	N       int          `json:"n"`
	Events  int          `json:"events"`
	Median  EstimateJSON `json:"median"`
	Time    []Number     `json:"time"`
	NRisk   []int        `json:"nRisk"`
	NEvent  []int        `json:"nEvent"`
	Surv    []Number     `json:"surv"`
	SE      []Number     `json:"se"`
	Lower   []Number     `json:"lower"`
	Upper   []Number     `json:"upper"`
	At      []KMAt       `json:"at,omitempty"`
	Verdict string       `json:"verdict,omitempty"` // of a group without an event
}

// KMAt is a curve read at one time.
type KMAt struct {
	Time           Number `json:"time"`
	NRisk          int    `json:"nRisk"`
	Surv           Number `json:"surv"`
	SE             Number `json:"se"`
	Lower          Number `json:"lower"`
	Upper          Number `json:"upper"`
	BeyondFollowUp bool   `json:"beyondFollowUp,omitempty"`
}

func noStrata(d Data, what string) error {
	if d.Strata != nil {
		return optionError("strata mean nothing to %s; name the groups with by", what)
	}
	return nil
}

// RunKM is Kaplan–Meier by group.
func RunKM(d Data, o RunOptions) (KMResult, error) {
	if err := noStrata(d, "Kaplan–Meier"); err != nil {
		return KMResult{}, err
	}
	cs, err := KaplanMeier(d, CurveOptions{Conf: o.Conf, Level: o.Level})
	if err != nil {
		return KMResult{}, err
	}
	out := KMResult{Conf: cs[0].Conf, Level: Number(cs[0].Level), Estimator: ProductLimit, Left: left(d)}
	for _, c := range cs {
		m := c.Median()
		g := KMGroup{Label: c.Label, N: c.N, Events: c.Events, Median: EstimateJSON{Number(m.Value), Number(m.Lower), Number(m.Upper)}, Time: numbers(c.Time),
			NRisk: c.NRisk, NEvent: c.NEvent, Surv: numbers(c.Surv), SE: numbers(c.SE), Lower: numbers(c.Lower), Upper: numbers(c.Upper)}
		if c.Events == 0 {
			g.Verdict = noEvent
		}
		for _, a := range c.ReadAt(o.At) {
			g.At = append(g.At, KMAt{Number(a.Time), a.NRisk, Number(a.Surv), Number(a.SE), Number(a.Lower), Number(a.Upper), a.BeyondFollowUp})
		}
		out.Groups = append(out.Groups, g)
	}
	return out, nil
}

// RMSTResult is the answer of RunRMST.
type RMSTResult struct {
	Groups []RMSTGroup `json:"groups"`
	Left
}

// RMSTGroup is the restricted mean of one group.
type RMSTGroup struct {
	Label          string `json:"label"`
	Tau            Number `json:"tau"`
	Mean           Number `json:"rmean"`
	SE             Number `json:"se"`
	BeyondFollowUp bool   `json:"beyondFollowUp,omitempty"`
	Verdict        string `json:"verdict,omitempty"` // of a group without an event
}

// RunRMST is the restricted mean by group. Without a horizon it is the earliest of
// the groups' last times, the longest for which every group was observed.
func RunRMST(d Data, o RunOptions) (RMSTResult, error) {
	if err := noStrata(d, "the restricted mean"); err != nil {
		return RMSTResult{}, err
	}
	if o.Tau < 0 || math.IsNaN(o.Tau) || math.IsInf(o.Tau, 0) {
		return RMSTResult{}, optionError("the horizon tau %v is not a time above 0", o.Tau)
	}
	cs, err := KaplanMeier(d, CurveOptions{})
	if err != nil {
		return RMSTResult{}, err
	}
	tau := o.Tau
	if tau == 0 {
		tau = math.Inf(1)
		for _, c := range cs {
			tau = math.Min(tau, c.last)
		}
	}
	out := RMSTResult{Left: left(d)}
	for _, c := range cs {
		m := c.RestrictedMean(tau)
		g := RMSTGroup{Label: c.Label, Tau: Number(tau), Mean: Number(m.Mean), SE: Number(m.SE), BeyondFollowUp: m.BeyondFollowUp}
		if c.Events == 0 {
			g.Verdict = noEvent
		}
		out.Groups = append(out.Groups, g)
	}
	return out, nil
}

// LogRankResult is the answer of RunLogRank.
type LogRankResult struct {
	Statistic  Number         `json:"statistic"`
	DF         int            `json:"df"`
	P          Number         `json:"p"`
	Weighting  WeightKind     `json:"weighting"`
	Rho        Number         `json:"rho"`
	Stratified bool           `json:"stratified"`
	Groups     []LogRankGroup `json:"groups"`
	Verdict    string         `json:"verdict,omitempty"` // why there is no test
	Left
}

// noTest is the verdict where a test statistic has no variance.
const noTest = "no test: the events do not tell the groups apart (all on one time, or nothing expected in all groups but one)"

// noEvent is the verdict on a curve on which nothing happened.
const noEvent = "no event: the curve stays at 1, which is no estimate of what would come after the last contact"

// LogRankGroup is one line of the table.
type LogRankGroup struct {
	Label    string `json:"label"`
	N        int    `json:"n"`
	Observed Number `json:"observed"`
	Expected Number `json:"expected"`
}

// RunLogRank compares groups, within strata where there are any.
func RunLogRank(d Data, o RunOptions) (LogRankResult, error) {
	events, err := d.cause(o.Cause, "the log-rank test without a named cause")
	if err != nil {
		return LogRankResult{}, err
	}
	if err := events.someEvent(); err != nil {
		return LogRankResult{}, err
	}
	t, err := LogRank(events, Weighting{Rho: o.Rho})
	if err != nil {
		return LogRankResult{}, err
	}
	out := LogRankResult{Statistic: Number(t.Statistic), DF: t.DF, P: Number(t.P), Weighting: t.Weighting.Kind, Rho: Number(t.Weighting.Rho),
		Stratified: t.Stratified, Left: left(d)}
	for _, g := range t.Groups {
		out.Groups = append(out.Groups, LogRankGroup{g.Label, g.N, Number(g.Observed), Number(g.Expected)})
	}
	if t.DF == 0 {
		out.Verdict = noTest
	}
	return out, nil
}

// CIFResult is the answer of RunCIF.
type CIFResult struct {
	Variance CIFVariance `json:"variance"`
	Conf     Transform   `json:"conf"`
	Level    Number      `json:"level"`
	Groups   []CIFGroup  `json:"groups"`
	Left
}

// CIFGroup holds the incidences of one group.
type CIFGroup struct {
	Label  string     `json:"label"`
	N      int        `json:"n"`
	Causes []CIFCause `json:"causes"`
}

// CIFCause is the incidence of one cause.
type CIFCause struct {
	Cause  int      `json:"cause"`
	Events int      `json:"events"`
	Time   []Number `json:"time"`
	NRisk  []int    `json:"nRisk"`
	Est    []Number `json:"est"`
	SE     []Number `json:"se"`
	Lower  []Number `json:"lower"`
	Upper  []Number `json:"upper"`
	At     []CIFAt  `json:"at,omitempty"`
}

// CIFAt is an incidence read at one time.
type CIFAt struct {
	Time           Number `json:"time"`
	NRisk          int    `json:"nRisk"`
	Est            Number `json:"est"`
	SE             Number `json:"se"`
	Lower          Number `json:"lower"`
	Upper          Number `json:"upper"`
	BeyondFollowUp bool   `json:"beyondFollowUp,omitempty"`
}

// RunCIF is the cumulative incidence of every cause, or of the one named, by group.
func RunCIF(d Data, o RunOptions) (CIFResult, error) {
	if err := noStrata(d, "cumulative incidence"); err != nil {
		return CIFResult{}, err
	}
	if err := d.hasCause(o.Cause); err != nil {
		return CIFResult{}, err
	}
	cs, err := CumulativeIncidence(d, IncidenceOptions{Variance: o.CIFVariance, Conf: o.Conf, Level: o.Level})
	if err != nil {
		return CIFResult{}, err
	}
	if len(cs) == 0 {
		return CIFResult{}, inputError("there is no event, so there is no incidence")
	}
	out := CIFResult{Variance: cs[0].Variance, Conf: cs[0].Conf, Level: Number(cs[0].Level), Left: left(d)}
	for _, c := range cs {
		if n := len(out.Groups); n == 0 || out.Groups[n-1].Label != c.Label {
			out.Groups = append(out.Groups, CIFGroup{Label: c.Label, N: c.N})
		}
		if o.Cause != 0 && c.Cause != o.Cause {
			continue
		}
		k := CIFCause{Cause: c.Cause, Events: c.Events, Time: numbers(c.Time), NRisk: c.NRisk, Est: numbers(c.Est), SE: numbers(c.SE),
			Lower: numbers(c.Lower), Upper: numbers(c.Upper)}
		for _, a := range c.ReadAt(o.At) {
			k.At = append(k.At, CIFAt{Number(a.Time), a.NRisk, Number(a.Est), Number(a.SE), Number(a.Lower), Number(a.Upper), a.BeyondFollowUp})
		}
		g := &out.Groups[len(out.Groups)-1]
		g.Causes = append(g.Causes, k)
	}
	return out, nil
}

// someEvent refuses a comparison of groups in which nothing happened.
func (d Data) someEvent() error {
	if err := d.Validate(); err != nil {
		return err
	}
	if len(d.causes()) == 0 {
		return inputError("there is no event, so there is nothing to compare")
	}
	return nil
}

// hasCause refuses a named cause of which there is no event.
func (d Data) hasCause(cause int) error {
	if cause < 0 {
		return optionError("the cause %d is negative", cause)
	}
	for _, c := range d.causes() {
		if c == cause {
			return nil
		}
	}
	if cause == 0 {
		return nil
	}
	return inputError("there is no event of cause %d; the causes are %v", cause, d.causes())
}

// GrayResult is the answer of RunGray.
type GrayResult struct {
	Rho        Number     `json:"rho"`
	Stratified bool       `json:"stratified"`
	Tests      []GrayJSON `json:"tests"`
	Left
}

// GrayJSON is the test of one cause.
type GrayJSON struct {
	Cause     int    `json:"cause"`
	Statistic Number `json:"statistic"`
	DF        int    `json:"df"`
	P         Number `json:"p"`
	Verdict   string `json:"verdict,omitempty"` // why there is no test
}

// RunGray tests every cause, or the one named, between groups.
func RunGray(d Data, o RunOptions) (GrayResult, error) {
	if err := d.hasCause(o.Cause); err != nil {
		return GrayResult{}, err
	}
	if err := d.someEvent(); err != nil {
		return GrayResult{}, err
	}
	ts, err := Gray(d, o.Rho)
	if err != nil {
		return GrayResult{}, err
	}
	out := GrayResult{Rho: Number(o.Rho), Stratified: d.Strata != nil, Tests: []GrayJSON{}, Left: left(d)}
	for _, t := range ts {
		if o.Cause == 0 || t.Cause == o.Cause {
			test := GrayJSON{Cause: t.Cause, Statistic: Number(t.Statistic), DF: t.DF, P: Number(t.P)}
			if t.DF == 0 {
				test.Verdict = noTest
			}
			out.Tests = append(out.Tests, test)
		}
	}
	return out, nil
}

// RegressionResult is the answer of RunCox and RunFineGray.
type RegressionResult struct {
	Names         []string      `json:"names"`
	Coef          []Number      `json:"coef"`
	SE            []Number      `json:"se"`
	HR            []Number      `json:"hr"`
	Lower         []Number      `json:"lower"`
	Upper         []Number      `json:"upper"`
	P             []Number      `json:"p"`
	LogLik        LogLikJSON    `json:"loglik"`
	Tests         TestsJSON     `json:"tests"`
	TestsP        TestsJSON     `json:"testsP"`
	DF            int           `json:"df"`
	Concordance   ConcordJSON   `json:"concordance"`
	N             int           `json:"n"`
	Events        int           `json:"events"`
	Ties          Ties          `json:"ties"`
	TieConvention TieConvention `json:"tieConvention,omitempty"`
	Cause         int           `json:"cause,omitempty"`
	Robust        bool          `json:"robust"`
	Stratified    bool          `json:"stratified"`
	Level         Number        `json:"level"`
	Converged     bool          `json:"converged"`
	Verdict       string        `json:"verdict,omitempty"` // why there is no answer
	Warnings      []string      `json:"warnings,omitempty"`
	Left
}

// LogLikJSON holds the log partial likelihoods.
type LogLikJSON struct {
	Null  Number `json:"null"`
	Model Number `json:"model"`
}

// TestsJSON holds the three tests of all coefficients together: statistics, or
// their p-values.
type TestsJSON struct {
	LRT   Number `json:"lrt"`
	Wald  Number `json:"wald"`
	Score Number `json:"score"`
}

// ConcordJSON is a concordance with its standard error.
type ConcordJSON struct {
	Value Number `json:"value"`
	SE    Number `json:"se"`
}

func (r Regression) result(d Data) RegressionResult {
	return RegressionResult{Names: r.Names, Coef: numbers(r.Coef), SE: numbers(r.SE), HR: numbers(r.HR), Lower: numbers(r.Lower), Upper: numbers(r.Upper), P: numbers(r.P),
		LogLik: LogLikJSON{Number(r.LogLikNull), Number(r.LogLik)}, DF: r.LRT.DF,
		Tests:       TestsJSON{Number(r.LRT.Statistic), Number(r.Wald.Statistic), Number(r.Score.Statistic)},
		TestsP:      TestsJSON{Number(r.LRT.P), Number(r.Wald.P), Number(r.Score.P)},
		Concordance: ConcordJSON{Number(r.Concordance.Value), Number(r.Concordance.SE)}, N: r.N, Events: r.Events, Ties: r.Ties, Cause: r.Cause,
		Robust: r.Robust, Stratified: r.Stratified, Level: Number(r.Level), Converged: r.Converged, Verdict: r.Verdict(), Warnings: r.Warnings, Left: left(d)}
}

// Refusal is the verdict on a model that has no answer, or empty.
func (r RegressionResult) Refusal() string { return r.Verdict }

// RunCox fits a Cox model.
func RunCox(d Data, o RunOptions) (RegressionResult, error) {
	f, err := Cox(d, CoxOptions{Ties: o.Ties, Level: o.Level, Cause: o.Cause})
	if err != nil {
		return RegressionResult{}, err
	}
	return f.result(d), nil
}

// RunFineGray fits a Fine–Gray model.
func RunFineGray(d Data, o RunOptions) (RegressionResult, error) {
	f, err := FineGray(d, FineGrayOptions{Cause: o.Cause, Convention: o.TieConvention, Ties: o.Ties, Level: o.Level})
	if err != nil {
		return RegressionResult{}, err
	}
	out := f.result(d)
	out.TieConvention = f.Convention
	return out, nil
}

// ZPHResult is the answer of RunCoxZPH.
type ZPHResult struct {
	Transform TimeTransform `json:"transform"`
	Terms     []ZPHTerm     `json:"terms"`
	Left
}

// ZPHTerm is the test of one term; the last is GLOBAL.
type ZPHTerm struct {
	Name      string `json:"name"`
	Statistic Number `json:"statistic"`
	DF        int    `json:"df"`
	P         Number `json:"p"`
}

// RunCoxZPH fits a Cox model and tests its proportional hazards.
func RunCoxZPH(d Data, o RunOptions) (ZPHResult, error) {
	f, err := Cox(d, CoxOptions{Ties: o.Ties, Level: o.Level, Cause: o.Cause})
	if err != nil {
		return ZPHResult{}, err
	}
	if o.TimeTransform == "" {
		o.TimeTransform = KMTime
	}
	ts, err := f.ProportionalHazards(o.TimeTransform)
	if err != nil {
		return ZPHResult{}, err
	}
	out := ZPHResult{Transform: o.TimeTransform, Left: left(d)}
	for _, t := range ts {
		out.Terms = append(out.Terms, ZPHTerm{t.Name, Number(t.Statistic), t.DF, Number(t.P)})
	}
	return out, nil
}
