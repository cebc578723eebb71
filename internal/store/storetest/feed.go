package storetest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/internal/app"
)

// message is a synthetic message of the suite.
func message(control, text string, minutes int) app.FeedMessage {
	sum := sha256.Sum256([]byte(text))
	return app.FeedMessage{Connection: "synthetic", Sender: "LIS|LAB", Control: control, SHA256: hex.EncodeToString(sum[:]),
		Received: noon.Add(time.Duration(minutes) * time.Minute), Raw: []byte(text)}
}

func keep(t *testing.T, s app.Store, m app.FeedMessage, fresh bool) {
	t.Helper()
	if got, err := s.KeepMessage(bg, m); err != nil || got != fresh {
		t.Fatalf("keeping %s: fresh is %v, %v", m.Control, got, err)
	}
}

func waiting(t *testing.T, s app.Store) []app.FeedMessage {
	t.Helper()
	w, err := s.WaitingMessages(bg, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func messagesAreKeptOnce(t *testing.T, s app.Store) {
	odd := message("M\xff2", "\x00\xff not a text", 1) // a key need not be a text; the bytes stay
	keep(t, s, message("M1", "one", 0), true)
	keep(t, s, odd, true)
	keep(t, s, message("M1", "one", 9), false)
	keep(t, s, odd, false)
	w := waiting(t, s)
	if len(w) != 2 || w[0].Control != "M1" || !w[0].Received.Equal(noon) || w[0].Connection != "synthetic" || w[0].Collides {
		t.Fatalf("waiting are %+v", w)
	}
	if !bytes.Equal(w[1].Raw, odd.Raw) || w[1].Number <= w[0].Number {
		t.Errorf("the bytes came back as %q", w[1].Raw)
	}
	item, err := s.Message(bg, w[0].Number)
	if err != nil || item.State() != app.FeedWaiting || string(item.Raw) != "one" || item.SHA256 != w[0].SHA256 {
		t.Errorf("the message came back as %+v, %v", item, err)
	}
	if _, err := s.Message(bg, 999999); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("an unknown message: %v", err)
	}
	if c, err := s.FeedCounts(bg); err != nil || c.Messages != 2 || c.Waiting != 2 || !c.Oldest.Equal(noon) {
		t.Errorf("counted %+v, %v", c, err)
	}
	wantSound(t, s)
}

func messagesCollide(t *testing.T, s app.Store) {
	keep(t, s, message("M1", "one", 0), true)
	keep(t, s, message("M1", "one, changed", 1), true)
	nameless := message("", "no header", 2)
	nameless.Sender = ""
	keep(t, s, nameless, true)
	nameless.Raw, nameless.SHA256 = []byte("no header either"), message("", "no header either", 0).SHA256
	keep(t, s, nameless, true)
	for i, want := range []bool{false, true, false, false} {
		if w := waiting(t, s); w[i].Collides != want {
			t.Errorf("message %d collides: %v", i+1, w[i].Collides)
		}
	}
}

// sorted is one round in which message i became a task or was filed.
func sortedRound(t *testing.T, s app.Store, state app.FeedState, tasks ...app.FeedTask) {
	t.Helper()
	var round app.FeedSorted
	round.Tasks = tasks
	for _, m := range waiting(t, s) {
		o := app.FeedOutcome{Number: m.Number, At: noon, State: state, Type: "ORU^R01", Patient: "a", Lines: []app.FeedLine{{Place: "OBX-5", Kind: "filed", EN: "x", ZH: "某"}}}
		for _, task := range tasks {
			o.Tasks = append(o.Tasks, task.ID)
		}
		round.Outcomes = append(round.Outcomes, o)
	}
	if err := s.PutSorted(bg, round, Draft("feed.sort", "")); err != nil {
		t.Fatal(err)
	}
}

func unknownCode(minutes int) app.FeedTask {
	return app.FeedTask{ID: "code-1", Kind: "code", Subject: "XYZ", EN: "the code XYZ is not known", ZH: "代码XYZ未知", Owner: "laboratory", Opened: noon.Add(time.Duration(minutes) * time.Minute), State: app.TaskOpen}
}

func sortingIsWritten(t *testing.T, s app.Store) {
	keep(t, s, message("M1", "one", 0), true)
	keep(t, s, message("M2", "two", 1), true)
	sortedRound(t, s, app.FeedOpen, unknownCode(0))
	if w := waiting(t, s); len(w) != 0 {
		t.Errorf("%d messages still wait", len(w))
	}
	items, err := s.Messages(bg, app.FeedQuery{State: app.FeedOpen, Limit: 10})
	if err != nil || len(items) != 2 || items[0].Control != "M2" || items[0].Outcome.Patient != "a" || items[0].Outcome.Lines[0].ZH != "某" || items[0].Raw != nil {
		t.Errorf("listed %+v, %v", items, err)
	}
	for q, want := range map[app.FeedQuery]int{{Limit: 10}: 2, {Limit: 1}: 1, {State: app.FeedWaiting, Limit: 10}: 0, {State: app.FeedFiled, Limit: 10}: 0,
		{Task: "code-1", Limit: 10}: 2, {Task: "code-2", Limit: 10}: 0, {Before: items[0].Number, Limit: 10}: 1} {
		if got, err := s.Messages(bg, q); err != nil || len(got) != want {
			t.Errorf("%+v lists %d messages, %v, want %d", q, len(got), err, want)
		}
	}
	tasks, err := s.FeedTasks(bg, true, 10)
	if err != nil || len(tasks) != 1 || tasks[0].Waiting != 2 || !tasks[0].Opened.Equal(noon) || tasks[0].ZH != "代码XYZ未知" {
		t.Errorf("tasks are %+v, %v", tasks, err)
	}
	if e := trail(t, s, "installation"); e[len(e)-1].Action != "feed.sort" {
		t.Errorf("the round left the event %s", e[len(e)-1].Action)
	}
	wantSound(t, s)
}

func tasksResolve(t *testing.T, s app.Store) {
	keep(t, s, message("M1", "one", 0), true)
	sortedRound(t, s, app.FeedOpen, unknownCode(5))
	keep(t, s, message("M2", "two", 1), true)
	sortedRound(t, s, app.FeedOpen, unknownCode(1))
	task, err := s.FeedTask(bg, "code-1")
	if err != nil || !task.Opened.Equal(noon.Add(time.Minute)) || task.Waiting != 2 {
		t.Fatalf("the task is %+v, %v", task, err)
	}
	task.Owner = "amy"
	if err := s.PutFeedTask(bg, task, Draft("feed.task", "")); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Wait(bg, nil, []string{"code-1"}, Draft("feed.again", "")); err != nil || n != 2 {
		t.Fatalf("%d messages wait again, %v", n, err)
	}
	sortedRound(t, s, app.FeedFiled)
	if task, _ = s.FeedTask(bg, "code-1"); task.State != app.TaskResolved || task.By != "feed" || task.Waiting != 0 {
		t.Errorf("after both were filed the task is %+v", task)
	}
	keep(t, s, message("M3", "three", 2), true)
	sortedRound(t, s, app.FeedOpen, unknownCode(2))
	if task, _ = s.FeedTask(bg, "code-1"); task.State != app.TaskOpen || task.Waiting != 1 {
		t.Errorf("it did not open again: %+v", task)
	}
	if _, err := s.FeedTask(bg, "none"); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("an unknown task: %v", err)
	}
	if err := s.PutFeedTask(bg, app.FeedTask{ID: "none"}, Draft("feed.task", "")); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("an unknown task was written: %v", err)
	}
}

