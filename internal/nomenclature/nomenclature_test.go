package nomenclature

import (
	"archive/zip"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/hla"
)

// small writes a release of one allele, made for these tests.
func small(t testing.TB, version string) string {
	t.Helper()
	dir := t.TempDir()
	header := "# file: x\n# date: 2000-01-01\n# version: IPD-IMGT/HLA " + version + "\n"
	for name, rows := range map[string]string{
		"hla_nom.txt": "A*;01:01:01:01;20000101;;;\nA;1;19660101;;;\n", "hla_nom_g.txt": "A*;01:01:01:01;\n", "hla_nom_p.txt": "A*;01:01:01:01;01:01P\n",
		"rel_dna_ser.txt": "A*;01:01:01:01;1;;;\n", "rel_ser_ser.txt": "A;1;;\n",
	} {
		if err := os.MkdirAll(filepath.Join(dir, "wmda"), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "wmda", name), []byte(header+rows), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestReleasesAreKeptSideBySideAndOpenedQuickly(t *testing.T) {
	data := t.TempDir()
	if _, err := Newest(data); !errors.Is(err, ErrNone) {
		t.Errorf("an empty folder: %v", err)
	}
	for _, version := range []string{"3.58.0", "3.9.0"} {
		release, kept, already, err := Keep(data, small(t, version))
		if err != nil || already || release.Version() != version || kept != filepath.Join(data, "hla", version) {
			t.Fatalf("%v %s %v %v", release, kept, already, err)
		}
		if _, quickly := quick(kept); !quickly {
			t.Errorf("%s has no quick form", version)
		}
	}
	versions, err := Versions(data)
	if err != nil || strings.Join(versions, " ") != "3.9.0 3.58.0" {
		t.Errorf("%v %v", versions, err)
	}
	newest, err := Newest(data)
	if err != nil || filepath.Base(newest) != "3.58.0" {
		t.Errorf("%s %v", newest, err)
	}
	release, err := Open(newest)
	if alleles, _, _ := release.Count(); err != nil || alleles != 1 {
		t.Errorf("%v %v", release, err)
	}
	if _, kept := Kept(data, "../hla/3.9.0"); kept {
		t.Error("a way out of the folder is taken for a version")
	}
}

func TestAKeptReleaseIsNeverOverwrittenAndItsQuickFormFollowsItsFiles(t *testing.T) {
	data, from := t.TempDir(), small(t, "3.58.0")
	_, kept, _, err := Keep(data, from)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, already, err := Keep(data, from); !already || err != nil {
		t.Errorf("the same copy: %v %v", already, err)
	}
	names := filepath.Join(from, "wmda", "hla_nom.txt")
	text, err := os.ReadFile(names)
	if err != nil {
		t.Fatal(err)
	}
	more := strings.Replace(string(text), "A;1;", "A*;02:01;20000101;;;\nA;1;", 1)
	if err := os.WriteFile(names, []byte(more), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := Keep(data, from); !errors.Is(err, ErrOther) {
		t.Errorf("another copy: %v", err)
	}
	if err := os.WriteFile(filepath.Join(kept, "wmda", "hla_nom.txt"), []byte(more), 0o600); err != nil {
		t.Fatal(err)
	}
	release, err := Open(kept)
	if err != nil {
		t.Fatal(err)
	}
	if alleles, _, _ := release.Count(); alleles != 2 {
		t.Errorf("the quick form of other files is used: %d alleles", alleles)
	}
	if _, quickly := quick(kept); !quickly {
		t.Error("the quick form is not made anew")
	}
	for name, damage := range map[string]string{"cut off": "", "of another version": "DAYZERO-HLA\x00\x00"} {
		mark, err := stamp(kept)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(kept, quickFile), []byte(mark+damage), 0o600); err != nil {
			t.Fatal(err)
		}
		if release, err := Open(kept); err != nil || release.Version() != "3.58.0" {
			t.Errorf("%s: %v %v", name, release, err)
		}
	}
}

func TestWhatIsNoReleaseIsNotKept(t *testing.T) {
	data := t.TempDir()
	text := filepath.Join(t.TempDir(), "text.zip")
	if err := os.WriteFile(text, []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	var refused *hla.Error
	if _, _, _, err := Keep(data, text); !errors.As(err, &refused) {
		t.Errorf("a text: %v", err)
	}
	var problems hla.Problems
	if _, _, _, err := Keep(data, t.TempDir()); !errors.As(err, &problems) {
		t.Errorf("an empty folder: %v", err)
	}
	if _, err := Open(filepath.Join(data, "nowhere")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing: %v", err)
	}
	if entries, err := os.ReadDir(data); err != nil || len(entries) != 0 {
		t.Errorf("something was kept: %v %v", entries, err)
	}
}

func TestAReleaseIsKeptFromAnArchive(t *testing.T) {
	name := filepath.Join(t.TempDir(), "release.zip")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(f)
	if err := w.AddFS(os.DirFS(small(t, "3.58.0"))); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	if _, kept, _, err := Keep(t.TempDir(), name); err != nil || filepath.Base(kept) != "3.58.0" {
		t.Errorf("%s %v", kept, err)
	}
}

func BenchmarkOpenKept(b *testing.B) {
	shared := filepath.Join("..", "..", "..", "shared", "data", "imgthla-3.58.0")
	if _, err := os.Stat(shared); err != nil {
		b.Skip("no copy of IPD-IMGT/HLA 3.58.0 is at hand")
	}
	_, kept, _, err := Keep(b.TempDir(), shared)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Open(kept); err != nil {
			b.Fatal(err)
		}
	}
}

func TestCodeListsAreKeptAndTheNewestIsRead(t *testing.T) {
	data, from := t.TempDir(), t.TempDir()
	put := func(name, text string) string {
		file := filepath.Join(from, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	if name, err := NewestCodes(data); name != "" || err != nil {
		t.Errorf("an empty folder: %s %v", name, err)
	}
	for _, c := range []struct{ text, newest string }{
		{"\"LAST UPDATED: 07/11/20\"\nAB\t01/02\n", "2020-07-11"},
		{"\"LAST UPDATED: 01/02/19\"\nAB\t01/03\n", "2020-07-11"}, // an older one kept later
		{"\"LAST UPDATED: 08/01/2026 (part)\"\nAB\t01/04\n", "2026-08-01"},
		{"AB\t01/05\n", "2026-08-01"}, // without a date
	} {
		codes, kept, already, err := KeepCodes(data, put("list.txt", c.text))
		if err != nil || already || codes.Len() != 1 {
			t.Fatalf("%s: %v %v %v", kept, codes, already, err)
		}
		newest, err := NewestCodes(data)
		if err != nil || !strings.HasPrefix(filepath.Base(newest), c.newest) {
			t.Errorf("%q: %s %v", c.text, newest, err)
		}
		if _, _, already, err := KeepCodes(data, put("again.txt", c.text)); err != nil || !already {
			t.Errorf("%q again: %v %v", c.text, already, err)
		}
	}
	if _, _, _, err := KeepCodes(data, put("broken.txt", "no list\n")); err == nil {
		t.Error("a text that is no list was kept")
	}
	newest, err := NewestCodes(data)
	if err != nil {
		t.Fatal(err)
	}
	if findings, err := Check(data); err != nil || len(findings) != 0 {
		t.Errorf("%v %v", findings, err)
	}
	if err := os.WriteFile(newest, []byte("AB\t01/06\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if findings, err := Check(data); err != nil || len(findings) != 1 || !strings.Contains(findings[0], "not what was kept") {
		t.Errorf("%v %v", findings, err)
	}
}

func TestCheckReadsEveryKeptReleaseAgain(t *testing.T) {
	data := t.TempDir()
	_, kept, _, err := Keep(data, small(t, "3.58.0"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(kept, "wmda", "hla_nom_p.txt"), []byte("# version: IPD-IMGT/HLA 3.58.0\nbroken\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if findings, err := Check(data); err != nil || len(findings) != 1 || !strings.HasPrefix(findings[0], "release 3.58.0: ") {
		t.Errorf("%v %v", findings, err)
	}
}
