package cases

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/knowledge"
)

const goodHead = "row_type,case_id,disease,source,doi_pmid_url,n,evidence_read,status,outcome,sex,os_percent,year\n"

func known(key string) bool { return key == "LIG4" || key == "NBN" }

func TestAGoodTableKeepsTheThreeStates(t *testing.T) {
	rows, err := ReadCSV(strings.NewReader("\ufeff"+goodHead+"hsct,SYN-1,LIG4,Synthetic 2030,doi:10.0/syn,1,full text,read,alive,not_reported,,2030\n"+
		"aggregate,SYN-2,LIG4; NBN,Synthetic 2030,doi:10.0/syn,40,abstract,secondary,,,61.5,2030\n"), known)
	if err != nil || len(rows) != 2 {
		t.Fatalf("%v, %d rows", err, len(rows))
	}
	for key, want := range map[string]string{"outcome": knowledge.Reported, "sex": knowledge.NotReported, "os_percent": knowledge.NotRead, "tma": knowledge.NotRead} {
		if got := rows[0].Field(key).State; got != want {
			t.Errorf("%s is %s, want %s", key, got, want)
		}
	}
	if rows[0].End() != Alive || fmt.Sprint(rows[1].Diseases) != "[LIG4 NBN]" || rows[1].Status != "secondary" {
		t.Errorf("%+v", rows)
	}
	if got := Figures(rows, "NBN"); len(got) != 1 || got[0].Interval != NoInterval {
		t.Errorf("%+v", got)
	}
}

func TestATableIsRefusedWithEveryProblemAndItsPlace(t *testing.T) {
	row := func(cells string) string { return goodHead + cells + "\n" }
	for name, c := range map[string]struct{ table, want string }{
		"nothing":                      {"", "1:1: the table is empty"},
		"an unknown column":            {"case_id,name\nx,y\n", `1:9: there is no column "name"`},
		"a column twice":               {"case_id,case_id\nx,y\n", "stands twice"},
		"a missing column":             {"case_id\nx\n", `the column "status" is missing`},
		"too few cells":                {row("hsct,S1"), "2:1: the row has 2 cells"},
		"an open quote":                {row(`hsct,"S1`), "cannot be read as CSV"},
		"an id that is a name":         {row("hsct,Anna Example,LIG4,s,d,1,abstract,read,alive,,,"), "2:6: case_id: an id has letters"},
		"a status that is not one":     {row("hsct,S1,LIG4,s,d,1,abstract,sure,alive,,,"), `status: "sure" is not one of`},
		"an unknown disease":           {row("hsct,S1,XYZ,s,d,1,abstract,read,alive,,,"), `the knowledge base has no disease "XYZ"`},
		"an outcome of another word":   {row("hsct,S1,LIG4,s,d,1,abstract,read,well,,,"), "outcome: of a single patient it is alive"},
		"a survival rate of one child": {row("hsct,S1,LIG4,s,d,1,abstract,read,alive,,100,"), "os_percent: only a cohort"},
		"a gene that was not read":     {row("unverified-gene,S1,LIG4,s,d,1,abstract,read,,,,"), "belongs to no disease"},
		"a year out of range":          {row("hsct,S1,LIG4,s,d,1,abstract,read,alive,,,1700"), "out of range"},
		"a year with a fraction":       {row("hsct,S1,LIG4,s,d,1,abstract,read,alive,,,2020.5"), "not a plain integer"},
		"a percentage with its sign":   {row("aggregate,S1,LIG4,s,d,9,abstract,read,,,61 %,"), "does not have the form"},
		"more than all of them":        {row("aggregate,S1,LIG4,s,d,9,abstract,read,,,100.5,"), "does not have the form"},
		"an age with its unit":         {strings.Replace(row("hsct,S1,LIG4,s,d,1,abstract,read,alive,,,2 y"), "year", "age_at_hsct_months", 1), "not a plain number"},
		"a required cell left open":    {row("hsct,S1,LIG4,s,d,not_reported,abstract,read,alive,,,"), "n: this column has no states"},
		"text that is not UTF-8":       {row("hsct,S1,LIG4,\xff,d,1,abstract,read,alive,,,"), "not UTF-8"},
		"an id twice":                  {row("hsct,S1,LIG4,s,d,1,abstract,read,alive,,,\nhsct,S1,LIG4,s,d,1,abstract,read,dead,,,"), "3:1: case_id: \"S1\" stands already in line 2"},
		"a cell of a whole book":       {row("hsct,S1,LIG4," + strings.Repeat("x", maxRunes+1) + ",d,1,abstract,read,alive,,,"), "longer than"},
	} {
		t.Run(name, func(t *testing.T) {
			rows, err := ReadCSV(strings.NewReader(c.table), known)
			if rows != nil || !errors.Is(err, ErrTable) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%d rows, %v", len(rows), err)
			}
			var all Problems
			if !errors.As(err, &all) {
				t.Fatal("no problems are listed")
			}
			for _, p := range all {
				if p.SentenceZH == "" || !strings.HasPrefix(p.Chinese(), "第") || strings.Contains(p.SentenceZH, "%!") {
					t.Errorf("in Chinese: %q", p.Chinese())
				}
			}
		})
	}
}

