package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/hla"
	"github.com/dayzero-hsct/dayzero/internal/nomenclature"
)

// hlaCommand reads and compares typings.
type hlaCommand struct {
	Reduce      hlaReduce      `cmd:"" help:"Bring typings down to one level."`
	Match       hlaMatch       `cmd:"" help:"Compare patients with donors, both directions."`
	Probability hlaProbability `cmd:"" help:"Probability of a match from haplotype frequencies."`
	Family      hlaFamily      `cmd:"" help:"Descent of siblings by the haplotypes of the family."`
	Load        hlaLoad        `cmd:"" help:"Keep a nomenclature release in the data folder."`
	Read        hlaRead        `cmd:"" help:"Typings out of HML and FHIR files."`
}

// releaseFlags say which nomenclature release names are read against. No release
// and no code list is part of Dayzero: the licence is the user's own.
type releaseFlags struct {
	Release string `placeholder:"DIR" help:"IPD-IMGT/HLA release: a folder, a zip file, or the version of a kept one (default: the newest kept by hla load)."`
	Macs    string `placeholder:"FILE" help:"List of multiple allele codes (numer.v3 or alpha.v3; plain, .gz or .zip; default: the newest kept by hla load)."`
	Data    string `type:"path" default:"dayzero-data" placeholder:"DIR" help:"Data folder that keeps the releases (default ${default})."`
}

// hlaReduce reduces typings.
type hlaReduce struct {
	batchFlags
	releaseFlags
	Names string `enum:"who,first" default:"who" help:"Names of G groups: who (published) or first (after the first member, as the common reference program)."`
}

// Help says what a row is.
func (hlaReduce) Help() string {
	return "Rows are mode, TAB, genotype list string; modes G, P, lg, lgx, W, exon, U2, S. Answers repeat the row and add the result, ERROR:code where it is refused."
}

// Run reduces the rows.
func (c hlaReduce) Run(s *session) error {
	release, codes, err := s.nomenclature(c.releaseFlags, true)
	if err != nil {
		return err
	}
	options := hla.ReduceOptions{Naming: hla.Naming(c.Names), Codes: codes}
	explain := func(line []byte) string {
		fields := strings.Split(string(line), "\t")
		if len(fields) != 3 || !strings.HasPrefix(fields[2], "ERROR:") {
			return ""
		}
		_, err := release.Reduce(fields[1], hla.Mode(fields[0]), options)
		if err == nil || fields[2] == "ERROR:"+string(hla.KindInput) {
			return "the row needs two columns, mode and typing"
		}
		return strings.ReplaceAll(err.Error(), "\n", "; ")
	}
	return s.batch(c.batchFlags, explain, func(in io.Reader, out io.Writer) error {
		_, err := hla.RunReduce(in, out, release, options)
		return err
	})
}

// hlaMatch compares typings.
type hlaMatch struct {
	batchFlags
	releaseFlags
	Convention string `enum:"2016,2011" default:"2016" help:"WMDA convention of the counts by direction: 2016 or 2011."`
	Blank      string `enum:",homozygous,unknown,refused" default:"" placeholder:"RULE" help:"One allele alone at a locus: homozygous, unknown or refused."`
}

// Help says what a row is.
func (hlaMatch) Help() string {
	return `Lines are {"id","patient","donor","loci"}, the typings being genotype list strings; without loci those of ten are compared. "count" includes what is only possible, "certain" does not. Without a release names are compared at two fields.`
}

// Run compares the pairs.
func (c hlaMatch) Run(s *session) error {
	release, codes, err := s.releaseOrNames(c.releaseFlags)
	if err != nil {
		return err
	}
	return s.batch(c.batchFlags, nil, func(in io.Reader, out io.Writer) error {
		_, err := hla.RunMatch(in, out, release, hla.MatchBatch{Codes: codes, Convention: hla.Convention("WMDA " + c.Convention), Blank: hla.BlankRule(c.Blank)})
		return err
	})
}

// hlaProbability predicts matches.
type hlaProbability struct {
	batchFlags
	releaseFlags
	Frequencies       string `required:"" placeholder:"FILE" help:"Haplotype frequencies: CSV or JSON, plain or .gz."`
	PatientPopulation string `name:"patient-population" placeholder:"NAME" help:"Population of the patients, where the set has several."`
	DonorPopulation   string `name:"donor-population" placeholder:"NAME" help:"Population of the donors, where the set has several."`
}

