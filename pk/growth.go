package pk

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"sort"
	"strconv"
	"strings"
)

// Growth is a growth reference that a centre has loaded: for each measure and sex
// the three numbers of Cole's LMS method by age (Cole and Green, Statistics in
// Medicine 1992;11:1305). Dayzero ships none: without a table a z-score is a gap.
type Growth struct {
	Source string // as the table names itself
	rows   map[growthKey][]growthRow
}

type growthKey struct{ measure, sex string }

type growthRow struct{ years, l, m, s float64 }

// growthUnits are years in each unit that may stand behind AGE_.
var growthUnits = map[string]float64{"AGE_YEARS": 1, "AGE_MONTHS": 1. / 12, "AGE_DAYS": 1 / 365.25}

// maxGrowthRows bounds a table: daily rows to 19 years for three measures and
// both sexes are 42,000.
const maxGrowthRows = 100000

// ReadGrowth reads a table in CSV: a first line "# source: …", then the columns
// MEASURE (height in cm, weight in kg or bmi in kg/m2), SEX (male or female), one
// of AGE_YEARS, AGE_MONTHS and AGE_DAYS, and L, M and S. Every problem is named
// with its line.
func ReadGrowth(r io.Reader) (*Growth, error) {
	buffered := bufio.NewReader(r)
	first, err := buffered.ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, csvProblem(err)
	}
	var bad problems
	source, named := strings.CutPrefix(strings.TrimPrefix(strings.TrimSpace(first), "\ufeff"), "# source:")
	if source = strings.TrimSpace(source); !named || source == "" {
		bad.line(1, 1, "the first line must name the table: # source: …")
		return nil, bad.err(ErrInput)
	}
	g := &Growth{Source: source, rows: map[growthKey][]growthRow{}}
	table := csv.NewReader(buffered)
	table.TrimLeadingSpace, table.Comment = true, '#'
	head, err := table.Read()
	if err != nil {
		return nil, csvProblem(err)
	}
	at, unit := growthColumns(head, &bad)
	for len(bad.list) == 0 {
		row, err := table.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, csvProblem(err)
		}
		if len(g.rows) > 0 && g.size() >= maxGrowthRows {
			bad.line(lineOf(table, 0)+1, 1, "a table has at most %d rows", maxGrowthRows)
			break
		}
		g.add(row, at, unit, lineOf(table, 0)+1, &bad)
	}
	if len(bad.list) == 0 && len(g.rows) == 0 {
		bad.line(2, 1, "there is no row in the table")
	}
	return g, bad.err(ErrInput)
}

func (g *Growth) size() (n int) {
	for _, rows := range g.rows {
		n += len(rows)
	}
	return n
}

// growthColumns finds the columns and the unit of the ages.
func growthColumns(head []string, bad *problems) (at map[string]int, unit float64) {
	at = map[string]int{}
	for i, h := range head {
		name := strings.ToUpper(strings.TrimSpace(h))
		if _, twice := at[name]; twice {
			bad.line(2, i+1, "the column %s stands twice", name)
		}
		at[name] = i
		if years, ok := growthUnits[name]; ok {
			if unit != 0 {
				bad.line(2, i+1, "the age stands in two units")
			}
			unit, at["AGE"] = years, i
		}
	}
	for _, name := range []string{"MEASURE", "SEX", "AGE", "L", "M", "S"} {
		if _, ok := at[name]; !ok || name == "AGE" && unit == 0 {
			bad.line(2, 1, "the column %s is missing (the age as AGE_YEARS, AGE_MONTHS or AGE_DAYS)", name)
		}
	}
	return at, unit
}

// add reads one row; ages rise within a measure and sex.
func (g *Growth) add(row []string, at map[string]int, unit float64, line int, bad *problems) {
	k := growthKey{strings.ToLower(strings.TrimSpace(row[at["MEASURE"]])), strings.ToLower(strings.TrimSpace(row[at["SEX"]]))}
	if !contains([]string{"height", "weight", "bmi"}, k.measure) {
		bad.line(line, at["MEASURE"]+1, "%q is not height, weight or bmi", row[at["MEASURE"]])
	}
	if k.sex != "male" && k.sex != "female" {
		bad.line(line, at["SEX"]+1, "%q is not male or female", row[at["SEX"]])
	}
	get := func(name string) float64 {
		x, err := strconv.ParseFloat(strings.TrimSpace(row[at[name]]), 64)
		if err != nil || math.IsNaN(x) || math.Abs(x) > 1e6 {
			bad.line(line, at[name]+1, "%q is not a number", row[at[name]])
		}
		return x
	}
	r := growthRow{unit * get("AGE"), get("L"), get("M"), get("S")}
	if r.years < 0 || !(r.m > 0) || !(r.s > 0) {
		bad.line(line, 1, "an age cannot be negative, and M and S must be positive")
	}
	if rows := g.rows[k]; len(rows) > 0 && r.years <= rows[len(rows)-1].years {
		bad.line(line, at["AGE"]+1, "the ages of %s, %s do not rise", k.measure, k.sex)
	}
	g.rows[k] = append(g.rows[k], r)
}

// ZScore is how many standard deviations a value lies from the reference of the
// sex (male, female) and age: height in cm, weight in kg, bmi in kg/m2. Between
// two ages the three numbers lie on a straight line. ok is false where the table
// says nothing: another measure, an unknown sex, an age outside it.
func (g *Growth) ZScore(measure, sex string, years, value float64) (z float64, ok bool) {
	if g == nil || !(value > 0) || math.IsInf(value, 0) {
		return 0, false
	}
	rows := g.rows[growthKey{measure, sex}]
	n := len(rows)
	if n == 0 || !(years >= rows[0].years && years <= rows[n-1].years) {
		return 0, false
	}
	i := sort.Search(n, func(i int) bool { return rows[i].years >= years })
	r := rows[i]
	if i > 0 && r.years > years {
		b, share := rows[i-1], (years-rows[i-1].years)/(r.years-rows[i-1].years)
		between := func(x, y float64) float64 { return x + share*(y-x) }
		r = growthRow{years, between(b.l, r.l), between(b.m, r.m), between(b.s, r.s)}
	}
	if math.Abs(r.l) < 1e-9 {
		z = math.Log(value/r.m) / r.s
	} else {
		z = (math.Pow(value/r.m, r.l) - 1) / (r.l * r.s)
	}
	return z, !math.IsNaN(z) && !math.IsInf(z, 0)
}
