package cli

import (
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/consult"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/phenopacket"
)

// importCommand takes files into the store. The kind may be left out for case
// files.
type importCommand struct {
	Files   []string `arg:"" name:"FILE" help:"Kind of the files (case, hl7, csv, xlsx, fhir, phenopacket or hml; case when left out), then the files."`
	Charset string   `placeholder:"CHARSET" help:"Character set of HL7 messages that name none in MSH-18."`
	Record  string   `placeholder:"ID" help:"Record that HLA typings are written to (hml)."`
	For     []string `name:"for" placeholder:"SAMPLE=PERSON" help:"Whose a sample is: the id of a person of the record (hml)."`
	Second  []string `placeholder:"SAMPLE" help:"The sample is a second, independent one of its person (hml)."`
	Write   bool     `help:"Write the typings; without it they are shown and nothing is written (hml)."`
	Table   string   `placeholder:"NAME" help:"Saved line of the mapping that says what the columns of a CSV or XLSX file hold (see feed map)."`
	place
}

// Help says what all or nothing means.
func (importCommand) Help() string {
	return "Every file is read before anything is written. One problem in one file refuses all of them and leaves the store as it was. Case files become charts; HL7 messages are stored byte for byte and sorted into charts, and what nobody could file is listed as a task; tables (CSV, XLSX) and FHIR observations with their patient take the same way; phenopackets (GA4GH, version 2, JSON) become requests on the consult desk, because a packet alone holds neither name nor consent. HML (and FHIR resources with HLA genotypes) are checked and their typings printed: a message names a sample and no child. With --record and --for they are linked to the child or a relative, and with --write all of them are written, or none."
}

// importKinds are the kinds of the contract.
var importKinds = []string{"case", "hl7", "csv", "xlsx", "fhir", "phenopacket", "hml"}

// Run imports all files or none.
func (c importCommand) Run(s *session) error {
	kind, files := "case", c.Files
	if slices.Contains(importKinds, files[0]) {
		kind, files = files[0], files[1:]
	}
	switch {
	case len(files) == 0:
		return usage("import %s: no file is named", kind)
	case kind != "hml" && c.linked():
		return usage("--record, --for, --second and --write belong to import hml")
	case kind == "hl7", kind == "csv", kind == "xlsx", kind == "fhir":
		return c.importMessages(s, kind, files)
	case kind == "hml" && c.linked():
		return c.fileTypings(s, files)
	case kind == "hml":
		return hlaRead{Files: files, releaseFlags: releaseFlags{Data: c.Data}}.Run(s)
	case kind == "phenopacket":
		return s.importPackets(c.place, files)
	case kind != "case":
		return notBuilt("import of " + kind)
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

// linked reports whether typings are to be given to people of a record.
func (c importCommand) linked() bool {
	return c.Record != "" || len(c.For) > 0 || len(c.Second) > 0 || c.Write
}

// importPackets puts every packet on the consult desk, or none when one cannot be
// read.
func (s *session) importPackets(p place, files []string) error {
	var packets []consult.Answers
	var lines []string
	for _, name := range files {
		answers, problems, err := s.readPacket(name)
		if err != nil {
			return err
		}
		for _, problem := range problems {
			lines = append(lines, name+":1:1: "+problem.Error())
		}
		packets = append(packets, answers)
	}
	if len(lines) > 0 {
		return refusedInput(lines...)
	}
	return s.withDoor(p, true, func(ctx context.Context, a *app.App, _ app.Store) error {
		numbers, err := a.SystemPackets(ctx, packets, "en")
		for i, number := range numbers {
			s.print("on the consult desk: %s, %s", number, files[i])
		}
		return err
	})
}

func (s *session) readPacket(name string) (consult.Answers, []phenopacket.Problem, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, usage("%s: %w", name, err)
	}
	defer f.Close()
	p, problems := phenopacket.Parse(f)
	if len(problems) > 0 {
		return nil, problems, nil
	}
	answers, problems := consult.FromPacket(p)
	return answers, problems, nil
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
