package hla

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"
)

// A null never counts as a match: whatever stands beside it, the locus matches
// like the expressed partner twice, and two nulls match nothing.
func TestANullNeverCountsAsAMatch(t *testing.T) {
	r := syntheticRelease(t)
	expressed := []string{"A*01:01", "A*02:01", "A*02:07", "A*24:02", "A*01:XX", "A*01:01/A*02:07"}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) string { return rapid.SampledFrom(expressed).Draw(t, name) }
		partner, c, d := draw("partner"), draw("c"), draw("d")
		read := func(text string) Genotype {
			g, err := r.ReadGenotype(text, GenotypeOptions{})
			if err != nil {
				t.Fatal(err)
			}
			return g
		}
		options := ScoreOptions{Loci: []Locus{A}}
		with, _ := r.Match(read("A*24:09N+"+partner), read(c+"+"+d), options)
		twice, _ := r.Match(read(partner+"+"+partner), read(c+"+"+d), options)
		if with.Count != twice.Count || with.GvH != twice.GvH || with.HvG != twice.HvG || with.Certain != twice.Certain {
			t.Fatalf("with a null %+v, homozygous %+v", with, twice)
		}
		nulls, _ := r.Match(read("A*24:09N+A*24:09N"), read(c+"+"+d), options)
		if nulls.Count != 0 || nulls.Certain != 0 {
			t.Fatalf("two nulls match: %+v", nulls)
		}
	})
}

// More typing narrows: what is certain stays certain, what is excluded stays
// excluded, and a possible match never becomes more than it was.
func TestMoreTypingNeverTurnsWhatIsKnownAround(t *testing.T) {
	r := syntheticRelease(t)
	narrower := map[string][]string{
		"A*01:XX": {"A*01:01"}, "A*02:XX": {"A*02:01", "A*02:07"}, "A*02:01/A*02:07": {"A*02:01", "A*02:07"}, "A*01:01/A*02:07": {"A*01:01", "A*02:07"}, "A*01:01": {"A*01:01:01", "A*01:01:02"},
	}
	var wide []string
	for name := range narrower {
		wide = append(wide, name)
	}
	full := []string{"A*01:01", "A*02:01", "A*02:07", "A*24:02"}
	rapid.Check(t, func(t *rapid.T) {
		open := rapid.SampledFrom(wide).Draw(t, "open")
		closed := rapid.SampledFrom(narrower[open]).Draw(t, "closed")
		other, c, d := rapid.SampledFrom(full).Draw(t, "other"), rapid.SampledFrom(full).Draw(t, "c"), rapid.SampledFrom(full).Draw(t, "d")
		compare := func(first string) Score {
			p, err := r.ReadGenotype(first+"+"+other, GenotypeOptions{})
			if err != nil {
				t.Skip("the synthetic release lacks the name: ", err)
			}
			q, err := r.ReadGenotype(c+"+"+d, GenotypeOptions{})
			if err != nil {
				t.Fatal(err)
			}
			s, err := r.Match(p, q, ScoreOptions{Loci: []Locus{A}})
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		before, after := compare(open), compare(closed)
		if after.Count > before.Count || after.Certain < before.Certain || after.GvH < before.GvH || after.HvG < before.HvG {
			t.Fatalf("%s: %+v; %s: %+v", open, before, closed, after)
		}
	})
}

// Reducing what was reduced changes nothing. Exon names are left out: three fields
// are themselves a stem, which stands for its nulls too.
func TestReductionIsIdempotent(t *testing.T) {
	r := realRelease(t)
	rapid.Check(t, func(t *rapid.T) {
		a := r.alleles[rapid.IntRange(0, len(r.alleles)-1).Draw(t, "allele")]
		for _, mode := range []Mode{ModeG, ModeP, ModeLg, ModeLgx, ModeU2} {
			once, err := r.Reduce(a.text, mode, ReduceOptions{})
			if err != nil {
				t.Fatalf("%s %s: %v", mode, a.text, err)
			}
			twice, err := r.Reduce(once, mode, ReduceOptions{})
			if err != nil || twice != once {
				t.Fatalf("%s %s: %s, then %s (%v)", mode, a.text, once, twice, err)
			}
		}
	})
}

// A file of a release may be anything: it is read or refused with its line.
func FuzzLoadRelease(f *testing.F) {
	files := syntheticFiles("0.0.1")
	for _, name := range []string{"wmda/hla_nom.txt", "wmda/hla_nom_g.txt", "wmda/hla_nom_p.txt", "wmda/rel_dna_ser.txt", "wmda/rel_ser_ser.txt", "tce/dpb_tce.csv"} {
		if file, there := files[name]; there {
			f.Add(name, file.Data)
		}
	}
	f.Add("wmda/hla_nom.txt", []byte("# version: IPD-IMGT/HLA 1\nA*;01:01:01:01\nA*;;;;;\n;;;;;;;"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		files := syntheticFiles("0.0.1")
		if files[name] == nil {
			return
		}
		delete(files, "wmda/md5checksum.txt")
		files[name] = &fstest.MapFile{Data: data}
		r, err := LoadRelease(files)
		var problems Problems
		switch {
		case err == nil:
			if back, err := ReadCache(r.AppendCache(nil)); err != nil || back.String() != r.String() {
				t.Fatalf("a release that was read cannot be kept: %v", err)
			}
		case !errors.As(err, &problems) || len(problems) == 0:
			t.Fatalf("refused without a place: %v", err)
		}
	})
}

// A code list may be anything.
func FuzzLoadCodes(f *testing.F) {
	f.Add([]byte("\"LAST UPDATED: 01/01/24\"\nCODE\tSUBTYPE\n\nAB\t01/02\nAC\t02:01/03:01\n"))
	f.Add([]byte("*\tAB\t01/02\n\tAC\t02:01\n"))
	f.Add([]byte{0x1f, 0x8b, 0})
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		codes, err := LoadCodes(bytes.NewReader(data))
		if err != nil {
			return
		}
		if codes.Len() == 0 {
			t.Fatal("an empty list was read")
		}
		for code := range codes.expansions {
			n, err := ReadName("A*02:" + code)
			if err != nil {
				continue
			}
			if names, err := codes.expand(n); err == nil && len(names) == 0 {
				t.Fatalf("%s stands for nothing", code)
			}
			break
		}
	})
}

func BenchmarkSegregateAFamilyOfSeven(b *testing.B) {
	read := func(text string) Typing {
		typing, err := ParseTyping(text)
		if err != nil {
			b.Fatal(err)
		}
		return typing
	}
	haplotypes := map[string][]string{"a": strings.Fields("02:07 01:02 46:01 09:01 03:03"), "b": strings.Fields("24:02 03:04 13:01 12:02 03:01"), "c": strings.Fields("11:01 07:02 40:01 15:01 06:02"), "d": strings.Fields("33:03 03:02 58:01 03:01 02:01")}
	person := func(x, y string) Typing {
		var blocks []string
		for i, locus := range []string{"A", "C", "B", "DRB1", "DQB1"} {
			blocks = append(blocks, fmt.Sprintf("%s*%s+%s*%s", locus, haplotypes[x][i], locus, haplotypes[y][i]))
		}
		return read(strings.Join(blocks, "^"))
	}
	children := []Child{{"1", person("a", "c")}, {"2", person("a", "d")}, {"3", person("b", "c")}, {"4", person("b", "d")}, {"5", person("a", "c")}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Segregate(person("a", "b"), person("c", "d"), children); err != nil {
			b.Fatal(err)
		}
	}
}
