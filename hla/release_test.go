package hla

import (
	"crypto/md5"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// syntheticFiles is a tiny nomenclature release, synthetic: real names in
// invented groups.
func syntheticFiles(version string) fstest.MapFS {
	header := "# file: synthetic\n# date: 2000-01-01\t\n# version: IPD-IMGT/HLA " + version + "\n# origin: synthetic\n# repository: none\n# author: none\n"
	files := map[string]string{
		"hla_nom.txt": "A;1;19680101;;;\nA;2;19680101;;;\nA;9;19680101;;;\nA;24;19680101;;;\nA;203;19680101;;;\nA;11;19680101;19900101;1;Sequence error\n" +
			"A*;01:01:01:01;20000101;;;\nA*;01:01:01:02N;20000101;;;\nA*;01:01:02;20000101;;;\nA*;0105N;20000101;20010101;01:01:01:02N;Sequence identical\n" +
			"A*;01:77;20000101;20010101;01:78;Sequence renamed\nA*;01:78;20000101;20020101;01:01:02;Sequence renamed\nA*;01:79;20000101;20010101;;Never assigned\n" +
			"A*;02:01:01;20000101;;;\nA*;02:07;20000101;;;\nA*;24:09N;20000101;;;\nA*;24:02:01;20000101;;;\nB*;07:02;20000101;;;\n" +
			"DPB1*;01:01;20000101;;;\nDPB1*;02:01;20000101;;;\nDPB1*;03:01;20000101;;;\nMICA*;002:01;20000101;;;\n",
		"hla_nom_g.txt": "A*;01:01:01:01/01:01:01:02N;01:01:01G\nA*;01:01:02;\nA*;02:01:01;\nA*;02:07;\nA*;24:09N/24:02:01;24:02:01G\nB*;07:02;\nDPB1*;01:01;\nDPB1*;02:01;\nDPB1*;03:01;\n",
		"hla_nom_p.txt": "A*;01:01:01:01/01:01:02;01:01P\nA*;02:01:01;02:01P\nA*;24:02:01;24:02P\n",
		"rel_dna_ser.txt": "A*;01:01:01:01;1;;;\nA*;01:01:01:02N;0;;;\nA*;01:01:02;;;1;\nA*;02:01:01;2;;;\nA*;02:07;;2/203;;\nA*;24:02:01;24;;;;\nA*;24:09N;0;;;\nB*;07:02;?;;;\n" +
			"DPB1*;01:01;?;;;\n",
		"rel_ser_ser.txt": "A;2;;203\nA;9;24;",
	}
	fsys := fstest.MapFS{}
	sums := ""
	for name, text := range files {
		data := []byte(header + text)
		fsys["wmda/"+name] = &fstest.MapFile{Data: data}
		sums += fmt.Sprintf("MD5 (%s) = %x\n", name, md5.Sum(data))
	}
	fsys["wmda/md5checksum.txt"] = &fstest.MapFile{Data: []byte(sums)}
	fsys["tce/dpb_tce.csv"] = &fstest.MapFile{Data: []byte(header + "Allele,Protein,V1_Assignment,V2_Assignment,Comments\nDPB1*01:01,DPB1*01:01,3,3,\nDPB1*02:01,DPB1*02:01,3,2a$,\nDPB1*03:01,DPB1*03:01,3,3$,\n")}
	return fsys
}

func syntheticRelease(t testing.TB) *Release {
	t.Helper()
	r, err := LoadRelease(syntheticFiles("0.0.1"))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAReleaseTellsWhatItIsAndWhatItLacks(t *testing.T) {
	r := syntheticRelease(t)
	alleles, g, p := r.Count()
	if r.Version() != "0.0.1" || r.Date() != "2000-01-01" || !r.Verified() || alleles != 12 || g != 2 || p != 3 || len(r.Missing()) != 2 {
		t.Errorf("%s %s %v %d %d %d %v", r, r.Date(), r.Verified(), alleles, g, p, r.Missing())
	}
	if a, ok := r.Allele("HLA-A*01:01:01:01"); !ok || a.GGroup != "A*01:01:01G" || a.PGroup != "A*01:01P" || fmt.Sprint(a.Serology) != "[A1]" || a.Row != "hla_nom.txt:13" {
		t.Errorf("%+v", a)
	}
	if members, ok := r.Group("A*24:02:01G"); !ok || fmt.Sprint(members) != "[A*24:09N A*24:02:01]" {
		t.Errorf("%v", members)
	}
	if kind, relatives, ok := r.Antigen("A9"); !ok || kind != AntigenBroad || fmt.Sprint(relatives) != "[A24]" {
		t.Errorf("%s %v", kind, relatives)
	}
	if kind, _, ok := r.Antigen("A203"); !ok || kind != AntigenAssociated {
		t.Errorf("%s", kind)
	}
	for name, want := range map[string]string{"A*01:77": "A*01:01:02", "A*0105N": "A*01:01:01:02N", "A*01:79": "", "A*02:07": ""} {
		if got, _, ok := r.Successor(name); got != want || ok != (want != "") {
			t.Errorf("%s: %q %v, want %q", name, got, ok, want)
		}
	}
	if _, _, ok := r.Antigen("A11"); ok {
		t.Error("a deleted antigen is alive")
	}
}

func TestACopyThatDisagreesWithItselfIsRefusedLineByLine(t *testing.T) {
	for name, c := range map[string]struct {
		file  string
		spoil func(string) string
		path  string
	}{
		"a changed byte":             {"wmda/hla_nom_g.txt", func(s string) string { return strings.Replace(s, "02:07", "02:08", 1) }, "hla_nom_g.txt"},
		"a missing field":            {"wmda/hla_nom.txt", func(s string) string { return strings.Replace(s, "A*;02:07;20000101;;;", "A*;02:07;20000101", 1) }, "hla_nom.txt:21"},
		"a name that is none":        {"wmda/hla_nom.txt", func(s string) string { return strings.Replace(s, "A*;02:07;", "A*;02:;", 1) }, "hla_nom.txt:21"},
		"a member that is not alive": {"wmda/hla_nom_p.txt", func(s string) string { return strings.Replace(s, "02:01:01;02:01P", "02:99;02:01P", 1) }, "hla_nom_p.txt:8"},
		"a stray letter in a group":  {"wmda/hla_nom_g.txt", func(s string) string { return strings.Replace(s, "24:02:01G", "24:02Q:01G", 1) }, "hla_nom_g.txt:11"},
		"a group twice":              {"wmda/hla_nom_p.txt", func(s string) string { return s + "A*;02:07;02:01P\n" }, "hla_nom_p.txt:10"},
		"an antigen that is none":    {"wmda/rel_ser_ser.txt", func(s string) string { return s + "\nA;999;1;" }, "rel_ser_ser.txt:9"},
		"an antigen that is a word":  {"wmda/rel_dna_ser.txt", func(s string) string { return strings.Replace(s, "01:01:02;;;1;", "01:01:02;;;x;", 1) }, "rel_dna_ser.txt:9"},
		"another release":            {"wmda/rel_dna_ser.txt", func(s string) string { return strings.Replace(s, "0.0.1", "0.0.2", 1) }, "rel_dna_ser.txt"},
		"a TCE group that is none":   {"tce/dpb_tce.csv", func(s string) string { return strings.Replace(s, "2a$", "9", 1) }, "dpb_tce.csv:9"},
		"a file that is not there":   {"wmda/hla_nom_p.txt", nil, "hla_nom_p.txt"},
		"a sum line that is none":    {"wmda/md5checksum.txt", func(s string) string { return s + "what is this\n" }, "md5checksum.txt:6"},
	} {
		fsys := syntheticFiles("0.0.1")
		if c.spoil == nil {
			delete(fsys, c.file)
		} else {
			data := []byte(c.spoil(string(fsys[c.file].Data)))
			old := fmt.Sprintf("%x", md5.Sum(fsys[c.file].Data))
			fsys[c.file] = &fstest.MapFile{Data: data}
			if name != "a changed byte" {
				sums := strings.Replace(string(fsys["wmda/md5checksum.txt"].Data), old, fmt.Sprintf("%x", md5.Sum(data)), 1)
				fsys["wmda/md5checksum.txt"] = &fstest.MapFile{Data: []byte(sums)}
			}
		}
		_, err := LoadRelease(fsys)
		var refused *Error
		if !errors.As(err, &refused) || refused.Kind != KindFile || refused.Path != c.path || refused.Sentence == "" {
			t.Errorf("%s: %v, want it at %s", name, err, c.path)
		}
	}
}

func TestAReleaseIsFoundInsideTheFolderOfAnArchive(t *testing.T) {
	outer, flat := fstest.MapFS{}, fstest.MapFS{}
	for name, file := range syntheticFiles("0.0.1") {
		outer["IMGTHLA-0001/"+name] = file
		flat[strings.TrimPrefix(name, "wmda/")] = file
	}
	for name, fsys := range map[string]fstest.MapFS{"archive": outer, "flat": flat} {
		r, err := LoadRelease(fsys)
		if err != nil || r.Version() != "0.0.1" || len(r.tce) != 3 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := LoadRelease(fstest.MapFS{}); err == nil {
		t.Error("an empty folder was read")
	}
}

func TestSeveralReleasesLiveSideBySide(t *testing.T) {
	old, err := LoadRelease(syntheticFiles("3.9.0"))
	if err != nil {
		t.Fatal(err)
	}
	recent, err := LoadRelease(syntheticFiles("3.58.0"))
	if err != nil {
		t.Fatal(err)
	}
	all, err := NewReleases(recent, old)
	if err != nil || fmt.Sprint(all.Versions()) != "[3.9.0 3.58.0]" || all.Latest() != recent {
		t.Errorf("%v %v", all.Versions(), err)
	}
	if r, ok := all.At("390"); !ok || r != old {
		t.Error("the release is not found by its short number")
	}
	if _, err := NewReleases(old, old); err == nil {
		t.Error("a release twice was accepted")
	}
	a := genotype(t, old, "A*02:07+A*24:02")
	b := genotype(t, recent, "A*02:07+A*24:02")
	if a.Release() != old {
		t.Error("the typing forgot its release")
	}
	if _, err := recent.Match(a, b, ScoreOptions{}); err == nil {
		t.Error("typings of two releases were compared")
	}
}

// Releases from 3.64.0 on have a seventh field in rel_dna_ser.txt, and older ones
// lack files and columns that later ones have.
func TestNewerAndOlderLayoutsGiveTheSameAnswers(t *testing.T) {
	now := syntheticRelease(t)
	for name, change := range map[string]func(files fstest.MapFS){
		"a seventh field": func(files fstest.MapFS) {
			rewrite(files, "wmda/rel_dna_ser.txt", func(row string) string {
				if strings.Count(row, ";") == 5 {
					row += ";HATS"
				}
				return row
			})
		},
		"no exceptions": func(files fstest.MapFS) {
			rewrite(files, "wmda/rel_dna_ser.txt", func(row string) string { return strings.TrimSuffix(row, ";") })
		},
		"no status of sequences": func(files fstest.MapFS) { delete(files, "Allele_status.txt"); delete(files, "Allelelist.txt") },
		"no epitope groups":      func(files fstest.MapFS) { delete(files, "tce/dpb_tce.csv") },
	} {
		files := syntheticFiles("9.9.9")
		delete(files, "wmda/md5checksum.txt")
		change(files)
		other, err := LoadRelease(files)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, mode := range Modes() {
			for _, text := range listedNames(now) {
				want, refusal := now.Reduce(text, mode, ReduceOptions{})
				if got, err := other.Reduce(text, mode, ReduceOptions{}); got != want || (err == nil) != (refusal == nil) {
					t.Errorf("%s: %s %s: %q %v, want %q", name, mode, text, got, err, want)
				}
			}
		}
	}
}

// rewrite changes every row of a file that is no comment.
func rewrite(files fstest.MapFS, name string, change func(string) string) {
	lines := strings.Split(string(files[name].Data), "\n")
	for i, line := range lines {
		if line != "" && !strings.HasPrefix(line, "#") {
			lines[i] = change(line)
		}
	}
	files[name] = &fstest.MapFile{Data: []byte(strings.Join(lines, "\n"))}
}

func TestTheSharedReleaseHasItsKnownCounts(t *testing.T) {
	r := realRelease(t)
	alleles, g, p := r.Count()
	if r.Version() != "3.58.0" || !r.Verified() || len(r.Missing()) != 0 || alleles != 41433 || g != 707 || p != 1418 {
		t.Errorf("%s verified %v missing %v: %d alleles, %d G, %d P", r, r.Verified(), r.Missing(), alleles, g, p)
	}
}

func BenchmarkLoadRelease(b *testing.B) {
	realRelease(b)
	for b.Loop() {
		if _, err := LoadRelease(os.DirFS(sharedPath("data", "imgthla-3.58.0"))); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReduceAFamilyToG(b *testing.B) {
	r := realRelease(b)
	for b.Loop() {
		if _, err := r.Reduce("A*02:XX", ModeG, ReduceOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMatchOfTen(b *testing.B) {
	r := realRelease(b)
	p := genotype(b, r, "A*01:01+A*02:01^C*07:01+C*07:02^B*08:01+B*07:02^DRB1*03:01+DRB1*15:01^DQB1*02:01+DQB1*06:02")
	for b.Loop() {
		if _, err := r.Match(p, p, ScoreOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}
