package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/app"
)

// importCommand takes files into the store. The kind may be left out for case
// files.
type importCommand struct {
	Files []string `arg:"" name:"FILE" help:"Kind of the files (case, hl7, csv, xlsx, fhir, phenopacket or hml; case when left out), then the files."`
	place
}

// Help says what all or nothing means.
func (importCommand) Help() string {
	return "Every file is read before anything is written. One problem in one file refuses all of them and leaves the store as it was. Only case files can be imported so far."
}

// importKinds are the kinds of the contract; only case files can be read yet.
var importKinds = []string{"case", "hl7", "csv", "xlsx", "fhir", "phenopacket", "hml"}

// Run imports all files or none.
func (c importCommand) Run(s *session) error {
	kind, files := "case", c.Files
	if slices.Contains(importKinds, files[0]) {
		kind, files = files[0], files[1:]
	}
	switch {
	case kind != "case":
		return notBuilt("import of " + kind)
	case len(files) == 0:
		return usage("import %s: no file is named", kind)
	}
	cases, err := s.readCases(files)
	if err != nil {
		return err
	}
	return s.withDoor(c.place, true, func(ctx context.Context, a *app.App, store app.Store) error {
		if err := collisions(ctx, store, files, cases); err != nil {
			return err
		}
		for i, one := range cases {
			if err := a.SystemImport(ctx, one); err != nil {
				return fmt.Errorf("%s: %w", files[i], err)
			}
			s.print("imported: %s, %d entries", one.ID, len(one.Entries))
		}
		return nil
	})
}

// readCases reads every file and collects the problems of all.
func (s *session) readCases(files []string) ([]chart.Case, error) {
	var cases []chart.Case
	var lines []string
	for _, name := range files {
		one, err := s.readCase(name)
		if err != nil {
			if codeOf(err) != InputRefused {
				return nil, err
			}
			lines = append(lines, err.Error())
			continue
		}
		cases = append(cases, one)
	}
	if len(lines) > 0 {
		return nil, refusedInput(lines...)
	}
	return cases, nil
}

// collisions refuses the whole command when the id of a case is taken, in the
// store or by another of the files, before anything is written. Entry ids belong
// to their case.
func collisions(ctx context.Context, store app.Store, files []string, cases []chart.Case) error {
	ids, err := store.CaseIDs(ctx)
	if err != nil {
		return err
	}
	var lines []string
	for i, c := range cases {
		if slices.Contains(ids, c.ID) {
			lines = append(lines, fmt.Sprintf("%s:1:1: the case %s is in the store already", files[i], c.ID))
		}
		for j := range i {
			if cases[j].ID == c.ID {
				lines = append(lines, fmt.Sprintf("%s:1:1: the case %s is in %s as well", files[i], c.ID, files[j]))
			}
		}
	}
	if len(lines) > 0 {
		return refusedInput(lines...)
	}
	return nil
}
