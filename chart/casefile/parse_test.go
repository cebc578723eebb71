package casefile

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/examples"
)

var update = flag.Bool("update", false, "write the golden files")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", name, diff)
	}
}

func sentences(problems []Problem) []byte {
	var b bytes.Buffer
	for _, p := range problems {
		b.WriteString(p.Error() + "\n")
	}
	return b.Bytes()
}

// museum lists the odd files, each of which must be refused.
func museum(t testing.TB) []string {
	t.Helper()
	names, err := filepath.Glob("testdata/museum/*.yaml")
	if err != nil || len(names) < 20 {
		t.Fatalf("the museum is gone: %v", err)
	}
	return names
}

// Control: HAZ-02, HAZ-04, HAZ-05, HAZ-12 (a case file is refused, never guessed).
func TestEveryOddFileIsRefusedWithAllItsProblems(t *testing.T) {
	for _, name := range museum(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			c, problems := Parse(bytes.NewReader(data), filepath.Base(name))
			if len(problems) == 0 {
				t.Fatal("an odd file was accepted")
			}
			if diff := cmp.Diff(chart.Case{}, c); diff != "" {
				t.Errorf("a refused file yields no case: %s", diff)
			}
			golden(t, strings.TrimSuffix(name, ".yaml")+".golden", sentences(problems))
		})
	}
}

func TestLimitsHoldBeforeTheTextIsInterpreted(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want string
	}{
		"ten megabytes":             {"# " + strings.Repeat("a", 10<<20), "larger than 8 MiB"},
		"ten thousand brackets":     {"a: " + strings.Repeat("[", 10_000), "nested deeper"},
		"brackets between words":    {"a: " + strings.Repeat("[b, ", 200), "nested deeper"},
		"ten thousand dashes":       {strings.Repeat("- ", 10_000) + "a", "nested deeper"},
		"forty indented levels":     {stairs(40), "nested deeper"},
		"a thousand keys":           {keys(1000), "more than 500 keys"},
		"a thousand keys in line":   {"a: {" + strings.ReplaceAll(keys(1000), "\n", ", ") + "}", "more than 500 keys"},
		"two million words":         {"a: [" + strings.Repeat("a,", 2_000_000) + "]", "words and signs"},
		"a control character":       {"a: \x1b[31m", "control character"},
		"more than a hundred wrong": {wrong(150), "further problems are not listed"},
	} {
		t.Run(name, func(t *testing.T) {
			_, problems := Parse(strings.NewReader(test.text), "x.yaml")
			if got := string(sentences(problems)); !strings.Contains(got, test.want) {
				t.Errorf("want %q in:\n%.600s", test.want, got)
			}
			if len(problems) > maxProblems+1 {
				t.Errorf("%d problems listed", len(problems))
			}
		})
	}
}

func stairs(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func keys(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("k" + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + ": 1\n")
	}
	return b.String()
}

func wrong(n int) string {
	return "dayzero: case/1\nentries:\n" + strings.Repeat("  - {id: A}\n", n)
}

func TestAByteOrderMarkAndWindowsLineEndsAreRead(t *testing.T) {
	data, err := examples.Files.ReadFile("lig4-shanghai/case.yaml")
	if err != nil {
		t.Fatal(err)
	}
	odd := append([]byte("\ufeff"), bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))...)
	got, problems := Parse(bytes.NewReader(odd), "x.yaml")
	if len(problems) > 0 {
		t.Fatal(problems[0])
	}
	if diff := cmp.Diff(parseExample(t, "lig4-shanghai/case.yaml"), got, equalities); diff != "" {
		t.Errorf("line ends change the case:\n%s", diff)
	}
}

func TestAReaderThatFailsIsReportedOnce(t *testing.T) {
	_, problems := Parse(iotest.ErrReader(errors.New("cable pulled")), "x.yaml")
	if len(problems) != 1 || !strings.Contains(problems[0].Sentence, "cable pulled") {
		t.Errorf("got %v", problems)
	}
}

const tiny = `dayzero: case/1
id: c
title: {en: Case}
author: demonstration
centre: {name: {en: Centre}, timezone: Asia/Shanghai}
entries:
  - {id: child, kind: person, at: 2024-10-03, source: press, data: {role: recipient, label: {en: Child}, sex: male, birth: 2024-05-10}}
  - {id: w, kind: measurement, at: 2024-12-17T06:35, by: nurse, source: synthetic, data: {what: body-weight, value: 6.80 kg}}
`

func TestAnEntryTakesWhatTheFileLeavesOut(t *testing.T) {
	c, problems := Parse(strings.NewReader(tiny), "x.yaml")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	child, weight := c.Entries[0], c.Entries[1]
	if child.Author != "demonstration" || weight.Author != "nurse" {
		t.Errorf("authors %q, %q", child.Author, weight.Author)
	}
	if child.Synthetic || !weight.Synthetic {
		t.Error("source synthetic marks the entry, source press does not")
	}
	if !weight.Recorded.Equal(weight.Effective) || !child.Effective.DateOnly() {
		t.Error("recorded is at when left out; a bare date stays a date")
	}
	if got := weight.Effective.String(); got != "2024-12-17T06:35:00+08:00" {
		t.Errorf("times are read in the centre's zone, got %s", got)
	}
	if got := weight.Payload.(*chart.Measurement).Value.String(); got != "6.80 kg" {
		t.Errorf("a value keeps its digits, got %s", got)
	}
	if weight.Patient != "c" {
		t.Errorf("patient %q", weight.Patient)
	}
}

// FuzzParse looks for a panic, an accepted case that does not survive Write, and
// a refusal without a sentence.
func FuzzParse(f *testing.F) {
	for _, name := range museum(f) {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(tiny))
	f.Add([]byte("? a\n: b\n? [x]\n: {y: z}\n"))
	f.Add([]byte("a: |\n  b\n c: >-\n  d\n"))
	f.Add([]byte("%YAML 1.2\n---\na: *b\n...\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		c, problems := Parse(bytes.NewReader(data), "x.yaml")
		for _, p := range problems {
			if p.Sentence == "" || strings.ContainsAny(p.Error(), "\n\r\x00") {
				t.Errorf("bad problem %q", p.Error())
			}
		}
		if len(problems) > 0 {
			return
		}
		var out bytes.Buffer
		if err := Write(&out, c); err != nil {
			t.Fatalf("an accepted case cannot be written: %v", err)
		}
		again, problems := Parse(&out, "again.yaml")
		if len(problems) > 0 {
			t.Fatal(problems[0])
		}
		if diff := cmp.Diff(c, again, equalities); diff != "" {
			t.Errorf("the case changed:\n%s", diff)
		}
	})
}
