package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

func TestTheSearchLeadsToChildrenRoomsRelativesKnowledgeAndWords(t *testing.T) {
	x := newHouse(t, authz.Roles()...)
	for _, c := range []struct {
		role     authz.Role
		from, q  string
		to, says string // where the only hit opens, or what the page lists
	}{
		{authz.Physician, "/jump", "Founding case", founding, ""},
		{authz.Physician, "/jump", "syn-lig4-01", founding, ""},
		{authz.Physician, "/jump", "  首例   患儿 ", founding, ""},
		{authz.Physician, "/jump", "LIG4", "", `href="/child/lig4-shanghai"`},
		{authz.Physician, "/jump", "NHEJ1", "/knowledge/disease/NHEJ1", ""},
		{authz.Physician, "/jump", "treosulfan", "", `href="/knowledge/drug/treosulfan"`},
		{authz.Physician, "/jump", "白消安", "", `href="/knowledge/drug/busulfan"`},
		{authz.Physician, "/jump", "chimerism", "/help#chimerism", ""},
		{authz.Physician, "/jump", "programme", "/programme", ""},
		{authz.Nurse, "/jump", "programme", "", i18n.For(i18n.English).Jump.None},
		{authz.Physician, "/jump", "elder sister", "", i18n.For(i18n.English).Jump.None},
		{authz.Administrator, "/jump", "Founding case", "", i18n.For(i18n.English).Jump.None},
		{authz.Physician, founding + "/jump", "elder sister", founding + "/donor/sister", ""},
		{authz.Physician, founding + "/jump?as-of=2024-12-20", "vein to vein", founding + "/trace?as-of=2024-12-20", ""},
		{authz.Physician, founding + "/jump", "签署计划", founding + "/path", ""},
		{authz.Laboratory, founding + "/jump", "vein to vein", "/help#trace", ""},
		{authz.Physician, "/jump", "", "", `href="/board"`},
		{authz.Physician, "/jump", "zzz <script>", "", "zzz &lt;script&gt;"},
	} {
		glue := "?"
		if strings.Contains(c.from, "?") {
			glue = "&"
		}
		w := x.get(c.role, c.from+glue+"q="+url.QueryEscape(c.q))
		switch {
		case c.to != "" && (w.Code != http.StatusSeeOther || w.Header().Get("Location") != c.to):
			if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `href="`+c.to+`"`) {
				t.Errorf("%s on %s as %s: %d to %q, want %s", c.q, c.from, c.role, w.Code, w.Header().Get("Location"), c.to)
			}
		case c.to == "" && (w.Code != http.StatusOK || !strings.Contains(w.Body.String(), c.says)):
			t.Errorf("%s on %s as %s: %d, the page does not say %q", c.q, c.from, c.role, w.Code, c.says)
		}
	}
}

// Control: HAZ-28 (access beyond the role): a name outside the scope is not
// there to be found, by no role and from no page, and the look is in the trail.
func TestTheSearchFindsNobodyOutsideTheScopeAndLeavesItsEvent(t *testing.T) {
	x := newMatrixHouse(t)
	for _, role := range authz.Roles() {
		for _, q := range []string{"canary", "丝雀", "foreign", "withdrawn-ch"} {
			for _, page := range []string{"/jump", "/child/" + ownCase + "/jump"} {
				w := x.get(role, page+"?q="+url.QueryEscape(q))
				x.holdsNoCanary(t, q+" on "+page+" as "+string(role), w)
				if w.Code == http.StatusSeeOther || strings.Contains(w.Body.String(), `href="/child/`+foreignCase) || strings.Contains(w.Body.String(), `href="/child/`+withdrawnCase) {
					t.Errorf("%s on %s as %s finds a foreign record", q, page, role)
				}
			}
		}
	}
	x.get(authz.Nurse, "/jump?q=founding")
	if e := x.newest(t, 1)[0]; e.Action != string(authz.ReadBoard) || e.Actor != string(authz.Nurse) || e.Outcome != "done" {
		t.Errorf("the look left %+v", e)
	}
}

func TestTheKeysOpenTheSearchAndEnterJumps(t *testing.T) {
	ctx, base := browser(t, newHouse(t, authz.Physician).h)
	signIn(t, ctx, base, authz.Physician, "en")
	open(t, ctx, base+founding+"?as-of=2024-12-20")
	if err := chromedp.Do(ctx, chromedp.KeyEvent("k", chromedp.KeyModifiers(2))); err != nil {
		t.Fatal(err)
	}
	if !evaluate[bool](t, ctx, `document.getElementById("jump").open && document.activeElement.id === "jump-words"`) {
		t.Fatal("Ctrl K does not open the search with the field in focus")
	}
	press(t, ctx, "vein to vein trace", kb.Enter)
	settle(t, ctx, `location.pathname.endsWith("/jump") && document.readyState === "complete" || location.pathname.endsWith("/trace")`)
	open(t, ctx, base+founding+"/jump?as-of=2024-12-20&q=elder+sister")
	settle(t, ctx, `location.pathname.endsWith("/donor/sister") && location.search === "?as-of=2024-12-20"`)
}
