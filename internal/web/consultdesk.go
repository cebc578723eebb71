package web

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/consult"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

func deskRoutes() []route {
	return []route{
		{Pattern: "GET /consult", Right: authz.ReadConsult, Audit: "consult.read", Do: showDesk},
		{Pattern: "GET /consult/{number}", Right: authz.ReadConsult, Audit: "consult.read", Do: showConsult},
		{Pattern: "GET /consult/{number}/document/{document}", Right: authz.ReadConsult, Audit: "consult.read", Do: showDocument},
		{Pattern: "GET /consult/{number}/answer/{index}", Right: authz.ReadConsult, Audit: "consult.read", Do: showAnswer},
		{Pattern: "POST /consult/packet", Right: authz.HandleConsult, Audit: "consult.handle", Do: doDeskPacket},
		{Pattern: "POST /consult/{number}/rank", Right: authz.HandleConsult, Audit: "consult.handle", Do: doRank},
		{Pattern: "POST /consult/{number}/reply", Right: authz.HandleConsult, Audit: "consult.handle", Do: doReply},
		{Pattern: "POST /consult/{number}/accept", Right: authz.HandleConsult, Audit: "consult.handle", Do: doAccept},
		{Pattern: "POST /consult/{number}/close", Right: authz.HandleConsult, Audit: "consult.handle", Do: doClose},
	}
}

// queueRow is one request in the queue.
type queueRow struct {
	app.DeskConsult
	Path, Sent, Age, Word string
	Level                 int
	Missing               int
	Why                   []evidence.Text
}

// deskBody is the queue.
type deskBody struct {
	Most    int // bytes of a phenopacket
	Waiting []queueRow
	Done    []doneRow
	Handles bool
}

type doneRow struct {
	consult.Consult
	Path, Chart, When string
}

// at writes a moment in the centre's time zone when there is one.
func (v *visit) at(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(v.door.Zone()).Format("2006-01-02 15:04")
}

func showDesk(v *visit) error {
	q, err := v.door.Desk(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	body := deskBody{Most: app.MostDocumentBytes, Handles: v.may(authz.HandleConsult)}
	for _, c := range q.Waiting {
		body.Waiting = append(body.Waiting, v.queueRow(c))
	}
	for _, c := range q.Done {
		row := doneRow{Consult: c, Path: "/consult/" + url.PathEscape(c.Number), When: v.at(c.Changed)}
		if c.Case != "" {
			row.Chart = "/child/" + url.PathEscape(c.Case)
		}
		body.Done = append(body.Done, row)
	}
	return v.render("consult-desk", page{Title: i18n.For(v.lang).Desk.Title, Body: body})
}

func (v *visit) queueRow(c app.DeskConsult) queueRow {
	w := i18n.For(v.lang)
	row := queueRow{DeskConsult: c, Path: "/consult/" + url.PathEscape(c.Number), Sent: v.at(c.Sent), Level: c.Standing(c.Triage), Missing: len(consult.Missing(c.Items))}
	row.Word = levelWord(row.Level, w.Desk)
	for _, r := range c.Triage.Reasons {
		row.Why = append(row.Why, r.Text)
	}
	return row
}

func levelWord(level int, w i18n.Desk) string {
	return map[int]string{consult.First: w.First, consult.Early: w.Early, consult.InOrder: w.InOrder}[level]
}

// consultBody is one request on the desk.
type consultBody struct {
	queueRow
	Answered   []answeredGroup
	Handles    bool
	Accepts    bool
	SameChild  bool
	Likenesses []likenessView
	Papers     []paperView
	Sentences  []string // what is missing, in the family's language, to send on
	ReplyForm  replyForm
	// as typed into a form that was refused
	RankReason, RankLevel, CloseReason string
	Replies                            []replyView
	Chart                              string
	Problems                           []string
}

type answeredGroup struct {
	Title  evidence.Text
	Labels []evidence.Text
	Rows   [][]string
	Once   bool
}

type likenessView struct {
	consult.Likeness
	Path, Word string
}

type paperView struct {
	consult.Document
	Path, Size, When string
}

type replyView struct {
	consult.Reply
	Path, When string
}

// replyForm is the answer as it is being written; what the program can say
// itself is filled in, in the family's language.
type replyForm struct{ Text, NotExamined, Evidence, Unknown, NextTest string }

func showConsult(v *visit) error {
	d, err := v.door.Consult(v.r.Context(), v.who, v.r.PathValue("number"))
	if err != nil {
		return err
	}
	b := consultBody{queueRow: v.queueRow(d), Handles: v.may(authz.HandleConsult) && d.State != consult.Withdrawn, Answered: v.answered(d.Consult)}
	b.Accepts = b.Handles && d.State == consult.Sent && v.may(authz.ImportCase)
	w := i18n.For(v.lang)
	for _, l := range d.Alike {
		view := likenessView{Likeness: l, Path: "/child/" + url.PathEscape(l.Key), Word: w.Desk.MaySibling}
		if strings.HasPrefix(l.Key, "C-") {
			view.Path = "/consult/" + url.PathEscape(l.Key)
		}
		if l.Kind == consult.SameChild {
			view.Word, b.SameChild = w.Desk.MaySame, true
		}
		b.Likenesses = append(b.Likenesses, view)
	}
	for _, p := range d.Documents {
		b.Papers = append(b.Papers, paperView{p, b.Path + "/document/" + p.ID, size(p.Bytes), v.at(p.At)})
	}
	for _, m := range consult.Missing(d.Items) {
		b.Sentences = append(b.Sentences, m.In(d.Language))
	}
	for i, r := range d.Replies {
		b.Replies = append(b.Replies, replyView{r, b.Path + "/answer/" + itoa(i+1), v.at(r.At)})
	}
	if d.Case != "" {
		b.Chart = "/child/" + url.PathEscape(d.Case)
	}
	b.ReplyForm = v.replyForm(d)
	switch path.Base(v.r.URL.Path) {
	case "rank":
		b.RankReason, b.RankLevel = v.field("reason"), v.field("level")
	case "close":
		b.CloseReason = v.field("reason")
	}
	return v.render("consult", page{Title: d.Name() + " · " + d.Number, Body: b})
}

func size(bytes int) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%d KiB", (bytes+1023)>>10)
	}
	return fmt.Sprintf("%.1f MiB", float64(bytes)/(1<<20))
}

