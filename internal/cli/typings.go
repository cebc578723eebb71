package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/fhirhla"
	"github.com/dayzero-hsct/dayzero/hla"
	"github.com/dayzero-hsct/dayzero/hml"
	"github.com/dayzero-hsct/dayzero/internal/app"
)

// hlaRead reads typings out of messages.
type hlaRead struct {
	Files  []string `arg:"" name:"FILE" help:"HML 1.0.1 or FHIR (Observation, DiagnosticReport, Bundle in JSON)."`
	Strict bool     `help:"Refuse a message for what is otherwise said as advice: reads that are left out, sequences that contradict their places."`
	releaseFlags
}

// Help says what is written.
func (hlaRead) Help() string {
	return "A line of JSON for each typing: file, message, sample, release, typing, how it was done, and what each locus was understood as. One problem refuses its whole file; nothing is written to a store."
}

// Run prints the typings of every file.
func (c hlaRead) Run(s *session) error {
	release, codes, err := s.releaseOrNames(c.releaseFlags)
	if err != nil {
		return err
	}
	return s.readTypings(c.Files, release, codes, c.Strict)
}

// typingJSON is one typing of a message; the keys are part of the contract.
type typingJSON struct {
	File     string            `json:"file"`
	Message  string            `json:"message,omitempty"`
	Sample   string            `json:"sample,omitempty"`
	Subject  string            `json:"subject,omitempty"`
	Status   string            `json:"status,omitempty"`
	Date     string            `json:"date,omitempty"`
	Release  *string           `json:"release"` // that of the message
	Typing   string            `json:"typing"`
	Methods  []string          `json:"methods,omitempty"`
	ReadWith string            `json:"readWith"`
	Loci     map[hla.Locus]any `json:"loci"`
	Warnings []string          `json:"warnings,omitempty"`
	line     int
}

// readTypings prints what the files hold and collects the problems of all.
func (s *session) readTypings(files []string, release *hla.Release, codes *hla.Codes, strict bool) error {
	var refused []string
	encoder := json.NewEncoder(s.Stdout)
	encoder.SetEscapeHTML(false)
	for _, name := range files {
		found, problems, err := s.typingsOf(name, strict)
		if err != nil {
			return err
		}
		for i := range found {
			problems = append(problems, found[i].understand(name, release, codes)...)
		}
		if refused = append(refused, problems...); len(problems) > 0 {
			continue
		}
		for _, one := range found {
			if err := encoder.Encode(one); err != nil {
				return err
			}
		}
	}
	if len(refused) > 0 {
		return refusedInput(refused...)
	}
	return nil
}

// typingsOf reads one file; the first byte tells XML from JSON.
func (s *session) typingsOf(name string, strict bool) (found []typingJSON, problems []string, err error) {
	r, err := s.reader(name)
	if err != nil {
		return nil, nil, err
	}
	data, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil {
		return nil, nil, err
	}
	if start := bytes.TrimLeft(data, " \t\r\n\xef\xbb\xbf"); len(start) > 0 && start[0] == '{' {
		return fhirTypings(name, data)
	}
	m, err := hml.Parse(bytes.NewReader(data))
	var all hml.Problems
	if errors.As(err, &all); strict && err == nil {
		all = m.Advice
	}
	for _, p := range all {
		problems = append(problems, fmt.Sprintf("%s:%d:1: %s: %s", name, p.Line, p.Element, p.Sentence))
	}
	if len(problems) > 0 {
		return nil, problems, nil
	}
	for _, p := range m.Advice {
		s.say(fmt.Sprintf("dayzero: %s:%d: %s: %s", name, p.Line, p.Element, p.Sentence))
	}
	for _, sample := range m.Samples {
		for _, t := range sample.Typings {
			found = append(found, typingJSON{File: filepath.Base(name), Message: m.ID, Sample: sample.ID, Date: t.Date, Release: orNull(t.Release), Typing: t.GLString, Methods: t.Methods, line: t.Line})
		}
	}
	return found, nil, nil
}

