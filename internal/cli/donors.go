package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/hla"
	"github.com/dayzero-hsct/dayzero/internal/registry"
)

// donorsCommand keeps and searches a registry of donors.
type donorsCommand struct {
	Generate donorsGenerate `cmd:"" help:"A synthetic registry for trials."`
	Import   donorsImport   `cmd:"" help:"Take a registry in; taken up where it stood when it was ended."`
	Search   donorsSearch   `cmd:"" help:"Donors with at most k mismatches."`
}

// registryFolder is where the index lies in a data folder.
const registryFolder = "registry"

// donorsGenerate makes a synthetic registry.
type donorsGenerate struct {
	Frequencies string `required:"" placeholder:"FILE" help:"Haplotype frequencies: CSV or JSON, plain or .gz."`
	Population  string `placeholder:"NAME" help:"One population of the set (default: all of them evenly)."`
	Count       int64  `required:"" placeholder:"N" help:"Donors to make."`
	Seed        uint64 `default:"1" placeholder:"S" help:"The same seed gives the same registry (default ${default})."`
	Output      string `short:"o" name:"output" placeholder:"FILE" help:"Write to the file, complete or not at all."`
}

// Help says what is drawn.
func (donorsGenerate) Help() string {
	return "Each donor is two haplotypes drawn by their frequencies. Sex, birth, CMV and blood group are drawn evenly and say nothing about people; every number begins with SYN."
}

// Run writes the registry.
func (c donorsGenerate) Run(s *session) error {
	if c.Count < 1 {
		return usage("--count needs a number above 0")
	}
	set, err := s.frequencies(c.Frequencies)
	if err != nil {
		return err
	}
	err = s.output(c.Output, func(w io.Writer) error {
		return registry.Generate(s.ctx, w, set, c.Population, c.Count, c.Seed)
	})
	if errors.Is(err, registry.ErrRefused) {
		return refusedInput(shownName(c.Frequencies) + ":1:1: " + err.Error())
	}
	return err
}

// frequencies reads a frequency set.
func (s *session) frequencies(name string) (*hla.Frequencies, error) {
	r, err := s.reader(name)
	if err != nil {
		return nil, err
	}
	set, err := hla.LoadFrequencies(filepath.Base(name), r)
	if closing := r.Close(); err == nil {
		err = closing
	}
	return set, hlaProblem(name, err)
}

// donorsImport takes a registry in.
type donorsImport struct {
	File   string `arg:"" name:"FILE" help:"CSV with a header, JSON lines or a JSON array; plain or .gz."`
	Update bool   `help:"A row with a known donor number replaces the older one (default: it is rejected when it differs)."`
	JSON   bool   `name:"json" help:"The result as JSON."`
	Batch  int    `hidden:"" help:"Rows between two steps."`
	releaseFlags
}

// Help says what a row may be.
func (donorsImport) Help() string {
	return "Columns: id; typing (a genotype list string) or a column or two for each locus (A_1, A_2, …); sex, birth_date or birth_year, cmv, abo. " +
		"A row that cannot be used is rejected with its reason and the import goes on; the report of rejected rows lies beside the index. " +
		"An import that was ended is taken up where it stood by the same command. Without a release, names are compared at two fields, and other forms are rejected."
}

// Run imports the file.
func (c donorsImport) Run(s *session) error {
	release, codes, err := s.releaseOrNames(c.releaseFlags)
	if err != nil {
		return err
	}
	folder := filepath.Join(c.Data, registryFolder)
	began, worked := time.Time{}, false
	result, err := registry.Run(s.ctx, folder, c.File, registry.Options{Release: release, Codes: codes, Update: c.Update, Batch: c.Batch, Now: s.Clock.Now,
		Report: func(p registry.Progress) {
			worked = true
			if _, ok := terminal(s.Stderr); !ok || time.Since(began) < time.Second && !p.Complete {
				return
			}
			began = time.Now()
			s.say(fmt.Sprintf("%3d%%  %d rows, %d rejected", 100*p.Bytes/max(p.Of, 1), p.Rows, p.Rejected))
		}})
	switch {
	case errors.Is(err, registry.ErrRefused):
		err = refusedInput(fmt.Sprintf("%s:%d:1: %s", c.File, result.Rows+1, oneLine(err)))
	case errors.Is(err, registry.ErrBroken):
		err = &failure{code: NotIntact, cause: err}
	case errors.Is(err, registry.ErrBusy):
		err = usage("%w", err)
	}
	if err != nil {
		return err
	}
	if !worked {
		s.say(fmt.Sprintf("dayzero: this very file was imported already (ended %s); nothing was changed, what follows is said of then", result.Ended))
	}
	return c.tell(s, folder, result)
}

