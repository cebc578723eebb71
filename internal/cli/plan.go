package cli

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/chart/casefile"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/internal/sheet"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
)

// The width of text that does not go to a terminal.
const defaultWidth = 110

// planCommand computes the plan of one case file. It reads the file and nothing
// else: no store, no connection.
type planCommand struct {
	Case   string `arg:"" name:"CASE.yaml" help:"Case file, or - for standard input."`
	AsOf   string `name:"as-of" placeholder:"DATE" help:"Day the plan is seen from, 2024-12-20: the end of that day in the centre's time zone, for what had happened and for what had been recorded. Default: today."`
	Format string `enum:"text,json,html,fhir" default:"text" help:"text, json, html or fhir."`
	Lang   string `enum:"en,zh" default:"en" help:"Language of text and html: en or zh."`
	Output string `short:"o" name:"output" placeholder:"FILE" help:"Write to the file, complete or not at all."`
}

// Help adds what the flags cannot say.
func (planCommand) Help() string {
	return "A stop that applies to the chosen or signed option gives exit code 4; the plan is still written. A verdict on an option that nobody chose is no stop."
}

// Run computes and writes the plan.
func (c planCommand) Run(s *session) error {
	var asOf day.Date
	if c.AsOf != "" {
		var err error
		if asOf, err = day.ParseDate(c.AsOf); err != nil {
			return usage("--as-of: %w", err)
		}
	}
	file, err := s.readCase(c.Case)
	if err != nil {
		return err
	}
	p, err := s.makePlan(file, asOf)
	if err != nil {
		return err
	}
	if err := s.output(c.Output, func(w io.Writer) error { return c.write(s, w, p) }); err != nil {
		return err
	}
	return stopOf(p)
}

func (c planCommand) write(s *session, w io.Writer, p plan.Plan) error {
	var body []byte
	switch c.Format {
	case "json":
		var err error
		if body, err = plan.JSON(p); err != nil {
			return err
		}
	case "fhir":
		var err error
		if body, err = plan.FHIR(p); err != nil {
			return err
		}
	case "html":
		body = sheet.Page(p, c.Lang)
	default:
		width, onTerminal := terminal(s.Stdout)
		if width == 0 {
			width = defaultWidth
		}
		text := sheet.Text(p, c.Lang, width)
		if onTerminal && c.Output == "" && os.Getenv("NO_COLOR") == "" {
			text = coloured(text)
		}
		body = []byte(text)
	}
	_, err := w.Write(body)
	return err
}

// readCase reads one case file; every problem becomes one line.
func (s *session) readCase(name string) (chart.Case, error) {
	r, err := s.reader(name)
	if err != nil {
		return chart.Case{}, err
	}
	shown := name
	if name == "-" {
		shown = "standard-input"
	}
	file, problems := casefile.Parse(r, shown)
	if err := r.Close(); err != nil {
		return chart.Case{}, fmt.Errorf("%s: %w", shown, err)
	}
	if len(problems) > 0 {
		var lines []string
		for _, p := range problems {
			lines = append(lines, p.Error())
		}
		return chart.Case{}, refusedInput(lines...)
	}
	return file, nil
}

// makePlan folds the record as of the end of a day and computes the plan; the
// unknown date means today in the centre's time zone.
func (s *session) makePlan(file chart.Case, asOf day.Date) (plan.Plan, error) {
	view, err := s.fold(file, asOf)
	if err != nil {
		return plan.Plan{}, err
	}
	base, err := knowledge.Embedded()
	if err != nil {
		return plan.Plan{}, fmt.Errorf("the knowledge: %w", err)
	}
	return plan.Make(view, base)
}

// stopOf tells of open stops on the chosen or signed option.
func stopOf(p plan.Plan) error {
	var lines []string
	for _, n := range p.StopsChosen() {
		lines = append(lines, "a stop applies to the chosen option: "+n.Title.EN+" ["+n.ID+"]")
	}
	if len(lines) == 0 {
		return nil
	}
	return &failure{code: StopApplies, lines: lines}
}

// coloured marks stops, cautions and gaps for a terminal; the symbols stay, so
// nothing is told by colour alone.
func coloured(text string) string {
	paint := []struct{ mark, code string }{{"■", "31;1"}, {"▲", "33"}, {"◇", "34"}, {"▒", "35;1"}, {"✗", "31"}, {"✓", "32"}}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		trimmed := strings.TrimLeft(line, " ")
		for _, p := range paint {
			if strings.HasPrefix(trimmed, p.mark) {
				lines[i] = "\x1b[" + p.code + "m" + line + "\x1b[0m"
			}
		}
	}
	return strings.Join(lines, "\n")
}
