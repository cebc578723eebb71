package web

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/dayzero-hsct/dayzero/internal/authz"
)

// A nurse scores GVHD with the keyboard alone: from the first field to the
// recorded form, and the grade stands in the course.
func TestANurseScoresGVHDWithTheKeyboardAlone(t *testing.T) {
	x := newHouse(t, authz.Nurse)
	ctx, base := browser(t, x.h)
	open(t, ctx, base+"/about")
	carry(t, ctx, x.tokens[authz.Nurse])
	open(t, ctx, base+coursePath+"/score?as-of=2025-01-22")
	field := func(name string) string { return `document.activeElement.name === "` + name + `"` }
	tabTo(t, ctx, field("a.body.chest"))
	if outline := evaluate[string](t, ctx, `getComputedStyle(document.activeElement).outlineStyle`); outline == "none" {
		t.Error("the focused field has no ring")
	}
	press(t, ctx, "2", "0")
	for _, answer := range []struct{ name, keys string }{{"a.bullae", "n"}, {"a.bilirubin_umol_per_L", "9"}, {"a.anorexia", "n"}, {"a.nausea", "n"}} {
		tabTo(t, ctx, field(answer.name))
		press(t, ctx, answer.keys)
	}
	if chosen := evaluate[string](t, ctx, `document.querySelector("[name='a.bullae']").value`); chosen != "no" {
		t.Errorf("typing n in the list of answers gives %q", chosen)
	}
	tabTo(t, ctx, field("effective"))
	press(t, ctx, kb.Enter)
	settle(t, ctx, `location.pathname.endsWith("/course") && document.readyState === "complete"`)
	if body := evaluate[string](t, ctx, `document.body.innerText`); !strings.Contains(body, "acute GVHD at least grade I (MAGIC)") {
		t.Error("the course does not say the grade that was scored")
	}
}
