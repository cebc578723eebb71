package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/fhirhla"
	"github.com/dayzero-hsct/dayzero/hla"
	"github.com/dayzero-hsct/dayzero/hml"
	"github.com/dayzero-hsct/dayzero/internal/audit"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/nomenclature"
)

// MostMessageBytes bounds a typing message that a page takes.
const MostMessageBytes = 4 << 20

// TypingReport is what a typing message was understood as. Nothing of it is
// written until a person says whose each sample is.
type TypingReport struct {
	Format  string // "HML" or "FHIR", "" where a person wrote it
	Name    string // "1.2.3^m1" or the file's sum: what the entries are linked to
	Advice  []string
	Samples []SampleTyping
}

// SampleTyping is the typing of one sample.
type SampleTyping struct {
	Sample     string // its id, or the subject a resource names
	Date       string // of the assignment, as written
	Release    string // that the names were assigned by, "" where none is given
	Codes      string // date of the list by which codes among the names were read here
	ReadWith   string // release against which they were read here
	Laboratory string
	Method     string
	Status     string // of a resource: final, preliminary …
	Loci       []LocusTyping
	Advice     []string
}

// LocusTyping is one locus: the gene copies as they go to the chart.
type LocusTyping struct {
	Locus hla.Locus
	Names []string      // "02:07", "02:01/02:05"; one alone where the second copy was not reported, or a genotype list
	Open  evidence.Text // why it is not settled at two fields, empty where it is
}

// TypedTyping is a typing as a person writes it off a report.
type TypedTyping struct {
	Text                                string // genotype list string
	Sample, Release, Laboratory, Method string
}

// SampleOwner says whose a sample is; About "" is the recipient.
type SampleOwner struct {
	Sample, About string
	Second        bool // a second, independent sample of a person already typed
}

// ReadTypings reads an HML or FHIR message and writes nothing. A message of which
// one typing cannot be taken gives none: ErrRefused holds every problem.
func (a *App) ReadTypings(ctx context.Context, p Principal, patient string, body []byte) (TypingReport, error) {
	if err := a.mayFileTypings(ctx, p, patient); err != nil {
		return TypingReport{}, err
	}
	return a.readTypings(body)
}

func (a *App) mayFileTypings(ctx context.Context, p Principal, patient string) error {
	if err := a.allow(ctx, p, authz.WriteEntry, patient); err != nil {
		return err
	}
	if MayWrite(p.Role, "hla-typing") {
		return nil
	}
	why := fmt.Errorf("%w: the role %s does not write HLA typings", ErrDenied, p.Role)
	return a.refusal(ctx, p, string(authz.WriteEntry), patient, why)
}

// FileTypings reads the message again and writes an entry for each sample that has
// an owner: all of them, or none. It gives the ids of the entries.
//
// Errors: ErrRefused for a message that cannot be read, a sample or person that is
// not there, or a sample of this very message that the chart holds already.
func (a *App) FileTypings(ctx context.Context, p Principal, patient string, body []byte, owners []SampleOwner) ([]string, error) {
	if err := a.mayFileTypings(ctx, p, patient); err != nil {
		return nil, err
	}
	report, err := a.readTypings(body)
	if err != nil {
		return nil, err
	}
	return a.fileTypings(ctx, p, patient, report, owners, func(detail string) audit.Draft {
		return a.event(p, string(authz.WriteEntry), patient, "done", detail)
	})
}

// ReadTyped says what a typing that a person wrote is understood as. Nothing is
// written.
func (a *App) ReadTyped(ctx context.Context, p Principal, patient string, typed TypedTyping) (TypingReport, error) {
	if err := a.mayFileTypings(ctx, p, patient); err != nil {
		return TypingReport{}, err
	}
	return a.readTyped(typed)
}