func TestAllProblemsAreToldNotOnlyTheFirst(t *testing.T) {
	_, err := ReadCSV(strings.NewReader(goodHead+"hsct,S1,XYZ,s,d,1,abstract,sure,well,,,\nhsct,S 2,LIG4,,d,1,abstract,read,alive,x,,\n"), known)
	var all Problems
	if !errors.As(err, &all) || len(all) != 6 {
		t.Errorf("%d problems: %v", len(all), err)
	}
}

func TestTheCasesOfTheKnowledgeGoThroughTheTableUnchanged(t *testing.T) {
	rows := Rows(theBase(t))
	var table strings.Builder
	if err := WriteCSV(&table, rows); err != nil {
		t.Fatal(err)
	}
	back, err := ReadCSV(strings.NewReader(table.String()), func(key string) bool { _, ok := theBase(t).Disease(key); return ok })
	if err != nil || len(back) != len(rows) {
		t.Fatalf("%d of %d rows: %v", len(back), len(rows), err)
	}
	for i, r := range rows {
		b := back[i]
		if b.ID != r.ID || b.Kind != r.Kind || b.Status != r.Status || b.Source.Text != r.Source.Text || b.Note.EN != r.Note.EN || strings.Join(b.Diseases, ";") != strings.Join(r.Diseases, ";") {
			t.Errorf("%s came back as %+v", r.ID, b)
		}
		for _, f := range r.Fields {
			if got := b.Field(f.Key); got.State != f.State || got.Value != f.Value {
				t.Errorf("%s %s: %q %q came back as %q %q", r.ID, f.Key, f.State, f.Value, got.State, got.Value)
			}
		}
	}
	for _, cell := range strings.FieldsFunc(table.String(), func(r rune) bool { return r == ',' || r == '\n' }) {
		if strings.ContainsAny(strings.TrimPrefix(cell, `"`)[:1], "=+-@") {
			t.Errorf("the cell %q would be a formula in a spreadsheet", cell)
		}
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add(goodHead + "hsct,SYN-1,LIG4,Synthetic,doi,1,abstract,read,alive,,,2030\n")
	f.Add("\ufeffcase_id\n\"a\nb\"\n")
	f.Add("row_type,case_id\r\n,,\r\n\"")
	f.Fuzz(func(t *testing.T, table string) {
		rows, err := ReadCSV(strings.NewReader(table), known)
		if err != nil && (!errors.Is(err, ErrTable) || rows != nil) {
			t.Fatalf("%v with %d rows", err, len(rows))
		}
		for _, r := range rows {
			if r.ID == "" || !r.Status.Valid() {
				t.Fatalf("accepted %+v", r)
			}
		}
	})
}

func ExampleReadCSV() {
	_, err := ReadCSV(strings.NewReader("row_type,case_id\nhsct,SYN-1\n"), func(string) bool { return true })
	fmt.Println(errors.Is(err, ErrTable))
	// Output: true
}
