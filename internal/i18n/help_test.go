package i18n

import "testing"

func TestEveryTermOfTheHelpHasAPageAndBothLanguages(t *testing.T) {
	known, used := map[string]bool{}, map[string]bool{}
	for _, term := range Help() {
		if known[term.Key] {
			t.Errorf("the term %s stands twice", term.Key)
		}
		known[term.Key] = true
		for _, text := range []string{term.Name.EN, term.Name.ZH, term.Meaning.EN, term.Meaning.ZH} {
			if text == "" {
				t.Errorf("the term %s lacks a language", term.Key)
			}
		}
	}
	for page, keys := range helpPages {
		for _, key := range keys {
			used[key] = true
			if !known[key] {
				t.Errorf("the page %s names the term %s, which does not exist", page, key)
			}
		}
	}
	for _, key := range helpEverywhere {
		used[key] = true
	}
	for key := range known {
		if !used[key] {
			t.Errorf("no page shows the term %s", key)
		}
	}
}

func TestAPageWithoutTermsOfItsOwnExplainsTheMarks(t *testing.T) {
	if got := HelpFor("a page of tomorrow"); len(got) != len(helpEverywhere) {
		t.Errorf("%d terms", len(got))
	}
}
