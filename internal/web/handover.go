package web

import (
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/ward"
)

func handoverRoutes() []route {
	return []route{
		{Pattern: "POST /child/{id}/course/handover", Right: authz.WriteEntry, Audit: "entry.write", Do: doHandOver},
		{Pattern: "POST /child/{id}/course/handover/taken", Right: authz.WriteEntry, Audit: "entry.write", Do: doTakeOver},
	}
}

// handoverView is the last handover, with the forms that this reader can use.
type handoverView struct {
	ward.Handover
	Path       string
	Give, Take string // addresses; "" where this reader cannot
	Typed      string
}

func (c *child) handoverView() handoverView {
	h := handoverView{Handover: ward.LastHandover(c.View), Typed: c.visit.field("note")}
	if h.Given() {
		h.Path = c.Entry(h.Entry)
	}
	if !c.WritesEntries() {
		return h
	}
	h.Give = c.base() + "/course/handover"
	if h.Given() && !h.Taken() && h.By != c.visit.who.Account {
		h.Take = c.base() + "/course/handover/taken"
	}
	return h
}

// errSilentHandover refuses a handover without words: "nothing special" is said.
var errSilentHandover = app.Refuse("note", evidence.Text{EN: "a handover says what the next shift must know", ZH: "交班须写明下一班须知的内容"})

func doHandOver(v *visit) error {
	if v.may(v.route.Right) && strings.TrimSpace(v.field("note")) == "" {
		return v.again(errSilentHandover, showCourse)
	}
	return v.recordFromCourse("assessment", map[string]string{"item": ward.HandoverItem, "state": "done", "result": v.field("note")})
}

// doTakeOver takes the handover that was read; a person does not take over from
// themselves.
func doTakeOver(v *visit) error {
	if !v.may(v.route.Right) { // the door denies it and leaves the line; the chart is not opened for it
		return v.recordFromCourse("assessment", map[string]string{"item": ward.HandoverTaken, "state": "done"})
	}
	at, err := v.asOf()
	if err != nil {
		return err
	}
	view, err := v.door.Chart(v.r.Context(), v.who, v.r.PathValue("id"), at)
	if err != nil {
		return err
	}
	last := ward.LastHandover(view)
	if !last.Given() || last.Entry != v.field("handover") || last.Taken() || last.By == v.who.Account {
		return v.again(app.ErrConflict, showCourse)
	}
	return v.recordFromCourse("assessment", map[string]string{"item": ward.HandoverTaken, "state": "done", "result": last.Entry})
}
