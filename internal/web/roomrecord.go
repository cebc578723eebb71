package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/rooms"
)

// recordView offers a room's own forms: the kinds its readers may write, and the
// form that was asked for. A form is an address, so it works without script.
type recordView struct {
	Kinds  []recordLink
	Form   *entryForm
	Cancel string
}

type recordLink struct {
	Path, Name string
	Current    bool
}

// roomPage is the page a form returns to; nil for a name that is no room with
// forms.
func roomPage(name string) func(*visit) error {
	switch name {
	case "consult":
		return showConsultRoom
	case "path":
		return showPath
	case "diagnosis":
		return showDiagnosis
	case "disease":
		return showDisease
	case "evaluation":
		return showEvaluation
	case "meeting":
		return showMeeting
	case "pharmacy":
		return showPharmacy
	case "day-0":
		return showDayZero
	}
	if strings.HasPrefix(name, donorRoom) {
		return showDonorChart
	}
	return nil
}

// donorRoom begins the name of a donor's own chart; the person id follows.
const donorRoom = "donor/"

// setRoom gives the page of a room, shown again after a refused form, what its
// address would have given it.
func (v *visit) setRoom(name string) {
	if id, ok := strings.CutPrefix(name, donorRoom); ok {
		v.r.SetPathValue("donor", id)
	}
}

// typed is what was typed into a field before, or what the address of a form
// fills in.
func (v *visit) typed(name string) string {
	if v.r.Method == http.MethodGet && (strings.HasPrefix(name, "f.") || name == "about") {
		return strings.TrimSpace(v.r.URL.Query().Get(name))
	}
	return v.field(name)
}

// roomOfForm names the room a form returns to; empty on other pages.
func (v *visit) roomOfForm(c *child) string {
	if roomPage(c.Room) == nil {
		return ""
	}
	return c.Room
}

// recordHere offers the forms of a room to a reader who may write them.
func (c *child) recordHere(kinds ...chart.Kind) recordView {
	var r recordView
	if !c.WritesEntries() {
		return r
	}
	v := c.visit
	asked := chart.Kind(v.r.URL.Query().Get("record"))
	if v.r.Method == http.MethodPost {
		asked = chart.Kind(v.field("kind"))
	}
	for _, kind := range kinds {
		if writable(kind) && app.MayWrite(v.who.Role, string(kind)) {
			r.Kinds = append(r.Kinds, recordLink{c.recordPath(rooms.Record{Kind: kind}), i18n.Kind(v.lang, string(kind)), kind == asked})
		}
	}
	offered := slices.ContainsFunc(r.Kinds, func(l recordLink) bool { return l.Current })
	if p, err := chart.New(asked); err == nil && offered {
		r.Form, r.Cancel = c.entryForm(p, chart.Entry{}), c.Link(c.Room)
	}
	return r
}

// recordPath is the address of the form that fills a line of this room.
func (c *child) recordPath(r rooms.Record) string {
	q := url.Values{"record": {string(r.Kind)}}
	if !c.Now {
		q.Set("as-of", c.Plan.AsOf.String())
	}
	if about := r.About; about != "" {
		q.Set("about", about)
	} else if id, ok := strings.CutPrefix(c.Room, donorRoom); ok {
		q.Set("about", id)
	}
	for name, value := range r.Fields {
		q.Set("f."+name, value)
	}
	return c.base() + "/" + c.Room + "?" + q.Encode() + "#record"
}

// recordLinkOf is the address of a line's form for a reader who may use it.
func (c *child) recordLinkOf(r *rooms.Record) string {
	if r == nil || !c.WritesEntries() || !writable(r.Kind) || !app.MayWrite(c.visit.who.Role, string(r.Kind)) {
		return ""
	}
	return c.recordPath(*r)
}
