package hla

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// BatchReport counts the rows of a batch. A row that fails is written in its
// place with its error and never ends the batch; the command that ran it exits
// with 3 where Failed is above zero.
type BatchReport struct{ Rows, Failed int }

// batchError is what a failed row says.
type batchError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// describe gives the kind of the first refusal as code and every sentence.
func describe(err error) *batchError {
	var first *Error
	code := string(KindInput)
	if errors.As(err, &first) {
		code = string(first.Kind)
	}
	return &batchError{code, strings.ReplaceAll(err.Error(), "\n", "; ")}
}

// maxLine bounds a line of a batch in bytes: two genotype lists and their id.
const maxLine = 4 << 20

// errLine refuses a line that is longer.
var errLine = &Error{Kind: KindInput, Sentence: "the line is longer than 4 MB"}

// readLine reads one line; of one that is too long it gives the beginning, one
// byte longer than maxLine, and passes over the rest.
func readLine(reader *bufio.Reader) (line []byte, err error) {
	for {
		part, err := reader.ReadSlice('\n')
		if room := maxLine + 1 - len(line); len(part) > room {
			part = part[:room]
		}
		line = append(line, part...)
		if err != bufio.ErrBufferFull {
			return line, err
		}
	}
}

// eachLine calls do with every line that is not blank; see readLine for one that
// is longer than maxLine.
func eachLine(in io.Reader, do func(number int, line []byte) error) error {
	reader := bufio.NewReaderSize(in, 64<<10)
	for number := 1; ; number++ {
		line, err := readLine(reader)
		if err != nil && err != io.EOF {
			return fmt.Errorf("reading line %d: %w", number, err)
		}
		if number == 1 {
			line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
		}
		if line = bytes.TrimRight(line, "\r\n"); len(bytes.TrimSpace(line)) > 0 {
			if problem := do(number, line); problem != nil {
				return problem
			}
		}
		if err == io.EOF {
			return nil
		}
	}
}

// RunReduce reduces rows "mode TAB typing" and writes "mode TAB typing TAB
// result", the result of a failed row being ERROR:code. A header row "mode TAB
// typing" is passed through with its third column. The error is one of reading
// or writing.
func RunReduce(in io.Reader, out io.Writer, r *Release, options ReduceOptions) (BatchReport, error) {
	var report BatchReport
	writer := bufio.NewWriter(out)
	prepared := map[Mode]*Reducer{}
	err := eachLine(in, func(number int, line []byte) error {
		fields := strings.Split(string(line), "\t")
		if number == 1 && len(fields) >= 2 && fields[0] == "mode" && fields[1] == "typing" {
			_, err := writer.WriteString("mode\ttyping\tresult\n")
			return err
		}
		report.Rows++
		mode, typing := fields[0], strings.Join(fields[1:min(2, len(fields))], "")
		var result string
		var problem error
		if len(line) > maxLine {
			mode, typing, problem = clip(mode), clip(typing), errLine
		} else if len(fields) != 2 {
			problem = &Error{Kind: KindInput, Sentence: fmt.Sprintf("line %d has %d columns instead of mode and typing", number, len(fields))}
		} else {
			reducer := prepared[Mode(mode)]
			if reducer == nil {
				reducer = r.Reducer(Mode(mode), options)
				prepared[Mode(mode)] = reducer
			}
			result, problem = reducer.Reduce(typing)
		}
		if problem != nil {
			report.Failed++
			result = "ERROR:" + describe(problem).Code
		}
		_, err := fmt.Fprintf(writer, "%s\t%s\t%s\n", mode, typing, result)
		return err
	})
	return report, errors.Join(err, writer.Flush())
}

// jsonBatch reads JSON lines, answers each and writes JSON lines.
func jsonBatch(in io.Reader, out io.Writer, answer func(line []byte) (any, error)) (BatchReport, error) {
	var report BatchReport
	writer := bufio.NewWriter(out)
	encoder := json.NewEncoder(writer)
	encoder.SetEscapeHTML(false)
	err := eachLine(in, func(number int, line []byte) error {
		report.Rows++
		var result any
		var problem error = errLine
		if len(line) <= maxLine {
			result, problem = answer(line)
		}
		if problem != nil {
			report.Failed++
			var named struct {
				ID json.RawMessage `json:"id"`
			}
			if json.Unmarshal(line, &named) != nil || named.ID == nil {
				named.ID = json.RawMessage("null")
			}
			result = struct {
				ID    json.RawMessage `json:"id"`
				Error *batchError     `json:"error"`
			}{named.ID, describe(problem)}
		}
		return encoder.Encode(result)
	})
	return report, errors.Join(err, writer.Flush())
}

