package web

import (
	"testing"

	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

func TestThePublicFormIsAccessibleAndFitsInBothLanguages(t *testing.T) {
	source := axe(t)
	_, h := newSite(t)
	ctx, base := browser(t, h)
	for _, language := range i18n.Languages() {
		for _, path := range []string{"/open-a-case", "/request/" + testLink, "/request/" + testLink + "/illness", "/request/" + testLink + "/documents", "/request/" + testLink + "/consent"} {
			examine(t, ctx, source, base+path+"?lang="+language)
		}
	}
}
