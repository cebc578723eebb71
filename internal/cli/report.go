package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/demo"
	"github.com/dayzero-hsct/dayzero/internal/sheet"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/programme"
	"github.com/dayzero-hsct/dayzero/survival"
)

// reportCommand gathers the reports.
type reportCommand struct {
	Programme programmeReport `cmd:"" help:"The figures of the programme as one printable HTML file, and a research table."`
}

// programmeReport is the report of the centre's figures.
type programmeReport struct {
	place
	From      string  `placeholder:"DATE" help:"First day of transplant."`
	To        string  `placeholder:"DATE" help:"Last day of transplant."`
	Closing   string  `placeholder:"DATE" help:"Day on which the figures are counted. Default: the latest contact of the rows."`
	Group     string  `help:"One disease group."`
	Donor     string  `help:"One kind of donor."`
	Graft     string  `help:"One kind of graft."`
	Regimen   string  `name:"conditioning" help:"One conditioning."`
	By        string  `enum:",group,donor,graft,conditioning,period,gvhd" default:"" help:"Compare groups. gvhd is answered by a landmark at day 100."`
	Horizon   int     `enum:"100,365" default:"365" help:"Days of the quality figures: 100 or 365."`
	Reference float64 `placeholder:"PERCENT" help:"Stated survival at the horizon for funnel and CUSUM. Default: the selection's own."`
	Interval  string  `enum:"clopper-pearson,wilson,jeffreys" default:"clopper-pearson" help:"Interval of proportions, chosen before looking."`
	Lang      string  `enum:"both,en,zh" default:"both" help:"Language of the report: both, en or zh."`
	Rows      string  `enum:"real,synthetic" default:"real" help:"Rows of the centre, or synthetic ones. They never meet."`
	Demo      bool    `help:"The synthetic programme of the demonstration instead of a store."`
	Seed      uint64  `default:"2025" help:"Seed of the synthetic programme."`
	Output    string  `short:"o" name:"output" placeholder:"FILE" help:"Write the report to the file, complete or not at all."`
	Research  string  `placeholder:"FILE" help:"Write a de-identified table (CSV): random identifiers, shifted dates, no combination rarer than five; k is said."`
}

// Help says what the report holds.
func (programmeReport) Help() string {
	return "Needs nothing beside it: every figure with its table and its data as CSV inside, the definitions and conventions used, and the knowledge version. Groups below five are hidden."
}

// Run writes the report, and the research table where one is asked for.
func (c programmeReport) Run(s *session) error {
	selection, options, err := c.wishes()
	if err != nil {
		return err
	}
	base, err := knowledge.Embedded()
	if err != nil {
		return fmt.Errorf("the knowledge: %w", err)
	}
	table, err := c.table(s)
	if err != nil {
		return err
	}
	for _, r := range table.Refused {
		s.say(fmt.Sprintf("row %d %s is left out: %s", r.Place, r.ID, r.Sentence))
	}
	a, err := programme.Analyse(table, selection, options)
	if errors.Is(err, programme.ErrOption) {
		return usage("%w", err)
	}
	if err != nil {
		return err
	}
	if a.N == 0 {
		return refusedInput("no transplant of this selection is recorded; --rows synthetic or --demo shows invented ones")
	}
	if c.Research != "" {
		if err := c.research(s, table.Select(selection)); err != nil {
			return err
		}
	}
	if c.Research != "" && c.Output == "" {
		return nil
	}
	langs := map[string][]string{"en": {"en"}, "zh": {"zh"}}[c.Lang]
	body, err := sheet.ProgrammePage(a, sheet.ProgrammeReport{Langs: langs, PrintedAt: s.Clock.Now().UTC().Format(time.RFC3339), KnowledgeVersion: base.Version(),
		Options: sheet.ProgrammeOptions{Published: programme.Published(base)}})
	if err != nil {
		return err
	}
	return s.output(c.Output, func(w io.Writer) error {
		_, err := w.Write(body)
		return err
	})
}

// wishes reads the flags; every date that is none is told at once.
func (c programmeReport) wishes() (programme.Selection, programme.Options, error) {
	selection := programme.Selection{Group: c.Group, Donor: c.Donor, Graft: c.Graft, Conditioning: c.Regimen, Synthetic: c.Demo || c.Rows == "synthetic"}
	options := programme.Options{By: c.By, Horizon: float64(c.Horizon), Reference: c.Reference / 100, Interval: survival.ProportionMethod(c.Interval)}
	var problems []error
	for _, d := range []struct {
		flag, text string
		to         *day.Date
	}{{"--from", c.From, &selection.From}, {"--to", c.To, &selection.To}, {"--closing", c.Closing, &options.Closing}} {
		if d.text == "" {
			continue
		}
		parsed, err := day.ParseDate(d.text)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", d.flag, err))
		}
		*d.to = parsed
	}
	if c.Reference < 0 || c.Reference >= 100 {
		problems = append(problems, errors.New("--reference "+strconv.FormatFloat(c.Reference, 'f', -1, 64)+" is no percentage from 0 to below 100"))
	}
	if len(problems) > 0 {
		return selection, options, usage("%w", errors.Join(problems...))
	}
	return selection, options, nil
}

// table reads the rows of the store, with a row for every chart that holds a
// transplant, or those of the demonstration.
func (c programmeReport) table(s *session) (programme.Table, error) {
	var raw [][]byte
	if c.Demo {
		for _, r := range demo.Programme(c.Seed) {
			row, err := json.Marshal(r)
			if err != nil {
				return programme.Table{}, err
			}
			raw = append(raw, row)
		}
		return programme.Parse(raw), nil
	}
	err := s.withDoor(c.place, false, func(ctx context.Context, a *app.App, _ app.Store) error {
		var err error
		raw, err = a.SystemCohort(ctx)
		return err
	})
	return programme.Parse(raw), err
}

// research writes the table and says how well it hides.
func (c programmeReport) research(s *session, rows []programme.Row) error {
	if s.Random == nil {
		return errors.New("no source of randomness: no research table")
	}
	table, err := programme.Deidentify(rows, s.Random)
	if err != nil {
		return err
	}
	if table.Rows == 0 {
		return refusedInput("no combination of columns is shared by five transplants: the research table would be empty and is not written")
	}
	if err := s.output(c.Research, func(w io.Writer) error {
		_, err := io.Copy(w, bytes.NewReader(table.CSV))
		return err
	}); err != nil {
		return err
	}
	kind := "rows of the centre"
	if table.Synthetic {
		kind = "synthetic rows"
	}
	s.say(fmt.Sprintf("research table: %d %s, k = %d over %v, %d rows left out as too rare, %d later transplants of a child left out, columns made coarser %d times", table.Rows, kind, table.K, table.Columns, table.Suppressed, table.Later, table.Coarse))
	return nil
}