// pairRow is one input line of RunMatch and RunProbability.
type pairRow struct {
	ID                json.RawMessage `json:"id"`
	Patient           *string         `json:"patient"`
	Donor             *string         `json:"donor"`
	Loci              []Locus         `json:"loci"`
	PatientPopulation string          `json:"patientPopulation"`
	DonorPopulation   string          `json:"donorPopulation"`
}

func readPairRow(line []byte) (pairRow, error) {
	var row pairRow
	if err := json.Unmarshal(line, &row); err != nil {
		return row, &Error{Kind: KindInput, Sentence: fmt.Sprintf("the line cannot be read: %v", err)}
	}
	if row.Patient == nil || row.Donor == nil {
		return row, &Error{Kind: KindInput, Sentence: "the line needs a patient and a donor"}
	}
	if row.ID == nil {
		row.ID = json.RawMessage("null")
	}
	for i, locus := range row.Loci {
		read, err := ParseLocus(string(locus))
		if err != nil {
			return row, err
		}
		row.Loci[i] = read
	}
	return row, nil
}

// MatchBatch are the choices of RunMatch.
type MatchBatch struct {
	Codes      *Codes
	Convention Convention
	Blank      BlankRule
}

type matchRow struct {
	ID         json.RawMessage         `json:"id"`
	Of         int                     `json:"of"`
	Count      int                     `json:"count"`
	Certain    int                     `json:"certain"`
	GvH        int                     `json:"gvh"`
	HvG        int                     `json:"hvg"`
	Complete   bool                    `json:"complete"`
	Category   Category                `json:"category"`
	Loci       map[Locus]matchLocusRow `json:"loci"`
	DPB1       tceOut                  `json:"dpb1"`
	Convention Convention              `json:"convention"`
	Release    string                  `json:"release"`
	Warnings   []string                `json:"warnings,omitempty"`
	Sentence   string                  `json:"sentence"`
}

type matchLocusRow struct {
	Count       int           `json:"count"`
	GvH         int           `json:"gvh"`
	HvG         int           `json:"hvg"`
	Grade       [2]Grade      `json:"grade"`
	Confidence  [2]Confidence `json:"confidence"`
	Antigen     [2]Antigen    `json:"antigen"`
	Category    Category      `json:"category"`
	Typed       bool          `json:"typed"`
	Orientation string        `json:"orientation"`
	Sentence    string        `json:"sentence"`
}

type tceOut struct {
	Patient  [2]*int    `json:"patientTce"`
	Donor    [2]*int    `json:"donorTce"`
	Verdict  TCEVerdict `json:"verdict"`
	Sentence string     `json:"sentence"`
}

// settledGroups gives the group of each position, nil where none or several.
func settledGroups(pair [2]TCEGroups) (out [2]*int) {
	for i, groups := range pair {
		if len(groups) == 1 {
			out[i] = &groups[0]
		}
	}
	return out
}

// RunMatch compares JSON lines {"id","patient","donor","loci"}, the typings
// being genotype list strings, and writes a line for each with the counts, each
// locus, and the DPB1 epitope verdict. Without loci it compares those of ten.
// "count" includes what is only possible; "certain" does not.
func RunMatch(in io.Reader, out io.Writer, r *Release, options MatchBatch) (BatchReport, error) {
	return jsonBatch(in, out, func(line []byte) (any, error) {
		row, err := readPairRow(line)
		if err != nil {
			return nil, err
		}
		reading := GenotypeOptions{Codes: options.Codes, Blank: options.Blank}
		patient, errP := r.ReadGenotype(*row.Patient, reading)
		donor, errD := r.ReadGenotype(*row.Donor, reading)
		if problems := append(within("patient", errP), within("donor", errD)...); len(problems) > 0 {
			return nil, problems
		}
		s, err := r.Match(patient, donor, ScoreOptions{Loci: row.Loci, Convention: options.Convention})
		if err != nil {
			return nil, err
		}
		result := matchRow{ID: row.ID, Of: s.Of, Count: s.Count, Certain: s.Certain, GvH: s.GvH, HvG: s.HvG, Complete: s.Complete, Category: s.Category,
			Loci: map[Locus]matchLocusRow{}, Convention: s.Convention, Release: s.Release, Warnings: s.Warnings, Sentence: s.Sentence("en"),
			DPB1: tceOut{settledGroups(s.DPB1.Patient), settledGroups(s.DPB1.Donor), s.DPB1.Verdict, s.DPB1.Why.EN}}
		for _, l := range s.Loci {
			result.Loci[l.Locus] = matchLocusRow{l.Count, l.GvH, l.HvG, l.Grades, l.Confidences, l.Antigens, l.Category, l.Typed, l.Orientation, l.Sentence("en")}
		}
		return result, nil
	})
}

