package web

import (
	"crypto/subtle"
	"errors"
	"io"
	"net/http"
	"net/url"
	"path"
	"runtime/debug"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

// maxDiscarded is how much of a request that is too large is taken in and thrown
// away, in bytes, so that its sender sees the page that says so.
const maxDiscarded = 64 << 20

// maxBody is the largest form that is read, in bytes.
const maxBody = 64 << 10

// The refusals that are the page's own.
var (
	errForged  = errors.New("the form does not belong to this session")
	errBadDate = errors.New("not a date")
)

// visit is one request of one reader.
type visit struct {
	*site
	w     http.ResponseWriter
	r     *http.Request
	route route
	lang  string
	token string
	who   app.Principal // empty on public pages without a session
	known bool          // there is a session
	form  string        // secret of the form on pages before sign-in

	status int    // status of the answer when it is not 200
	alert  *alert // what the page says first, after a form was refused

	refused []chart.Problem // what is wrong with the fields of that form

	beside string // what lies beside the record and the page rests on

	implausible bool // a level was refused because no model expects it
}

// alert is the refusal a page shows above its content.
type alert struct {
	Title, More string
	Told        []toldProblem
	Begin       bool // the reader wanted a request of the public form
	Back        way  // where the reader goes back to; empty: to the first page
}

// again shows the page of a refused form once more, with the refusal on top.
func (v *visit) again(err error, show func(*visit) error) error {
	if errors.Is(err, app.ErrNotFound) || errors.Is(err, app.ErrSignedOut) {
		return err
	}
	if errors.Is(err, app.ErrDenied) && v.route.Right != "" && !v.may(v.route.Right) {
		return err // the role lacks the right: reading the page again would leave a second line
	}
	f := refusalOf(err, i18n.For(v.lang))
	if f.status >= http.StatusInternalServerError {
		v.log.Error("form failed", "route", v.route.Pattern, "error", err)
	}
	v.status, v.alert, v.refused = f.status, &alert{Title: f.title, More: f.more, Told: v.told(err)}, app.Told(err)
	return show(v)
}

// headers sets what every answer carries.
func (s *site) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; report-uri "+policyReports)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cache-Control", "no-store")
		if s.secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// limit bounds the body of every request.
func limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		whole, most := r.Body, mostOf(r)
		r.Body = http.MaxBytesReader(w, whole, most)
		next.ServeHTTP(w, r)
		if r.ContentLength > most { // a browser reads the answer once it has sent what it promised
			_, _ = io.CopyN(io.Discard, whole, min(r.ContentLength, maxDiscarded)) // a reader who has gone needs no answer
		}
	})
}

// The largest forms of the public consult form, in bytes: a page of questions
// whose long answers are written in Chinese, and one document with its frame.
const (
	maxAnswers  = 1 << 20
	maxDocument = app.MostDocumentBytes + 64<<10
	// a typing message comes back from its page as text, a third longer
	maxTypingForm = 2 * app.MostMessageBytes
)

// mostOf is how much of a request is read.
func mostOf(r *http.Request) int64 {
	if r.Method != http.MethodPost {
		return maxBody
	}
	switch name := path.Base(r.URL.Path); {
	case name == "attach" || name == "packet":
		return maxDocument
	case name == "typing" || name == "typing-entries":
		return maxTypingForm
	case strings.HasPrefix(r.URL.Path, "/request/"), strings.HasPrefix(r.URL.Path, "/consult/"):
		return maxAnswers
	}
	return maxBody
}

// readForm reads a form of fields, or of fields and files.
func (v *visit) readForm() error {
	if !strings.HasPrefix(v.r.Header.Get("Content-Type"), "multipart/form-data") {
		return v.r.ParseForm()
	}
	if err := v.r.ParseMultipartForm(1 << 20); err != nil {
		if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
			return err
		}
		return errForged
	}
	return nil
}

// serve runs one route: session, form secret, right, then the page.
func (s *site) serve(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{site: s, w: w, r: r, route: rt}
		defer v.broken()
		if err := v.enter(); err != nil {
			v.fail(err)
			return
		}
		if to, ok := v.scrubbed(); ok && r.Method == http.MethodGet && r.PathValue("id") != "" {
			_ = v.redirect(to) // never fails
			return
		}
		if err := rt.Do(v); err != nil {
			v.fail(err)
		}
	})
}

// errBroken is a page that broke off; the log holds where.
var errBroken = errors.New("the page broke off")

// broken turns a page that broke off into the page of a fault: nothing was sent of
// it yet, since a page is made whole before it is sent.
func (v *visit) broken() {
	switch why := recover(); why {
	case nil:
	case http.ErrAbortHandler:
		panic(why)
	default:
		v.log.Error("page broke off", "route", v.route.Pattern, "at", string(debug.Stack()))
		v.fail(errBroken)
	}
}

// enter finds the session and checks what can be checked before the door.
func (v *visit) enter() error {
	v.lang = v.languageBefore()
	if c, err := v.r.Cookie(sessionCookie); err == nil && c.Value != "" {
		p, err := v.door.Authenticate(v.r.Context(), c.Value)
		switch {
		case err == nil:
			v.who, v.token, v.known = p, c.Value, true
			v.lang = i18n.Pick(p.Language)
		case !errors.Is(err, app.ErrSignedOut):
			return err
		}
	}
	if !v.route.Public && !v.known {
		return app.ErrSignedOut
	}
	if v.r.Method == http.MethodPost && !v.route.Machine {
		if err := v.checkForm(); err != nil {
			return err
		}
	}
	if v.route.Own && !v.may(v.route.Right) {
		return app.ErrDenied
	}
	return nil
}

// checkForm reads the form and compares its secret with that of the session, or
// before sign-in with that of the form cookie.
func (v *visit) checkForm() error {
	if err := v.readForm(); err != nil {
		return err
	}
	want := v.who.Forgery
	if !v.known {
		want = v.formCookie()
	}
	got := v.r.PostForm.Get("forgery")
	if want == "" || subtle.ConstantTimeCompare([]byte(want), []byte(got)) != 1 {
		return errForged
	}
	return nil
}

// may reports whether the reader's role carries a right at all; the door still
// decides about each record.
func (v *visit) may(action authz.Action) bool {
	return v.known && authz.Decide(v.who.Role, v.who.Scope, action, "").Allowed
}

// field returns one field of the submitted form, without surrounding blanks.
func (v *visit) field(name string) string { return strings.TrimSpace(v.r.PostForm.Get(name)) }

// redirect sends the reader on with a fresh GET.
func (v *visit) redirect(to string) error {
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
	return nil
}

func (v *visit) toSignIn() {
	to := "/sign-in"
	if v.r.Method == http.MethodGet && v.r.URL.Path != "/" {
		to += "?next=" + url.QueryEscape(v.r.URL.RequestURI())
	}
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
}

// localPath accepts only addresses inside this site; everything else is "/".
func localPath(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(next, "/") ||
		strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}
