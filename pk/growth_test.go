package pk

import (
	"errors"
	"math"
	"strings"
	"testing"
)

// syntheticGrowth is made up for tests and no clinical reference.
const syntheticGrowth = `# source: synthetic table for tests, no clinical reference
MEASURE,SEX,AGE_MONTHS,L,M,S
height,male,0,1,50,0.04
height,male,12,1,76,0.04
height,male,24,0,88,0.04
weight,male,0,-0.5,3.4,0.14
weight,male,12,-0.5,9.8,0.12
`

func TestZScoresFollowTheTableOfTheCentre(t *testing.T) {
	g, err := ReadGrowth(strings.NewReader(syntheticGrowth))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, measure, sex string
		years, value, want float64
		ok                 bool
	}{
		{"the median is zero", "height", "male", 1, 76, 0, true},
		{"one deviation", "height", "male", 1, 76 * 1.04, 1, true},
		{"between two ages", "height", "male", 0.5, 63, 0, true},
		{"a logarithm where L is zero", "height", "male", 2, 88 * math.Exp(-0.08), -2, true},
		{"a skewed measure", "weight", "male", 1, 7, (math.Pow(7/9.8, -0.5) - 1) / (-0.5 * 0.12), true},
		{"no table for girls", "height", "female", 1, 76, 0, false},
		{"older than the table", "height", "male", 3, 90, 0, false},
		{"no height", "height", "male", 1, 0, 0, false},
		{"another measure", "bmi", "male", 1, 16, 0, false},
	} {
		if z, ok := g.ZScore(c.measure, c.sex, c.years, c.value); ok != c.ok || math.Abs(z-c.want) > 1e-9 {
			t.Errorf("%s: %v %v, want %v %v", c.name, z, ok, c.want, c.ok)
		}
	}
	var none *Growth
	if _, ok := none.ZScore("height", "male", 1, 76); ok {
		t.Error("without a table there is a z-score")
	}
}

func TestAGrowthTableThatCannotBeReadSaysWhere(t *testing.T) {
	for want, text := range map[string]string{
		"1:1: the first line must name the table":     "MEASURE,SEX,AGE_YEARS,L,M,S\n",
		"2:1: the column S is missing":                "# source: x\nMEASURE,SEX,AGE_YEARS,L,M\n",
		"the age stands in two units":                 "# source: x\nMEASURE,SEX,AGE_YEARS,AGE_DAYS,L,M,S\n",
		`3:2: "1" is not male or female`:              "# source: x\nMEASURE,SEX,AGE_YEARS,L,M,S\nheight,1,0,1,50,0.04\n",
		"4:3: the ages of height, male do not rise":   "# source: x\nMEASURE,SEX,AGE_YEARS,L,M,S\nheight,male,1,1,50,0.04\nheight,male,1,1,50,0.04\n",
		"3:1: an age cannot be negative, and M and S": "# source: x\nMEASURE,SEX,AGE_YEARS,L,M,S\nheight,male,1,1,-50,0.04\n",
		`3:5: "NaN" is not a number`:                  "# source: x\nMEASURE,SEX,AGE_YEARS,L,M,S\nheight,male,1,1,NaN,0.04\n",
		"2:1: there is no row in the table":           "# source: x\nMEASURE,SEX,AGE_YEARS,L,M,S\n",
	} {
		if _, err := ReadGrowth(strings.NewReader(text)); !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
}

func FuzzGrowth(f *testing.F) {
	f.Add(syntheticGrowth, 0.7, 70.0)
	f.Add("# source: x\nMEASURE,SEX,AGE_DAYS,L,M,S\n\"height\",male,1e308,1,1e-300,1e300\n", 1e9, 1e-9)
	f.Add("\ufeff# source: y\n measure ,sex,age_years,l,m,s\nbmi,Female,0,0,16,0.1\n", 0.0, 16.0)
	f.Fuzz(func(t *testing.T, text string, years, value float64) {
		g, err := ReadGrowth(strings.NewReader(text))
		if err != nil {
			if !errors.Is(err, ErrInput) {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		for k := range g.rows {
			if z, ok := g.ZScore(k.measure, k.sex, years, value); ok && (math.IsNaN(z) || math.IsInf(z, 0)) {
				t.Fatalf("%v is no z-score", z)
			}
		}
	})
}