// FileTyped writes a typing of one person, about whom owner says; its Sample is that
// of the typing. It gives the id of the entry.
func (a *App) FileTyped(ctx context.Context, p Principal, patient string, typed TypedTyping, owner SampleOwner) (string, error) {
	if err := a.mayFileTypings(ctx, p, patient); err != nil {
		return "", err
	}
	report, err := a.readTyped(typed)
	if err != nil {
		return "", err
	}
	owner.Sample = strings.TrimSpace(typed.Sample)
	ids, err := a.fileTypings(ctx, p, patient, report, []SampleOwner{owner}, func(detail string) audit.Draft {
		return a.event(p, string(authz.WriteEntry), patient, "done", detail)
	})
	if err != nil {
		return "", err
	}
	return ids[0], nil
}

func (a *App) readTyped(typed TypedTyping) (TypingReport, error) {
	var report TypingReport
	one := reported{where: "the typing", sample: strings.TrimSpace(typed.Sample), release: strings.TrimSpace(typed.Release),
		laboratory: strings.TrimSpace(typed.Laboratory), method: strings.TrimSpace(typed.Method), text: strings.TrimSpace(typed.Text)}
	if one.text == "" {
		return report, refused("the typing is empty", "分型内容为空")
	}
	if err := a.addReported(&report, one); err != nil {
		return TypingReport{}, refusedBy("", err)
	}
	if len(report.Samples[0].Loci) == 0 {
		return TypingReport{}, refused("the typing says of every locus that it was not typed", "该分型各位点均注明未分型")
	}
	return report, nil
}

// SystemReadTypings is ReadTypings for a command on the machine.
func (a *App) SystemReadTypings(body []byte) (TypingReport, error) { return a.readTypings(body) }

// SystemFileTypings is FileTypings for a command on the machine.
func (a *App) SystemFileTypings(ctx context.Context, patient string, body []byte, owners []SampleOwner) ([]string, error) {
	report, err := a.readTypings(body)
	if err != nil {
		return nil, err
	}
	return a.fileTypings(ctx, Principal{Account: "system"}, patient, report, owners, func(detail string) audit.Draft {
		return a.system(string(authz.WriteEntry), patient, detail)
	})
}

func (a *App) fileTypings(ctx context.Context, p Principal, patient string, report TypingReport, owners []SampleOwner, event func(string) audit.Draft) ([]string, error) {
	c, view, err := a.view(ctx, patient, AsOf{})
	if err != nil {
		return nil, err
	}
	if len(owners) == 0 {
		return nil, refused("no sample has an owner: nothing is written", "没有样本指定归属：未写入任何内容")
	}
	var entries []chart.Entry
	var ids []string
	var problems []chart.Problem
	for _, owner := range owners {
		e, err := a.typingEntry(p, c, view, report, owner)
		if err != nil {
			problems = append(problems, Told(err)...)
			continue
		}
		entries, ids = append(entries, e), append(ids, e.ID)
	}
	if len(problems) > 0 {
		return nil, refusedAll(problems)
	}
	detail := strings.TrimSpace(fmt.Sprintf("%d HLA typings of %s %s", len(entries), orTyped(report.Format), report.Name))
	if err := a.store.Append(ctx, c.ID, len(c.Entries), entries, event(detail)); err != nil {
		return nil, err
	}
	return ids, a.refreshCard(ctx, c.ID)
}

// typingEntry makes the entry of one sample.
func (a *App) typingEntry(p Principal, c chart.Case, v chart.View, report TypingReport, owner SampleOwner) (chart.Entry, error) {
	at := slices.IndexFunc(report.Samples, func(s SampleTyping) bool { return s.Sample == owner.Sample })
	if at < 0 {
		return chart.Entry{}, refused("the message has no sample %q", "消息中没有样本 %q", clip(owner.Sample, 60))
	}
	s := report.Samples[at]
	if owner.About != "" {
		if _, known := v.Individual(owner.About); !known {
			return chart.Entry{}, refused("sample %s: %q is not a person of this record", "样本 %s：%q 不是本记录中的人员", s.Sample, clip(owner.About, 40))
		}
	}
	payload := &chart.HLATyping{Sample: s.Sample, Method: s.Method, Release: s.Release, Codes: s.Codes, Laboratory: s.Laboratory, Alleles: map[string][]string{}}
	if report.Format != "" {
		payload.Report = report.Format + " " + report.Name
	}
	if owner.Second {
		payload.Confirmatory = chart.Yes
	}
	for _, l := range s.Loci {
		payload.Alleles[string(l.Locus)] = l.Names
	}
	for _, old := range chart.All[*chart.HLATyping](v) {
		if payload.Report != "" && old.Data.Report == payload.Report && old.Data.Sample == payload.Sample {
			return chart.Entry{}, refused("sample %s of this message is in the record already (%s)", "此消息中的样本 %s 已在记录中（%s）", s.Sample, old.ID)
		}
	}
	e, err := a.entry(p, c, v, AsOf{}, owner.About, payload)
	if err != nil {
		return chart.Entry{}, err
	}
	if !c.Synthetic && payload.Report != "" {
		e.Source = "laboratory, " + payload.Report
	}
	if len(s.Date) >= len("2006-01-02") {
		if on, err := day.ParseMoment(s.Date[:len("2006-01-02")], v.Location); err == nil && on.Time().Before(e.Recorded.Time()) {
			e.Effective = on
		}
	}
	return e, nil
}

