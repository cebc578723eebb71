package hla

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Frequencies are haplotype frequencies of one or several populations, read by
// LoadFrequencies. They are immutable.
type Frequencies struct {
	name, release string
	loci          []Locus
	rows          map[string][]haplotypeRow // by population; "" where none is named
}

// haplotypeRow is one haplotype as read: a name for each locus of the set.
type haplotypeRow struct {
	alleles   []string
	frequency float64
}

// LoadFrequencies reads a frequency set, plain, gzipped or zipped: CSV
// "A*…~C*…~B*…~DRB1*…~DQB1*…,count,freq" or "population,haplotype,freq,rank",
// a table with a column for each locus and one called frequency, or JSON with
// the loci and the frequency of each haplotype. Names may carry the prefix
// "HLA-" and the letter g; both are dropped. The set is called name in every
// answer. Errors are Problems of KindFile with the line.
func LoadFrequencies(name string, reader io.Reader) (*Frequencies, error) {
	data, err := unpack(reader)
	if err != nil {
		return nil, &Error{Kind: KindFile, Path: name, Sentence: fmt.Sprintf("the frequency set cannot be read: %v", err)}
	}
	l := &frequencyLoader{set: &Frequencies{name: name, rows: map[string][]haplotypeRow{}}, seen: map[string]bool{}}
	if start := bytes.TrimLeft(data, " \t\r\n\xef\xbb\xbf"); len(start) > 0 && (start[0] == '{' || start[0] == '[') {
		l.readJSON(data)
	} else {
		l.readTable(data)
	}
	if len(l.set.rows) == 0 && len(l.problems) == 0 {
		l.refuse(1, "the set has no haplotypes")
	}
	if len(l.problems) > 0 {
		return nil, l.problems
	}
	return l.set, nil
}

// leastFrequency keeps the product of four frequencies, two genotypes, a number
// above zero.
const leastFrequency = 1e-70

type frequencyLoader struct {
	set      *Frequencies
	problems Problems
	seen     map[string]bool
}

func (l *frequencyLoader) refuse(line int, format string, a ...any) {
	if len(l.problems) < maxProblems {
		l.problems = append(l.problems, &Error{Kind: KindFile, Path: fmt.Sprintf("%s:%d", l.set.name, line), Sentence: fmt.Sprintf(format, a...)})
	}
}

// readTable reads the CSV forms; a TAB may stand for the comma.
func (l *frequencyLoader) readTable(data []byte) {
	reader := csv.NewReader(bytes.NewReader(data))
	reader.FieldsPerRecord, reader.Comment = -1, '#'
	if first, _, _ := bytes.Cut(data, []byte("\n")); bytes.Count(first, []byte("\t")) > bytes.Count(first, []byte(",")) {
		reader.Comma = '\t'
	}
	var header []string
	for {
		fields, err := reader.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			var broken *csv.ParseError
			line := 0
			if errors.As(err, &broken) {
				line = broken.Line
			}
			l.refuse(line, "the row cannot be read: %v", err)
			return
		}
		line, _ := reader.FieldPos(0)
		switch {
		case header == nil && !strings.Contains(strings.Join(fields, ""), "~") && !strings.Contains(strings.Join(fields, ""), "*") && l.isHeader(fields):
			header = fields
		case header != nil:
			l.addColumns(line, header, fields)
		case len(fields) == 3 && strings.Contains(fields[0], "~"):
			l.addText(line, "", fields[0], fields[2])
		case len(fields) >= 3 && strings.Contains(fields[1], "~"):
			l.addText(line, fields[0], fields[1], fields[2])
		case strings.Contains(strings.ToLower(strings.Join(fields, ",")), "freq") && len(l.set.rows) == 0: // a header of the haplotype forms
		default:
			l.refuse(line, "the row has neither a haplotype joined by ~ nor columns by locus")
		}
	}
}

// isHeader tells whether a row names loci and a frequency.
func (l *frequencyLoader) isHeader(fields []string) bool {
	loci := 0
	for _, f := range fields {
		if Locus(strings.ToUpper(strings.TrimSpace(f))).order() >= 0 {
			loci++
		}
	}
	return loci > 0
}

