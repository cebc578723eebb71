package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/survival"
)

// survivalCommand computes time-to-event statistics of a table.
type survivalCommand struct {
	KM       survivalKM       `cmd:"" name:"km" help:"Survival by Kaplan–Meier with median and limits."`
	CIF      survivalCIF      `cmd:"" name:"cif" help:"Cumulative incidence of competing causes."`
	RMST     survivalRMST     `cmd:"" name:"rmst" help:"Mean event-free time up to a horizon."`
	LogRank  survivalLogRank  `cmd:"" name:"logrank" help:"Log-rank test between groups; --rho 1 is Peto."`
	Gray     survivalGray     `cmd:"" name:"gray" help:"Gray's test of incidences between groups."`
	Cox      survivalCox      `cmd:"" name:"cox" help:"Cox proportional hazards."`
	FineGray survivalFineGray `cmd:"" name:"finegray" help:"Fine–Gray model of a cumulative incidence."`
	CoxZPH   survivalCoxZPH   `cmd:"" name:"coxzph" help:"Test of proportional hazards."`
}

// survivalFlags are the choices of every analysis; each uses those that concern
// it and says which it did not use.
type survivalFlags struct {
	File       string    `arg:"" name:"FILE.csv" help:"Table with a header row, or - for standard input."`
	Time       string    `required:"" placeholder:"COL" help:"Column of the time to the event or to the last contact."`
	Status     string    `required:"" placeholder:"COL" help:"Column of the status: 0 censored, 1 event; for cif, gray and finegray 0 censored, 1 and above the causes."`
	Entry      string    `placeholder:"COL" help:"Column of the time at which observation began (left truncation, time-dependent covariates)."`
	By         string    `placeholder:"COL" help:"Column of the groups (km, cif, rmst, logrank, gray)."`
	Strata     string    `placeholder:"COL" help:"Column of the strata (logrank, gray, cox, coxzph)."`
	Cluster    string    `placeholder:"COL" help:"Column of the subject, for robust errors (cox)."`
	Since      string    `placeholder:"COL" help:"Column of the time at which something happened after the start, such as GVHD (empty: never). With --landmark it makes the groups; alone, in cox, it is a time-dependent covariate."`
	Landmark   float64   `placeholder:"T" help:"Compare from the time T on, among those still under observation then, by what --since says had happened by T (km, rmst, logrank, cox)."`
	Covariates []string  `placeholder:"A,B" help:"Columns of a regression; a column of words becomes one 0/1 column per level but the first."`
	Ties       string    `enum:",efron,breslow" default:"" placeholder:"TIES" help:"Events of one time in a regression: efron (default of cox) or breslow (default of finegray)."`
	Conf       string    `enum:",log-log,log,plain,logit,arcsin" default:"" placeholder:"SCALE" help:"Scale of the limits: log-log (default), log, plain, logit or arcsin."`
	Level      float64   `placeholder:"0.95" help:"Level of the limits (default 0.95)."`
	At         []float64 `placeholder:"100,365" help:"Times to read curves at."`
	Cause      int       `placeholder:"N" help:"Cause of interest (default: every cause; finegray 1)."`
	Variance   string    `name:"cif-variance" enum:",greenwood,cmprsk,infinitesimal-jackknife" default:"" placeholder:"NAME" help:"Variance of an incidence: greenwood (default), cmprsk or infinitesimal-jackknife."`
	Convention string    `name:"tie-convention" enum:",cmprsk,survival" default:"" placeholder:"NAME" help:"Event and censoring of one time in finegray: cmprsk (default) or survival."`
	Rho        float64   `placeholder:"R" help:"Weight of early events in logrank and gray (default 0; 1 is Peto)."`
	Tau        float64   `placeholder:"T" help:"Horizon of rmst (default: the earliest of the groups' last times)."`
	Transform  string    `enum:",km,identity,rank,log" default:"" placeholder:"NAME" help:"Function of time of coxzph: km (default), identity, rank or log."`
	JSON       bool      `name:"json" help:"The result as JSON."`
	Output     string    `short:"o" name:"output" placeholder:"FILE" help:"Write to the file, complete or not at all."`
}

// Help says what a table looks like.
func (survivalFlags) Help() string {
	return "Rows with a missing value in a used column are left out and named. Numbers carry a decimal point. Every answer names its conventions: limits (R's default is log, that of Stata and SAS log-log), ties, variance."
}

