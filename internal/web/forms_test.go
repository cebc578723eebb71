package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

func TestFormsReachTheDoorAndReturnToTheirPage(t *testing.T) {
	base := "/child/" + caseID
	for name, c := range map[string]struct {
		role         authz.Role
		path         string
		form         url.Values
		wrote, leads string
	}{
		"a signature keeps the day of the page": {authz.Physician, base + "/plan/sign", signed("hash", testPlan().Signing.Hash, "identifier", caseIdent, "password", goodPass, "meaning", "checked", "as-of", "2024-12-20"), "sign 2024-12-20", base + "/plan?as-of=2024-12-20&done=signed"},
		"an overrule carries rule and reason":   {authz.Physician, base + "/overrule", signed("rule", "active-infection-day0", "subject", "plan", "reason", "because", "password", goodPass), "overrule active-infection-day0 plan because", base + "/plan?done=answered"},
		"an answer carries rule and reason":     {authz.Pharmacist, base + "/answer", signed("rule", "pbsc-nonmalignant", "reason", "because", "password", goodPass), "answer pbsc-nonmalignant because", base + "/plan?done=answered"},
		"the geneticist clears a carrier":       {authz.Geneticist, base + "/donor/sister/sign-variant", signed("meaning", "carrier", "password", goodPass), "variant sister", base + "/donor?done=cleared"},
		"a second person signs a decision":      {authz.Pharmacist, base + "/entry/date-1/sign", signed("meaning", "agreed", "password", goodPass, "as-of", "2024-12-20"), "entry date-1 2024-12-20", base + "/entry/date-1?as-of=2024-12-20&done=signed"},
		"a correction names what it corrects":   {authz.Nurse, base + "/entries", signed("kind", "measurement", "supersedes", "weight-1", "reason", "scale", "f.what", "body-weight", "f.value", "6.9 kg"), "record measurement weight-1 scale 6.9 kg", base + "/entry/weight-2?done=recorded"},
	} {
		t.Run(name, func(t *testing.T) {
			d, h := newSite(t)
			w := post(h, c.role, c.path, c.form)
			if w.Code != http.StatusSeeOther || w.Header().Get("Location") != c.leads {
				t.Errorf("%d %s, want %s", w.Code, w.Header().Get("Location"), c.leads)
			}
			if len(d.writes) != 1 || d.writes[0] != c.wrote {
				t.Errorf("wrote %q, want %q", d.writes, c.wrote)
			}
		})
	}
}

// Control: HAZ-14, HAZ-15 (the wrong child; what is signed is not what was shown).
func TestARefusedFormShowsItsPageAgainWithTheReason(t *testing.T) {
	base := "/child/" + caseID
	for name, c := range map[string]struct {
		err    error
		status int
		form   url.Values
		says   string
	}{
		"a changed record":           {nil, http.StatusConflict, signed("hash", "old", "identifier", caseIdent, "password", goodPass), i18n.For("en").Errors.Conflict},
		"another child's identifier": {nil, http.StatusUnprocessableEntity, signed("hash", testPlan().Signing.Hash, "identifier", "SYN-9999", "password", goodPass), "the identifier is not that of the child"},
		"a wrong password":           {nil, http.StatusForbidden, signed("hash", testPlan().Signing.Hash, "identifier", caseIdent, "password", "guess"), i18n.For("en").Errors.DeniedMore},
		"an open stop":               {app.ErrStop, http.StatusConflict, signed("hash", testPlan().Signing.Hash, "identifier", caseIdent, "password", goodPass), i18n.For("en").Errors.Stop},
		"a failed database":          {fmt.Errorf("disk /secret/path: %w", app.ErrStorage), http.StatusServiceUnavailable, signed("hash", testPlan().Signing.Hash, "identifier", caseIdent, "password", goodPass), i18n.For("en").Errors.Storage},
	} {
		t.Run(name, func(t *testing.T) {
			d, h := newSite(t)
			d.refuse = c.err
			w := post(h, authz.Physician, base+"/plan/sign", c.form)
			body := w.Body.String()
			if w.Code != c.status || !strings.Contains(body, c.says) || !strings.Contains(body, `role="alert"`) || !strings.Contains(body, `id="sign"`) {
				t.Errorf("%d, want %d with %q", w.Code, c.status, c.says)
			}
			if strings.Contains(body, "/secret/path") {
				t.Error("the page tells of the inside of the installation")
			}
			if len(d.writes) > 0 {
				t.Errorf("wrote %v", d.writes)
			}
		})
	}
}