// Help says what a row is.
func (hlaProbability) Help() string {
	return `Lines are {"id","patient","donor"}; answers hold p0, p1 and p2 (0, 1 and 2 mismatches) over all loci of the set and by locus, null with the reason where a typing is not represented. Names are compared by their fields; with --release by their alleles.`
}

// Run predicts the pairs. A release is used where one is named.
func (c hlaProbability) Run(s *session) error {
	var options hla.PredictOptions
	var err error
	if options.Release, options.Codes, err = s.nomenclature(c.releaseFlags, false); err != nil {
		return err
	}
	options.PatientPopulation, options.DonorPopulation = c.PatientPopulation, c.DonorPopulation
	r, err := s.reader(c.Frequencies)
	if err != nil {
		return err
	}
	set, err := hla.LoadFrequencies(filepath.Base(c.Frequencies), r)
	if closing := r.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return hlaProblem(c.Frequencies, err)
	}
	return s.batch(c.batchFlags, nil, func(in io.Reader, out io.Writer) error {
		_, err := hla.RunProbability(in, out, set, options)
		return err
	})
}

// hlaFamily follows haplotypes.
type hlaFamily struct{ batchFlags }

// Help says what a row is.
func (hlaFamily) Help() string {
	return "Rows are family, person (father, mother or a child), typed (typed or not_typed) and phenotype_unphased, separated by TAB. Answers are a line for each pair of children; descent is claimed only where the typing proves it."
}

// Run writes a line for each pair of children.
func (c hlaFamily) Run(s *session) error {
	r, err := s.reader(c.File)
	if err != nil {
		return err
	}
	input, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil {
		return err
	}
	var refused []string
	err = s.output(c.Output, func(w io.Writer) error {
		_, err := hla.RunFamily(bytes.NewReader(input), &lineWriter{to: w, each: func(line []byte) {
			if message := rowMessage(line); message != "" {
				refused = append(refused, fmt.Sprintf("%s:%d:1: %s", shownName(c.File), familyLine(input, line), message))
			}
		}})
		return err
	})
	if err != nil {
		return hlaProblem(c.File, err)
	}
	if len(refused) > 0 {
		return refusedInput(refused...)
	}
	return nil
}

// hlaLoad keeps a release, a code list, or both.
type hlaLoad struct {
	From string `arg:"" optional:"" name:"DIR|ZIP" help:"Folder or zip file of one IPD-IMGT/HLA release."`
	Macs string `placeholder:"FILE" help:"List of multiple allele codes to keep (numer.v3 or alpha.v3; plain, .gz or .zip)."`
	Data string `type:"path" default:"dayzero-data" placeholder:"DIR" help:"Data folder (default ${default})."`
}

// Help says what is kept.
func (hlaLoad) Help() string {
	return "The files are checked against each other and against their checksums, and only then copied to hla/VERSION in the data folder. Several releases live side by side. A code list is kept in codes and read by every command and by the server, the newest first."
}

// Run checks what is named and keeps a copy.
func (c hlaLoad) Run(s *session) error {
	if c.From == "" && c.Macs == "" {
		return usage("name a release, a code list with --macs, or both")
	}
	if c.From != "" {
		if err := c.keepRelease(s); err != nil {
			return err
		}
	}
	if c.Macs == "" {
		return nil
	}
	codes, kept, already, err := nomenclature.KeepCodes(c.Data, c.Macs)
	switch {
	case errors.Is(err, fs.ErrNotExist) && codes == nil:
		return refusedInput(c.Macs + ":1:1: the code list cannot be opened: " + plainCause(err))
	case err != nil:
		return hlaProblem(c.Macs, err)
	case already:
		s.print("%d codes are kept already in %s", codes.Len(), kept)
	default:
		s.print("%d codes kept in %s", codes.Len(), kept)
	}
	return nil
}

