package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/goccy/go-yaml"

	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/pk"
)

// pkCommand predicts and re-estimates drug exposure.
type pkCommand struct {
	Models   pkModels   `cmd:"" help:"The published population models, with tier, covariates and valid ranges."`
	Simulate pkSimulate `cmd:"" help:"Concentration and AUC of a scenario."`
	Fit      pkFit      `cmd:"" help:"Individual parameters and exposure from measured levels."`
	Dose     pkDose     `cmd:"" help:"The largest dose below a ceiling under every credible model."`
}

// pkModels lists the models.
type pkModels struct {
	JSON bool `name:"json" help:"The list as JSON."`
}

// Help says what a tier is.
func (pkModels) Help() string {
	return "Models ship uncommissioned and compute for reference. Tier A: complete and independently checked; B: complete, oddities listed; C and D never compute a dose."
}

// Run lists the models.
func (c pkModels) Run(s *session) error {
	list, err := modelList()
	if err != nil {
		return err
	}
	if c.JSON {
		return writeJSON(s.Stdout, list)
	}
	w := tabwriter.NewWriter(s.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "id\tdrug\ttier\tcommissioned\tdoses\tcovariates\tvalid ranges")
	for _, m := range list {
		var covariates, ranges []string
		for _, v := range m.Covariates {
			covariates = append(covariates, strings.TrimSpace(v.Name+" "+v.Unit))
		}
		for _, r := range m.ValidRanges {
			ranges = append(ranges, fmt.Sprintf("%s %g to %g", r.Name, r.Lo, r.Hi))
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", m.ID, m.Drug, m.Tier, yes(m.Commissioned), yes(m.Doses), strings.Join(covariates, ", "), strings.Join(ranges, ", "))
	}
	return w.Flush()
}

// modelList describes every transcribed model, the held ones too.
func modelList() ([]pk.Listing, error) {
	base, err := knowledge.Embedded()
	if err != nil {
		return nil, err
	}
	var list []pk.Listing
	for _, m := range base.Models() {
		if m.Compiled == nil {
			list = append(list, pk.ListHeld(m.File, m.Why))
			continue
		}
		list = append(list, pk.List([]*pk.Model{m.Compiled})...)
	}
	return list, nil
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

// pkSimulate predicts a scenario.
type pkSimulate struct {
	Scenario string `arg:"" name:"SCENARIO.json" help:"Scenario {model, params, records[]}, or - for standard input."`
	At       string `placeholder:"TIMES.csv" help:"Times in hours: a column TIME, or one a line (default: the observation records, or a grid)."`
	Output   string `short:"o" name:"output" placeholder:"FILE" help:"Write to the file, complete or not at all."`

	Children    int       `placeholder:"N" help:"Predict N virtual children instead of one: percentiles at each time."`
	Percentiles []float64 `placeholder:"5,50,95" help:"With --children: the percentiles (default 5,25,50,75,95)."`
	Seed        uint64    `placeholder:"S" help:"With --children: seed of their random effects."`
	Each        string    `placeholder:"FILE" help:"With --children: write the AUC of every child to the file."`
}

// Help says what comes out.
func (pkSimulate) Help() string {
	return "The answer is CSV: TIME (h), CP (concentration), AUC (from the start). Amounts and concentrations are in the units of the scenario. The covariates of a record hold on the interval that ends at it, unless covariate_rule says locf.\n\nWith --children the scenario names the standard deviations of the logarithms of the parameters that vary: \"variability\": {\"CL\": 0.25}. The percentiles are read from counts while the children stream by, at most 0.8 % off; the AUC of each child is exact for linear models. Models: " +
		strings.Join(pk.PatternNames(), ", ") + "."
}

// Run writes the prediction.
func (c pkSimulate) Run(s *session) error {
	scenario, err := s.readAll(c.Scenario)
	if err != nil {
		return err
	}
	var at io.Reader
	if c.At != "" {
		times, err := s.readAll(c.At)
		if err != nil {
			return err
		}
		if _, err := pk.ReadTimes(bytes.NewReader(times)); err != nil {
			return pkProblem(c.At, err)
		}
		at = bytes.NewReader(times)
	}
	if c.Children != 0 {
		return pkProblem(c.Scenario, s.output(c.Output, func(w io.Writer) error { return c.population(s, scenario, at, w) }))
	}
	if c.Each != "" || len(c.Percentiles) > 0 {
		return usage("--each and --percentiles belong to --children")
	}
	return pkProblem(c.Scenario, s.output(c.Output, func(w io.Writer) error {
		return pk.RunSimulate(bytes.NewReader(scenario), at, w)
	}))
}

// population predicts many children; what each one shows goes to a file of its
// own.
func (c pkSimulate) population(s *session, scenario []byte, at io.Reader, w io.Writer) error {
	q := pk.Population{Children: c.Children, Seed: c.Seed, Percentiles: c.Percentiles}
	if c.Each == "" {
		return pk.RunPopulation(bytes.NewReader(scenario), at, q, w, nil)
	}
	return s.output(c.Each, func(each io.Writer) error { return pk.RunPopulation(bytes.NewReader(scenario), at, q, w, each) })
}

// pkFit estimates.
type pkFit struct {
	Data   string   `arg:"" name:"DATA.csv" help:"Table with NONMEM columns: ID, TIME, EVID, AMT, RATE, CMT, II, ADDL, SS, MDV, DV and covariates; or - for standard input."`
	Model  string   `required:"" placeholder:"MODEL.yaml" help:"Model file (YAML or JSON), or the id of a shipped model."`
	AUC    []string `name:"auc" placeholder:"0-24,24-48" help:"Windows of exposure in hours (default: 0-12 up to 0-672)."`
	Seed   uint64   `placeholder:"S" help:"Seed of the random starting points and draws."`
	Output string   `short:"o" name:"output" placeholder:"FILE" help:"Write to the file, complete or not at all."`
}

// Help says what comes out.
func (pkFit) Help() string {
	return "One line of JSON per ID: random effects, objective, parameters, individual predictions, covariance and exposure of the maximum a posteriori estimate. A child that cannot be estimated gets a line with its error. An uncommissioned model computes for reference."
}

// Run estimates every child of the table.
func (c pkFit) Run(s *session) error {
	model, err := s.readModel(c.Model)
	if err != nil {
		return err
	}
	data, err := s.readAll(c.Data)
	if err != nil {
		return err
	}
	var refused error
	err = s.output(c.Output, func(w io.Writer) error {
		counted := &countedWriter{to: w}
		problem := pk.RunFit(bytes.NewReader(model), bytes.NewReader(data), counted, pk.RunFitOptions{Windows: c.AUC, Seed: c.Seed})
		if counted.n > 0 && errors.Is(problem, pk.ErrInput) {
			refused, problem = problem, nil // the rows stand in the output, those with an error in their places
		}
		return problem
	})
	return pkProblem(c.Data, errors.Join(err, refused))
}

// pkDose decides.
type pkDose struct {
	Case   string `arg:"" name:"CASE.json" help:"Covariates, given doses, levels, plan, target and alpha; or - for standard input."`
	Output string `short:"o" name:"output" placeholder:"FILE" help:"Write to the file, complete or not at all."`
}

// Help says what is decided.
func (pkDose) Help() string {
	return "The answer is the largest dose per administration whose probability of passing the ceiling is at most alpha under every credible model, with the probability per model, the governing model and the derivation; null with the reason where there is none. It never goes beyond the highest published dose of the drug, and there is none where the ceiling lies far above every published target. Units stand beside every number. Uncommissioned models answer in reference mode: never on an order."
}

// Run writes the decision.
func (c pkDose) Run(s *session) error {
	question, err := s.readAll(c.Case)
	if err != nil {
		return err
	}
	base, err := knowledge.Embedded()
	if err != nil {
		return err
	}
	return pkProblem(c.Case, s.output(c.Output, func(w io.Writer) error {
		return pk.RunDoseWithin(base.Running(), func(drug string) pk.Published { return publishedOf(base, drug) }, bytes.NewReader(question), w)
	}))
}

// publishedOf is what the knowledge says of the drug beside its models; the first
// word of a name is the drug.
func publishedOf(base *knowledge.Base, drug string) (out pk.Published) {
	name, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(drug)), " ")
	e, ok := base.Exposure(name)
	if !ok {
		return out
	}
	out.DoseMass = e.DoseMass
	for _, t := range e.Targets {
		out.Bounds = append(out.Bounds, t.Ceiling)
		if t.Floor != nil {
			out.Bounds = append(out.Bounds, *t.Floor)
		}
	}
	if e.Cap != nil {
		out.CapPerDay, out.CapPerUnit = e.Cap.Value, e.Cap.Unit
	}
	return out
}

