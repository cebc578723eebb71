package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/dayzero-hsct/dayzero/fhirhla"
	"github.com/dayzero-hsct/dayzero/hla"
	"github.com/dayzero-hsct/dayzero/hml"
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