func tasksWaitAgain(t *testing.T, s app.Store) {
	for i := range 3 {
		keep(t, s, message(fmt.Sprint("M", i), fmt.Sprint("text ", i), i), true)
	}
	sortedRound(t, s, app.FeedOpen, unknownCode(0))
	first, err := s.Messages(bg, app.FeedQuery{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	if n, err := s.Wait(bg, []int64{first[0].Number, first[0].Number, 424242}, nil, Draft("feed.again", "")); err != nil || n != 1 {
		t.Errorf("%d messages wait again, %v", n, err)
	}
	if w := waiting(t, s); len(w) != 1 || w[0].Number != first[0].Number {
		t.Errorf("waiting are %+v", w)
	}
	wantSound(t, s)
}

func mappings(t *testing.T, s app.Store) {
	line := app.FeedMapping{ID: "code/*/L/ANC", Kind: "code", Sender: "*", System: "L", Code: "ANC", To: map[string]string{"what": "neutrophils"}, By: "amy", At: noon}
	other := line
	other.ID, other.Code = "code/*/L/PLT", "PLT"
	if err := s.PutFeedMappings(bg, []app.FeedMapping{other, line}, Draft("feed.map", "")); err != nil {
		t.Fatal(err)
	}
	line.To = map[string]string{"what": "wbc"}
	if err := s.PutFeedMappings(bg, []app.FeedMapping{line}, Draft("feed.map", "")); err != nil {
		t.Fatal(err)
	}
	got, err := s.FeedMappings(bg)
	if err != nil || len(got) != 2 || got[0].To["what"] != "wbc" || got[1].Code != "PLT" || !got[0].At.Equal(noon) {
		t.Errorf("the mapping is %+v, %v", got, err)
	}
	if err := s.PutFeedMappings(bg, []app.FeedMapping{{}}, Draft("feed.map", "")); !errors.Is(err, app.ErrRefused) {
		t.Errorf("a line without id: %v", err)
	}
}

func messagesFromMany(t *testing.T, s app.Store) {
	var all sync.WaitGroup
	for c := range 8 {
		all.Go(func() {
			for i := range 20 {
				m := message(fmt.Sprint("M", i), fmt.Sprint(c, " text ", i), i)
				m.Sender = fmt.Sprint("LIS", c, "|LAB")
				if fresh, err := s.KeepMessage(bg, m); err != nil || !fresh {
					t.Errorf("%s of %s: %v, %v", m.Control, m.Sender, fresh, err)
				}
			}
		})
	}
	all.Wait()
	if w := waiting(t, s); len(w) != 160 {
		t.Errorf("%d messages wait, 160 were sent", len(w))
	}
}

// furnishFeed leaves a little of everything the feed keeps.
func furnishFeed(s app.Store) error {
	round := app.FeedSorted{Tasks: []app.FeedTask{unknownCode(0)}}
	for _, control := range []string{"M1", "M2"} {
		if _, err := s.KeepMessage(bg, message(control, "text of "+control, 0)); err != nil {
			return err
		}
	}
	sent, err := s.WaitingMessages(bg, 10)
	if err != nil {
		return err
	}
	for i, m := range sent {
		o := app.FeedOutcome{Number: m.Number, At: noon, State: app.FeedFiled, Patient: "a"}
		if i == 1 {
			o.State, o.Tasks = app.FeedOpen, []string{"code-1"}
		}
		round.Outcomes = append(round.Outcomes, o)
	}
	last := message("M3", "\x00\xff", 3)
	_, kept := s.KeepMessage(bg, last)
	line := app.FeedMapping{ID: "unit/*/x", Kind: "unit", Sender: "*", Code: "x", To: map[string]string{"unit": "g/L"}, By: "amy", At: noon}
	return errors.Join(kept, s.PutSorted(bg, round, Draft("feed.sort", "")), s.PutFeedMappings(bg, []app.FeedMapping{line}, Draft("feed.map", "")))
}
