package genetics

import (
	"errors"
	"testing"
)

func TestVariantNamesOfCorrectFormPrintIdenticallyAndHaveOneSpelling(t *testing.T) {
	for _, c := range []struct {
		text, canonical string
		change          Change
	}{
		{"c.2440C>T", "c.2440C>T", Substitution},
		{"c.1904del", "c.1904del", Deletion},
		{"c.1904delA", "c.1904del", Deletion},
		{"c.1271_1275del", "c.1271_1275del", Deletion},
		{"c.597_600delTCAG", "c.597_600del", Deletion},
		{"c.1144_1145delCT", "c.1144_1145del", Deletion},
		{"c.123_124insAT", "c.123_124insAT", Insertion},
		{"c.123+1_123+2insA", "c.123+1_123+2insA", Insertion},
		{"c.123_123+1insA", "c.123_123+1insA", Insertion},
		{"c.-1_1insA", "c.-1_1insA", Insertion},
		{"c.20_23dup", "c.20_23dup", Duplication},
		{"c.20dupG", "c.20dup", Duplication},
		{"c.20_21delinsTT", "c.20_21delinsTT", DeletionInsert},
		{"c.20_21delACinsTT", "c.20_21delinsTT", DeletionInsert},
		{"c.123+1G>A", "c.123+1G>A", Substitution},
		{"c.124-12T>G", "c.124-12T>G", Substitution},
		{"c.-5C>T", "c.-5C>T", Substitution},
		{"c.*12A>G", "c.*12A>G", Substitution},
		{"c.10_20inv", "c.10_20inv", Inversion},
		{"c.=", "c.=", NoChange},
		{"c.(100+1_101-1)_(200+1_201-1)del", "c.(100+1_101-1)_(200+1_201-1)del", Deletion},
		{"c.(?_-1)_(100+1_101-1)del", "c.(?_-1)_(100+1_101-1)del", Deletion},
		{"NM_206937.2:c.2440C>T", "c.2440C>T", Substitution},
		{"NM_206937.2(LIG4):c.2440C>T", "c.2440C>T", Substitution},
		{"LRG_79t1:c.833G>T", "c.833G>T", Substitution},
		{"NG_007396.1(NM_206937.2):c.833G>T", "c.833G>T", Substitution},
		{"p.Arg814Ter", "p.Arg814Ter", Substitution},
		{"p.(Arg814Ter)", "p.Arg814Ter", Substitution},
		{"p.R814*", "p.Arg814Ter", Substitution},
		{"p.Arg814*", "p.Arg814Ter", Substitution},
		{"NP_002303.2:p.Arg278Leu", "p.Arg278Leu", Substitution},
		{"p.Lys635ArgfsTer10", "p.Lys635ArgfsTer10", Frameshift},
		{"p.K635Rfs*10", "p.Lys635ArgfsTer10", Frameshift},
		{"p.Lys635fs", "p.Lys635fs", Frameshift},
		{"p.Ser205LeufsTer?", "p.Ser205LeufsTer?", Frameshift},
		{"p.Lys23_Val25del", "p.Lys23_Val25del", Deletion},
		{"p.Lys23_Leu24insArgSer", "p.Lys23_Leu24insArgSer", Insertion},
		{"p.K23_L24insRS", "p.Lys23_Leu24insArgSer", Insertion},
		{"p.Cys28delinsTrpVal", "p.Cys28delinsTrpVal", DeletionInsert},
		{"p.Met1ext-5", "p.Met1ext-5", Extension},
		{"p.Ter912GlnextTer17", "p.Ter912GlnextTer17", Extension},
		{"p.Leu54=", "p.Leu54=", NoChange},
		{"p.Met1?", "p.Met1?", Unknown},
		{"p.0", "p.0", NoProtein},
		{"p.(=)", "p.=", NoChange},
		{"p.?", "p.?", Unknown},
	} {
		v, err := ParseHGVS(c.text)
		if err != nil {
			t.Errorf("%s refused: %v", c.text, err)
			continue
		}
		if v.String() != c.text || v.Canonical() != c.canonical || v.Change() != c.change {
			t.Errorf("%s: prints %s, canonical %s, %s", c.text, v, v.Canonical(), v.Change())
		}
	}
}

