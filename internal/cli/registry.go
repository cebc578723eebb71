package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/fhir"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/registrypack"
)

// exportRegistry writes one data set of one record.
type exportRegistry struct {
	Record     string `arg:"" name:"RECORD" help:"Id of the record in the store."`
	Set        string `default:"one-year" placeholder:"SET" help:"day-100, one-year, year-2, year-3 … (default ${default})."`
	Format     string `enum:"csv,fhir" default:"csv" help:"csv: every field with its value or why there is none. fhir: patient and results as the reporting guide takes them."`
	AsOf       string `name:"as-of" placeholder:"DATE" help:"Day the record is seen from. Default: now."`
	Centre     string `placeholder:"CCN" help:"Number of the centre at the registry, five digits; for fhir."`
	Identifier string `name:"identifier-system" placeholder:"URI" help:"System of the local identifier, the centre's own; for fhir."`
	Output     string `short:"o" name:"output" placeholder:"FILE" help:"Write to the file, complete or not at all."`
	place
}

// Help says what is not done.
func (exportRegistry) Help() string {
	return "Nothing is sent anywhere. A field that the chart does not hold is missing by name, never filled in and never \"no\". Without a standing consent for the registry nothing is exported. A data manager still answers the form's own questions."
}

// Run writes the data set and leaves an event in the record's chain.
func (c exportRegistry) Run(s *session) error {
	set, ok := registrypack.SetNamed(c.Set)
	if !ok {
		return usage("%q is no data set; there are day-100, one-year, year-2, year-3 …", c.Set)
	}
	var at app.AsOf
	if c.AsOf != "" {
		date, err := day.ParseDate(c.AsOf)
		if err != nil {
			return usage("--as-of: %w", err)
		}
		at.Date = date
	}
	return s.withDoor(c.place, false, func(ctx context.Context, a *app.App, _ app.Store) error {
		made, view, err := a.SystemExport(ctx, c.Record, "registry data set "+set.Name, at)
		if err != nil {
			return err
		}
		pack, err := registrypack.Make(view, made, set)
		if err != nil {
			return refusedInput(c.Record + ":1:1: " + err.Error())
		}
		if !pack.Consented() {
			return refusedInput(c.Record + ":1:1: no standing consent for the registry is recorded: nothing is exported")
		}
		known, all := pack.Complete()
		s.say(fmt.Sprintf("%s: %d of %d fields carry a value", set.Text.EN, known, all))
		if c.Format == "fhir" {
			return c.resources(s, a, pack)
		}
		return s.output(c.Output, pack.CSV)
	})
}

func (c exportRegistry) resources(s *session, a *app.App, pack registrypack.Pack) error {
	bundles, leftOut, err := pack.FHIR(a.Knowledge(), registrypack.Centre{CCN: c.Centre, IdentifierSystem: c.Identifier})
	if err != nil {
		return usage("%w", err)
	}
	for _, what := range leftOut {
		s.say("left out: " + what)
	}
	return s.output(c.Output, func(w io.Writer) error {
		body, err := fhir.Encode(bundles)
		if err != nil {
			return err
		}
		_, err = w.Write(body)
		return err
	})
}