type setRow struct {
	Name    string `json:"name"`
	Release string `json:"release"`
	Size    int    `json:"size"`
}

type probabilityRow struct {
	ID                   json.RawMessage       `json:"id"`
	P0                   Probability           `json:"p0"`
	P1                   Probability           `json:"p1"`
	P2                   Probability           `json:"p2"`
	PerLocusP0           map[Locus]Probability `json:"perLocusP0"`
	PerLocusP1           map[Locus]Probability `json:"perLocusP1"`
	PerLocusP2           map[Locus]Probability `json:"perLocusP2"`
	PatientUnrepresented bool                  `json:"patientUnrepresented"`
	DonorUnrepresented   bool                  `json:"donorUnrepresented"`
	Ignored              Probability           `json:"ignored"`
	Set                  setRow                `json:"set"`
	Reason               string                `json:"reason,omitempty"`
}

// RunProbability predicts JSON lines {"id","patient","donor"}, with "loci",
// "patientPopulation" and "donorPopulation" where wanted, and writes a line for
// each with the probabilities of 0, 1 and 2 mismatches, over all and by locus;
// they are null, with the reason, where a typing is not represented in the set.
func RunProbability(in io.Reader, out io.Writer, set *Frequencies, options PredictOptions) (BatchReport, error) {
	prepared := map[string]*Predictor{} // by the loci that a line asks for
	return jsonBatch(in, out, func(line []byte) (any, error) {
		row, err := readPairRow(line)
		if err != nil {
			return nil, err
		}
		predictor := prepared[join(row.Loci, ",")]
		if predictor == nil {
			wanted := options
			if len(row.Loci) > 0 {
				wanted.Loci = row.Loci
			}
			if predictor, err = set.Predictor(wanted); err != nil {
				return nil, err
			}
			prepared[join(row.Loci, ",")] = predictor
		}
		p, err := predictor.Predict(*row.Patient, *row.Donor, cmp.Or(row.PatientPopulation, options.PatientPopulation), cmp.Or(row.DonorPopulation, options.DonorPopulation))
		if err != nil {
			return nil, err
		}
		result := probabilityRow{ID: row.ID, P0: p.P0, P1: p.P1, P2: p.P2, PatientUnrepresented: p.PatientUnrepresented, DonorUnrepresented: p.DonorUnrepresented,
			Ignored: p.Ignored, Set: setRow{p.Set, p.SetRelease, p.SetSize}, Reason: p.Reason,
			PerLocusP0: map[Locus]Probability{}, PerLocusP1: map[Locus]Probability{}, PerLocusP2: map[Locus]Probability{}}
		for _, l := range p.Loci {
			result.PerLocusP0[l.Locus], result.PerLocusP1[l.Locus], result.PerLocusP2[l.Locus] = l.P0, l.P1, l.P2
		}
		return result, nil
	})
}

type familyRow struct {
	Family                  string         `json:"family"`
	A                       string         `json:"a"`
	B                       string         `json:"b"`
	SharedHaplotypes        *int           `json:"sharedHaplotypes"`
	Descent                 Descent        `json:"descent"`
	PhenotypicallyIdentical bool           `json:"phenotypicallyIdentical"`
	Match                   familyMatchRow `json:"match"`
	Reason                  string         `json:"reason"`
}

type familyMatchRow struct {
	Count int `json:"count"`
	Of    int `json:"of"`
}

type familyErrorRow struct {
	ID     string      `json:"id"`
	Family string      `json:"family"`
	Person string      `json:"person,omitempty"`
	Error  *batchError `json:"error"`
}

// batchFamily gathers the rows of one family.
type batchFamily struct {
	name           string
	father, mother Typing
	children       []Child
	people         []string
	errors         []familyErrorRow
}