func fhirTypings(name string, data []byte) (found []typingJSON, problems []string, err error) {
	genotypes, err := fhirhla.Parse(bytes.NewReader(data))
	if err != nil {
		return nil, []string{name + ":1:1: " + oneLine(err)}, nil
	}
	for _, g := range genotypes {
		found = append(found, typingJSON{File: filepath.Base(name), Message: g.Resource, Subject: g.Subject, Status: g.Status, Date: g.Date, Release: orNull(g.Release), Typing: g.GLString, line: 1})
	}
	return found, nil, nil
}

// understand reads the typing against the release at hand.
func (t *typingJSON) understand(file string, release *hla.Release, codes *hla.Codes) (problems []string) {
	t.ReadWith, t.Loci = release.String(), map[hla.Locus]any{}
	typing, err := release.ReadGenotype(t.Typing, hla.GenotypeOptions{Codes: codes})
	if err != nil {
		return []string{fmt.Sprintf("%s:%d:1: %s", file, t.line, oneLine(err))}
	}
	for _, locus := range typing.Loci() {
		t.Loci[locus] = typing.PGroups(locus)
	}
	t.Warnings = typing.Warnings()
	return nil
}

// fileTypings shows what the messages say of the samples that were given to a
// person, and writes it where that was asked for.
func (c importCommand) fileTypings(s *session, files []string) error {
	if c.Record == "" || len(c.For) == 0 {
		return usage("name the record with --record and whose each sample is with --for SAMPLE=PERSON")
	}
	if len(files) > 1 {
		return usage("one message is linked at a time: all of its samples are written, or none")
	}
	var owners []app.SampleOwner
	for _, pair := range c.For {
		sample, person, found := strings.Cut(pair, "=")
		if !found || sample == "" || person == "" {
			return usage("--for %q is not SAMPLE=PERSON", pair)
		}
		owners = append(owners, app.SampleOwner{Sample: sample, About: person, Second: slices.Contains(c.Second, sample)})
	}
	r, err := s.reader(files[0])
	if err != nil {
		return err
	}
	message, err := io.ReadAll(io.LimitReader(r, app.MostMessageBytes+1))
	if err := errors.Join(err, r.Close()); err != nil {
		return err
	}
	return s.withDoor(c.place, false, func(ctx context.Context, a *app.App, _ app.Store) error {
		report, err := a.SystemReadTypings(message)
		if err != nil {
			return refusedInput(files[0] + ":1:1: " + oneLine(err))
		}
		s.understood(report, owners)
		if !c.Write {
			s.say("dayzero: nothing is written; add --write to write it")
			return nil
		}
		ids, err := a.SystemFileTypings(ctx, c.Record, message, owners)
		if errors.Is(err, app.ErrRefused) || errors.Is(err, app.ErrNotFound) {
			return refusedInput(files[0] + ":1:1: " + oneLine(err))
		}
		if err != nil {
			return err
		}
		s.print("written to %s: %s", c.Record, strings.Join(ids, ", "))
		return nil
	})
}

// understood prints the samples with their owners.
func (s *session) understood(report app.TypingReport, owners []app.SampleOwner) {
	for _, advice := range report.Advice {
		s.say("dayzero: " + report.Name + ":" + advice)
	}
	for _, sample := range report.Samples {
		owner := "left out"
		for _, o := range owners {
			if o.Sample == sample.Sample {
				owner = o.About
			}
		}
		var loci []string
		for _, l := range sample.Loci {
			loci = append(loci, string(l.Locus)+" "+strings.Join(l.Names, "+"))
		}
		s.print("%s (%s): %s; assigned by %s, read with %s", sample.Sample, owner, strings.Join(loci, ", "), orDash(sample.Release), sample.ReadWith)
		for _, advice := range sample.Advice {
			s.say("dayzero: " + sample.Sample + ": " + advice)
		}
	}
}
