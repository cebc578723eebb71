package web

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// FeedDoor is what the pages of the feed need of the application.
type FeedDoor interface {
	Feed(ctx context.Context, p app.Principal, q app.FeedQuery) (app.FeedDesk, error)
	FeedMessage(ctx context.Context, p app.Principal, number int64) (app.FeedItem, error)
	FeedTaskPage(ctx context.Context, p app.Principal, id string) (app.FeedTask, []app.FeedItem, error)
	OwnFeedTask(ctx context.Context, p app.Principal, id string) error
	CloseFeedTask(ctx context.Context, p app.Principal, id, reason string, notOurs bool) error
	SortAgain(ctx context.Context, p app.Principal, task string) error
	FeedMap(ctx context.Context, p app.Principal) ([]app.FeedMapping, error)
	MapFeed(ctx context.Context, p app.Principal, m app.FeedMapping, task string) error
}

func feedRoutes() []route {
	return []route{
		{Pattern: "GET /feed", Right: authz.ReadFeed, Audit: "feed.read", Do: showFeed},
		{Pattern: "GET /feed/message/{message}", Right: authz.ReadFeed, Audit: "feed.read", Do: showFeedMessage},
		{Pattern: "GET /feed/task/{task}", Right: authz.ReadFeed, Audit: "feed.read", Do: showFeedTask},
		{Pattern: "POST /feed/task/{task}/own", Right: authz.WorkFeed, Audit: "feed.work", Do: ownFeedTask},
		{Pattern: "POST /feed/task/{task}/end", Right: authz.WorkFeed, Audit: "feed.work", Do: endFeedTask},
		{Pattern: "POST /feed/task/{task}/again", Right: authz.WorkFeed, Audit: "feed.work", Do: againFeedTask},
		{Pattern: "POST /feed/task/{task}/map", Right: authz.WorkFeed, Audit: "feed.work", Do: mapFeedTask},
		{Pattern: "GET /feed/mapping", Right: authz.ReadFeed, Audit: "feed.read", Do: showFeedMapping},
	}
}

// feedBody is the desk.
type feedBody struct {
	Counts        app.FeedCounts
	Oldest        string
	OldestOverdue bool
	Tasks         []feedTaskRow
	Messages      []feedMessageRow
	States        []feedState
	Older         string // address of the next page, empty at the end
}

type feedState struct {
	Path, Name string
	Current    bool
}

// feedTaskRow is a task as a page shows it.
type feedTaskRow struct {
	app.FeedTask
	Path, KindWord, StateWord, OwnerWord, Since, Until, Age string
	Overdue                                                 bool
	Words                                                   evidence.Text
}

// feedMessageRow is a message as a list shows it.
type feedMessageRow struct {
	Number                                             int64
	Path, Received, Sender, Control, Type, Mark, State string
	Record, RecordPath, Hash, Connection               string
	Remark                                             evidence.Text
}

// messagesAPage is how many messages the desk lists.
const messagesAPage = 100

func showFeed(v *visit) error {
	query := v.r.URL.Query()
	state := app.FeedState(query.Get("state"))
	before, _ := strconv.ParseInt(query.Get("before"), 10, 64) // anything else begins with the newest
	desk, err := v.door.Feed(v.r.Context(), v.who, app.FeedQuery{State: state, Before: before, Limit: messagesAPage})
	if err != nil {
		return err
	}
	words := i18n.For(v.lang)
	body := feedBody{Counts: desk.Counts, States: []feedState{{"/feed", words.Feed.AllStates, state == ""}}}
	if !desk.Counts.Oldest.IsZero() {
		age := v.door.Now().Sub(desk.Counts.Oldest)
		body.Oldest, body.OldestOverdue = ageText(age), age > app.FeedAlarm
	}
	for _, s := range app.FeedStates() {
		body.States = append(body.States, feedState{"/feed?state=" + string(s), i18n.FeedTerm(v.lang, string(s)), s == state})
	}
	for _, t := range desk.Tasks {
		body.Tasks = append(body.Tasks, v.feedTask(t))
	}
	for _, m := range desk.Messages {
		body.Messages = append(body.Messages, v.feedRow(m))
	}
	if n := len(desk.Messages); n == messagesAPage {
		next := url.Values{"before": {strconv.FormatInt(desk.Messages[n-1].Number, 10)}}
		if state != "" {
			next.Set("state", string(state))
		}
		body.Older = "/feed?" + next.Encode()
	}
	return v.render("feed", page{Title: words.Feed.Title, Body: body})
}

