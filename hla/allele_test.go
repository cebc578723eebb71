package hla

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func typed(text string) Typing {
	t, err := ParseTyping(text)
	if err != nil {
		panic(err)
	}
	return t
}

func TestNamesPrintAsTheyWereReadAndCutToTwoFields(t *testing.T) {
	for _, c := range []struct{ text, printed, two string }{
		{"A*02:07", "A*02:07", "A*02:07"},
		{"HLA-DRB1*15:01:01:02", "DRB1*15:01:01:02", "DRB1*15:01"},
		{"DPB1*1723:01", "DPB1*1723:01", "DPB1*1723:01"},
		{"A*02:1040", "A*02:1040", "A*02:1040"},
		{"A*24:02:01:02L", "A*24:02:01:02L", "A*24:02L"},
		{"A*01:01:01:02N", "A*01:01:01:02N", "A*01:01N"},
		{"DRB4*01:03N", "DRB4*01:03N", "DRB4*01:03N"},
		{"C*04:59Q", "C*04:59Q", "C*04:59Q"},
	} {
		a, err := ParseName(c.text)
		if err != nil || a.String() != c.printed || a.TwoField().String() != c.two {
			t.Errorf("%s: %s, %s, %v", c.text, a, a.TwoField(), err)
		}
	}
}

func TestNamesThatAreNoAlleleAreRefusedWithTheirKind(t *testing.T) {
	for text, kind := range map[string]ErrorKind{
		"":                             KindForm,
		"A0201":                        KindForm,
		"B62":                          KindForm,
		"MICA*008:01":                  KindLocus,
		"Cw*07:02":                     KindLocus,
		"a*02:01":                      KindLocus,
		"HLA-HLA-A*02:01":              KindLocus,
		"A*":                           KindBlank,
		"A*02":                         KindFieldCount,
		"A*02:01:01:01:01":             KindFieldCount,
		"A*2:01":                       KindField,
		"A*02:1":                       KindField,
		"A*02:":                        KindField,
		"A*02:007":                     KindField,
		"A*00:01":                      KindField,
		"A*02:0１":                      KindSuffix,
		"A* 02:01":                     KindField,
		"A*02:01 ":                     KindSuffix,
		"A*02:01n":                     KindSuffix,
		"A*02:01X":                     KindSuffix,
		"A*02:01NN":                    KindField,
		"A*02:01:01G":                  KindCode,
		"A*02:01P":                     KindCode,
		"A*01:01g":                     KindCode,
		"A*02:XX":                      KindCode,
		"A*01:ABXY":                    KindCode,
		"A*0201":                       KindCode,
		"A*0105N":                      KindCode,
		"DRB4*NNNN":                    KindNoAllele,
		"A*UUUU":                       KindNoAllele,
		"A*NEW":                        KindNoAllele,
		"A*" + strings.Repeat("1", 70): KindForm,
	} {
		a, err := ParseName(text)
		var refused *Error
		if !errors.As(err, &refused) || refused.Kind != kind || refused.Sentence == "" || !a.Blank() {
			t.Errorf("%q: %v (%v), want kind %s", text, a, err, kind)
		}
	}
}

func TestATypingCollectsEveryProblemWithItsPath(t *testing.T) {
	_, err := NewTyping(Entry{"A", "02:07", "A*11:0"}, Entry{"B", "C*07:02", ""}, Entry{"B", "46:01", ""}, Entry{"XYZ", "01:01", ""}, Entry{"C", "", "01:02"})
	var problems Problems
	if !errors.As(err, &problems) {
		t.Fatalf("no problems: %v", err)
	}
	var paths []string
	for _, p := range problems {
		paths = append(paths, p.Path+" "+string(p.Kind))
	}
	if got, want := strings.Join(paths, "; "), "A.second field; B.first locus; B duplicate; XYZ locus; C blank"; got != want {
		t.Errorf("paths %q, want %q", got, want)
	}
}

