package pk

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// RunSimulate reads a scenario (JSON: model, params, records[], covariate_rule)
// and writes CSV with the columns TIME, CP, AUC and, after them, any further
// output of the model. at may be nil; otherwise it is a table with a column
// TIME, or a bare list of times. Nothing is written when the input is refused.
func RunSimulate(scenario, at io.Reader, out io.Writer) error {
	sc, err := ReadScenario(scenario)
	if err != nil {
		return err
	}
	var times []float64
	if at != nil {
		if times, err = ReadTimes(at); err != nil {
			return err
		}
	}
	p, err := sc.Simulate(times)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	fmt.Fprintln(w, strings.Join(append([]string{"TIME", "CP", "AUC"}, p.ExtraNames...), ","))
	for i := range p.Time {
		fmt.Fprintf(w, "%s,%s,%s", number(p.Time[i]), number(p.CP[i]), number(p.AUC[i]))
		for _, n := range p.ExtraNames {
			fmt.Fprintf(w, ",%s", number(p.Extra[n][i]))
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}

// RunPopulation reads a scenario with variability and writes CSV: TIME, then the
// percentiles of the concentration (CP_P5 …) and of the AUC so far (AUC_P5 …).
// each, where it is not nil, takes the AUC of every virtual child to the last
// time (CHILD, AUC); a child whose parameters have no meaning has an empty cell.
// Nothing is written when the input is refused.
func RunPopulation(scenario, at io.Reader, q Population, out, each io.Writer) error {
	sc, err := ReadScenario(scenario)
	if err != nil {
		return err
	}
	var times []float64
	if at != nil {
		if times, err = ReadTimes(at); err != nil {
			return err
		}
	}
	p, err := sc.Population(times, q)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	head := "TIME"
	for _, quantity := range []string{"CP", "AUC"} {
		for _, x := range p.Percentiles {
			head += "," + quantity + "_P" + number(x)
		}
	}
	fmt.Fprintln(w, head)
	for i, t := range p.Time {
		w.WriteString(number(t))
		for _, x := range append(append([]float64(nil), p.CP[i]...), p.Cumulative[i]...) {
			fmt.Fprintf(w, ",%.5g", x)
		}
		fmt.Fprintln(w)
	}
	if err := w.Flush(); err != nil || each == nil {
		return err
	}
	w.Reset(each)
	fmt.Fprintln(w, "CHILD,AUC")
	for i, x := range p.AUC {
		cell := number(x)
		if math.IsNaN(x) {
			cell = ""
		}
		fmt.Fprintf(w, "%d,%s\n", i+1, cell)
	}
	return w.Flush()
}

// number writes 17 significant digits at most, without trailing noise.
func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// ReadTimes reads a list of times in hours: a CSV table with a column TIME, or
// one time per line.
func ReadTimes(r io.Reader) ([]float64, error) {
	c := csv.NewReader(r)
	c.FieldsPerRecord, c.TrimLeadingSpace, c.Comment = -1, true, '#'
	column, headed := 0, false
	var times []float64
	var bad problems
	for n := 0; ; n++ {
		row, err := c.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, csvProblem(err)
		}
		if n == 0 {
			row[0] = strings.TrimPrefix(row[0], "\ufeff")
			if k, header := timeColumn(row); header {
				if column, headed = k, true; len(row) > 1 && !strings.EqualFold(strings.TrimSpace(row[k]), "TIME") {
					bad.line(1, 1, "the table has no column TIME")
					break
				}
				continue
			}
		}
		if !headed && len(row) > 1 {
			bad.line(lineOf(c, 0), 0, "the row holds %d cells: without a column TIME it holds one time", len(row))
			continue
		}
		if column >= len(row) {
			bad.line(lineOf(c, 0), 0, "the row has no column TIME")
			continue
		}
		t, err := strconv.ParseFloat(strings.TrimSpace(row[column]), 64)
		if err != nil || t != t || t > 1e12 || t < -1e12 {
			bad.line(lineOf(c, column), column+1, "%q is not a time in hours", row[column])
			continue
		}
		times = append(times, t)
	}
	if len(times) == 0 && len(bad.list) == 0 {
		bad.line(1, 1, "there is no time in the list")
	}
	return times, bad.err(ErrInput)
}

// timeColumn finds the column TIME of a header row; a first row of numbers only
// is no header.
func timeColumn(row []string) (int, bool) {
	words := false
	for i, cell := range row {
		if strings.EqualFold(strings.TrimSpace(cell), "TIME") {
			return i, true
		}
		if _, err := strconv.ParseFloat(strings.TrimSpace(cell), 64); err != nil {
			words = true
		}
	}
	return 0, words
}

func lineOf(c *csv.Reader, field int) int {
	line, _ := c.FieldPos(field)
	return line
}

func csvProblem(err error) error {
	var bad problems
	if e, ok := err.(*csv.ParseError); ok {
		bad.line(e.Line, e.Column, "the table cannot be read: %v", e.Err)
	} else {
		bad.at("", "the table cannot be read: %v", err)
	}
	return bad.err(ErrInput)
}

// RunFitOptions steer [RunFit]; the zero value is the usual one.
type RunFitOptions struct {
	Windows []string // AUC windows in hours such as "0-24"; empty: the usual ones
	Draws   int      // draws to check the normal approximation; 0: 500 for closed forms, none otherwise; -1: none
	Seed    uint64
}

// usualWindows end at half a day, at whole days of a conditioning course and at
// whole weeks.
var usualWindows = []string{"0-12", "0-24", "0-48", "0-72", "0-96", "0-120", "0-144", "0-168", "0-336", "0-672"}

// RowError is the error of one row of a batch.
type RowError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// rowError names the kind of an error.
func rowError(err error) *RowError {
	code := "internal"
	for _, k := range []struct {
		kind error
		code string
	}{{ErrInput, "input"}, {ErrTier, "tier"}, {ErrModel, "model"}, {ErrNumerics, "numerics"}} {
		if errors.Is(err, k.kind) {
			code = k.code
			break
		}
	}
	return &RowError{Code: code, Message: err.Error()}
}

// fitRow is one line of the output.
type fitRow struct {
	ID           string               `json:"id"`
	Error        *RowError            `json:"error,omitempty"`
	Model        string               `json:"model,omitempty"`
	Mode         string               `json:"mode,omitempty"`
	Eta          []float64            `json:"eta,omitempty"`
	EtaNames     []string             `json:"etaNames,omitempty"`
	OFV          *float64             `json:"ofv,omitempty"`
	Parameters   map[string]float64   `json:"parameters,omitempty"`
	ByRecord     []map[string]float64 `json:"parametersByRecord,omitempty"`
	IPred        []float64            `json:"ipred,omitempty"`
	Pred         []float64            `json:"pred,omitempty"`
	PosteriorCov [][]float64          `json:"posteriorCov,omitempty"`
	AUC          map[string]float64   `json:"auc,omitempty"`
	Units        map[string]string    `json:"units,omitempty"`
	Shrinkage    []float64            `json:"shrinkage,omitempty"`
	Residuals    []float64            `json:"weightedResiduals,omitempty"`
	Normal       *NormalCheck         `json:"normalCheck,omitempty"`
	Warnings     []Warning            `json:"warnings,omitempty"`
}

// RunFit reads a model (JSON in the shape of [ModelFile]) and a NONMEM-style
// table and writes one line of JSON per child, in input order. A child that
// cannot be estimated gets a line with its error; the others go on, and the
// errors come back together.
func RunFit(model, data io.Reader, out io.Writer, opt RunFitOptions) error {
	f, err := DecodeModel(model)
	if err != nil {
		return err
	}
	m, err := Compile(f)
	if err != nil {
		return err
	}
	subjects, err := readSubjects(data)
	if err != nil {
		return err
	}
	if len(opt.Windows) == 0 {
		opt.Windows = usualWindows
	}
	w := bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	var bad problems
	for _, s := range subjects {
		row, err := m.fitRow(s, opt)
		if err != nil {
			row = fitRow{ID: s.ID, Error: rowError(err)}
			bad.list = append(bad.list, listed(s.ID, err)...)
		}
		if err := enc.Encode(row); err != nil {
			return fmt.Errorf("the result of %s cannot be written: %w", s.ID, err)
		}
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("the results cannot be written: %w", err)
	}
	return bad.err(ErrInput)
}

// listed takes an error apart into the problems it lists.
func listed(id string, err error) []Problem {
	var refused *RefusedError
	if errors.As(err, &refused) {
		return refused.Problems
	}
	return []Problem{{Path: "id " + id, Sentence: err.Error()}}
}

func (m *Model) fitRow(s subjectRead, opt RunFitOptions) (fitRow, error) {
	if err := s.bad.err(ErrInput); err != nil {
		return fitRow{}, err
	}
	est, err := m.Fit(s.Subject, FitOptions{Seed: opt.Seed})
	if err != nil {
		return fitRow{}, err
	}
	row := fitRow{ID: s.ID, Model: m.File.ID, Mode: m.mode(), Eta: est.Eta, EtaNames: est.EtaNames, OFV: &est.Objective, IPred: est.IPred,
		Pred: est.Pred, PosteriorCov: est.Cov, Shrinkage: est.Shrinkage, Residuals: est.Residuals, Warnings: est.Warnings,
		AUC: map[string]float64{}, Units: map[string]string{"concentration": m.units.Concentration, "dose": m.units.Dose, "time": "h", "auc": m.units.Concentration + "*h"}}
	rows := est.ByRecord()
	row.Parameters = rows[len(rows)-1]
	if varies(rows) {
		row.ByRecord = rows
	}
	if b := m.File.DoseMassBasis; b != nil && b.factor() != 1 {
		row.Warnings = append(row.Warnings, finding("dose_mass_taken", b.Value, b.Prescribed, short(b.factor())))
	}
	switch {
	case m.File.PredictsOnly != "":
		opt.Windows, row.AUC, row.Warnings = nil, nil, append(row.Warnings, finding("trough_only"))
	case goesBack(s.Records):
		opt.Windows, row.AUC, row.Warnings = nil, nil, append(row.Warnings, finding("clock_goes_back"))
	}
	for _, window := range opt.Windows {
		from, to, err := parseWindow(window)
		if err != nil {
			return fitRow{}, err
		}
		if row.AUC[window], err = est.AUC(from, to); err != nil {
			return fitRow{}, err
		}
	}
	draws := opt.Draws
	if draws == 0 && m.sys.closed {
		draws = 500
	}
	if draws > 0 && len(est.p.obs) > 0 {
		c, err := est.CheckNormal(draws, opt.Seed)
		if err != nil {
			return fitRow{}, err
		}
		if row.Normal = &c; !c.Holds {
			row.Warnings = append(row.Warnings, finding("not_normal"))
		}
	}
	return row, nil
}

// goesBack reports a record before the one above it, as a reset may be.
func goesBack(records []Record) bool {
	return !slices.IsSortedFunc(records, func(a, b Record) int { return cmp.Compare(a.Time, b.Time) })
}

// mode says whether results may reach an order: an uncommissioned model
// computes for reference only.
func (m *Model) mode() string {
	if m.File.Commissioned && m.Tier.Doses() {
		return "commissioned"
	}
	return "reference"
}

func varies(rows []map[string]float64) bool {
	for _, r := range rows[1:] {
		for k, v := range r {
			if v != rows[0][k] {
				return true
			}
		}
	}
	return false
}

// parseWindow reads "0-24".
func parseWindow(text string) (from, to float64, err error) {
	a, b, ok := strings.Cut(text, "-")
	from, e1 := strconv.ParseFloat(strings.TrimSpace(a), 64)
	to, e2 := strconv.ParseFloat(strings.TrimSpace(b), 64)
	if !ok || e1 != nil || e2 != nil || math.IsNaN(from+to) || from < 0 || to <= from || to > 1e6 {
		return 0, 0, refuse(ErrInput, "auc", "%q is not a window of hours such as 0-24", text)
	}
	return from, to, nil
}

// AsCommissioned is the model as a centre has commissioned it, with two signatures
// on its version. A model whose tier forbids a dose stays in reference mode.
func (m *Model) AsCommissioned() *Model {
	f, out := *m.File, *m
	f.Commissioned, out.File = true, &f
	return &out
}

// Listing is one line of the list of models.
type Listing struct {
	ID           string      `json:"id"`
	Drug         string      `json:"drug"`
	Tier         Tier        `json:"tier"`
	Status       string      `json:"status"`
	Commissioned bool        `json:"commissioned"`
	Doses        bool        `json:"doses"` // tier and gate let it compute a dose (in reference mode)
	Covariates   []Covariate `json:"covariates"`
	ValidRanges  []Range     `json:"validRanges"`
	Gaps         []string    `json:"gaps,omitempty"`
}

// List describes models for a table or a page.
func List(models []*Model) []Listing {
	var out []Listing
	for _, m := range models {
		out = append(out, Listing{ID: m.File.ID, Drug: m.File.Drug.EN, Tier: m.Tier, Status: string(m.File.Evidence.status()), Commissioned: m.File.Commissioned,
			Doses: m.MayDose() == "", Covariates: m.File.Covariates, ValidRanges: m.ValidRanges(), Gaps: english(m.Gaps)})
	}
	return out
}

// ListHeld describes a transcription that has no formulas to run, with the
// reason: it is listed and never computes.
func ListHeld(f *ModelFile, why string) Listing {
	return Listing{ID: f.ID, Drug: f.Drug.EN, Tier: TierOf(f.Evidence.Tier.EN), Status: string(f.Evidence.status()), Covariates: f.Covariates,
		ValidRanges: f.ranges(), Gaps: []string{why}}
}

// RunModels writes a list of models: tab-separated with a header row, or one
// JSON array.
func RunModels(models []*Model, out io.Writer, asJSON bool) error {
	list := List(models)
	if asJSON {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(list)
	}
	w := bufio.NewWriter(out)
	fmt.Fprintln(w, "id\tdrug\ttier\tstatus\tcommissioned\tdoses\tcovariates\tvalid ranges")
	for _, l := range list {
		var covs, ranges []string
		for _, c := range l.Covariates {
			covs = append(covs, c.Name)
		}
		for _, r := range l.ValidRanges {
			ranges = append(ranges, fmt.Sprintf("%s %g-%g", r.Name, r.Lo, r.Hi))
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%t\t%t\t%s\t%s\n", l.ID, l.Drug, l.Tier, l.Status, l.Commissioned, l.Doses, strings.Join(covs, ","), strings.Join(ranges, "; "))
	}
	return w.Flush()
}
