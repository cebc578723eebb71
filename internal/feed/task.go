package feed

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
)

// The kinds of task. Each names what a person has to say.
const (
	taskUnreadable = "unreadable" // the message could not be read
	taskCollision  = "collision"  // the same key with other bytes
	taskPatient    = "patient"    // no person here has this identifier
	taskIdentity   = "identity"   // identifier, birth date or sex contradict each other
	taskMerge      = "merge"      // the sender merged two identifiers
	taskTest       = "test"       // a test message for a real record
	taskCode       = "code"       // the code is not mapped
	taskUnit       = "unit"       // the unit is not known, or measures something else
	taskValue      = "value"      // the value cannot be read as one
	taskTime       = "time"       // no time, or a time in the future
	taskStatus     = "status"     // no result status
)

// owners are the roles that own a new task of a kind.
var owners = map[string]string{
	taskUnreadable: "laboratory", taskCollision: "laboratory", taskPatient: "coordinator", taskIdentity: "coordinator", taskMerge: "coordinator",
	taskTest: "laboratory", taskCode: "laboratory", taskUnit: "laboratory", taskValue: "laboratory", taskTime: "laboratory", taskStatus: "laboratory",
}

// taskID is the same for every message with the same trouble.
func taskID(kind, sender, subject string) string {
	sum := sha256.Sum256([]byte(kind + "\x00" + sender + "\x00" + subject))
	return kind + "-" + hex.EncodeToString(sum[:6])
}

// raise opens a task about a message and says it at its place.
func (one *reading) raise(kind, place, subject string, words evidence.Text) {
	sender := one.message.Sender
	if kind == taskPatient || kind == taskMerge { // identifiers belong to the hospital, not to one sender
		sender = ""
	}
	one.lines = append(one.lines, app.FeedLine{Place: place, Kind: kind, EN: words.EN, ZH: words.ZH})
	one.tasks = append(one.tasks, app.FeedTask{ID: taskID(kind, sender, subject), Kind: kind, Subject: clip(subject, 200), Sender: sender, Patient: one.patient,
		EN: words.EN, ZH: words.ZH, Owner: owners[kind], Opened: one.message.Received, State: app.TaskOpen})
}

// say adds a line that needs nobody.
func (one *reading) say(kind, place, en, zh string) {
	one.lines = append(one.lines, app.FeedLine{Place: place, Kind: kind, EN: en, ZH: zh})
}

func endedLine(t app.FeedTask) app.FeedLine {
	if t.State == app.TaskNotOurs {
		return app.FeedLine{Kind: "nothing", EN: "no patient of this programme, says " + t.By + ": " + t.Reason, ZH: t.By + "确认非本中心患者：" + t.Reason}
	}
	return app.FeedLine{Kind: "nothing", EN: "ended by " + t.By + ": " + t.Reason, ZH: t.By + "已结束：" + t.Reason}
}

func text(en, zh string) evidence.Text { return evidence.Text{EN: en, ZH: zh} }

// clip keeps what is quoted from a message short and whole.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}
