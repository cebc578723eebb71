package app

import (
	"context"
	"time"

	"github.com/dayzero-hsct/dayzero/internal/audit"
)

// FeedMessage is one message as it came in, byte for byte. It is only ever added.
type FeedMessage struct {
	Number     int64     // given by the store, in the order of arrival
	Connection string    // name of the connection or of the file it came from
	Sender     string    // MSH-3|MSH-4; empty where the header could not be read
	Control    string    // MSH-10; empty likewise
	SHA256     string    // hex, over Raw
	Received   time.Time // UTC, microseconds
	Raw        []byte
	// Collides tells that an earlier message has the same sender and control id
	// and other bytes. The store fills it in.
	Collides bool
}

// FeedState is what became of a message.
type FeedState string

// The states. A message waits until it is sorted; then it is in exactly one of
// the others, and never unseen.
const (
	FeedWaiting FeedState = "waiting" // stored and acknowledged, not yet looked at
	FeedFiled   FeedState = "filed"   // every value of it stands in a chart
	FeedOpen    FeedState = "task"    // something in it waits for a person
	FeedNothing FeedState = "nothing" // it holds nothing for a chart, or a person said so
	FeedRefused FeedState = "refused" // it could not be read; a task says where and why
)

// FeedStates lists the states in the order of the page.
func FeedStates() []FeedState {
	return []FeedState{FeedWaiting, FeedOpen, FeedRefused, FeedFiled, FeedNothing}
}

// FeedOutcome is what became of one message when it was last sorted.
type FeedOutcome struct {
	Number  int64      `json:"number"`
	At      time.Time  `json:"at"`
	State   FeedState  `json:"state"`
	Type    string     `json:"type,omitempty"`    // ORU^R01
	Patient string     `json:"patient,omitempty"` // case it belongs to, once known
	Lines   []FeedLine `json:"lines,omitempty"`   // what was said about it, value by value
	Entries []string   `json:"entries,omitempty"` // what was written into the chart
	Tasks   []string   `json:"tasks,omitempty"`   // ids of the tasks it waits for
}

// FeedLine is one remark about a message: where, what kind, one sentence in each
// language.
type FeedLine struct {
	Place string `json:"place,omitempty"` // OBX-5 (segment 7)
	Kind  string `json:"kind"`            // kind of a task, or filed, pending, nothing
	EN    string `json:"en"`
	ZH    string `json:"zh"`
}

// FeedTask is something in a message that waits for a person. One task stands
// for every message with the same trouble: the same unknown identifier, code or
// unit.
type FeedTask struct {
	ID      string    `json:"id"`      // of kind and subject
	Kind    string    `json:"kind"`    // patient, identity, code, unit, value, …
	Subject string    `json:"subject"` // what is not known, as sent
	Sender  string    `json:"sender,omitempty"`
	Patient string    `json:"patient,omitempty"` // case it concerns, where known
	EN      string    `json:"en"`
	ZH      string    `json:"zh"`
	Owner   string    `json:"owner"`  // account or role
	Opened  time.Time `json:"opened"` // arrival of the first message that waits for it
	State   string    `json:"state"`  // open, resolved, closed, not-ours
	Ended   time.Time `json:"ended,omitzero"`
	By      string    `json:"by,omitempty"`     // account that ended it, or feed
	Reason  string    `json:"reason,omitempty"` // in writing, when a person ended it
	Waiting int       `json:"-"`                // messages that wait for it; the store counts
}

// The states of a task.
const (
	TaskOpen     = "open"
	TaskResolved = "resolved" // no message waits for it any more
	TaskClosed   = "closed"   // a person ended it with a reason
	TaskNotOurs  = "not-ours" // a person said that this identifier is no patient here; later messages are passed over by name
)

// FeedMapping is one line of the centre's own table: what a code or a unit of a
// sender means here. A later line for the same key replaces an earlier one, which
// stays readable in the audit trail.
type FeedMapping struct {
	ID     string            `json:"id"`     // of kind, sender, system and code
	Kind   string            `json:"kind"`   // code, unit, or table for the columns of a file
	Sender string            `json:"sender"` // MSH-3|MSH-4, or * for every sender
	System string            `json:"system,omitempty"`
	Code   string            `json:"code"`
	Text   string            `json:"text,omitempty"` // as the sender shows it
	To     map[string]string `json:"to"`             // what it means: fields of the entry
	By     string            `json:"by"`
	At     time.Time         `json:"at"`
}

// FeedQuery selects messages for a page, newest first.
type FeedQuery struct {
	State  FeedState // empty for every state
	Before int64     // numbers below this one; 0 for the newest
	Limit  int       // 1 to 500
	Task   string    // only those that wait for this task
}

// FeedItem is a message with what became of it.
type FeedItem struct {
	FeedMessage
	Outcome FeedOutcome // the zero outcome while it waits
}

// State is what became of the message.
func (i FeedItem) State() FeedState {
	if i.Outcome.State == "" {
		return FeedWaiting
	}
	return i.Outcome.State
}

// FeedCounts is the state of the feed at a glance.
type FeedCounts struct {
	Messages  int64
	Waiting   int64
	Oldest    time.Time // arrival of the oldest waiting message; zero when none waits
	OpenTasks int64
}

// FeedSorted is what one round of sorting found; the store writes it as a whole.
type FeedSorted struct {
	Outcomes []FeedOutcome
	Tasks    []FeedTask
}

// FeedStore is what the feed needs of a database. Every promise of Store holds
// for it too; both engines pass the same suite.
type FeedStore interface {
	// KeepMessage stores a message durably, byte for byte. fresh is false when
	// the same bytes under the same sender and control id were stored before.
	KeepMessage(ctx context.Context, m FeedMessage) (fresh bool, err error)
	// WaitingMessages returns the oldest messages that wait to be sorted.
	WaitingMessages(ctx context.Context, limit int) ([]FeedMessage, error)
	// PutSorted writes outcomes and tasks, takes the messages from the waiting
	// list and seals the event, all or nothing. A task that no message waits for
	// any more becomes resolved; one that a person ended stays ended unless
	// messages wait for it again.
	PutSorted(ctx context.Context, s FeedSorted, event audit.Draft) error
	// Wait puts messages back on the waiting list: those with the given numbers,
	// or those that wait for the tasks.
	Wait(ctx context.Context, numbers []int64, tasks []string, event audit.Draft) (int64, error)
	// Message returns one message. ErrNotFound.
	Message(ctx context.Context, number int64) (FeedItem, error)
	// Messages lists messages without their bytes, newest first.
	Messages(ctx context.Context, q FeedQuery) ([]FeedItem, error)
	// FeedTasks lists tasks, the open ones or all, oldest first, at most limit.
	FeedTasks(ctx context.Context, open bool, limit int) ([]FeedTask, error)
	// FeedTask returns one task. ErrNotFound.
	FeedTask(ctx context.Context, id string) (FeedTask, error)
	// PutFeedTask writes a task that a person changed.
	PutFeedTask(ctx context.Context, t FeedTask, event audit.Draft) error
	// FeedMappings lists the centre's own mapping, sorted by id.
	FeedMappings(ctx context.Context) ([]FeedMapping, error)
	// PutFeedMappings adds lines or replaces those of the same id, all or nothing.
	PutFeedMappings(ctx context.Context, m []FeedMapping, event audit.Draft) error
	// FeedCounts counts.
	FeedCounts(ctx context.Context) (FeedCounts, error)
}
