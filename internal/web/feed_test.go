package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
)

// The feed of the test door: one task of each form that the pages show, and three
// messages.

func (d *testDoor) feedTasks() []app.FeedTask {
	return []app.FeedTask{
		{ID: "code-1", Kind: "code", Subject: "L/XYZ", Sender: "LIS|LAB", EN: "the code XYZ L is not mapped", ZH: "项目代码XYZ L尚未对照", Owner: "laboratory", Opened: d.now.Add(-3 * time.Hour), State: app.TaskOpen, Waiting: 2},
		{ID: "patient-1", Kind: "patient", Subject: "123", EN: "no person here has the identifier 123", ZH: "系统中没有标识号为123的人员", Owner: "coordinator", Opened: d.now.Add(-time.Minute), State: app.TaskOpen, Waiting: 1},
		{ID: "unit-1", Kind: "unit", Subject: "G/L for platelets", Sender: "LIS|LAB", Patient: caseID, EN: "G/L has two meanings", ZH: "G/L有两种含义", Owner: "physician", Opened: d.now.Add(-72 * time.Hour), State: app.TaskClosed, Ended: d.now, By: "amy", Reason: "sender asked"},
	}
}

func (d *testDoor) feedItems() []app.FeedItem {
	message := func(n int64, control string, state app.FeedState) app.FeedItem {
		return app.FeedItem{FeedMessage: app.FeedMessage{Number: n, Connection: "lis", Sender: "LIS|LAB", Control: control, SHA256: strings.Repeat("ab", 32), Received: d.now.Add(-time.Hour),
			Raw: []byte("MSH|^~\\&|LIS|LAB\rOBX|1|ST|<script>alert(1)</script>\x00\xff\r")},
			Outcome: app.FeedOutcome{Number: n, State: state, Type: "ORU^R01", Patient: caseID, Entries: []string{"weight-1"}, Tasks: []string{"code-1"},
				Lines: []app.FeedLine{{Place: "OBX-3 (segment 2)", Kind: "code", EN: "the code <b>XYZ</b> is not mapped", ZH: "代码XYZ尚未对照"}}}}
	}
	waiting := message(3, "M3", "")
	waiting.Outcome = app.FeedOutcome{}
	return []app.FeedItem{waiting, message(2, "M2", app.FeedOpen), message(1, "", app.FeedRefused)}
}

func (d *testDoor) Feed(_ context.Context, p app.Principal, _ app.FeedQuery) (app.FeedDesk, error) {
	if err := d.decide(p, authz.ReadFeed, ""); err != nil {
		return app.FeedDesk{}, err
	}
	return app.FeedDesk{Counts: app.FeedCounts{Messages: 3, Waiting: 1, OpenTasks: 2, Oldest: d.now.Add(-time.Hour)}, Tasks: d.feedTasks()[:2], Messages: d.feedItems()}, nil
}

func (d *testDoor) FeedMessage(_ context.Context, p app.Principal, number int64) (app.FeedItem, error) {
	if err := d.decide(p, authz.ReadFeed, ""); err != nil {
		return app.FeedItem{}, err
	}
	for _, m := range d.feedItems() {
		if m.Number == number {
			return m, nil
		}
	}
	return app.FeedItem{}, app.ErrNotFound
}

func (d *testDoor) FeedTaskPage(_ context.Context, p app.Principal, id string) (app.FeedTask, []app.FeedItem, error) {
	if err := d.decide(p, authz.ReadFeed, ""); err != nil {
		return app.FeedTask{}, nil, err
	}
	for _, t := range d.feedTasks() {
		if t.ID == id {
			return t, d.feedItems()[1:], nil
		}
	}
	return app.FeedTask{}, nil, app.ErrNotFound
}

func (d *testDoor) feedWrite(p app.Principal, what string) error {
	if err := d.decide(p, authz.WorkFeed, ""); err != nil {
		return err
	}
	return d.written(d.refuse, what)
}

func (d *testDoor) OwnFeedTask(_ context.Context, p app.Principal, id string) error {
	return d.feedWrite(p, "own "+id)
}

func (d *testDoor) CloseFeedTask(_ context.Context, p app.Principal, id, reason string, notOurs bool) error {
	if notOurs {
		id += " not ours"
	}
	return d.feedWrite(p, "end "+id+": "+reason)
}