// RunFamily follows the haplotypes of families given as TSV rows with the
// columns family, person (father, mother, child1, child2 …), typed and
// phenotype_unphased, a genotype list string whose open loci prove nothing, and writes a JSON line for each pair of children, families
// in the order of their first row. A row that cannot be read gives a line with
// its error, and the person is then taken as not typed.
func RunFamily(in io.Reader, out io.Writer) (BatchReport, error) {
	var report BatchReport
	families, err := readBatchFamilies(in, &report)
	if err != nil {
		return report, err
	}
	writer := bufio.NewWriter(out)
	encoder := json.NewEncoder(writer)
	encoder.SetEscapeHTML(false)
	for _, f := range families {
		for _, row := range f.errors {
			if err := encoder.Encode(row); err != nil {
				return report, err
			}
		}
		if len(f.children) == 0 {
			continue
		}
		s, err := Segregate(f.father, f.mother, f.children)
		if err != nil {
			report.Failed++
			if err := encoder.Encode(familyErrorRow{ID: f.name, Family: f.name, Error: describe(err)}); err != nil {
				return report, err
			}
			continue
		}
		for _, r := range s.Pairs() {
			if err := encoder.Encode(newFamilyRow(f.name, r)); err != nil {
				return report, err
			}
		}
	}
	return report, writer.Flush()
}

func newFamilyRow(family string, r Relation) familyRow {
	row := familyRow{Family: family, A: r.A, B: r.B, Descent: r.Descent, PhenotypicallyIdentical: r.PhenotypicallyIdentical,
		Match: familyMatchRow{r.Match.Count, r.Match.Of}, Reason: r.Reason.EN}
	if r.SharedKnown {
		row.SharedHaplotypes = &r.Shared
	}
	return row
}

// readBatchFamilies reads the rows; columns are found by the header, or taken
// in the order of the format where there is none.
func readBatchFamilies(in io.Reader, report *BatchReport) ([]*batchFamily, error) {
	var families []*batchFamily
	byName := map[string]*batchFamily{}
	columns := []int{0, 1, 2, 3}
	err := eachLine(in, func(number int, line []byte) error {
		fields := strings.Split(string(line), "\t")
		if number == 1 && slices.Contains(fields, "family") {
			for i, name := range []string{"family", "person", "typed", "phenotype_unphased"} {
				columns[i] = slices.Index(fields, name)
				if columns[i] < 0 {
					return &Error{Kind: KindInput, Path: "1", Sentence: fmt.Sprintf("the header has no column %s", name)}
				}
			}
			return nil
		}
		report.Rows++
		value := func(i int) string {
			if columns[i] < len(fields) {
				return strings.TrimSpace(fields[columns[i]])
			}
			return ""
		}
		f := byName[clip(value(0))]
		if f == nil {
			f = &batchFamily{name: clip(value(0))}
			byName[f.name] = f
			families = append(families, f)
		}
		problem := error(errLine)
		if len(line) <= maxLine {
			problem = f.add(value(1), value(2), value(3))
		}
		if problem != nil {
			report.Failed++
			f.errors = append(f.errors, familyErrorRow{ID: fmt.Sprintf("%s/%s", f.name, clip(value(1))), Family: f.name, Person: clip(value(1)), Error: describe(problem)})
		}
		return nil
	})
	return families, err
}

func (f *batchFamily) add(person, typed, text string) error {
	if person == "" {
		return &Error{Kind: KindInput, Sentence: "the row names no person"}
	}
	if person != Father && person != Mother && !strings.HasPrefix(person, "child") {
		return &Error{Kind: KindInput, Input: clip(person), Sentence: fmt.Sprintf("%q is none of father, mother, child1, child2 …; other relatives are not followed", clip(person))}
	}
	if slices.Contains(f.people, person) {
		return &Error{Kind: KindDuplicate, Input: clip(person), Sentence: fmt.Sprintf("%s stands in the family twice", clip(person))}
	}
	f.people = append(f.people, person)
	var typing Typing
	var problem error
	switch strings.ToLower(typed) {
	case "typed", "yes", "true", "1":
		typing, problem = readOpenTyping(text)
	case "not_typed", "no", "false", "0", "":
	default:
		problem = &Error{Kind: KindInput, Input: clip(typed), Sentence: fmt.Sprintf("%q does not say typed or not_typed", clip(typed))}
	}
	switch {
	case person == Father:
		f.father = typing
	case person == Mother:
		f.mother = typing
	case problem == nil:
		f.children = append(f.children, Child{Name: person, Typing: typing})
	}
	return problem
}