// reported is one typing of a message in a form of its own.
type reported struct {
	where, sample, date, release, laboratory, method, status, text string
}

// readTypings understands a whole message, or nothing of it.
func (a *App) readTypings(body []byte) (TypingReport, error) {
	switch {
	case len(body) == 0:
		return TypingReport{}, refused("no file was chosen, or it is empty", "未选择文件，或文件为空")
	case len(body) > MostMessageBytes:
		return TypingReport{}, refused("the file is larger than %d MiB", "文件超过 %d MiB", MostMessageBytes>>20)
	}
	var report TypingReport
	var all []reported
	var err error
	if start := bytes.TrimLeft(body, " \t\r\n\xef\xbb\xbf"); len(start) > 0 && start[0] == '{' {
		report.Format = "FHIR"
		all, err = fromFHIR(body)
	} else {
		report.Format = "HML"
		all, err = fromHML(body, &report)
	}
	if err != nil {
		return TypingReport{}, refusedBy("", err)
	}
	if report.Name == "" {
		sum := sha256.Sum256(body)
		report.Name = "sha256:" + hex.EncodeToString(sum[:8])
	}
	var problems []chart.Problem
	for _, one := range all {
		if err := a.addReported(&report, one); err != nil {
			problems = append(problems, chart.Problem{Path: one.where, Said: saidBy(err)})
		}
	}
	for _, s := range report.Samples {
		if len(s.Loci) == 0 && len(problems) == 0 {
			problems = append(problems, problem("", "sample %s: none of its loci can be kept", "样本 %s：没有可保留的位点", s.Sample))
		}
	}
	if len(problems) > 0 {
		return TypingReport{}, refusedAll(problems)
	}
	return report, nil
}

