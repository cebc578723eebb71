package web

import (
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/consult"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/phenopacket"
)

// ownLink is why a page of the public form needs no session: its address is the
// secret, and the door finds the one request behind it.
const ownLink = "consult.send"

func requestRoutes() []route {
	return []route{
		{Pattern: "GET /open-a-case", Public: true, NoAudit: noRecord, Do: showOpenCase},
		{Pattern: "POST /open-a-case", Public: true, Audit: ownLink, Do: doOpenCase},
		{Pattern: "GET /request/{link}", Public: true, Audit: ownLink, Do: showRequest},
		{Pattern: "GET /request/{link}/{step}", Public: true, Audit: ownLink, Do: showStep},
		{Pattern: "POST /request/{link}/{step}", Public: true, Audit: ownLink, Do: doStep},
		{Pattern: "GET /request/{link}/answer/{index}", Public: true, Audit: ownLink, Do: showOwnAnswer},
		{Pattern: "POST /request/{link}/attach", Public: true, Audit: ownLink, Do: doAttach},
		{Pattern: "POST /request/{link}/remove", Public: true, Audit: ownLink, Do: doRemove},
		{Pattern: "POST /request/{link}/packet", Public: true, Audit: ownLink, Do: doPacket},
		{Pattern: "POST /request/{link}/send", Public: true, Audit: ownLink, Do: doSend},
		{Pattern: "POST /request/{link}/withdraw", Public: true, Audit: ownLink, Do: doWithdraw},
	}
}

// visitor tells strangers apart for the limits alone. Behind a proxy with TLS
// the nearest proxy's word for the address counts; it writes the last one.
func (v *visit) visitor() app.Visitor {
	client := v.r.RemoteAddr
	if host, _, err := net.SplitHostPort(client); err == nil {
		client = host
	}
	if forwarded := v.r.Header.Values("X-Forwarded-For"); v.secure && len(forwarded) > 0 {
		list := strings.Split(forwarded[len(forwarded)-1], ",")
		client = strings.TrimSpace(list[len(list)-1])
	}
	return app.Visitor{Client: client, Language: v.lang}
}

// openBody is the first page of the public form.
type openBody struct {
	Open    bool
	Contact []string
	Asked   []consult.Item
}

func showOpenCase(v *visit) error {
	if asked := v.r.URL.Query().Get("lang"); asked != "" {
		v.setCookie(languageCookie, i18n.Pick(asked), 0)
	}
	body := openBody{Open: v.door.ConsultsOpen(), Contact: v.door.Contact(), Asked: v.door.FamilyItems(consult.Consult{})}
	return v.render("open-case", page{Title: i18n.For(v.lang).Request.Title, Body: body})
}

func doOpenCase(v *visit) error {
	link, _, err := v.door.StartConsult(v.r.Context(), v.visitor())
	if err != nil {
		return v.again(err, showOpenCase)
	}
	return v.redirect("/request/" + link + "/" + consult.Form()[0].Key)
}

// requestView is a request as its family sees it on every page of the form.
type requestView struct {
	consult.Consult
	Path  string
	Steps []requestStep
	Open  bool // may still be changed
}

// Nth is the number of an answer in its address.
func (requestView) Nth(i int) int { return i + 1 }

type requestStep struct {
	consult.Step
	Path    string
	Current bool
	Filled  bool
	Wrong   int // answers that cannot be read
}

// openRequest finds the request of the address.
func (v *visit) openRequest() (requestView, error) {
	c, err := v.door.OpenConsult(v.r.Context(), v.r.PathValue("link"))
	if err != nil {
		return requestView{}, err
	}
	return v.requestView(c), nil
}

func (v *visit) requestView(c consult.Consult) requestView {
	r := requestView{Consult: c, Path: "/request/" + v.r.PathValue("link"), Open: c.State == consult.Draft || c.State == consult.Sent}
	problems := v.unreadable(c)
	for _, s := range consult.Form() {
		step := requestStep{Step: s, Path: r.Path + "/" + s.Key, Current: s.Key == v.r.PathValue("step")}
		for _, g := range s.Groups {
			step.Filled = step.Filled || len(c.Answers.Rows(g.Key)) > 0
			for _, p := range problems {
				if p.Group == g.Key {
					step.Wrong++
				}
			}
		}
		r.Steps = append(r.Steps, step)
	}
	return r
}

