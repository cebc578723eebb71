package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/ward"
)

// refusal is how one kind of error is answered.
type refusal struct {
	status int
	title  string
	more   string
}

// refusalOf gives status and words for an error; an error of an unknown kind
// tells the reader nothing of its inside.
func refusalOf(err error, w *i18n.Words) refusal {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, app.ErrNotFound):
		return refusal{http.StatusNotFound, w.Errors.NotFound, w.Errors.NotFoundMore}
	case errors.Is(err, app.ErrDenied):
		return refusal{http.StatusForbidden, w.Errors.Denied, w.Errors.DeniedMore}
	case errors.Is(err, app.ErrConflict):
		return refusal{http.StatusConflict, w.Errors.Refused, w.Errors.Conflict}
	case errors.Is(err, app.ErrStop):
		return refusal{http.StatusConflict, w.Errors.Stop, ""}
	case errors.Is(err, app.ErrTooOften):
		return refusal{http.StatusTooManyRequests, w.Errors.Refused, ""}
	case errors.Is(err, app.ErrRefused), errors.Is(err, app.ErrExists):
		return refusal{http.StatusUnprocessableEntity, w.Errors.Refused, ""}
	case errors.Is(err, app.ErrStorage):
		return refusal{http.StatusServiceUnavailable, w.Errors.Title, w.Errors.Storage}
	case errors.Is(err, errForged):
		return refusal{http.StatusForbidden, w.Errors.Refused, w.Errors.Forged}
	case errors.Is(err, errBadDate):
		return refusal{http.StatusBadRequest, w.Errors.Refused, w.Errors.BadDate}
	case errors.As(err, &tooLarge):
		return refusal{http.StatusRequestEntityTooLarge, w.Errors.Refused, w.Errors.TooLarge}
	}
	return refusal{http.StatusInternalServerError, w.Errors.Title, w.Errors.Internal}
}

// told are the sentences of an error that the reader may see: what the door
// refused and why, each with the name that its field has on the page.
func (v *visit) told(err error) []toldProblem {
	var out []toldProblem
	for _, p := range app.Told(err) {
		out = append(out, toldProblem{v.fieldName(p.Path), p.Said})
	}
	return out
}

// toldProblem is one problem as a page tells it.
type toldProblem struct {
	Field string // empty: about the input as a whole
	Said  evidence.Text
}

// fieldName is the name that a field has on the page.
func (v *visit) fieldName(path string) string {
	if form, is := ward.FormOf(v.r.PostForm.Get("f.system")); is {
		for _, field := range form.Fields() {
			if field.Key == path {
				return field.Label.In(v.lang)
			}
		}
	}
	name := strings.TrimPrefix(path, "data.")
	if name == "data" || name == "" {
		return ""
	}
	if before, part, ok := strings.Cut(name, "."); ok && i18n.Known("field", before) {
		return i18n.Field(v.lang, before) + " " + part
	}
	if word := formWords[name]; word != nil {
		return word(i18n.For(v.lang))
	}
	return i18n.Field(v.lang, name)
}

// formWords name the fields of forms that are no fields of an entry.
var formWords = map[string]func(*i18n.Words) string{
	"about":      func(w *i18n.Words) string { return w.Entry.About },
	"at":         func(w *i18n.Words) string { return w.Entry.Effective },
	"kind":       func(w *i18n.Words) string { return w.Entry.Kind },
	"supersedes": func(w *i18n.Words) string { return w.Entry.Supersedes },
	"sampled":    func(w *i18n.Words) string { return w.Exposure.Sampled },
	"pump start": func(w *i18n.Words) string { return w.Exposure.PumpStart },
	"line lag":   func(w *i18n.Words) string { return w.Exposure.LineLag },
	"low":        func(w *i18n.Words) string { return w.Limits.Low },
	"high":       func(w *i18n.Words) string { return w.Limits.High },
	"subject":    func(w *i18n.Words) string { return w.Limits.What },
	"ref":        func(w *i18n.Words) string { return w.Programme.ReferenceLabel },
	"opened":     func(w *i18n.Words) string { return w.Exposure.Opened },
}

// fail answers with the page of an error. A reader without a session is sent to
// sign in and back.
func (v *visit) fail(err error) {
	if errors.Is(err, app.ErrSignedOut) {
		v.toSignIn()
		return
	}
	words := i18n.For(v.lang)
	f := refusalOf(err, words)
	if f.status == http.StatusNotFound && strings.HasPrefix(v.route.Pattern, "GET /request/") {
		f.title, f.more = words.States.NoRequest, words.States.NoRequestMore
	}
	if f.status >= http.StatusInternalServerError {
		v.log.Error("page failed", "route", v.route.Pattern, "error", err)
	}
	v.status, v.alert = f.status, nil
	if renderErr := v.render("error", page{Title: f.title, Body: alert{Title: f.title, More: f.more, Told: v.told(err), Begin: f.title == words.States.NoRequest, Back: v.backFrom(err)}}); renderErr != nil {
		http.Error(v.w, f.title, f.status)
	}
}

// backFrom is where a reader goes back to: the page of now where only the day was
// wrong, and after a form that could not be read at all the page it stood on.
func (v *visit) backFrom(err error) way {
	words := i18n.For(v.lang)
	switch link, id := v.r.PathValue("link"), v.r.PathValue("id"); {
	case v.r.Method == http.MethodGet && errors.Is(err, errBadDate):
		return way{v.r.URL.EscapedPath(), words.States.Now}
	case v.r.Method == http.MethodGet || errors.Is(err, app.ErrNotFound):
		return way{}
	case link != "":
		return way{"/request/" + url.PathEscape(link), words.Site.Back}
	case id != "":
		return way{v.here(), words.Site.Back}
	}
	return way{}
}