func (d *testDoor) SortAgain(_ context.Context, p app.Principal, id string) error {
	return d.feedWrite(p, "again "+id)
}

func (d *testDoor) FeedMap(_ context.Context, p app.Principal) ([]app.FeedMapping, error) {
	if err := d.decide(p, authz.ReadFeed, ""); err != nil {
		return nil, err
	}
	return []app.FeedMapping{{ID: "code/*/L/ANC", Kind: "code", Sender: "*", System: "L", Code: "ANC", To: map[string]string{"what": "neutrophils", "method": "automated"}, By: "amy", At: d.now}}, nil
}

func (d *testDoor) MapFeed(_ context.Context, p app.Principal, m app.FeedMapping, task string) error {
	return d.feedWrite(p, "map "+task+" "+m.Kind+"/"+m.Sender+"/"+m.System+"/"+m.Code+" "+m.To["what"])
}

func TestTheDeskOfTheFeedShowsTasksWithOwnerAndAgeAndMessagesWithTheirState(t *testing.T) {
	_, h := newSite(t)
	body := get(h, authz.Physician, "/feed").Body.String()
	for _, want := range []string{"the code XYZ L is not mapped", "laboratory", "3 h", "overdue: more than 5 minutes", "1 min", "waiting", "could not be read", "/feed/message/2", "/feed/mapping"} {
		if !strings.Contains(body, want) {
			t.Errorf("the desk does not show %q", want)
		}
	}
	if zh := get(h, authz.Physician, "/feed?lang=zh").Body.String(); zh == "" {
		t.Error("no page")
	}
}

func TestAMessageIsShownAsItCameInAndDoesNoHarm(t *testing.T) {
	_, h := newSite(t)
	w := get(h, authz.Physician, "/feed/message/2")
	body := w.Body.String()
	for _, want := range []string{strings.Repeat("ab", 32), "&lt;script&gt;alert(1)&lt;/script&gt;·\uFFFD", "OBX-3 (segment 2)", "the code &lt;b&gt;XYZ&lt;/b&gt; is not mapped", "/child/" + caseID + "/entry/weight-1"} {
		if !strings.Contains(body, want) {
			t.Errorf("the message page does not show %q", want)
		}
	}
	if w := get(h, authz.Physician, "/feed/message/99"); w.Code != http.StatusNotFound {
		t.Errorf("an unknown message: %d", w.Code)
	}
	if w := get(h, authz.Physician, "/feed/message/x"); w.Code != http.StatusNotFound {
		t.Errorf("a number that is none: %d", w.Code)
	}
}

func TestATaskIsOwnedMappedSortedAgainAndEndedWithAReason(t *testing.T) {
	d, h := newSite(t)
	for _, x := range []struct {
		path, want string
		form       url.Values
	}{
		{"/feed/task/code-1/own", "own code-1", signed()},
		{"/feed/task/code-1/again", "again code-1", signed()},
		{"/feed/task/code-1/map", "map code-1 code/LIS|LAB/L/XYZ neutrophils", signed("kind", "code", "sender", "LIS|LAB", "system", "L", "code", "XYZ", "to.what", "neutrophils")},
		{"/feed/task/patient-1/end", "end patient-1 not ours: another ward", signed("reason", "another ward", "not-ours", "yes")},
	} {
		if w := post(h, authz.Laboratory, x.path, x.form); w.Code != http.StatusSeeOther {
			t.Errorf("%s answers %d", x.path, w.Code)
		}
		if last := d.writes[len(d.writes)-1]; last != x.want {
			t.Errorf("%s wrote %q, want %q", x.path, last, x.want)
		}
	}
	d.refuse = app.ErrRefused
	if w := post(h, authz.Laboratory, "/feed/task/code-1/end", signed("reason", "no")); w.Code == http.StatusSeeOther {
		t.Error("a refusal leads away from the page")
	}
	d.refuse = nil
	if body := get(h, authz.DataManager, "/feed/task/code-1").Body.String(); strings.Contains(body, "/feed/task/code-1/end") {
		t.Error("a reader without the right is offered the form")
	}
}