// unreadable are the answers that were given and cannot be read; what is merely
// needed and empty is said when the form is sent.
func (v *visit) unreadable(c consult.Consult) []consult.Problem {
	return slices.DeleteFunc(v.door.Unsendable(c), func(p consult.Problem) bool {
		return p.Row < len(c.Answers[p.Group]) && c.Answers[p.Group][p.Row][p.Field] == "" && len(c.Answers[p.Group]) <= 1 || len(c.Answers[p.Group]) == 0
	})
}

// statusBody is the request's own page: where it stands, what is missing, what
// was answered.
type statusBody struct {
	requestView
	Missing  []evidence.Text
	Problems []problemView
	Contact  []string
}

type problemView struct {
	Label evidence.Text
	Text  evidence.Text
	Path  string
}

func showRequest(v *visit) error {
	r, err := v.openRequest()
	if err != nil {
		return err
	}
	body := statusBody{requestView: r, Missing: consult.Missing(v.door.FamilyItems(r.Consult)), Contact: v.door.Contact()}
	if r.State == consult.Draft {
		body.Problems = v.problemViews(r)
	}
	return v.render("request", page{Title: i18n.For(v.lang).Request.Yours, Body: body})
}

// problemViews names what keeps the form from being sent, with the place.
func (v *visit) problemViews(r requestView) []problemView {
	var out []problemView
	for _, p := range v.door.Unsendable(r.Consult) {
		for _, s := range consult.Form() {
			for _, g := range s.Groups {
				if g.Key != p.Group {
					continue
				}
				f, _ := g.FieldOf(p.Field)
				out = append(out, problemView{Label: evidence.Text{EN: g.Title.EN + ": " + f.Label.EN, ZH: g.Title.ZH + "：" + f.Label.ZH}, Text: p.Text,
					Path: r.Path + "/" + s.Key + "#" + fieldID(g.Key, p.Row, p.Field)})
			}
		}
	}
	return out
}

func fieldID(group string, row int, field string) string {
	return "g-" + group + "-" + strconv.Itoa(row) + "-" + field
}

// stepBody is one page of questions.
type stepBody struct {
	Most int // bytes of a file
	requestView
	Step     consult.Step
	Groups   []groupView
	Next     string
	NextKey  string
	Kinds    []string
	Problems []problemView // on the last page
	Packet   []phenopacket.Problem
}

type groupView struct {
	consult.Group
	Rows []rowView
	More bool // another row may be added
}

type rowView struct {
	Number int
	Fields []answerView
}

type answerView struct {
	consult.Field
	ID, Name, Value, Label string
	Problem                evidence.Text
	Choices                []option
}

// spareRows are the empty rows that a table of questions offers.
const spareRows = 2

func showStep(v *visit) error { return v.stepPage(nil) }

func (v *visit) stepPage(packet []phenopacket.Problem) error {
	r, err := v.openRequest()
	if err != nil {
		return err
	}
	step, ok := consult.StepOf(v.r.PathValue("step"))
	if !ok {
		return app.ErrNotFound
	}
	body := stepBody{Most: app.MostDocumentBytes, requestView: r, Step: step, Kinds: app.DocumentKinds(), Packet: packet}
	problems := v.unreadable(r.Consult)
	for _, g := range step.Groups {
		body.Groups = append(body.Groups, v.groupView(g, r.Answers[g.Key], problems))
	}
	i := slices.IndexFunc(r.Steps, func(s requestStep) bool { return s.Key == step.Key })
	if i+1 < len(r.Steps) {
		body.Next, body.NextKey = r.Steps[i+1].Path, r.Steps[i+1].Key
	} else {
		body.Problems = v.problemViews(r)
	}
	return v.render("request-step", page{Title: step.Title.In(v.lang), Body: body})
}

func (v *visit) groupView(g consult.Group, rows []consult.Row, problems []consult.Problem) groupView {
	view := groupView{Group: g}
	shown := 1
	if g.Most > 1 {
		shown = min(len(rows)+spareRows, g.Most)
		view.More = shown < g.Most
	}
	for i := range shown {
		row := rowView{Number: i + 1}
		for _, f := range g.Fields {
			a := answerView{Field: f, ID: fieldID(g.Key, i, f.Key), Name: "g." + g.Key + "." + strconv.Itoa(i) + "." + f.Key}
			if i < len(rows) {
				a.Value = rows[i][f.Key]
			}
			a.Label = f.Label.In(v.lang)
			if g.Most > 1 {
				a.Label += ", " + strconv.Itoa(i+1)
			}
			for _, p := range problems {
				if p.Group == g.Key && p.Row == i && p.Field == f.Key {
					a.Problem = p.Text
				}
			}
			for _, o := range f.Choices() {
				a.Choices = append(a.Choices, option{o.Code, o.Text.In(v.lang), o.Code == a.Value})
			}
			row.Fields = append(row.Fields, a)
		}
		view.Rows = append(view.Rows, row)
	}
	return view
}