func oneLine(err error) string { return strings.ReplaceAll(err.Error(), "\n", "; ") }

// tell prints what became of the rows; rejected ones are named on standard error
// and end the command with the code for refused input.
func (c donorsImport) tell(s *session, folder string, r registry.Import) error {
	if c.JSON {
		body, err := json.Marshal(r)
		if err != nil {
			return err
		}
		s.print("%s", body)
	} else {
		s.print("%d rows: %d added, %d there already, %d replaced, %d rejected", r.Rows, r.Added, r.Same, r.Replaced, r.Rejected)
	}
	if r.Warned > 0 {
		s.say(fmt.Sprintf("dayzero: %d donors carry names that the release does not have; they are compared by name (listed in %s)", r.Warned, filepath.Join(folder, r.Report)))
	}
	if len(r.PassedOver) > 0 {
		s.say("dayzero: columns that mean nothing here were passed over: " + strings.Join(r.PassedOver, ", "))
	}
	if r.Rejected == 0 {
		return nil
	}
	lines, err := registry.Rejections(folder, r, maxShown)
	if err != nil {
		return err
	}
	for i, l := range lines {
		lines[i] = fmt.Sprintf("%s:%s", c.File, l)
	}
	if more := r.Rejected - int64(len(lines)); more > 0 {
		lines = append(lines, fmt.Sprintf("%s:1:1: %d further rejected rows are listed in %s", c.File, more, filepath.Join(folder, r.Report)))
	}
	return refusedInput(lines...)
}

// maxShown bounds the rejected rows that go to standard error; all stand in the
// report.
const maxShown = 1000

// releaseOrNames takes the release that is named, else the newest kept one, else
// names alone, and says so.
func (s *session) releaseOrNames(c releaseFlags) (*hla.Release, *hla.Codes, error) {
	if c.Release == "" {
		if _, err := c.folder(); codeOf(err) == Usage {
			s.say("dayzero: no nomenclature release is loaded: typings are compared at two fields")
			_, codes, err := s.nomenclature(c, false)
			return hla.NamesOnly(), codes, err
		}
	}
	return s.nomenclature(c, true)
}

// donorsSearch searches the registry.
type donorsSearch struct {
	Patient       string   `required:"" placeholder:"GL" help:"Typing of the patient as a genotype list string."`
	MaxMismatches int      `name:"max-mismatches" default:"2" placeholder:"N" help:"Mismatches allowed, 0 to 4 (default ${default})."`
	Loci          []string `placeholder:"A,B,…" help:"Loci to compare (default A,C,B,DRB1,DQB1; DPB1 may be added)."`
	Top           int      `default:"100" placeholder:"N" help:"Donors shown (default ${default})."`
	JSON          bool     `name:"json" help:"The result as JSON."`
	Convention    string   `enum:"2016,2011" default:"2016" help:"WMDA convention of the counts by direction: 2016 or 2011."`
	MinAge        int      `name:"min-age" placeholder:"YEARS" help:"Completed years at least."`
	MaxAge        int      `name:"max-age" placeholder:"YEARS" help:"Completed years at most."`
	Sex           string   `enum:",male,female" default:"" placeholder:"SEX" help:"male or female."`
	CMV           string   `name:"cmv" enum:",positive,negative" default:"" placeholder:"STATUS" help:"positive or negative."`
	ABO           []string `name:"abo" enum:"O,A,B,AB" placeholder:"O,A,…" help:"Blood groups."`
	On            string   `placeholder:"DATE" help:"Day for which ages are counted (default: today)."`
	releaseFlags
}