func fromHML(body []byte, report *TypingReport) ([]reported, error) {
	m, err := hml.Parse(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	report.Name = m.ID
	for _, p := range m.Advice {
		report.Advice = append(report.Advice, p.Error())
	}
	var out []reported
	for _, s := range m.Samples {
		for _, t := range s.Typings {
			out = append(out, reported{where: fmt.Sprintf("line %d, sample %s", t.Line, s.ID), sample: s.ID, date: t.Date, release: t.Release,
				laboratory: m.Centre, method: strings.Join(t.Methods, ", "), text: t.GLString})
		}
	}
	return out, nil
}

func fromFHIR(body []byte) ([]reported, error) {
	genotypes, err := fhirhla.Parse(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	var out []reported
	for _, g := range genotypes {
		sample := g.Subject
		if sample == "" {
			sample = g.Resource
		}
		out = append(out, reported{where: g.Resource, sample: sample, date: g.Date, release: g.Release, status: g.Status, text: g.GLString})
	}
	return out, nil
}

// addReported adds a typing to its sample. The same locus twice is taken once
// where both say the same.
func (a *App) addReported(report *TypingReport, one reported) error {
	at := slices.IndexFunc(report.Samples, func(s SampleTyping) bool { return s.Sample == one.sample })
	if at < 0 {
		report.Samples = append(report.Samples, SampleTyping{Sample: one.sample, Date: one.date, Release: one.release, Laboratory: one.laboratory, Method: one.method, Status: one.status})
		at = len(report.Samples) - 1
	}
	s := &report.Samples[at]
	if one.release != s.Release {
		return fmt.Errorf("sample %s is typed by two releases, %s and %s", one.sample, orUnnamed(s.Release), orUnnamed(one.release))
	}
	if one.status != "" && one.status != "final" && !slices.Contains(s.Advice, one.status) {
		s.Advice, s.Status = append(s.Advice, "the report is not final: "+one.status), one.status
	}
	release, codes, err := a.readingRelease(one.release)
	if err != nil {
		return err
	}
	s.ReadWith = release.String()
	blocks, err := hla.Blocks(one.text)
	if err != nil {
		return err
	}
	var problems []error
	for _, b := range blocks {
		problems = append(problems, s.add(b, release, codes))
	}
	return errors.Join(problems...)
}

func orUnnamed(release string) string {
	if release == "" {
		return "one that is not named"
	}
	return release
}

// readingRelease takes the kept release by which the names were assigned, else the
// newest one.
func (a *App) readingRelease(version string) (*hla.Release, *hla.Codes, error) {
	codes, err := a.Codes()
	if err != nil {
		return nil, nil, err
	}
	newest, err := a.Nomenclature()
	if err != nil || version == "" || newest.Version() == version || a.donors.data == "" {
		return newest, codes, err
	}
	if kept, there := nomenclature.Kept(a.donors.data, version); there {
		own, err := nomenclature.Open(kept)
		return own, codes, err
	}
	return newest, codes, nil
}

// add takes one locus as it was reported. What the release or the code list would
// have to explain and is not loaded is kept, and said to be unread; what they do not
// have is refused.
func (s *SampleTyping) add(b hla.Block, release *hla.Release, codes *hla.Codes) error {
	l := LocusTyping{Locus: b.Locus, Names: copiesReported(b)}
	if len(l.Names) == 0 {
		return nil
	}
	typing, err := hla.ReportedTyping(hla.Report{Locus: string(l.Locus), Copies: l.Names})
	if err != nil {
		return err
	}
	l.Open, _ = typing.Open(l.Locus)
	if err := s.readBy(release, codes, b.Text, l); err != nil {
		return err
	}
	for _, old := range s.Loci {
		if old.Locus != b.Locus {
			continue
		}
		if slices.Equal(slices.Sorted(slices.Values(old.Names)), slices.Sorted(slices.Values(l.Names))) {
			return nil
		}
		return fmt.Errorf("locus %s is typed twice and differently: %s and %s", b.Locus, strings.Join(old.Names, "+"), strings.Join(l.Names, "+"))
	}
	s.Loci = append(s.Loci, l)
	return nil
}

// readBy asks the release about every name of a locus and keeps what it warns of.
func (s *SampleTyping) readBy(release *hla.Release, codes *hla.Codes, text string, l LocusTyping) error {
	read, err := release.ReadGenotype(text, hla.GenotypeOptions{Codes: codes})
	switch {
	case err != nil && hla.NeedsMore(err, release):
		s.advise("kept as written and not compared: " + string(l.Locus) + ", " + l.Open.EN)
		return nil
	case err != nil:
		return err
	}
	for _, warning := range read.Warnings() {
		s.advise(warning)
	}
	if hla.HoldsCodes(text) {
		s.Codes = codes.Updated()
	}
	return nil
}

func (s *SampleTyping) advise(advice string) {
	if !slices.Contains(s.Advice, advice) {
		s.Advice = append(s.Advice, advice)
	}
}

// copiesReported cuts a locus into its gene copies as they were written, without the
// locus before each name; a copy that was not typed is no copy.
func copiesReported(b hla.Block) []string {
	short := func(text string) string { return hla.ShortNames(b.Locus, text) }
	if strings.Contains(b.Text, "|") {
		return []string{short(b.Text)}
	}
	var out []string
	for _, text := range strings.Split(b.Text, "+") {
		if !strings.HasSuffix(text, "*UUUU") {
			out = append(out, short(text))
		}
	}
	return out
}

// orTyped names where a typing came from.
func orTyped(format string) string {
	if format == "" {
		return "a report, written by hand"
	}
	return format
}