func (c hlaLoad) keepRelease(s *session) error {
	release, kept, already, err := nomenclature.Keep(c.Data, c.From)
	switch {
	case errors.Is(err, nomenclature.ErrOther):
		_, name, _ := strings.Cut(err.Error(), ": ")
		return refusedInput(fmt.Sprintf("%s:1:1: %s is kept already with another content; move that folder away first", name, release))
	case errors.Is(err, fs.ErrNotExist) && release == nil:
		return refusedInput(c.From + ":1:1: the release cannot be opened: " + plainCause(err))
	case err != nil && release != nil:
		return fmt.Errorf("%s could not be kept in %s: %w", release, kept, err)
	case err != nil:
		return hlaProblem(c.From, err)
	case already:
		s.print("%s is kept already in %s", release, kept)
		return nil
	}
	alleles, g, p := release.Count()
	s.print("%s of %s kept in %s: %d alleles, %d G groups, %d P groups", release, release.Date(), kept, alleles, g, p)
	for _, missing := range release.Missing() {
		s.say("dayzero: not in this copy: " + missing)
	}
	return nil
}

// nomenclature loads the release and the code list that were named. Where a
// release is needed and none is named, the newest kept one is taken.
func (s *session) nomenclature(c releaseFlags, needed bool) (release *hla.Release, codes *hla.Codes, err error) {
	if c.Release != "" || needed {
		name, err := c.folder()
		if err != nil {
			return nil, nil, err
		}
		release, err = nomenclature.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil, refusedInput(name + ":1:1: the release cannot be opened: " + plainCause(err))
		}
		if err != nil {
			return nil, nil, hlaProblem(name, err)
		}
	}
	if c.Macs == "" {
		codes, err := keptCodes(c.Data)
		return release, codes, err
	}
	r, err := s.reader(c.Macs)
	if err != nil {
		return nil, nil, err
	}
	codes, err = hla.LoadCodes(r)
	if closing := r.Close(); err == nil {
		err = closing
	}
	return release, codes, hlaProblem(c.Macs, err)
}

// keptCodes gives the newest kept code list, nil where none is kept.
func keptCodes(data string) (*hla.Codes, error) {
	name, err := nomenclature.NewestCodes(data)
	if err != nil || name == "" {
		return nil, err
	}
	codes, err := nomenclature.OpenCodes(name)
	return codes, hlaProblem(name, err)
}

// folder finds the release that was named, by place or by version.
func (c releaseFlags) folder() (string, error) {
	if c.Release != "" {
		if _, err := os.Stat(c.Release); err == nil {
			return c.Release, nil
		}
		if kept, ok := nomenclature.Kept(c.Data, c.Release); ok {
			return kept, nil
		}
		return c.Release, nil
	}
	newest, err := nomenclature.Newest(c.Data)
	if errors.Is(err, nomenclature.ErrNone) {
		return "", usage("no nomenclature release: name one with --release, or keep one with dayzero hla load")
	}
	return newest, err
}

var lineAtEnd = regexp.MustCompile(`^(.*):(\d+)$`)

// hlaProblem gives every refusal of a file of nomenclature, codes or frequencies
// one line.
func hlaProblem(name string, err error) error {
	var problems hla.Problems
	var one *hla.Error
	switch {
	case errors.As(err, &problems):
	case errors.As(err, &one):
		problems = hla.Problems{one}
	default:
		return err
	}
	var lines []string
	for _, p := range problems {
		file, line := shownName(name), "1"
		if p.Kind == hla.KindFile && p.Input != "" {
			file = filepath.Join(file, p.Input)
		}
		if m := lineAtEnd.FindStringSubmatch(p.Path); m != nil {
			line = m[2]
		}
		lines = append(lines, file+":"+line+":1: "+p.Sentence)
	}
	return refusedInput(lines...)
}

// familyLine finds the input line of the family, and of the person where one is
// named, that an answer speaks of.
func familyLine(input, answer []byte) int {
	var row struct{ Family, Person string }
	if json.Unmarshal(answer, &row) != nil {
		return 1
	}
	found := 1
	for i, line := range bytes.Split(input, []byte("\n")) {
		fields := strings.Split(strings.TrimRight(string(line), "\r"), "\t")
		if slices.Contains(fields, row.Family) && (row.Person == "" || slices.Contains(fields, row.Person)) {
			found = i + 1
			if row.Person == "" {
				break
			}
		}
	}
	return found
}