func TestVariantNamesOfWrongFormAreRefusedWithTheirKind(t *testing.T) {
	for text, kind := range map[string]ErrorKind{
		"":                            KindForm,
		"2440C>T":                     KindForm,
		"LIG4":                        KindForm,
		"c.2440C>T;c.1904del":         KindForm,
		"c.[2440C>T;1904del]":         KindForm,
		"g.108208829G>A":              KindLevel,
		"NC_000013.11:g.108208829G>A": KindLevel,
		"NM_206937:c.2440C>T":         KindReference,
		"NP_002303.2:c.2440C>T":       KindReference,
		"LIG4:c.2440C>T":              KindReference,
		"c.0A>G":                      KindPosition,
		"c.012A>G":                    KindPosition,
		"c.2440_2441C>T":              KindPosition,
		"c.20_10del":                  KindPosition,
		"c.123_125insA":               KindPosition,
		"c.123insA":                   KindPosition,
		"c.2440C>C":                   KindChange,
		"c.2440c>t":                   KindSequence,
		"c.2440C＞T":                   KindChange,
		"c.2440C>U":                   KindSequence,
		"c.597_600delTCA":             KindSequence,
		"c.100del5":                   KindSequence,
		"c.100ins":                    KindSequence,
		"c.100foo":                    KindChange,
		"p.Arg814Arg":                 KindChange,
		"p.Arg814X":                   KindChange,
		"p.(Arg814Ter":                KindForm,
		"p.Foo12Arg":                  KindPosition,
		"p.Lys23_Leu25insArg":         KindPosition,
		"p.Lys23insArg":               KindPosition,
		"p.Lys635ArgfsX10":            KindChange,
		"p.Arg5extTer3":               KindChange,
	} {
		v, err := ParseHGVS(text)
		var refused *Error
		if !errors.As(err, &refused) {
			t.Errorf("%q was read as %v", text, v)
			continue
		}
		if refused.Kind != kind || refused.Sentence == "" {
			t.Errorf("%q: kind %s (%s), want %s", text, refused.Kind, refused.Sentence, kind)
		}
	}
}

func TestTwoNamesAreTheSameVariantOnlyWhenNumberingAgrees(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"c.597_600delTCAG", "c.597_600del", true},
		{"p.R814*", "p.(Arg814Ter)", true},
		{"NM_206937.2:c.2440C>T", "c.2440C>T", true},
		{"NM_206937.2:c.2440C>T", "NM_002312.3:c.2440C>T", false},
		{"c.2440C>T", "c.2440C>G", false},
	} {
		if got := must(c.a).Same(must(c.b)); got != c.same {
			t.Errorf("%s and %s: same %v", c.a, c.b, got)
		}
	}
	if (Variant{}).Same(Variant{}) {
		t.Error("no variant is the same as no variant")
	}
}

// must reads a variant of the tests.
func must(text string) Variant {
	v, err := ParseHGVS(text)
	if err != nil {
		panic(err)
	}
	return v
}

func FuzzParseHGVS(f *testing.F) {
	for _, seed := range []string{"c.2440C>T", "NM_206937.2:c.1904del", "c.597_600delTCAG", "c.(?_-1)_(100+1_?)del", "p.(R814*)",
		"p.Lys635ArgfsTer10", "c.*12_*13insN", "p.K23_L24insRS*", "c.-1_1insA", "p.Met1ext-5", "c.1_2delins", "p.Ter9Xaaext*?"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := ParseHGVS(text)
		if err != nil {
			var refused *Error
			if !errors.As(err, &refused) || refused.Kind == "" || refused.Sentence == "" || v.Known() {
				t.Fatalf("%q: %#v", text, err)
			}
			return
		}
		if v.String() != text {
			t.Fatalf("%q prints %q", text, v)
		}
		again, err := ParseHGVS(v.Canonical())
		if err != nil || again.Canonical() != v.Canonical() || again.Change() != v.Change() {
			t.Fatalf("canonical %q of %q: %v, %v", v.Canonical(), text, again.Canonical(), err)
		}
	})
}
