package web

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

// The cookies: the session, the secret of forms before sign-in, and the
// language before sign-in.
const (
	sessionCookie  = "dayzero"
	formCookie     = "dayzero-form"
	languageCookie = "dayzero-language"
)

func (v *visit) setCookie(name, value string, maxAge int) {
	http.SetCookie(v.w, &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, Secure: v.secure,
		SameSite: http.SameSiteStrictMode, MaxAge: maxAge})
}

// languageBefore is the language of a reader without a session: asked for in
// the address, kept in the cookie, or the browser's own.
func (v *visit) languageBefore() string {
	if asked := v.r.URL.Query().Get("lang"); asked != "" {
		return i18n.Pick(asked)
	}
	if c, err := v.r.Cookie(languageCookie); err == nil {
		return i18n.Pick(c.Value)
	}
	first, _, _ := strings.Cut(v.r.Header.Get("Accept-Language"), ",")
	return i18n.Pick(first)
}

// formCookie is the secret of forms before sign-in, empty without one.
func (v *visit) formCookie() string {
	if v.form != "" {
		return v.form
	}
	c, err := v.r.Cookie(formCookie)
	if err != nil || len(c.Value) != 32 {
		return ""
	}
	return c.Value
}

// ensureForm gives a page before sign-in its secret.
func (v *visit) ensureForm() string {
	if v.known {
		return v.who.Forgery
	}
	if kept := v.formCookie(); kept != "" {
		return kept
	}
	v.form = randomText()
	v.setCookie(formCookie, v.form, 0)
	return v.form
}

func randomText() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand, Go 1.24)
	return hex.EncodeToString(b[:])
}

// signInBody is what the sign-in page shows.
type signInBody struct {
	Next    string
	Name    string
	Refused bool
	Out     bool
	Demo    []demoAccount
	Tour    []tourStop
}

type demoAccount struct{ Name, Display, Role string }

func (v *visit) signInBody() signInBody {
	body := signInBody{Next: localPath(v.r.FormValue("next")), Out: v.r.URL.Query().Get("out") == "1"}
	if v.door.Demo() {
		body.Tour = stops()
		for _, a := range v.door.DemoAccounts() {
			display := a.Display
			if v.lang == i18n.Chinese && a.DisplayZH != "" {
				display = a.DisplayZH
			}
			body.Demo = append(body.Demo, demoAccount{a.Name, display, i18n.Term(v.lang, a.Role)})
		}
	}
	return body
}

func showSignIn(v *visit) error {
	if v.known {
		return v.redirect(localPath(v.r.URL.Query().Get("next")))
	}
	if asked := v.r.URL.Query().Get("lang"); asked != "" {
		v.setCookie(languageCookie, i18n.Pick(asked), 0)
	}
	return v.render("sign-in", page{Title: i18n.For(v.lang).SignIn.Title, Body: v.signInBody()})
}

// doSignIn gives the same page for every refusal: a reader cannot tell a wrong
// password from an unknown name.
func doSignIn(v *visit) error {
	token, p, err := v.door.SignIn(v.r.Context(), v.field("name"), v.r.PostForm.Get("password"), v.lang)
	if errors.Is(err, app.ErrDenied) {
		body := v.signInBody()
		body.Refused, body.Name = true, v.field("name")
		v.status = http.StatusForbidden
		return v.render("sign-in", page{Title: i18n.For(v.lang).SignIn.Title, Body: body})
	}
	if err != nil {
		return err
	}
	v.setCookie(sessionCookie, token, 0)
	v.setCookie(formCookie, "", -1)
	next := localPath(v.field("next"))
	if next == "/" {
		next = home(p)
	}
	return v.redirect(next)
}

func doSignOut(v *visit) error {
	if err := v.door.SignOut(v.r.Context(), v.token); err != nil {
		return err
	}
	v.setCookie(sessionCookie, "", -1)
	return v.redirect("/sign-in?out=1")
}

// doLanguage changes the language of the session, or of the visit before
// sign-in, and returns to the page it was asked from.
func doLanguage(v *visit) error {
	language := i18n.Pick(v.field("language"))
	if v.known {
		if err := v.door.SetLanguage(v.r.Context(), v.token, language); err != nil {
			return err
		}
	}
	v.setCookie(languageCookie, language, 0)
	return v.redirect(localPath(v.field("next")))
}

// home is the first page of a role.
func home(p app.Principal) string {
	for _, first := range []struct {
		right authz.Action
		path  string
	}{{authz.ReadBoard, "/board"}, {authz.ReadAudit, "/audit"}, {authz.ReadKnowledge, "/knowledge"}} {
		if authz.Decide(p.Role, p.Scope, first.right, "").Allowed {
			return first.path
		}
	}
	return "/about"
}

func showHome(v *visit) error { return v.redirect(home(v.who)) }
