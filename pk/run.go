package pk

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// RunSimulate reads a scenario (JSON: model, params, records[], covariate_rule)
// and writes CSV with the columns TIME, CP, AUC and, after them, any further
// output of the model. at may be nil; otherwise it is a table with a column
// TIME, or a bare list of times. Nothing is written when the input is refused.
func RunSimulate(scenario, at io.Reader, out io.Writer) error {
	sc, err := ReadScenario(scenario)
	if err != nil {
		return err
	}
	var times []float64
	if at != nil {
		if times, err = ReadTimes(at); err != nil {
			return err
		}
	}
	p, err := sc.Simulate(times)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	fmt.Fprintln(w, strings.Join(append([]string{"TIME", "CP", "AUC"}, p.ExtraNames...), ","))
	for i := range p.Time {
		fmt.Fprintf(w, "%s,%s,%s", number(p.Time[i]), number(p.CP[i]), number(p.AUC[i]))
		for _, n := range p.ExtraNames {
			fmt.Fprintf(w, ",%s", number(p.Extra[n][i]))
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}

// number writes 17 significant digits at most, without trailing noise.
func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// ReadTimes reads a list of times in hours: a CSV table with a column TIME, or
// one time per line.
func ReadTimes(r io.Reader) ([]float64, error) {
	c := csv.NewReader(r)
	c.FieldsPerRecord, c.TrimLeadingSpace, c.Comment = -1, true, '#'
	column := 0
	var times []float64
	var bad problems
	for n := 0; ; n++ {
		row, err := c.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, csvProblem(err)
		}
		if n == 0 {
			row[0] = strings.TrimPrefix(row[0], "\ufeff")
			if k, header := timeColumn(row); header {
				column = k
				continue
			}
		}
		if column >= len(row) {
			bad.line(lineOf(c, 0), 0, "the row has no column TIME")
			continue
		}
		t, err := strconv.ParseFloat(strings.TrimSpace(row[column]), 64)
		if err != nil || t != t || t > 1e12 || t < -1e12 {
			bad.line(lineOf(c, column), column+1, "%q is not a time in hours", row[column])
			continue
		}
		times = append(times, t)
	}
	if len(times) == 0 && len(bad.list) == 0 {
		bad.line(1, 1, "there is no time in the list")
	}
	return times, bad.err(ErrInput)
}

// timeColumn finds the column TIME of a header row; a first row of numbers only
// is no header.
func timeColumn(row []string) (int, bool) {
	words := false
	for i, cell := range row {
		if strings.EqualFold(strings.TrimSpace(cell), "TIME") {
			return i, true
		}
		if _, err := strconv.ParseFloat(strings.TrimSpace(cell), 64); err != nil {
			words = true
		}
	}
	return 0, words
}

func lineOf(c *csv.Reader, field int) int {
	line, _ := c.FieldPos(field)
	return line
}

func csvProblem(err error) error {
	var bad problems
	if e, ok := err.(*csv.ParseError); ok {
		bad.line(e.Line, e.Column, "the table cannot be read: %v", e.Err)
	} else {
		bad.at("", "the table cannot be read: %v", err)
	}
	return bad.err(ErrInput)
}
