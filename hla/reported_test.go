package hla

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// reportedAt reads one locus as it was reported.
func reportedAt(t testing.TB, locus string, copies ...string) Typing {
	t.Helper()
	typing, err := ReportedTyping(Report{Locus: locus, Copies: copies})
	if err != nil {
		t.Fatalf("%v: %v", copies, err)
	}
	return typing
}

func TestWhatComesDownToOneNameACopyIsThatName(t *testing.T) {
	for name, c := range map[string]struct {
		copies []string
		want   string
	}{
		"two names stay as they were written":           {[]string{"02:01:01:01", "A*11:01"}, "A*02:01:01:01+A*11:01"},
		"one name stays one name":                       {[]string{"02:07"}, "A*02:07"},
		"alternatives of one protein":                   {[]string{"02:01:01/02:01:02", "11:01"}, "A*02:01+A*11:01"},
		"a shortened list of one protein":               {[]string{"02:01:01/02:01:02:01", "HLA-A*11:01"}, "A*02:01+A*11:01"},
		"genotypes that differ beyond two fields alone": {[]string{"02:01:01+11:01|11:01:01+02:01:02"}, "A*02:01+A*11:01"},
		"one null by two names":                         {[]string{"01:04:01:01N/01:04:01:02N", "02:01"}, "A*01:04N+A*02:01"},
	} {
		typing := reportedAt(t, "A", c.copies...)
		if _, open := typing.Open(A); open || typing.String() != c.want {
			t.Errorf("%s: %q", name, typing)
		}
		if _, err := typing.MarshalText(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatLeavesSomethingOpenIsKeptAsWrittenAndSaysWhy(t *testing.T) {
	for name, c := range map[string]struct {
		copies    []string
		text, why string
	}{
		"a list":                      {[]string{"02:01/05", "11:01"}, "A*02:01/A*02:05+A*11:01", "02:01/05 leaves several alleles open"},
		"a genotype list":             {[]string{"A*02:01+A*11:01|A*02:05+A*11:02"}, "A*02:01+A*11:01|A*02:05+A*11:02", "several genotypes"},
		"a G group":                   {[]string{"02:01:01G", "11:01"}, "A*02:01:01G+A*11:01", "02:01:01G is a group"},
		"a P group":                   {[]string{"02:01P", "11:01"}, "A*02:01P+A*11:01", "02:01P is a group"},
		"a small g group":             {[]string{"02:01g", "11:01"}, "A*02:01g+A*11:01", "02:01g is a group"},
		"a code":                      {[]string{"02:AB", "11:01"}, "A*02:AB+A*11:01", "02:AB is a multiple allele code"},
		"a family":                    {[]string{"02:XX", "11:01"}, "A*02:XX+A*11:01", "02:XX is typed at low resolution"},
		"two digits with a zero":      {[]string{"02", "11:01"}, "A*02:XX+A*11:01", "low resolution"},
		"serology with its letter":    {[]string{"A2", "11:01"}, "A2+A*11:01", "A2 is serology"},
		"serology as a bare number":   {[]string{"24", "11:01"}, "A24+A*11:01", "24 is serology"},
		"a name from before 2010":     {[]string{"A*0201", "11:01"}, "A*0201+A*11:01", "before 2010"},
		"a new allele":                {[]string{"NEW", "11:01"}, "A*NEW+A*11:01", "no name yet"},
		"a copy that was not typed":   {[]string{"11:01", "UUUU"}, "A*11:01+A*UUUU", "not typed"},
		"a group alone beside blank":  {[]string{"02:01:01G"}, "A*02:01:01G", "is a group"},
		"a list that may be the null": {[]string{"01:01/01:04N", "11:01"}, "A*01:01/A*01:04N+A*11:01", "several alleles"},
	} {
		typing := reportedAt(t, "A", c.copies...)
		why, open := typing.Open(A)
		if !open || typing.String() != c.text || !strings.Contains(why.EN, c.why) || why.ZH == "" || !slices.Equal(typing.Written(A), c.copies) {
			t.Errorf("%s: %q, %+v, %v", name, typing, why, typing.Written(A))
		}
		if _, err := typing.MarshalText(); err == nil {
			t.Errorf("%s: an open typing is written as a plain one", name)
		}
		if g, err := ParseGL(typing.String()); err != nil || g.String() != typing.String() {
			t.Errorf("%s: no genotype list string: %v", name, err)
		}
	}
}

func TestWhatIsNoReportOfTheLocusIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		copies []string
		kind   ErrorKind
	}{
		"nothing":                        {nil, KindBlank},
		"an empty first copy":            {[]string{"", "02:01"}, KindBlank},
		"three copies":                   {[]string{"02:01", "11:01", "24:02"}, KindForm},
		"three copies in a genotype":     {[]string{"02:01+11:01+24:02"}, KindForm},
		"a genotype list and a copy":     {[]string{"02:01+11:01|02:05+11:01", "24:02"}, KindForm},
		"a name of another locus":        {[]string{"B*07:02", "02:01"}, KindLocus},
		"serology of another locus":      {[]string{"B7", "02:01"}, KindLocus},
		"no name":                        {[]string{"banana", "02:01"}, KindForm},
		"a family with an expression":    {[]string{"A*002N", "02:01"}, KindFieldCount},
		"a gap in a list":                {[]string{"02:01//02:05", "11:01"}, KindForm},
		"a prefix alone":                 {[]string{"HLA-", "11:01"}, KindForm},
		"a field of one digit":           {[]string{"02:1", "11:01"}, KindField},
		"more than a locus is ever long": {[]string{strings.Repeat("02:01/", maxReport/6) + "02:01"}, KindForm},
	} {
		_, err := ReportedTyping(Report{Locus: "A", Copies: c.copies})
		var refusal *Error
		if !errors.As(err, &refusal) || refusal.Kind != c.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ReportedTyping(Report{Locus: "HFE", Copies: []string{"001"}}); err == nil {
		t.Error("a gene that is no HLA locus is taken")
	}
	if _, err := ReportedTyping(Report{"A", []string{"02:01"}}, Report{"HLA-A", []string{"02:01"}}); err == nil {
		t.Error("one locus is taken twice")
	}
}

// Each verdict was worked out by hand from the alternatives.
func TestAnOpenTypingIsPotentialAndCountedAsARange(t *testing.T) {
	for name, c := range map[string]struct {
		patient, donor  []string
		count, gvh, hvg Range
		known           bool
	}{
		"a list that holds the donor's name":              {[]string{"02:01/02:05", "11:01"}, []string{"02:01", "11:01"}, Range{1, 2}, Range{0, 1}, Range{0, 1}, false},
		"the same list twice is no match":                 {[]string{"02:01/02:05", "11:01"}, []string{"02:01/02:05", "11:01"}, Range{1, 2}, Range{0, 1}, Range{0, 1}, false},
		"a list of which nothing matches is a mismatch":   {[]string{"02:01/02:05", "11:01"}, []string{"24:02", "33:03"}, Range{0, 0}, Range{2, 2}, Range{2, 2}, true},
		"a family beside one of its names":                {[]string{"02:XX", "11:01"}, []string{"02:01", "11:01"}, Range{1, 2}, Range{0, 1}, Range{0, 1}, false},
		"a family beside another":                         {[]string{"02:XX", "11:01"}, []string{"24:02", "11:01"}, Range{1, 1}, Range{1, 1}, Range{1, 1}, true},
		"two families alike":                              {[]string{"02:XX", "11:01"}, []string{"02:XX", "11:01"}, Range{1, 2}, Range{0, 1}, Range{0, 1}, false},
		"a group may be anything":                         {[]string{"02:01:01G", "11:01"}, []string{"24:02", "11:01"}, Range{1, 2}, Range{0, 1}, Range{0, 1}, false},
		"the same group twice is no match by names alone": {[]string{"02:01:01G", "11:01"}, []string{"02:01:01G", "11:01"}, Range{1, 2}, Range{0, 1}, Range{0, 1}, false},
		"genotypes keep their copies together":            {[]string{"02:01+11:01|02:05+11:02"}, []string{"02:01", "11:02"}, Range{1, 1}, Range{1, 1}, Range{1, 1}, true},
		"a genotype that fits":                            {[]string{"02:01+11:01|02:05+11:02"}, []string{"02:01", "11:01"}, Range{0, 2}, Range{0, 2}, Range{0, 2}, false},
		"a null among the alternatives":                   {[]string{"01:01/01:04N", "11:01"}, []string{"11:01", "11:01"}, Range{1, 2}, Range{0, 1}, Range{0, 0}, false},
		"one open copy with a blank":                      {[]string{"02:01/02:05"}, []string{"02:01", "02:01"}, Range{0, 2}, Range{0, 2}, Range{0, 2}, false},
	} {
		m := Compare(reportedAt(t, "A", c.patient...), reportedAt(t, "A", c.donor...), []Locus{A})
		l := m.Loci[0]
		if l.Possible != (Possible{c.count, c.gvh, c.hvg}) || l.Known != c.known || l.Open == c.known || m.Possible != l.Possible || m.Complete != c.known {
			t.Errorf("%s: %+v", name, l)
		}
		if !c.known && (l.Count != 0 || !strings.Contains(l.Sentence("en"), "the laboratory has to resolve it") || !strings.Contains(l.Sentence("zh"), "实验室")) {
			t.Errorf("%s: %s", name, l.Sentence("en"))
		}
	}
}

// Plain names give through ReportedTyping what they give through NewTyping.
func TestPlainNamesAreComparedAsBefore(t *testing.T) {
	names := []string{"01:01", "02:01", "02:01:01", "02:05", "01:04N", "24:02L"}
	rapid.Check(t, func(t *rapid.T) {
		pick := func(what string) []string { return rapid.SliceOfN(rapid.SampledFrom(names), 1, 2).Draw(t, what) }
		var plain, reports [2]Typing
		for i, copies := range [][]string{pick("patient"), pick("donor")} {
			e := Entry{Locus: "A", First: copies[0]}
			if len(copies) == 2 {
				e.Second = copies[1]
			}
			var err1, err2 error
			plain[i], err1 = NewTyping(e)
			reports[i], err2 = ReportedTyping(Report{"A", copies})
			if err1 != nil || err2 != nil {
				t.Fatalf("%v, %v", err1, err2)
			}
		}
		for _, convention := range []Convention{WMDA2016, WMDA2011} {
			want, got := CompareBy(convention, plain[0], plain[1], []Locus{A}), CompareBy(convention, reports[0], reports[1], []Locus{A})
			if want.Loci[0] != got.Loci[0] || plain[0].String() != reports[0].String() {
				t.Fatalf("%+v, %+v", want.Loci[0], got.Loci[0])
			}
		}
	})
}

// What a choice among the alternatives comes to is never outside the range, and
// each end of the range is reached.
func TestARangeIsExactlyWhatTheAlternativesComeTo(t *testing.T) {
	names := []string{"01:01", "02:01", "02:05", "03:01", "01:04N"}
	rapid.Check(t, func(t *rapid.T) {
		var lists [4][]string
		for i := range lists {
			lists[i] = rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 3, func(s string) string { return s }).Draw(t, "copy")
		}
		convention := rapid.SampledFrom([]Convention{WMDA2016, WMDA2011}).Draw(t, "convention")
		at := func(first, second string) Typing {
			typing, err := ReportedTyping(Report{"A", []string{first, second}})
			if err != nil {
				t.Fatal(err)
			}
			return typing
		}
		got := CompareBy(convention, at(strings.Join(lists[0], "/"), strings.Join(lists[1], "/")), at(strings.Join(lists[2], "/"), strings.Join(lists[3], "/")), []Locus{A}).Loci[0].Possible
		want := Possible{Range{2, 0}, Range{2, 0}, Range{2, 0}}
		for _, a := range lists[0] {
			for _, b := range lists[1] {
				for _, c := range lists[2] {
					for _, d := range lists[3] {
						l := CompareBy(convention, at(a, b), at(c, d), []Locus{A}).Loci[0]
						want = Possible{want.Count.with(l.Count), want.GvH.with(l.GvH), want.HvG.with(l.HvG)}
					}
				}
			}
		}
		if got != want {
			t.Fatalf("%v: %+v, want %+v", lists, got, want)
		}
	})
}

func TestOpenAlternativesNeverProveDescent(t *testing.T) {
	typed := func(a, b, drb1 string) Typing {
		split := func(s string) []string { return strings.Split(s, ", ") }
		typing, err := ReportedTyping(Report{"A", split(a)}, Report{"B", split(b)}, Report{"DRB1", split(drb1)})
		if err != nil {
			t.Fatal(err)
		}
		return typing
	}
	father := typed("01:01, 02:01", "07:02, 08:01", "03:01, 04:01")
	mother := typed("11:01, 24:02", "15:02, 46:01", "09:01, 12:02")
	child := typed("01:01, 11:01", "07:02, 15:02", "03:01, 09:01")
	for name, c := range map[string]struct {
		father, sister Typing
		want           Descent
		problems       int
		says           string
	}{
		"plain names":                      {father, child, DescentIdentical, 0, "both haplotypes shared"},
		"alternatives of one protein":      {father, typed("01:01:01/01:01:02, 11:01", "07:02, 15:02", "03:01, 09:01"), DescentIdentical, 0, "both haplotypes shared"},
		"a list at one end":                {father, typed("01:01, 11:01", "07:02, 15:02", "03:01/03:02, 09:01"), DescentUndetermined, 0, "not both fully typed"},
		"a group that may hold her name":   {father, typed("01:01:01G, 11:01", "07:02, 15:02", "03:01, 09:01"), DescentUndetermined, 0, "not both fully typed"},
		"a genotype list":                  {father, typed("01:01, 11:01", "07:02, 15:02", "03:01+09:01|03:02+09:01"), DescentUndetermined, 0, "not both fully typed"},
		"a list in the middle that fits":   {father, typed("01:01, 11:01", "07:02/07:05, 15:02", "03:01, 09:01"), DescentIdentical, 0, "both haplotypes shared"},
		"a list in the middle, impossible": {father, typed("01:01, 11:01", "40:01/40:02, 15:02", "03:01, 09:01"), DescentUndetermined, 1, "laboratory"},
		"another child's list there":       {father, typed("01:01, 11:01", "08:01/40:02, 15:02", "03:01, 09:01"), DescentUndetermined, 0, "B"},
		"the father's list, impossible":    {typed("01:01, 02:01", "40:01/40:02, 08:01", "03:01, 04:01"), child, DescentUndetermined, 2, "laboratory"},
		"the father's list, possible":      {typed("01:01, 02:01", "07:02/07:05, 08:01", "03:01, 04:01"), child, DescentIdentical, 0, "both haplotypes shared"},
	} {
		s, err := Segregate(c.father, mother, []Child{{"child", child}, {"sister", c.sister}})
		if err != nil {
			t.Fatal(err)
		}
		r, _ := s.Between("child", "sister")
		if r.Descent != c.want || len(s.Problems) != c.problems || !strings.Contains(r.Reason.EN, c.says) {
			t.Errorf("%s: %s, %v, %s", name, r.Descent, s.Problems, r.Reason.EN)
		}
		if r.PhenotypicallyIdentical && !r.Match.Complete {
			t.Errorf("%s: phenotypically identical by what is open", name)
		}
	}
}

func FuzzReportedTyping(f *testing.F) {
	for _, seed := range []string{"02:01/05\n11:01", "A*02:01+A*11:01|A*02:05+A*11:02", "02:AB\nNEW", "02:XX\n24", "A*0201\nUUUU", "01:01/01:04N\n", "HLA-\n/", "02:01:01G\n02:01P"} {
		f.Add(seed)
	}
	other := reportedAt(f, "A", "02:01/02:05", "11:XX")
	f.Fuzz(func(t *testing.T, text string) {
		copies := strings.SplitN(text, "\n", 2)
		typing, err := ReportedTyping(Report{"A", copies})
		if err != nil {
			var refusal *Error
			if !errors.As(err, &refusal) || refusal.Sentence == "" {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		if _, err := ParseGL(typing.String()); err != nil {
			t.Fatalf("%q is kept as %q: %v", text, typing, err)
		}
		for _, m := range []Match{Compare(typing, other, []Locus{A}), Compare(other, typing, []Locus{A})} {
			l := m.Loci[0]
			if l.Known != l.Possible.Settled() || l.Possible.Count.Least < 0 || l.Possible.Count.Most > 2 || l.Possible.GvH.Most > 2 || l.Possible.HvG.Most > 2 {
				t.Fatalf("%q: %+v", text, l)
			}
		}
		again, err := ReportedTyping(Report{"A", typing.Written(A)})
		if err != nil || again.String() != typing.String() {
			t.Fatalf("%q is written as %q and read as %q: %v", text, typing.Written(A), again, err)
		}
	})
}

// The range of a comparison by a release never goes beyond what Match counts, ends
// there where no null is named (Match fills a null with its open partner twice, the
// range with one and the same allele), and holds what Match calls certain.
func TestTheRangeByAReleaseHoldsWhatMatchCounts(t *testing.T) {
	r := syntheticRelease(t)
	names := []string{"A*01:01", "A*02:01", "A*02:07", "A*24:02", "A*24:09N", "A*01:XX", "A*02:XX", "A*02:01/A*02:07", "A*01:01/A*24:02", "A*NEW", "A2", "A*UUUU"}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) Genotype {
			var copies []string
			for range rapid.IntRange(1, 2).Draw(t, name+" alternatives") {
				copies = append(copies, rapid.SampledFrom(names).Draw(t, name)+"+"+rapid.SampledFrom(names).Draw(t, name))
			}
			g, err := r.ReadGenotype(strings.Join(copies, "|"), GenotypeOptions{})
			if err != nil {
				t.Skip(err)
			}
			return g
		}
		patient, donor := draw("patient"), draw("donor")
		for _, convention := range []Convention{WMDA2016, WMDA2011} {
			options := ScoreOptions{Loci: []Locus{A}, Convention: convention}
			score, err := r.Match(patient, donor, options)
			if err != nil {
				t.Fatal(err)
			}
			possible := r.Possible(patient, donor, options)
			nulls := strings.Contains(patient.String()+donor.String(), "N+") || strings.HasSuffix(patient.String(), "N") || strings.HasSuffix(donor.String(), "N") || strings.Contains(patient.String()+donor.String(), "N|")
			if possible.Count.Most > score.Count || !nulls && possible.Count.Most != score.Count || possible.Count.Least < score.Certain || possible.Count.Least > possible.Count.Most {
				t.Fatalf("%s and %s by %s: %+v, Match counts %d, certain %d", patient, donor, convention, possible, score.Count, score.Certain)
			}
		}
	})
}