// readAll reads a file, or standard input.
func (s *session) readAll(name string) ([]byte, error) {
	r, err := s.reader(name)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(r)
	return data, errors.Join(err, r.Close())
}

// readModel gives a model file as JSON: a shipped model by its id, or a file in
// JSON or YAML. What the model lacks is told with the name of its file.
func (s *session) readModel(name string) ([]byte, error) {
	if filepath.Ext(name) == "" && !strings.ContainsAny(name, `/\`) && name != "-" {
		return shippedModel(name)
	}
	data, err := s.readAll(name)
	if err != nil {
		return nil, err
	}
	if ext := strings.ToLower(filepath.Ext(name)); ext == ".yaml" || ext == ".yml" {
		var content any
		if err := yaml.Unmarshal(data, &content); err != nil {
			return nil, yamlProblem(name, err)
		}
		if data, err = json.Marshal(content); err != nil {
			return nil, refusedInput(name + ":1:1: the model cannot be read: " + err.Error())
		}
	}
	f, err := pk.DecodeModel(bytes.NewReader(data))
	if err == nil {
		_, err = pk.Compile(f)
	}
	return data, pkProblem(name, err)
}

func shippedModel(id string) ([]byte, error) {
	base, err := knowledge.Embedded()
	if err != nil {
		return nil, err
	}
	if m, ok := base.Model(id); ok && m.Compiled == nil {
		return nil, refusedInput(id + ":1:1: the model is held and does not run: " + m.Why)
	} else if ok {
		return json.Marshal(m.File)
	}
	return nil, usage("there is no shipped model %q; dayzero pk models lists them, and a file needs its ending .yaml or .json", id)
}

// yamlProblem gives the place of a problem of a YAML file.
func yamlProblem(name string, err error) error {
	line, column, message := 1, 1, err.Error()
	var syntax yaml.Error
	if errors.As(err, &syntax) {
		message = syntax.GetMessage()
		if token := syntax.GetToken(); token != nil && token.Position != nil {
			line, column = token.Position.Line, token.Position.Column
		}
	}
	return refusedInput(fmt.Sprintf("%s:%d:%d: %s", shownName(name), line, column, strings.ReplaceAll(message, "\n", " ")))
}

// pkProblem gives every problem of an input one line.
func pkProblem(name string, err error) error {
	var refused *pk.RefusedError
	switch {
	case errors.As(err, &refused):
		var lines []string
		for _, p := range refused.Problems {
			place := ":1:1: "
			if p.Line > 0 {
				place = ":"
			}
			lines = append(lines, shownName(name)+place+p.String())
		}
		return refusedInput(lines...)
	case errors.Is(err, pk.ErrInput), errors.Is(err, pk.ErrModel), errors.Is(err, pk.ErrTier), errors.Is(err, pk.ErrNumerics):
		return refusedInput(shownName(name) + ":1:1: " + err.Error())
	}
	return err
}

// countedWriter counts what passes.
type countedWriter struct {
	to io.Writer
	n  int
}

// Write passes bytes on.
func (w *countedWriter) Write(p []byte) (int, error) {
	n, err := w.to.Write(p)
	w.n += n
	return n, err
}
