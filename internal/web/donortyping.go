package web

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

func typingFileRoutes() []route {
	return []route{
		{Pattern: "GET /child/{id}/donor/typing", Right: authz.WriteEntry, Audit: "plan.read", Do: showTypingFile},
		{Pattern: "POST /child/{id}/donor/typing", Right: authz.WriteEntry, Audit: "plan.read", Do: readTypingFile},
		{Pattern: "POST /child/{id}/donor/typed", Right: authz.WriteEntry, Audit: "entry.write", Do: fileTyped},
		{Pattern: "POST /child/{id}/donor/typing-entries", Right: authz.WriteEntry, Audit: "entry.write", Do: fileTypings},
	}
}

// typingFileBody is a message, what it was understood as, and whose it is.
type typingFileBody struct {
	Family, Action, Confirm string
	May                     bool
	Read                    bool
	Report                  app.TypingReport
	Message                 string // the file itself, for the second step
	People                  []choice
	Owners                  []string // person chosen for each sample
	Seconds                 []bool
	Typed                   typedForm
}

// typedForm is a typing that a person writes off a report.
type typedForm struct {
	app.TypedTyping
	Action string
	About  string
	Second bool
	Report *app.TypingReport // what it was understood as, once it was asked
}

// showTypingFile asks for a message.
func showTypingFile(v *visit) error {
	if !v.may(authz.WriteEntry) { // the door refuses, and keeps that it did
		_, err := v.door.ReadTypings(v.r.Context(), v.who, v.r.PathValue("id"), nil)
		return err
	}
	return v.typingFile(typingFileBody{})
}

func (v *visit) typingFile(body typingFileBody) error {
	c, err := v.openChild("donor")
	if err != nil {
		return err
	}
	body.Family, body.Action, body.Confirm = c.Link("donor"), c.base()+"/donor/typing", c.base()+"/donor/typing-entries"
	body.Typed.Action = c.base() + "/donor/typed"
	if body.Typed.Text == "" && body.Typed.Report == nil {
		body.Typed.TypedTyping, body.Typed.About, body.Typed.Second = v.typedTyping(), v.field("about"), v.field("second") == "yes"
	}
	body.May = c.Writable() && v.may(authz.WriteEntry) && app.MayWrite(v.who.Role, "hla-typing")
	for _, p := range c.View.People() {
		body.People = append(body.People, choice{Value: p.ID, Name: c.person(p.ID)})
	}
	return v.render("typing-file", page{Title: i18n.For(v.lang).Donors.FromFile, Child: c, Body: body})
}

// readTypingFile shows what a message was understood as. Nothing is written.
func readTypingFile(v *visit) error {
	message, err := v.typingMessage()
	if err == nil {
		var report app.TypingReport
		if report, err = v.door.ReadTypings(v.r.Context(), v.who, v.r.PathValue("id"), message); err == nil {
			return v.typingFile(understood(report, message, nil))
		}
	}
	return v.again(err, showTypingFile)
}

func understood(report app.TypingReport, message []byte, owners []app.SampleOwner) typingFileBody {
	body := typingFileBody{Read: true, Report: report, Message: base64.RawURLEncoding.EncodeToString(message)}
	for _, s := range report.Samples {
		about, second := "", false
		for _, o := range owners {
			if o.Sample == s.Sample {
				about, second = o.About, o.Second
			}
		}
		body.Owners, body.Seconds = append(body.Owners, about), append(body.Seconds, second)
	}
	return body
}

// typingMessage reads the file of the form, nothing where none was chosen.
func (v *visit) typingMessage() ([]byte, error) {
	file, _, err := v.r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, app.MostMessageBytes+1))
}

// fileTypings writes the samples that were given to a person. The file comes back
// from the page and is read again: what is written is what it says, not what the
// page says of it.
func fileTypings(v *visit) error {
	message, err := base64.RawURLEncoding.DecodeString(v.field("message"))
	if err != nil {
		message = nil // refused by the door as no file at all
	}
	var owners []app.SampleOwner
	for i, sample := range v.r.PostForm["sample"] {
		about := v.r.PostForm["owner"]
		if i < len(about) && about[i] != "" {
			owners = append(owners, app.SampleOwner{Sample: sample, About: about[i], Second: v.field("second-"+sample) == "yes"})
		}
	}
	if _, err := v.door.FileTypings(v.r.Context(), v.who, v.r.PathValue("id"), message, owners); err != nil {
		if !errors.Is(err, app.ErrRefused) {
			return v.again(err, showTypingFile)
		}
		report, problem := v.door.ReadTypings(v.r.Context(), v.who, v.r.PathValue("id"), message)
		if problem != nil {
			return v.again(err, showTypingFile)
		}
		return v.again(err, func(v *visit) error { return v.typingFile(understood(report, message, owners)) })
	}
	return v.redirect(v.donePath("donor", "typed", app.AsOf{}))
}

// fileTyped reads a typing off the form and writes it where that was asked for.
func fileTyped(v *visit) error {
	typed, about := v.typedTyping(), v.field("about")
	if v.field("do") == "write" {
		owner := app.SampleOwner{About: about, Second: v.field("second") == "yes"}
		if _, err := v.door.FileTyped(v.r.Context(), v.who, v.r.PathValue("id"), typed, owner); err != nil {
			return v.again(err, showTypingFile)
		}
		return v.redirect(v.donePath("donor", "typed", app.AsOf{}))
	}
	report, err := v.door.ReadTyped(v.r.Context(), v.who, v.r.PathValue("id"), typed)
	if err != nil {
		return v.again(err, showTypingFile)
	}
	return v.typingFile(typingFileBody{Typed: typedForm{TypedTyping: typed, About: about, Second: v.field("second") == "yes", Report: &report}})
}

func (v *visit) typedTyping() app.TypedTyping {
	return app.TypedTyping{Text: v.field("typing"), Sample: v.field("sample-id"), Release: v.field("release"), Laboratory: v.field("laboratory"), Method: v.field("method")}
}