// ageText writes an age in the unit a reader counts in.
func ageText(age time.Duration) string {
	switch {
	case age < time.Hour:
		return fmt.Sprintf("%d min", int(age/time.Minute))
	case age < 48*time.Hour:
		return fmt.Sprintf("%d h", int(age/time.Hour))
	}
	return fmt.Sprintf("%d d", int(age/(24*time.Hour)))
}

func (v *visit) feedTask(t app.FeedTask) feedTaskRow {
	age := v.door.Now().Sub(t.Opened)
	row := feedTaskRow{FeedTask: t, Path: "/feed/task/" + url.PathEscape(t.ID), KindWord: i18n.FeedTerm(v.lang, t.Kind), StateWord: i18n.FeedTerm(v.lang, t.State),
		OwnerWord: i18n.FeedTerm(v.lang, t.Owner), Since: t.Opened.UTC().Format("2006-01-02 15:04"), Age: ageText(age), Overdue: t.State == app.TaskOpen && age > app.FeedAlarm,
		Words: evidence.Text{EN: t.EN, ZH: t.ZH}}
	if !t.Ended.IsZero() {
		row.Until = t.Ended.UTC().Format("2006-01-02 15:04")
	}
	return row
}

// feedMarks repeat the state of a message by shape.
var feedMarks = map[app.FeedState]string{app.FeedWaiting: "○", app.FeedFiled: "✓", app.FeedOpen: "◇", app.FeedNothing: "–", app.FeedRefused: "▲"}

func (v *visit) feedRow(m app.FeedItem) feedMessageRow {
	state := m.State()
	row := feedMessageRow{Number: m.Number, Path: fmt.Sprintf("/feed/message/%d", m.Number), Received: m.Received.UTC().Format("2006-01-02 15:04:05"),
		Sender: strings.Trim(m.Sender, "|"), Control: m.Control, Type: m.Outcome.Type, Mark: feedMarks[state], State: i18n.FeedTerm(v.lang, string(state)), Hash: m.SHA256, Connection: m.Connection}
	if m.Outcome.Patient != "" {
		row.Record, row.RecordPath = m.Outcome.Patient, "/child/"+url.PathEscape(m.Outcome.Patient)
	}
	if len(m.Outcome.Lines) > 0 {
		first := m.Outcome.Lines[0]
		row.Remark = evidence.Text{EN: first.EN, ZH: first.ZH}
	}
	return row
}

// feedMessageBody is one message with its bytes.
type feedMessageBody struct {
	Row      feedMessageRow
	Lines    []feedLine
	Entries  []feedLink
	Tasks    []feedLink
	Segments []string
	TooLong  bool
}

type feedLine struct {
	Place, Kind string
	Words       evidence.Text
}

type feedLink struct{ Path, Name string }

// longestShown is how many bytes of a message a page shows.
const longestShown = 64 << 10

func showFeedMessage(v *visit) error {
	number, err := strconv.ParseInt(v.r.PathValue("message"), 10, 64)
	if err != nil {
		return app.ErrNotFound
	}
	item, err := v.door.FeedMessage(v.r.Context(), v.who, number)
	if err != nil {
		return err
	}
	body := feedMessageBody{Row: v.feedRow(item)}
	for _, l := range item.Outcome.Lines {
		body.Lines = append(body.Lines, feedLine{i18n.MessagePlace(v.lang, l.Place), i18n.FeedTerm(v.lang, l.Kind), evidence.Text{EN: l.EN, ZH: l.ZH}})
	}
	for _, id := range item.Outcome.Entries {
		body.Entries = append(body.Entries, feedLink{"/child/" + url.PathEscape(item.Outcome.Patient) + "/entry/" + url.PathEscape(id), id})
	}
	for _, id := range item.Outcome.Tasks {
		body.Tasks = append(body.Tasks, feedLink{"/feed/task/" + url.PathEscape(id), id})
	}
	raw := item.Raw
	if body.TooLong = len(raw) > longestShown; body.TooLong {
		raw = raw[:longestShown]
	}
	body.Segments = segmentsShown(raw)
	return v.render("feed-message", page{Title: fmt.Sprintf("%s %d", i18n.For(v.lang).Feed.MessageTitle, item.Number), Body: body})
}