func (l *frequencyLoader) addColumns(line int, header, fields []string) {
	if len(fields) != len(header) {
		l.refuse(line, "the row has %d columns instead of %d", len(fields), len(header))
		return
	}
	parts, frequency, population := map[Locus]string{}, "", ""
	for i, column := range header {
		column = strings.ToUpper(strings.TrimSpace(column))
		switch {
		case Locus(column).order() >= 0:
			parts[Locus(column)] = fields[i]
		case strings.HasPrefix(column, "FREQ"):
			frequency = fields[i]
		case strings.HasPrefix(column, "POP"):
			population = fields[i]
		}
	}
	l.add(line, population, parts, frequency)
}

func (l *frequencyLoader) addText(line int, population, haplotype, frequency string) {
	parts := map[Locus]string{}
	for _, allele := range strings.Split(haplotype, "~") {
		gene, _, _ := strings.Cut(trimPrefixHLA(allele), "*")
		locus, err := ParseLocus(gene)
		if err != nil {
			l.refuse(line, "%q does not name its locus", clip(allele))
			return
		}
		parts[locus] = allele
	}
	l.add(line, population, parts, frequency)
}

// add enters one haplotype after checking its loci, names and frequency.
func (l *frequencyLoader) add(line int, population string, parts map[Locus]string, text string) {
	var loci []Locus
	for locus := range parts {
		loci = append(loci, locus)
	}
	slices.SortFunc(loci, func(a, b Locus) int { return cmp.Compare(a.order(), b.order()) })
	if len(loci) == 0 {
		l.refuse(line, "the haplotype names no locus")
		return
	}
	if l.set.loci == nil {
		l.set.loci = loci
	}
	if !slices.Equal(loci, l.set.loci) {
		l.refuse(line, "the haplotype has the loci %s, the set %s", join(loci, ", "), join(l.set.loci, ", "))
		return
	}
	frequency, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || math.IsNaN(frequency) || frequency < 0 || frequency > 1 {
		l.refuse(line, "%q is not a frequency from 0 to 1", clip(text))
		return
	}
	if frequency > 0 && frequency < leastFrequency {
		l.refuse(line, "%q is smaller than any frequency that can be computed with", clip(text))
		return
	}
	row := haplotypeRow{frequency: frequency}
	for _, locus := range loci {
		name, err := setName(locus, parts[locus])
		if err != nil {
			l.refuse(line, "%v", err)
			return
		}
		row.alleles = append(row.alleles, name)
	}
	key := population + "\x00" + strings.Join(row.alleles, "~")
	if l.seen[key] {
		l.refuse(line, "the haplotype %s stands in the set twice", strings.Join(row.alleles, "~"))
		return
	}
	l.seen[key] = true
	l.set.rows[population] = append(l.set.rows[population], row)
}

// setName brings a name of a frequency set to its plain form: no prefix, no g.
func setName(locus Locus, text string) (string, error) {
	text = trimPrefixHLA(strings.TrimSpace(text))
	if !strings.Contains(text, "*") {
		text = string(locus) + "*" + text
	}
	n, err := ReadName(text)
	if err != nil {
		return "", err
	}
	if n.form == FormSmallG {
		n.form = FormAllele
	}
	if Locus(n.gene) != locus || n.form != FormAllele && n.form != FormGGroup && n.form != FormPGroup && n.form != FormAbsent {
		return "", fmt.Errorf("%s is neither an allele nor a group at %s", clip(text), locus)
	}
	return n.String(), nil
}