func TestSignInGivesOneAnswerForEveryRefusalAndAStrictCookie(t *testing.T) {
	_, h := newSite(t)
	first := get(h, "", "/sign-in?lang=zh&next=/child/"+caseID)
	var form *http.Cookie
	for _, c := range first.Result().Cookies() {
		if c.Name == formCookie {
			form = c
		}
	}
	if form == nil || !strings.Contains(first.Body.String(), form.Value) {
		t.Fatal("the page before sign-in has no secret of its own")
	}
	try := func(name, password, next string) *httptest.ResponseRecorder {
		body := url.Values{"forgery": {form.Value}, "name": {name}, "password": {password}, "next": {next}}
		r := httptest.NewRequest(http.MethodPost, "/sign-in", strings.NewReader(body.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.AddCookie(form)
		return do(h, "", r)
	}
	unknown, wrong := try("nobody", goodPass, ""), try("physician", "guess", "")
	if unknown.Code != wrong.Code || strings.ReplaceAll(unknown.Body.String(), "nobody", "physician") != wrong.Body.String() {
		t.Error("a wrong password and an unknown name answer differently")
	}
	good := try("physician", goodPass, "/child/"+caseID)
	if good.Code != http.StatusSeeOther || good.Header().Get("Location") != "/child/"+caseID {
		t.Errorf("%d %s", good.Code, good.Header().Get("Location"))
	}
	for _, c := range good.Result().Cookies() {
		if c.Name == sessionCookie && (!c.HttpOnly || c.SameSite != http.SameSiteStrictMode) {
			t.Errorf("session cookie %+v", c)
		}
	}
	if to := try("physician", goodPass, "//elsewhere.example/").Header().Get("Location"); to != "/board" {
		t.Errorf("sign-in leads outside: %s", to)
	}
}

func TestNextLeadsOnlyInsideThisSite(t *testing.T) {
	for next, want := range map[string]string{"/board": "/board", "/child/x?as-of=2024-12-20": "/child/x?as-of=2024-12-20", "//evil": "/", "https://evil/": "/", "/\\evil": "/", "javascript:alert(1)": "/", "": "/", "board": "/", "/a\r\nb": "/"} {
		if got := localPath(next); got != want {
			t.Errorf("localPath(%q) = %q, want %q", next, got, want)
		}
	}
}

func FuzzLocalPath(f *testing.F) {
	for _, seed := range []string{"/board", "//x", "/\\x", "http:/x", "/%2f%2fx", "/a?next=//b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, next string) {
		got := localPath(next)
		if !strings.HasPrefix(got, "/") || strings.HasPrefix(got, "//") || strings.Contains(got, "\\") {
			t.Errorf("localPath(%q) = %q", next, got)
		}
	})
}

func TestTheLanguageOfTheSessionChangesByForm(t *testing.T) {
	d, h := newSite(t)
	w := post(h, authz.Nurse, "/language", signed("language", "zh", "next", "/child/"+caseID+"/plan?as-of=2024-12-20"))
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/child/"+caseID+"/plan?as-of=2024-12-20" || d.language["token-nurse"] != "zh" {
		t.Errorf("%d %s %q", w.Code, w.Header().Get("Location"), d.language["token-nurse"])
	}
	if body := pageIn(t, h, authz.Nurse, "/child/"+caseID+"/plan", "zh"); !strings.Contains(body, "依据已变更，需重签") {
		t.Error("the outdated plan is not marked in Chinese")
	}
}

func TestAFormWithoutTheSecretOfItsSessionIsRefused(t *testing.T) {
	for _, forged := range []url.Values{{}, {"forgery": {""}}, {"forgery": {"wrong"}}} {
		d, h := newSite(t)
		for _, r := range routes() {
			method, path := concrete(r.Pattern)
			if method != http.MethodPost || r.Machine {
				continue
			}
			if w := post(h, authz.Physician, path, forged); w.Code != http.StatusForbidden {
				t.Errorf("POST %s: %d", path, w.Code)
			}
		}
		if len(d.writes) > 0 {
			t.Errorf("forged forms wrote %v", d.writes)
		}
	}
}

func TestAFormSentFromAnotherSiteIsRefused(t *testing.T) {
	d, h := newSite(t)
	r := httptest.NewRequest(http.MethodPost, "/child/"+caseID+"/answer", strings.NewReader(signed("rule", "x", "reason", "y", "password", goodPass).Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if w := do(h, authz.Physician, r); w.Code != http.StatusForbidden || len(d.writes) > 0 {
		t.Errorf("%d, wrote %v", w.Code, d.writes)
	}
}

func TestAFormThatIsTooLargeIsRefused(t *testing.T) {
	d, h := newSite(t)
	w := post(h, authz.Physician, "/child/"+caseID+"/answer", signed("reason", strings.Repeat("x", maxBody)))
	if w.Code != http.StatusRequestEntityTooLarge || len(d.writes) > 0 {
		t.Errorf("%d, wrote %v", w.Code, d.writes)
	}
}