// answered lists what was answered, group by group, as it was written.
func (v *visit) answered(c consult.Consult) []answeredGroup {
	var out []answeredGroup
	for _, s := range consult.Form() {
		for _, g := range s.Groups {
			rows := c.Answers.Rows(g.Key)
			if len(rows) == 0 {
				continue
			}
			view := answeredGroup{Title: g.Title, Once: g.Most == 1}
			for _, f := range g.Fields {
				view.Labels = append(view.Labels, f.Label)
			}
			for _, r := range rows {
				var cells []string
				for _, f := range g.Fields {
					cells = append(cells, unitText(f.Shown(r[f.Key], v.lang)))
				}
				view.Rows = append(view.Rows, cells)
			}
			out = append(out, view)
		}
	}
	return out
}

// replyForm fills the answer in: what was not examined, the papers it rests on,
// what is missing. The person rewrites all of it before it is sent.
func (v *visit) replyForm(d app.DeskConsult) replyForm {
	w := i18n.For(d.Language)
	f := replyForm{Text: v.field("text"), NotExamined: v.field("notExamined"), Evidence: v.field("evidence"), Unknown: v.field("unknown"), NextTest: v.field("nextTest")}
	if v.r.Method == http.MethodPost && f.NotExamined+f.Evidence+f.Unknown+f.Text != "" {
		return f
	}
	f.NotExamined = w.Desk.NotExaminedText
	lines := []string{w.Desk.FormItself + " " + d.Number + w.Desk.SentOn + v.at(d.Sent)}
	for _, p := range d.Documents {
		lines = append(lines, p.Name)
	}
	if base := v.door.Knowledge(); base != nil {
		if dis, ok := base.DiseaseOfGene(strings.ToUpper(d.Answers.One("disease", "gene"))); ok {
			lines = append(lines, w.Desk.DiseaseFile+" "+dis.Key+" ("+w.Desk.Knowledge+" "+base.VersionShort()+")")
		}
	}
	f.Evidence = strings.Join(lines, "\n")
	var missing []string
	for _, m := range consult.Missing(d.Items) {
		missing = append(missing, m.In(d.Language))
	}
	f.Unknown = strings.Join(missing, "\n")
	return f
}

// showDocument sends a document as it was sent, to be kept and opened outside;
// nothing of it runs on a page of this site.
func showDocument(v *visit) error {
	d, body, err := v.door.ConsultDocument(v.r.Context(), v.who, v.r.PathValue("number"), v.r.PathValue("document"))
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", d.Media)
	if d.Media == "text/plain" {
		h.Set("Content-Type", "text/plain; charset=utf-8")
	}
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": d.Name}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	_, _ = v.w.Write(body) // a reader who has gone needs no answer
	return nil
}