// Help says what is found.
func (donorsSearch) Help() string {
	return "Positions that match or, where a typing leaves it open, can match count as matched; what is certain is given beside it. " +
		"Order: fewer mismatches, more certain matches, better grades, younger donor. A donor of unknown age, sex, CMV or blood group passes no filter on it and is counted apart."
}

// Run searches and prints the donors.
func (c donorsSearch) Run(s *session) error {
	query, err := c.query(s)
	if err != nil {
		return err
	}
	release, codes, err := s.releaseOrNames(c.releaseFlags)
	if err != nil {
		return err
	}
	query.Codes = codes
	r, err := registry.Open(filepath.Join(c.Data, registryFolder), release, codes)
	if errors.Is(err, registry.ErrBroken) {
		return &failure{code: NotIntact, cause: err}
	}
	if err != nil {
		return err
	}
	result, err := r.Search(s.ctx, query)
	if closing := r.Close(); err == nil {
		err = closing
	}
	if errors.Is(err, registry.ErrRefused) {
		return refusedInput("--patient:1:1: " + strings.TrimPrefix(oneLine(err), registry.ErrRefused.Error()+": "))
	}
	if err != nil {
		return err
	}
	if result.Searched == 0 {
		s.say("dayzero: there are no donors in " + c.Data + "; take a registry in with dayzero donors import")
	}
	if c.JSON {
		return s.searchJSON(result, query)
	}
	return s.searchTable(result, query)
}

func (c donorsSearch) query(s *session) (registry.Query, error) {
	q := registry.Query{Patient: c.Patient, MaxMismatches: c.MaxMismatches, Top: c.Top, Convention: hla.Convention("WMDA " + c.Convention),
		Filter: registry.Filter{MinAge: c.MinAge, MaxAge: c.MaxAge, Sex: c.Sex, CMV: c.CMV, ABO: c.ABO}, On: day.DateOf(s.Clock.Now(), time.UTC)}
	for _, name := range c.Loci {
		locus, err := hla.ParseLocus(name)
		if err != nil {
			return q, usage("--loci: %w", err)
		}
		q.Loci = append(q.Loci, locus)
	}
	if q.MaxMismatches < 0 || q.MaxMismatches > registry.MostMismatches {
		return q, usage("--max-mismatches is 0 to %d", registry.MostMismatches)
	}
	if q.Top < 1 || q.Top > registry.MostFound {
		return q, usage("--top is 1 to %d", registry.MostFound)
	}
	if c.On != "" {
		on, err := day.ParseDate(c.On)
		if err != nil {
			return q, usage("--on: %w", err)
		}
		q.On = on
	}
	return q, nil
}

// foundJSON is one donor of an answer; the keys are part of the contract.
type foundJSON struct {
	Rank       int                          `json:"rank"`
	ID         string                       `json:"id"`
	Of         int                          `json:"of"`
	Count      int                          `json:"count"`
	Certain    int                          `json:"certain"`
	Mismatches int                          `json:"mismatches"`
	GvH        int                          `json:"gvh"`
	HvG        int                          `json:"hvg"`
	Category   hla.Category                 `json:"category"`
	Loci       map[hla.Locus]foundLocusJSON `json:"loci"`
	DPB1       foundDPB1JSON                `json:"dpb1"`
	Sex        *string                      `json:"sex"`
	Birth      *string                      `json:"birth"`
	Age        *int                         `json:"ageYears"`
	CMV        *string                      `json:"cmv"`
	ABO        *string                      `json:"abo"`
	Typing     string                       `json:"typing"`
}