type (
	survivalKM       struct{ survivalFlags }
	survivalCIF      struct{ survivalFlags }
	survivalRMST     struct{ survivalFlags }
	survivalLogRank  struct{ survivalFlags }
	survivalGray     struct{ survivalFlags }
	survivalCox      struct{ survivalFlags }
	survivalFineGray struct{ survivalFlags }
	survivalCoxZPH   struct{ survivalFlags }
)

// Run estimates survival curves.
func (c survivalKM) Run(s *session) error {
	return analyse(s, c.survivalFlags, "km", "by strata conf level at landmark", survival.RunKM, textOfKM)
}

// Run estimates cumulative incidences.
func (c survivalCIF) Run(s *session) error {
	return analyse(s, c.survivalFlags, "cif", "by strata conf level at cause cif-variance", survival.RunCIF, textOfCIF)
}

// Run computes restricted means.
func (c survivalRMST) Run(s *session) error {
	return analyse(s, c.survivalFlags, "rmst", "by strata tau landmark", survival.RunRMST, textOfRMST)
}

// Run tests survival between groups.
func (c survivalLogRank) Run(s *session) error {
	return analyse(s, c.survivalFlags, "logrank", "by strata cause rho landmark", survival.RunLogRank, textOfLogRank)
}

// Run tests incidences between groups.
func (c survivalGray) Run(s *session) error {
	return analyse(s, c.survivalFlags, "gray", "by strata cause rho", survival.RunGray, textOfGray)
}

// Run fits a Cox model.
func (c survivalCox) Run(s *session) error {
	return analyse(s, c.survivalFlags, "cox", "covariates strata cluster ties level cause landmark since", survival.RunCox, textOfRegression)
}

// Run fits a Fine–Gray model.
func (c survivalFineGray) Run(s *session) error {
	return analyse(s, c.survivalFlags, "finegray", "covariates strata cluster ties level cause tie-convention", survival.RunFineGray, textOfRegression)
}

// Run tests proportional hazards.
func (c survivalCoxZPH) Run(s *session) error {
	return analyse(s, c.survivalFlags, "coxzph", "covariates strata cluster ties cause transform", survival.RunCoxZPH, textOfZPH)
}

// analyse reads the table, runs one analysis and writes its answer. uses names the
// flags that mean something to the analysis.
func analyse[R any](s *session, c survivalFlags, name, uses string, run func(survival.Data, survival.RunOptions) (R, error), text func(*report, R)) error {
	if err := c.unused(s, name, strings.Fields(uses)); err != nil {
		return err
	}
	r, err := s.reader(c.File)
	if err != nil {
		return err
	}
	data, err := survival.ReadCSV(r, survival.Columns{Time: c.Time, Status: c.Status, Entry: c.Entry, By: c.By, Strata: c.Strata, Cluster: c.Cluster, Covariates: c.Covariates, Since: c.Since})
	if err := errors.Join(err, r.Close()); err != nil {
		return survivalProblem(c.File, err)
	}
	if data, err = c.afterTheStart(data); err != nil {
		return survivalProblem(c.File, err)
	}
	answer, err := run(data, survival.RunOptions{Conf: survival.Transform(c.Conf), Level: c.Level, At: c.At, Tau: c.Tau, Cause: c.Cause, CIFVariance: survival.CIFVariance(c.Variance),
		Ties: survival.Ties(c.Ties), TieConvention: survival.TieConvention(c.Convention), Rho: c.Rho, TimeTransform: survival.TimeTransform(c.Transform)})
	if err != nil {
		return survivalProblem(c.File, err)
	}
	if err := s.output(c.Output, func(w io.Writer) error {
		if c.JSON {
			return writeJSON(w, answer)
		}
		page := &report{by: c.By}
		if c.Landmark > 0 {
			page.by = c.Since
			page.line("landmark: from %s on, among those under observation then, by %s up to it (1: it had happened)", short(survival.Number(c.Landmark)), c.Since)
		}
		text(page, answer)
		page.leftOut(data.Excluded)
		_, err := io.WriteString(w, page.String())
		return err
	}); err != nil {
		return err
	}
	return noAnswer(c.File, answer)
}

// afterTheStart makes of what happened after the start either the groups of a
// landmark or a covariate that changes with time: nobody is counted as exposed
// before the exposure.
func (c survivalFlags) afterTheStart(d survival.Data) (survival.Data, error) {
	switch {
	case c.Landmark > 0:
		return survival.Landmark(d, c.Landmark, c.Since, d.Since)
	case c.Since != "":
		return survival.SplitAt(d, c.Since, d.Since)
	}
	return d, nil
}

