package cli

import (
	"errors"
	"io"

	"github.com/dayzero-hsct/dayzero/cases"
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// exportCommand gathers what leaves the house.
type exportCommand struct {
	Registry    exportRegistry    `cmd:"" help:"A data set for a transplant registry: day-100, one-year, year-2 …"`
	Phenopacket exportPhenopacket `cmd:"" help:"The child of a case file as a GA4GH phenopacket, without names and dates."`
}

// exportPhenopacket writes one case as a de-identified phenopacket.
type exportPhenopacket struct {
	Case   string `arg:"" name:"CASE.yaml" help:"Case file, or - for standard input."`
	AsOf   string `name:"as-of" placeholder:"DATE" help:"Day the chart is seen from. Default: today."`
	Output string `short:"o" name:"output" placeholder:"FILE" help:"Write to the file, complete or not at all."`
}

// Help says what a packet holds and what it does not hide.
func (exportPhenopacket) Help() string {
	return "Sex, age (months below two years, then years), findings with a term, disease, gene and variants; a random identifier. No date, place, name, relative or free text. What is left out is said. A rare genotype can name a child by itself: hand a packet on only under the rules of the centre."
}

// Run writes the packet and says what was left out.
func (c exportPhenopacket) Run(s *session) error {
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
	view, err := s.fold(file, asOf)
	if err != nil {
		return err
	}
	base, err := knowledge.Embedded()
	if err != nil {
		return err
	}
	if s.Random == nil {
		return errors.New("no source of randomness: no packet")
	}
	packet, err := cases.ToPacket(view, base, s.Clock.Now(), s.Random)
	if errors.Is(err, cases.ErrNoChild) {
		return refusedInput(shownName(c.Case) + ":1:1: " + err.Error())
	}
	if err != nil {
		return err
	}
	body, err := packet.JSON()
	if err != nil {
		return err
	}
	for _, left := range packet.LeftOut {
		s.say("left out: " + left.EN)
	}
	return s.output(c.Output, func(w io.Writer) error {
		_, err := w.Write(body)
		return err
	})
}

// fold is the chart of a file as of the end of a day; the unknown date means today
// in the centre's time zone.
func (s *session) fold(file chart.Case, asOf day.Date) (chart.View, error) {
	zone, err := file.Centre.Location()
	if err != nil {
		return chart.View{}, refusedInput(err.Error())
	}
	if !asOf.Known() {
		asOf = day.DateOf(s.Clock.Now(), zone)
	}
	return chart.Fold(file, chart.EndOf(asOf, zone))
}
