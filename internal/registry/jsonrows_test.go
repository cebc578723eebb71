package registry

import (
	"io"
	"path/filepath"
	"strings"
	"testing"
)

// A JSON list is never held as a whole, nor is an element beyond the limit of a row.
func TestAListIsReadAsAStream(t *testing.T) {
	const endless = 24 << 20
	rows, err := newRowReader(io.MultiReader(strings.NewReader(`[ {"id":"1","A":"01:01"} , {"id":"2","A":"`), io.LimitReader(repeated('A'), endless), strings.NewReader("\"},\n{\"id\":\"3\\\"}]\",\"A\":\"01:01\"} ] \n")))
	if err != nil {
		t.Fatal(err)
	}
	var in row
	for n, want := range []struct{ id, reason string }{{"1", ""}, {"", "longer than 1 MB"}, {`3"}]`, ""}} {
		err := rows.next(&in)
		if (want.reason == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), want.reason) || err == nil && in.id() != want.id || in.line != int64(n+1) {
			t.Fatalf("row %d: %q, %v", n+1, in.id(), err)
		}
	}
	if err := rows.next(&in); err != io.EOF {
		t.Errorf("behind the list: %v", err)
	}
	if held := cap(rows.(*arrayReader).text); held > 2*maxRow {
		t.Errorf("%d bytes of one element are held", held)
	}
}

// Each file of the museum was once taken without a word about what it lost.
func TestNothingOfTheMuseumIsTakenInSilence(t *testing.T) {
	files, err := filepath.Glob("testdata/museum/*")
	if err != nil || len(files) < 3 {
		t.Fatalf("the museum is gone: %v", err)
	}
	for _, file := range files {
		if result, err := Run(t.Context(), t.TempDir(), file, options()); result.Rejected == 0 && err == nil {
			t.Errorf("%s: %+v", file, result)
		}
	}
}

type repeated byte

func (r repeated) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(r)
	}
	return len(p), nil
}

// One broken element is one rejected row; where the list itself is broken, what
// stands behind is said to be missing and nothing of it is guessed.
func TestABrokenListTellsWhereItBreaks(t *testing.T) {
	for name, c := range map[string]struct {
		text            string
		added, rejected int64
		problem         string
	}{
		"a broken element":               {`[{"id":"1","A":"01:01"},{"id" "2"},{"id":"3","A":"01:01"}]`, 2, 1, ""},
		"a number and a text":            {`[17, "x", null ,{"id":"3","A":"01:01"}]`, 1, 3, ""},
		"an element that is a list":      {`[[{"id":"1"}],{"id":"3","A":"01:01"}]`, 1, 1, ""},
		"nothing in it":                  {"[ ]\n", 0, 0, ""},
		"one key twice":                  {`[{"id":"1","A":"01:01","A":"02:01"},{"id":"3","A":"01:01"}]`, 1, 1, ""},
		"two keys of one meaning":        {`[{"id":"1","sex":"M","gender":"F","A":"01:01"},{"id":"3","A":"01:01"}]`, 1, 1, ""},
		"cut off in an element":          {`[{"id":"1","A":"01:01"},{"id":"2"`, 1, 0, "row 2 and all behind it cannot be read"},
		"cut off behind an element":      {`[{"id":"1","A":"01:01"}`, 1, 0, "not closed behind row 1"},
		"a bracket that closes nothing":  {`[{"id":"1","A":"01:01"},{"id":"2","A":[}},{"id":"3","A":"01:01"}]`, 1, 0, "row 2 and all behind it"},
		"no comma":                       {`[{"id":"1","A":"01:01"} {"id":"2","A":"01:01"}]`, 1, 0, "a comma is expected"},
		"a comma at the end":             {`[{"id":"1","A":"01:01"},]`, 1, 0, "a comma stands before the end"},
		"a second list behind the first": {`[{"id":"1","A":"01:01"}][{"id":"2","A":"01:01"}]`, 1, 0, "stands behind the end of the list"},
		"nested without end":             {`[{"id":"1","A":"01:01"},` + strings.Repeat("[", 100), 1, 0, "nested deeper than 64"},
	} {
		dir := t.TempDir()
		result, err := Run(t.Context(), dir, write(t, "donors.json", c.text), options())
		if result.Added != c.added || result.Rejected != c.rejected || (c.problem == "") != (err == nil) || !strings.Contains(result.Problem, c.problem) || result.Complete != (c.problem == "") {
			t.Errorf("%s: %+v %v", name, result, err)
		}
	}
}