// lateKnowledge are words in the names of columns that tell what happened after
// the start.
var lateKnowledge = []string{"gvhd", "relapse", "engraft", "rejection", "graft_failure"}

// warnOfLateKnowledge says of a covariate or a group whose name tells of a later
// event that a fixed value of it misleads.
func (c survivalFlags) warnOfLateKnowledge(s *session) {
	if c.Entry != "" || c.Landmark > 0 {
		return
	}
	for _, column := range append([]string{c.By, c.Strata}, c.Covariates...) {
		for _, word := range lateKnowledge {
			if strings.Contains(strings.ToLower(column), word) {
				s.say(fmt.Sprintf("dayzero: %s looks like something that happens after the start: whoever has it lived long enough to have it, and looks better than they are; give its time with --since and --landmark, or in cox with --since alone", column))
				break
			}
		}
	}
}

// noAnswer ends a command whose table allows no answer with the code for refused
// input. What could be computed has been written; what does not exist is null.
func noAnswer(name string, answer any) error {
	if a, ok := answer.(interface{ Refusal() string }); ok && a.Refusal() != "" {
		return refusedInput(shownName(name) + ":1:1: " + a.Refusal())
	}
	return nil
}

// unused refuses columns that the analysis could not use, because the answer
// would be another than the one asked for, and mentions choices without effect.
func (c survivalFlags) unused(s *session, name string, uses []string) error {
	used := map[string]bool{}
	for _, u := range uses {
		used[u] = true
	}
	for _, column := range []struct {
		flag  string
		given bool
	}{{"by", c.By != ""}, {"strata", c.Strata != ""}, {"cluster", c.Cluster != ""}, {"covariates", len(c.Covariates) > 0}} {
		if column.given && !used[column.flag] {
			return usage("survival %s has no use for --%s; it was not computed as if it had", name, column.flag)
		}
	}
	for _, choice := range []struct {
		flag  string
		given bool
	}{{"ties", c.Ties != ""}, {"conf", c.Conf != ""}, {"level", c.Level != 0}, {"at", len(c.At) > 0}, {"cause", c.Cause != 0}, {"cif-variance", c.Variance != ""},
		{"tie-convention", c.Convention != ""}, {"rho", c.Rho != 0}, {"tau", c.Tau != 0}, {"transform", c.Transform != ""}} {
		if choice.given && !used[choice.flag] {
			s.say(fmt.Sprintf("dayzero: --%s has no effect on survival %s", choice.flag, name))
		}
	}
	if len(c.Covariates) == 0 && used["covariates"] && c.Since == "" {
		return usage("survival %s needs --covariates", name)
	}
	c.warnOfLateKnowledge(s)
	return c.unusedSince(name, used)
}

// unusedSince refuses a landmark without what had happened by it, and a later
// event that the analysis could only take as known from the start.
func (c survivalFlags) unusedSince(name string, used map[string]bool) error {
	switch {
	case c.Landmark < 0 || c.Landmark != c.Landmark:
		return usage("--landmark %v is not a time above 0", c.Landmark)
	case c.Landmark > 0 && !used["landmark"]:
		return usage("survival %s is not offered from a landmark", name)
	case c.Landmark > 0 && (c.Since == "" || c.By != ""):
		return usage("--landmark compares by what --since says had happened; it needs --since and takes no --by")
	case c.Since != "" && c.Landmark == 0 && !used["since"]:
		return usage("survival %s with --since needs --landmark: what happens later is not known from the start", name)
	case slices.Contains(c.Covariates, c.Since):
		return usage("--since %s is a covariate already", c.Since)
	}
	return nil
}

// survivalProblem gives every problem of a table one line, and a choice that has
// no answer the code for usage.
func survivalProblem(name string, err error) error {
	var input *survival.InputError
	switch {
	case errors.As(err, &input):
		var lines []string
		for _, p := range input.Problems {
			place := ":1:1: "
			if p.Line > 0 {
				place = ":"
			}
			lines = append(lines, shownName(name)+place+p.String())
		}
		return refusedInput(lines...)
	case errors.Is(err, survival.ErrOption):
		return usage("%w", err)
	case errors.Is(err, survival.ErrInput):
		return refusedInput(shownName(name) + ":1:1: " + err.Error())
	}
	return err
}

// shownName is how messages call a file.
func shownName(name string) string {
	if name == "-" {
		return "standard-input"
	}
	return name
}

// writeJSON writes one value and a line feed.
func writeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}