type foundLocusJSON struct {
	Count      int               `json:"count"`
	GvH        int               `json:"gvh"`
	HvG        int               `json:"hvg"`
	Grade      [2]hla.Grade      `json:"grade"`
	Confidence [2]hla.Confidence `json:"confidence"`
	Antigen    [2]hla.Antigen    `json:"antigen"`
	Sentence   string            `json:"sentence"`
}

func orNull[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

func newFoundJSON(f registry.Found, on day.Date) foundJSON {
	out := foundJSON{Rank: f.Rank, ID: f.ID, Of: f.Score.Of, Count: f.Score.Count, Certain: f.Score.Certain, Mismatches: f.Mismatches, GvH: f.Score.GvH, HvG: f.Score.HvG,
		Category: f.Score.Category, Loci: map[hla.Locus]foundLocusJSON{}, Sex: orNull(f.Sex), CMV: orNull(f.CMV), ABO: orNull(f.Blood()), Typing: f.Typing}
	out.DPB1.Verdict = f.Score.DPB1.Verdict
	for _, l := range f.Score.Loci {
		out.Loci[l.Locus] = foundLocusJSON{l.Count, l.GvH, l.HvG, l.Grades, l.Confidences, l.Antigens, l.Sentence("en")}
	}
	if years, known := f.Age(on); known {
		out.Age = &years
	}
	switch {
	case f.YearOnly:
		out.Birth = orNull(fmt.Sprint(f.Birth.Year()))
	case f.Birth.Known():
		out.Birth = orNull(f.Birth.String())
	}
	return out
}

func (s *session) searchJSON(r registry.Result, q registry.Query) error {
	donors := make([]foundJSON, 0, len(r.Donors))
	for _, f := range r.Donors {
		donors = append(donors, newFoundJSON(f, q.On))
	}
	encoder := json.NewEncoder(s.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	return encoder.Encode(map[string]any{"patient": q.Patient, "loci": r.Loci, "of": r.Of, "maxMismatches": q.MaxMismatches, "convention": r.Convention,
		"release": orNull(r.Release.Version()), "basis": r.Release.String(), "agesOn": q.On, "searched": r.Searched, "found": r.Found, "byMismatches": r.ByMismatches,
		"leftOutUnknown": r.Unknown, "unusableTypings": r.Unusable, "donors": donors})
}

func (s *session) searchTable(r registry.Result, q registry.Query) error {
	s.print("%d of %d donors with at most %d mismatches of %d (%s; %s); %d shown", r.Found, r.Searched, q.MaxMismatches, r.Of, r.Convention, r.Release, len(r.Donors))
	if r.Unknown > 0 {
		s.say(fmt.Sprintf("dayzero: %d further donors are left out because the filter asks for what is not known of them", r.Unknown))
	}
	if r.Unusable > 0 {
		s.say(fmt.Sprintf("dayzero: %d distinct typings of the index cannot be read with %s; donors who have one are not found", r.Unusable, r.Release))
	}
	s.print("%4s  %-16s %5s %7s %4s %4s %4s  %-6s %-8s %-3s  %s", "rank", "donor", "match", "certain", "GvH", "HvG", "age", "sex", "CMV", "ABO", "loci")
	for _, f := range r.Donors {
		age := "–"
		if years, known := f.Age(q.On); known {
			age = fmt.Sprint(years)
		}
		var loci []string
		for _, l := range f.Score.Loci {
			loci = append(loci, fmt.Sprintf("%s %d", l.Locus, l.Count))
		}
		s.print("%4d  %-16s %2d/%-2d %7d %4d %4d %4s  %-6s %-8s %-3s  %s", f.Rank, f.ID, f.Score.Count, f.Score.Of, f.Score.Certain, f.Score.GvH, f.Score.HvG, age,
			orDash(f.Sex), orDash(f.CMV), orDash(f.Blood()), strings.Join(loci, " "))
	}
	return nil
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// foundDPB1JSON is the verdict on DPB1, asked whether or not it is searched.
type foundDPB1JSON struct {
	Verdict hla.TCEVerdict `json:"verdict"`
}