// seen is the revision that the form was written on.
func (v *visit) seen() int {
	n, _ := strconv.Atoi(v.field("revision")) // a wrong one is a conflict at the door
	return n
}

// desk runs an act on the request of the address and shows it again.
func (v *visit) desk(err error, done string) error {
	switch {
	case errors.Is(err, app.ErrDenied):
		return err
	case err != nil:
		return v.again(err, showConsult)
	}
	return v.redirect("/consult/" + url.PathEscape(v.r.PathValue("number")) + "?done=" + done)
}

func doRank(v *visit) error {
	level, _ := strconv.Atoi(v.field("level")) // a wrong one is refused at the door
	return v.desk(v.door.RankConsult(v.r.Context(), v.who, v.r.PathValue("number"), v.seen(), level, v.field("reason")), "placed")
}

func doReply(v *visit) error {
	r := consult.Reply{Language: v.field("language"), Text: v.field("text"), NotExamined: v.field("notExamined"), NextTest: v.field("nextTest"),
		Evidence: lines(v.field("evidence")), Unknown: lines(v.field("unknown"))}
	return v.desk(v.door.ReplyConsult(v.r.Context(), v.who, v.r.PathValue("number"), v.seen(), r), "replied")
}

// lines splits a text into its lines that say anything.
func lines(text string) []string {
	var out []string
	for _, l := range strings.Split(text, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

func doClose(v *visit) error {
	return v.desk(v.door.CloseConsult(v.r.Context(), v.who, v.r.PathValue("number"), v.seen(), v.field("reason")), "closed")
}

func doAccept(v *visit) error {
	id, err := v.door.AcceptConsult(v.r.Context(), v.who, v.r.PathValue("number"), v.seen(), v.field("looked") == "yes")
	if err != nil {
		return v.desk(err, "")
	}
	return v.redirect("/child/" + url.PathEscape(id) + "/path?done=accepted")
}

// doDeskPacket puts a phenopacket on the desk.
func doDeskPacket(v *visit) error {
	name, body, err := v.upload()
	if err != nil {
		return err
	}
	number, problems, err := v.door.PacketConsult(v.r.Context(), v.who, body)
	if len(problems) > 0 {
		var said []error
		for _, p := range problems {
			said = append(said, p)
		}
		err = fmt.Errorf("%w: %s: %w", app.ErrRefused, cmp.Or(name, "file"), errors.Join(said...))
	}
	if err != nil {
		return v.again(err, showDesk)
	}
	return v.redirect("/consult/" + url.PathEscape(number))
}

// answerBody is the printed answer.
type answerBody struct {
	consult.Reply
	Number, Name, Birth, Centre, When, Back, Hash string
	Question                                      string
	Language                                      string // tag of the language it was written in
	Words                                         *i18n.Words
}

func showAnswer(v *visit) error {
	d, err := v.door.Consult(v.r.Context(), v.who, v.r.PathValue("number"))
	if err != nil {
		return err
	}
	return v.answerPage(d.Consult, "/consult/"+url.PathEscape(d.Number))
}

// showOwnAnswer is the same page for the family.
func showOwnAnswer(v *visit) error {
	r, err := v.openRequest()
	if err != nil {
		return err
	}
	return v.answerPage(r.Consult, r.Path)
}

func (v *visit) answerPage(c consult.Consult, back string) error {
	i, err := strconv.Atoi(v.r.PathValue("index"))
	if err != nil || i < 1 || i > len(c.Replies) {
		return errors.Join(app.ErrNotFound, err)
	}
	r := c.Replies[i-1]
	body := answerBody{Reply: r, Number: c.Number, Name: c.Name(), Birth: c.Answers.One("child", "birth"), Centre: v.door.CentreName().In(r.Language),
		When: v.at(r.At), Back: back, Hash: answerHash(r), Question: c.Answers.One("question", "question"),
		Language: i18n.Tag(r.Language), Words: i18n.For(r.Language)}
	return v.render("consult-answer", page{Title: i18n.For(v.lang).Desk.AnswerTitle, Wide: true, Body: body})
}

// answerHash names the content of an answer, so that two papers can be compared.
func answerHash(r consult.Reply) string {
	body, err := json.Marshal(r)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}