// readJSON reads a list of haplotypes, bare or inside an object.
func (l *frequencyLoader) readJSON(data []byte) {
	var whole any
	if err := json.Unmarshal(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), &whole); err != nil {
		l.refuse(1, "the file is not JSON: %v", err)
		return
	}
	list, population := whole, ""
	if object, ok := whole.(map[string]any); ok {
		for _, key := range sortedKeys(object) {
			switch value := object[key].(type) {
			case []any:
				if len(value) > 0 {
					if _, rows := value[0].(map[string]any); rows {
						list = value
					}
				}
			case string:
				switch lower := strings.ToLower(key); {
				case strings.Contains(lower, "nomenclature") || strings.Contains(lower, "release"):
					l.set.release = value
				case strings.HasPrefix(lower, "pop"):
					population = value
				}
			}
		}
	}
	rows, ok := list.([]any)
	if !ok {
		l.refuse(1, "the file has no list of haplotypes")
		return
	}
	for i, row := range rows {
		object, ok := row.(map[string]any)
		if !ok {
			l.refuse(i+1, "haplotype %d is not an object", i+1)
			continue
		}
		l.addObject(i+1, population, object)
	}
}

func (l *frequencyLoader) addObject(line int, population string, object map[string]any) {
	parts, frequency, haplotype := map[Locus]string{}, "", ""
	var walk func(map[string]any)
	walk = func(o map[string]any) {
		for _, key := range sortedKeys(o) {
			text := fmt.Sprint(o[key])
			if f, isNumber := o[key].(float64); isNumber {
				text = strconv.FormatFloat(f, 'g', -1, 64)
			}
			lower := strings.ToLower(key)
			nested, isObject := o[key].(map[string]any)
			switch {
			case isObject:
				walk(nested)
			case Locus(strings.ToUpper(key)).order() >= 0:
				parts[Locus(strings.ToUpper(key))] = text
			case strings.HasPrefix(lower, "freq") || lower == "f":
				frequency = text
			case strings.HasPrefix(lower, "haplo"):
				haplotype = text
			case strings.HasPrefix(lower, "pop"):
				population = text
			}
		}
	}
	walk(object)
	if haplotype != "" {
		l.addText(line, population, haplotype, frequency)
		return
	}
	l.add(line, population, parts, frequency)
}

func sortedKeys[V any](object map[string]V) []string {
	var out []string
	for key := range object {
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}

// Name gives what the set was called when it was read.
func (f *Frequencies) Name() string { return f.name }

// Release gives the nomenclature release that the set states, "" where none.
func (f *Frequencies) Release() string { return f.release }

// Loci lists the loci of the haplotypes.
func (f *Frequencies) Loci() []Locus { return slices.Clone(f.loci) }

// Populations lists the populations named in the set, in order.
func (f *Frequencies) Populations() []string {
	var out []string
	for population := range f.rows {
		if population != "" {
			out = append(out, population)
		}
	}
	slices.Sort(out)
	return out
}

// Size counts the haplotypes of a population, or of all with "".
func (f *Frequencies) Size(population string) int {
	if rows, found := f.rows[population]; found {
		return len(rows)
	}
	size := 0
	for _, rows := range f.rows {
		size += len(rows)
	}
	return size
}

// of gives the haplotypes of one population. Without a name it is the only
// population, or the mean over all of them, the same haplotype once.
func (f *Frequencies) of(population string) ([]haplotypeRow, error) {
	if rows, found := f.rows[population]; found {
		return rows, nil
	}
	if population != "" {
		return nil, &Error{Kind: KindInput, Input: clip(population), Sentence: fmt.Sprintf("the set %s has no population %q; it has %s", f.name, clip(population), strings.Join(f.Populations(), ", "))}
	}
	sums := map[string]*haplotypeRow{}
	var order []string
	for _, each := range f.Populations() {
		for _, row := range f.rows[each] {
			key := strings.Join(row.alleles, "~")
			if sums[key] == nil {
				sums[key] = &haplotypeRow{alleles: row.alleles}
				order = append(order, key)
			}
			sums[key].frequency += row.frequency / float64(len(f.rows))
		}
	}
	out := make([]haplotypeRow, len(order))
	for i, key := range order {
		out[i] = *sums[key]
	}
	return out, nil
}

// Haplotype calls visit with each haplotype of a population, or of all with "",
// until visit gives false: the names in the order of Loci, without the prefix
// "HLA-", and the frequency as read.
func (f *Frequencies) Haplotype(population string, visit func(alleles []string, frequency float64) bool) error {
	rows, err := f.of(population)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if !visit(row.alleles, row.frequency) {
			return nil
		}
	}
	return nil
}