// doStep keeps one page of answers. The script saves in the background and wants
// no page back.
func doStep(v *visit) error {
	step, ok := consult.StepOf(v.r.PathValue("step"))
	if !ok {
		return app.ErrNotFound
	}
	var groups []string
	for _, g := range step.Groups {
		groups = append(groups, g.Key)
	}
	link := v.r.PathValue("link")
	_, err := v.door.SaveConsult(v.r.Context(), v.visitor(), link, groups, v.answers())
	switch {
	case err != nil:
		return err
	case v.r.Header.Get("X-Autosave") != "":
		v.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	to := "/request/" + link + "/" + step.Key
	if next := v.field("next"); next != "" {
		to = "/request/" + link + "/" + next
		if _, known := consult.StepOf(next); !known {
			to = "/request/" + link
		}
	}
	return v.redirect(to + "?done=saved")
}

// answers reads the fields of a page: g.<group>.<row>.<field>. What the form does
// not ask falls away at the door.
func (v *visit) answers() consult.Answers {
	out := consult.Answers{}
	for name := range v.r.PostForm {
		parts := strings.Split(name, ".")
		if len(parts) != 4 || parts[0] != "g" {
			continue
		}
		g, known := consult.GroupOf(parts[1])
		row, err := strconv.Atoi(parts[2])
		if !known || err != nil || row < 0 || row >= g.Most {
			continue
		}
		for len(out[g.Key]) <= row {
			out[g.Key] = append(out[g.Key], consult.Row{})
		}
		out[g.Key][row][parts[3]] = v.r.PostForm.Get(name)
	}
	return out
}

// upload reads the one file of a form.
func (v *visit) upload() (name string, body []byte, err error) {
	file, header, err := v.r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return "", nil, nil
	}
	if err != nil {
		return "", nil, err
	}
	defer file.Close()
	body, err = io.ReadAll(io.LimitReader(file, app.MostDocumentBytes+1))
	return header.Filename, body, err
}

// documentsAgain shows the page of documents with a refusal on top.
func (v *visit) documentsAgain(err error) error {
	v.r.SetPathValue("step", "documents")
	return v.again(err, showStep)
}

func doAttach(v *visit) error {
	name, body, err := v.upload()
	if err != nil {
		return err
	}
	link := v.r.PathValue("link")
	if _, err := v.door.AttachDocument(v.r.Context(), v.visitor(), link, app.Attachment{Kind: v.field("kind"), Name: name, Body: body}); err != nil {
		return v.documentsAgain(err)
	}
	return v.redirect("/request/" + link + "/documents?done=saved")
}

func doRemove(v *visit) error {
	link := v.r.PathValue("link")
	if _, err := v.door.RemoveDocument(v.r.Context(), link, v.field("document")); err != nil {
		return v.documentsAgain(err)
	}
	return v.redirect("/request/" + link + "/documents?done=saved")
}

func doPacket(v *visit) error {
	_, body, err := v.upload()
	if err != nil {
		return err
	}
	link := v.r.PathValue("link")
	_, problems, err := v.door.FillFromPacket(v.r.Context(), v.visitor(), link, body)
	if err != nil {
		return v.documentsAgain(err)
	}
	if len(problems) > 0 {
		v.status = http.StatusUnprocessableEntity
		v.r.SetPathValue("step", "documents")
		return v.stepPage(problems)
	}
	return v.redirect("/request/" + link + "/illness?done=saved")
}

// doSend keeps the last page as well and puts the request on the desk.
func doSend(v *visit) error {
	link := v.r.PathValue("link")
	if _, err := v.door.SaveConsult(v.r.Context(), v.visitor(), link, []string{"consent"}, v.answers()); err != nil {
		return err
	}
	if _, err := v.door.SendConsult(v.r.Context(), link); err != nil {
		v.r.SetPathValue("step", "consent")
		return v.again(err, showStep)
	}
	return v.redirect("/request/" + link + "?done=sent")
}

func doWithdraw(v *visit) error {
	if err := v.door.WithdrawConsult(v.r.Context(), v.r.PathValue("link")); err != nil {
		return v.again(err, showRequest)
	}
	return v.redirect("/request/" + v.r.PathValue("link"))
}
