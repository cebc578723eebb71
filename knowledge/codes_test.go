package knowledge

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// Every code of the tables was read where it says: it stands in the shared list
// of codes with the same display, and a code read in a copy is never better than
// secondary.
func TestEveryLaboratoryCodeStandsInTheListOfCodesThatWereRead(t *testing.T) {
	file, err := os.Open("../../shared/data/interop/loinc.csv")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the shared list of codes is not there")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	read := map[string][]string{}
	for _, row := range rows[1:] {
		read[row[1]] = row
		if !loincForm(row[1]) {
			t.Errorf("the check digit of %s does not fit", row[1])
		}
	}
	for _, item := range shippedBase(t).LaboratoryItems() {
		for _, code := range item.Codes {
			row, found := read[code.LOINC]
			if !found || row[2] != code.Display {
				t.Errorf("%s of %s was not read (%q)", code.LOINC, item.What, code.Display)
				continue
			}
			original := strings.HasPrefix(row[3], "fhir-") || strings.HasPrefix(row[3], "loinc.org")
			if !original && code.Status.MayAct() {
				t.Errorf("%s of %s acts, but was read in %s", code.LOINC, item.What, row[3])
			}
		}
	}
}

func TestCodesAreFoundWithWhatTheyMeasure(t *testing.T) {
	b := shippedBase(t)
	for code, want := range map[string]struct {
		what, dimension string
		status          evidence.Status
	}{
		"751-8":   {"neutrophils", "count per volume", evidence.Read},
		"2160-0":  {"creatinine", "mass concentration", evidence.Read},
		"14682-9": {"creatinine", "substance concentration", evidence.Read},
		"29463-7": {"body-weight", "mass", evidence.Read},
		"9728-7":  {"nk", "count per volume", evidence.Secondary},
		"3520-4":  {"ciclosporin-trough", "mass concentration", evidence.Unsure},
	} {
		item, c, found := b.LOINC(code)
		if !found || item.What != want.what || len(c.Dimensions) != 1 || string(c.Dimensions[0]) != want.dimension || c.Status != want.status {
			t.Errorf("%s is %s %v %s (%v)", code, item.What, c.Dimensions, c.Status, found)
		}
	}
	if _, _, found := b.LOINC("102113-8"); found {
		t.Error("a deprecated code is in the table")
	}
}

func TestAWrongCodeOrUnitIsNamedByTheLint(t *testing.T) {
	for name, x := range map[string]struct{ file, old, fresh, want string }{
		"a check digit that does not fit": {laboratoryFile, "751-8", "751-7", "check digit"},
		"a code for two items":            {laboratoryFile, "'777-3'", "'751-8'", "already names"},
		"a dimension nobody measures":     {laboratoryFile, "[count per volume]", "[count per heart]", "nothing a unit measures"},
		"a unit that does not exist":      {unitsFile, "unit: 10*12/L", "unit: 10*12/heart", "not in the table"},
		"a spelling twice":                {unitsFile, "10E12/L", "10E9/L", "occurs twice"},
		"a status nobody gives":           {unitsFile, "status: derived", "status: sure", "the status is"},
	} {
		folder := shippedCopy(t)
		folder[x.file].Data = []byte(strings.Replace(string(folder[x.file].Data), x.old, x.fresh, 1))
		found := false
		for _, p := range Lint(folder) {
			found = found || strings.Contains(p.Sentence, x.want)
		}
		if !found {
			t.Errorf("%s is not found", name)
		}
	}
}
