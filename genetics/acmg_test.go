package genetics

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func classify(t *testing.T, codes string) Classification {
	t.Helper()
	criteria, err := ParseCriteria(strings.Fields(codes))
	if err != nil {
		t.Fatal(err)
	}
	return Classify(criteria)
}

func TestRulesAndPointsStandSideBySide(t *testing.T) {
	for _, c := range []struct {
		name, codes string
		rules       Class
		points      int
		byPoints    Class
	}{
		{"PVS1 and one moderate disagree", "PVS1 PM2", LikelyPathogenic, 10, Pathogenic},
		{"two strong disagree", "PS1 PS3", Pathogenic, 8, LikelyPathogenic},
		{"PVS1 and one supporting is not in the table", "PVS1 PP3", Uncertain, 9, LikelyPathogenic},
		{"BA1 alone is benign by both", "BA1", BenignClass, 0, BenignClass},
		{"both sides conflict by rule and add up by points", "PVS1 PS3 BP4", Uncertain, 11, Pathogenic},
		{"BA1 against pathogenic evidence is uncertain by both", "BA1 PVS1", Uncertain, 8, Uncertain},
		{"nothing applied", "", Uncertain, 0, Uncertain},
		{"PVS1 at strong is no longer very strong", "PVS1_Strong PM2", LikelyPathogenic, 6, LikelyPathogenic},
		{"PVS1 with one strong", "PVS1 PS3", Pathogenic, 12, Pathogenic},
		{"PVS1 with two moderate", "PVS1 PM1 PM2", Pathogenic, 12, Pathogenic},
		{"PVS1, moderate and supporting", "PVS1 PM2 PP3", Pathogenic, 11, Pathogenic},
		{"PVS1 with two supporting", "PVS1 PP3 PP4", Pathogenic, 10, Pathogenic},
		{"two very strong", "PVS1 PM3_VeryStrong", Pathogenic, 16, Pathogenic},
		{"strong and three moderate", "PS3 PM1 PM2 PM3", Pathogenic, 10, Pathogenic},
		{"strong, two moderate, two supporting", "PS3 PM1 PM2 PP1 PP3", Pathogenic, 10, Pathogenic},
		{"strong, moderate, four supporting", "PS3 PM1 PP1 PP2 PP3 PP4", Pathogenic, 10, Pathogenic},
		{"strong and two supporting", "PS3 PP1 PP3", LikelyPathogenic, 6, LikelyPathogenic},
		{"three moderate", "PM1 PM2 PM3", LikelyPathogenic, 6, LikelyPathogenic},
		{"two moderate and two supporting", "PM1 PM2 PP1 PP3", LikelyPathogenic, 6, LikelyPathogenic},
		{"moderate and four supporting", "PM1 PP1 PP2 PP3 PP4", LikelyPathogenic, 6, LikelyPathogenic},
		{"moderate and three supporting is not enough", "PM1 PP1 PP2 PP3", Uncertain, 5, Uncertain},
		{"two strong benign", "BS1 BS2", BenignClass, -8, BenignClass},
		{"strong and supporting benign", "BS1 BP4", LikelyBenign, -5, LikelyBenign},
		{"two supporting benign", "BP4 BP7", LikelyBenign, -2, LikelyBenign},
		{"one supporting benign disagrees", "BP4", Uncertain, -1, LikelyBenign},
	} {
		got := classify(t, c.codes)
		if got.Rules != c.rules || got.Points != c.points || got.PointsClass != c.byPoints || got.Disagree != (c.rules != c.byPoints) {
			t.Errorf("%s: rules %s (%s), %d points %s, disagree %v", c.name, got.Rules, got.Rule, got.Points, got.PointsClass, got.Disagree)
		}
	}
}

func TestCriteriaAreReadWithTheirStrengthAndOthersRefused(t *testing.T) {
	for text, want := range map[string]Criterion{
		"PVS1":           {"PVS1", VeryStrong},
		"PVS1_Strong":    {"PVS1", Strong},
		"PM2":            {"PM2", Moderate},
		"PM2_Moderate":   {"PM2", Moderate},
		"PP5":            {"PP5", Supporting},
		"BP7":            {"BP7", Supporting},
		"BA1":            {"BA1", StandAlone},
		"BA1_StandAlone": {"BA1", StandAlone},
	} {
		if got, err := ParseCriterion(text); err != nil || got != want {
			t.Errorf("%s: %v %v", text, got, err)
		}
	}
	for text, kind := range map[string]ErrorKind{
		"PS5": KindCriterion, "PM7": KindCriterion, "PP6": KindCriterion, "BS5": KindCriterion, "BP8": KindCriterion, "PVS2": KindCriterion,
		"": KindCriterion, "pm2": KindCriterion, "PM2_": KindCriterion, "PM2_Huge": KindStrength, "PM2_StandAlone": KindStrength, "BA1_Strong": KindStrength,
	} {
		_, err := ParseCriterion(text)
		var refused *Error
		if !errors.As(err, &refused) || refused.Kind != kind {
			t.Errorf("%q: %v", text, err)
		}
	}
	if len(defaults) != 28 {
		t.Errorf("%d criteria, want 28", len(defaults))
	}
	_, err := ParseCriteria([]string{"PM2", "PM2_Supporting", "XX1"})
	var problems Problems
	if !errors.As(err, &problems) || len(problems) != 2 || problems[0].Kind != KindDuplicate || problems[1].Path != "[2]" {
		t.Errorf("problems: %v", err)
	}
}

func TestMorePathogenicEvidenceNeverLowersTheClass(t *testing.T) {
	rank := map[Class]int{Uncertain: 0, LikelyPathogenic: 1, Pathogenic: 2}
	codes := []string{"PVS1", "PS1", "PS2", "PS3", "PM1", "PM2", "PM3", "PM4", "PP1", "PP2", "PP3", "PP4"}
	rapid.Check(t, func(t *rapid.T) {
		chosen := rapid.SliceOfNDistinct(rapid.SampledFrom(codes), 1, 12, rapid.ID[string]).Draw(t, "codes")
		criteria, err := ParseCriteria(chosen)
		if err != nil {
			t.Fatal(err)
		}
		less, more := Classify(criteria[:len(criteria)-1]), Classify(criteria)
		if rank[more.Rules] < rank[less.Rules] || more.Points <= less.Points {
			t.Fatalf("%v: %s %d, then %s %d", chosen, less.Rules, less.Points, more.Rules, more.Points)
		}
	})
}

func FuzzParseCriterion(f *testing.F) {
	for _, seed := range []string{"PVS1", "PVS1_Strong", "BA1", "BP4_Moderate", "PM2 ", "PS3_verystrong"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseCriterion(text)
		if err != nil {
			return
		}
		again, err := ParseCriterion(c.String())
		if err != nil || again != c {
			t.Fatalf("%q: %v, %v", text, again, err)
		}
	})
}
