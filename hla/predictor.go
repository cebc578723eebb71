package hla

import (
	"fmt"
	"slices"
	"strings"
)

// Predictor predicts many pairs over one frequency set with one choice of loci
// and release. It is immutable and safe for concurrent use.
type Predictor struct {
	set        *Frequencies
	loci       []Locus
	options    PredictOptions
	names      [][]setEntry // for each locus the names of the set
	haplotypes map[string][]numbered
	units      []map[string]int32 // for each locus the numbers of its match units
	setUnits   [][]int32          // for each locus and name of the set the number of its unit
}

// setEntry is one name of the set at one locus.
type setEntry struct {
	text    string
	name    Name
	members []int32 // with a release, the alleles it stands for
	unit    string  // what counts as a match
	silent  bool    // not expressed
}

// Predictor prepares the set for predicting: the haplotypes over the loci
// wanted, by population, with the frequencies summed over the others.
func (f *Frequencies) Predictor(options PredictOptions) (*Predictor, error) {
	x := &Predictor{set: f, options: options, haplotypes: map[string][]numbered{}}
	loci := options.Loci
	if len(loci) == 0 {
		loci = f.loci
	}
	var problems Problems
	for _, locus := range loci {
		switch {
		case !slices.Contains(f.loci, locus):
			problems = append(problems, &Error{Kind: KindLocus, Locus: locus, Input: string(locus), Sentence: fmt.Sprintf("the set %s has no locus %s", f.name, clip(string(locus)))})
		case !slices.Contains(x.loci, locus):
			x.loci = append(x.loci, locus)
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	ids := make([]map[string]int32, len(x.loci))
	x.names = make([][]setEntry, len(x.loci))
	for i := range ids {
		ids[i] = map[string]int32{}
	}
	for _, population := range append(f.Populations(), "") {
		rows, err := f.of(population)
		if err != nil {
			return nil, err
		}
		x.haplotypes[population] = x.marginal(rows, ids)
	}
	x.numberUnits()
	return x, nil
}

// numberUnits gives what counts as a match at each locus a number.
func (x *Predictor) numberUnits() {
	x.units, x.setUnits = make([]map[string]int32, len(x.loci)), make([][]int32, len(x.loci))
	for i := range x.loci {
		x.units[i] = map[string]int32{}
		for _, e := range x.names[i] {
			if _, seen := x.units[i][e.unit]; !seen {
				x.units[i][e.unit] = int32(len(x.units[i]))
			}
			x.setUnits[i] = append(x.setUnits[i], x.units[i][e.unit])
		}
	}
}

// marginal sums the frequencies over the loci that are not predicted.
func (x *Predictor) marginal(rows []haplotypeRow, ids []map[string]int32) []numbered {
	columns := make([]int, len(x.loci))
	for i, locus := range x.loci {
		columns[i] = slices.Index(x.set.loci, locus)
	}
	index := map[string]int{}
	var out []numbered
	for _, row := range rows {
		alleles := make([]int32, len(x.loci))
		var key strings.Builder
		for i, column := range columns {
			text := row.alleles[column]
			number, seen := ids[i][text]
			if !seen {
				number = int32(len(x.names[i]))
				ids[i][text] = number
				x.names[i] = append(x.names[i], x.entry(text))
			}
			alleles[i] = number
			key.WriteString(text + "~")
		}
		at, seen := index[key.String()]
		if !seen {
			at = len(out)
			index[key.String()] = at
			out = append(out, numbered{alleles: alleles})
		}
		out[at].frequency += row.frequency
	}
	return out
}

// entry reads a name of the set, or a typing's own.
func (x *Predictor) entry(text string) setEntry {
	e := setEntry{text: text, unit: text}
	n, err := ReadName(text)
	if err != nil {
		return e
	}
	e.name, e.silent = n, n.Suffix() == "N" || n.form == FormAbsent
	if r := x.options.Release; r != nil {
		e.members = r.membersOfEntry(n)
		if p := r.pGroups(e.members); n.form == FormGGroup && len(p) == 1 {
			e.unit = p[0] // between G groups a match is the same P group
		}
	}
	return e
}