func TestTypingTextComesBackAndAmbiguityIsRefused(t *testing.T) {
	const text = "A*02:07+A*11:01^B*46:01^DRB1*09:01+DRB1*15"
	got := typed(text)
	again, err := got.MarshalText()
	if err != nil || string(again) != text {
		t.Errorf("%s %v", again, err)
	}
	if pair, ok := got.At(B); !ok || !pair.Blank() || pair.String() != "46:01 · –" {
		t.Errorf("B is %v %v", pair, ok)
	}
	if _, ok := got.At(C); ok || !typed("").Untyped() || len(got.Loci()) != 3 {
		t.Error("C was not typed")
	}
	for _, bad := range []string{"A*02:01/A*02:02", "A*02:01~B*07:02", "A*02:01|A*02:02", "A*02:01+", "A*02:01+A*03:01+A*11:01", "^", "A*02:01^A*03:01", "A*02:01+B*07:02"} {
		if _, err := ParseTyping(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

func anyAllele(t *rapid.T, locus Locus) string {
	fields := rapid.SampledFrom([]string{"02:01", "02:07", "11:01", "24:02:01", "24:09N", "02", "01:11N", "11:01:01:02"}).Draw(t, "allele")
	return string(locus) + "*" + fields
}

func anyTyping(t *rapid.T) (typing, swapped Typing) {
	var a, b []Entry
	for _, locus := range []Locus{A, B, DRB1, DRB3} {
		if !rapid.Bool().Draw(t, "typed") {
			continue
		}
		e := Entry{Locus: string(locus), First: anyAllele(t, locus), Second: anyAllele(t, locus)}
		if rapid.IntRange(0, 4).Draw(t, "blank") == 0 {
			e.Second = ""
			a, b = append(a, e), append(b, e)
			continue
		}
		a, b = append(a, e), append(b, Entry{e.Locus, e.Second, e.First})
	}
	typing, err := NewTyping(a...)
	if err != nil {
		t.Fatal(err)
	}
	swapped, err = NewTyping(b...)
	if err != nil {
		t.Fatal(err)
	}
	return typing, swapped
}

func TestCountsAreSymmetricAndOrderOfAllelesIsIrrelevant(t *testing.T) {
	loci := []Locus{A, B, DRB1, DRB3, C}
	rapid.Check(t, func(t *rapid.T) {
		p, pSwapped := anyTyping(t)
		d, dSwapped := anyTyping(t)
		convention := rapid.SampledFrom([]Convention{WMDA2016, WMDA2011}).Draw(t, "convention")
		m, back := CompareBy(convention, p, d, loci), CompareBy(convention, d, p, loci)
		other := CompareBy(convention, pSwapped, dSwapped, loci)
		if m.Count != back.Count || m.GvH != back.HvG || m.HvG != back.GvH || m.Complete != back.Complete {
			t.Fatalf("%+v and back %+v", m, back)
		}
		if m.Count != other.Count || m.GvH != other.GvH || m.HvG != other.HvG {
			t.Fatalf("%+v and swapped %+v", m, other)
		}
		if m.Complete || m.Of != 10 {
			t.Fatal("C is untyped, so the match cannot be complete")
		}
		for _, l := range m.Loci {
			if !l.Known && (l.Count != 0 || l.GvH != 0 || l.HvG != 0 || l.Why.EN == "" || l.Why.ZH == "") {
				t.Fatalf("unknown locus with counts: %+v", l)
			}
			if convention == WMDA2016 && l.Count > 2-max(l.GvH, l.HvG) {
				t.Fatalf("more matched than the directions allow: %+v", l)
			}
		}
	})
}

// Hazard: a missing typing counted as a match.
func TestOneLocusIsComparedByTheRules(t *testing.T) {
	for _, c := range []struct {
		name, patient, donor string
		known                bool
		count, gvh, hvg      int
	}{
		{"equal", "A*02:07+A*11:01", "A*11:01+A*02:07", true, 2, 0, 0},
		{"longer names agree in two fields", "A*02:07+A*11:01", "A*02:07:01+A*11:01:01:01", true, 2, 0, 0},
		{"one differs", "A*02:07+A*11:01", "A*02:01+A*11:01", true, 1, 1, 1},
		{"homozygous patient", "A*02:07+A*02:07", "A*02:07+A*11:01", true, 1, 0, 1},
		{"homozygous donor", "A*02:07+A*11:01", "A*02:07+A*02:07", true, 1, 1, 0},
		{"a null takes its partner's place", "A*02:07+A*24:09N", "A*02:07+A*02:07", true, 2, 0, 0},
		{"equal names, one of them null by its letter", "A*24:09+A*02:07", "A*24:09N+A*02:07", true, 1, 1, 0},
		{"two nulls match nothing", "A*24:09N+A*24:09N", "A*24:09N+A*24:09N", true, 0, 0, 0},
		{"one reported allele is read as two", "A*02:07", "A*02:07+A*02:07", true, 2, 0, 0},
		{"low resolution is unknown", "A*02+A*11:01", "A*02:07+A*11:01", false, 0, 0, 0},
		{"low resolution is unknown even if the family differs", "A*03+A*11:01", "A*02:07+A*11:01", false, 0, 0, 0},
		{"untyped donor", "A*02:07+A*11:01", "", false, 0, 0, 0},
		{"untyped patient", "", "A*02:07+A*11:01", false, 0, 0, 0},
		{"both untyped", "", "", false, 0, 0, 0},
	} {
		m := Compare(typed(c.patient), typed(c.donor), []Locus{A, A})
		l := m.Loci[0]
		if len(m.Loci) != 1 || m.Of != 2 || l.Known != c.known || m.Complete != c.known || l.Count != c.count || l.GvH != c.gvh || l.HvG != c.hvg {
			t.Errorf("%s: %+v", c.name, l)
		}
		if l.Sentence("en") == "" || l.Sentence("zh") == l.Sentence("en") {
			t.Errorf("%s: sentence %q", c.name, l.Sentence("zh"))
		}
	}
	if m := Compare(typed("DRB3*02:02"), typed("DRB3*02:02"), []Locus{DRB3}); m.Complete {
		t.Error("one DRB3 allele may stand beside an absent gene")
	}
}

func TestSentencesSayWhatWasCounted(t *testing.T) {
	m := Compare(typed("A*02:07+A*11:01^B*46:01"), typed("A*02:07+A*02:07"), []Locus{A, B})
	for got, want := range map[string]string{
		m.Loci[0].Sentence("en"): "A: 1 of 2 match; the donor lacks 1 of the patient's (GvH 1).",
		m.Loci[0].Sentence("zh"): "A：2个中1个相合；移植物抗宿主方向（GvH）不合1个。",
		m.Loci[1].Sentence("en"): "B: not known, the donor is not typed.",
		m.Sentence("en"):         "1 of 4 match, GvH at least 1, HvG at least 0; not known at B (WMDA 2016; two-field names, no release loaded).",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func FuzzParseName(f *testing.F) {
	for _, seed := range []string{"A*02:07", "HLA-A*01:01:01:02N", "C*04:59Q:01G", "C*02:10:01GG", "DQA1*01::01G", "A*0105N", "A*02:XX", "DRB5*02ZB", "DRB4*NNNN", "B*15:01/B*15:02", "A*02:0１"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := ParseName(text)
		if err != nil {
			var refused *Error
			if !errors.As(err, &refused) || refused.Kind == "" || refused.Sentence == "" {
				t.Fatalf("%q: %#v", text, err)
			}
			return
		}
		if a.String() != strings.TrimPrefix(text, "HLA-") {
			t.Fatalf("%q prints %q", text, a)
		}
		if two, err := ParseName(a.TwoField().String()); err != nil || two != a.TwoField() {
			t.Fatalf("%q: two fields %v %v", text, two, err)
		}
	})
}

func FuzzParseTyping(f *testing.F) {
	for _, seed := range []string{"A*02:07+A*11:01^B*46:01", "HLA-A*02:07^^", "A*02+A*02:01", "A*02:01+", "DRB1*15:01~DRB5*01:01", " A*02:01 "} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		typing, err := ParseTyping(text)
		if err != nil {
			return
		}
		again, err := ParseTyping(typing.String())
		if err != nil || again.String() != typing.String() {
			t.Fatalf("%q: %v %v", text, again, err)
		}
		m := Compare(typing, typing, Loci())
		if m.GvH != 0 || m.HvG != 0 {
			t.Fatalf("%q does not match itself: %+v", text, m)
		}
	})
}