// segmentsShown cuts a message into lines; what is not UTF-8 shows as U+FFFD, and
// no control character reaches the page.
func segmentsShown(raw []byte) []string {
	text := strings.ToValidUTF8(string(raw), "\uFFFD")
	var lines []string
	for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\r' || r == '\n' || r == 0x0B || r == 0x1C }) {
		lines = append(lines, strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7f {
				return '·'
			}
			return r
		}, line))
	}
	return lines
}

// feedTaskBody is one task with the forms that end it.
type feedTaskBody struct {
	Task     feedTaskRow
	Messages []feedMessageRow
	MayWork  bool
	NotOurs  bool     // the form offers "no patient of this programme"
	Fields   []string // of the mapping form, empty when the task is not about a code or a unit
	System   string
	Code     string
	Items    []knowledge.LaboratoryItem
}

func showFeedTask(v *visit) error {
	t, items, err := v.door.FeedTaskPage(v.r.Context(), v.who, v.r.PathValue("task"))
	if err != nil {
		return err
	}
	body := feedTaskBody{Task: v.feedTask(t), MayWork: v.may(authz.WorkFeed) && t.State == app.TaskOpen, NotOurs: t.Kind == "patient"}
	for _, m := range items {
		body.Messages = append(body.Messages, v.feedRow(m))
	}
	switch t.Kind {
	case "code":
		body.System, body.Code, _ = strings.Cut(t.Subject, "/")
		body.Fields = app.MappingFields("code")
		body.Items = v.door.Knowledge().LaboratoryItems()
	case "unit":
		body.Code, _, _ = strings.Cut(t.Subject, " for ")
		body.Fields = app.MappingFields("unit")
	}
	return v.render("feed-task", page{Title: i18n.For(v.lang).Feed.TaskTitle, Body: body})
}

func ownFeedTask(v *visit) error {
	return v.afterTask(v.door.OwnFeedTask(v.r.Context(), v.who, v.r.PathValue("task")))
}

func againFeedTask(v *visit) error {
	return v.afterTask(v.door.SortAgain(v.r.Context(), v.who, v.r.PathValue("task")))
}

func endFeedTask(v *visit) error {
	return v.afterTask(v.door.CloseFeedTask(v.r.Context(), v.who, v.r.PathValue("task"), v.field("reason"), v.field("not-ours") == "yes"))
}

func mapFeedTask(v *visit) error {
	m := app.FeedMapping{Kind: v.field("kind"), Sender: v.field("sender"), System: v.field("system"), Code: v.field("code"), To: map[string]string{}}
	for _, name := range app.MappingFields(m.Kind) {
		m.To[name] = v.field("to." + name)
	}
	return v.afterTask(v.door.MapFeed(v.r.Context(), v.who, m, v.r.PathValue("task")))
}

// afterTask shows the task again with what was refused, or leads back to it.
func (v *visit) afterTask(err error) error {
	if errors.Is(err, app.ErrDenied) {
		return err // a role without the right is not told whether the task exists
	}
	if err != nil {
		return v.again(err, showFeedTask)
	}
	return v.redirect("/feed/task/" + url.PathEscape(v.r.PathValue("task")))
}

// feedMapBody is the centre's own mapping beside the knowledge.
type feedMapBody struct {
	Lines []feedMapRow
	Items []feedItemRow
}

type feedMapRow struct {
	Kind, Sender, System, Code, Means, By, At string
}

type feedItemRow struct {
	What, Unit string
	Name       evidence.Text
	Codes      []knowledge.LaboratoryCode
}

func showFeedMapping(v *visit) error {
	lines, err := v.door.FeedMap(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	var body feedMapBody
	words := i18n.For(v.lang)
	for _, l := range lines {
		row := feedMapRow{i18n.FeedTerm(v.lang, l.Kind), l.Sender, l.System, l.Code, "", l.By, l.At.UTC().Format("2006-01-02 15:04")}
		if l.Sender == "*" {
			row.Sender = words.Feed.SenderAll
		}
		var means []string
		for _, name := range app.MappingFields(l.Kind) {
			if value := l.To[name]; value != "" {
				means = append(means, i18n.FeedField(v.lang, name)+words.Site.Colon+value)
			}
		}
		row.Means = strings.Join(means, " · ")
		body.Lines = append(body.Lines, row)
	}
	for _, item := range v.door.Knowledge().LaboratoryItems() {
		body.Items = append(body.Items, feedItemRow{What: item.What, Name: item.Name, Codes: item.Codes})
	}
	return v.render("feed-mapping", page{Title: words.Feed.Mapping, Body: body})
}
