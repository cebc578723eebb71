package feed

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/hl7v2"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// Door is what the feed needs of the application.
type Door interface {
	KeepMessage(ctx context.Context, m app.FeedMessage) (fresh bool, err error)
	WaitingMessages(ctx context.Context, limit int) ([]app.FeedMessage, error)
	FeedMappings(ctx context.Context) ([]app.FeedMapping, error)
	FeedTask(ctx context.Context, id string) (app.FeedTask, error)
	FeedPeople(ctx context.Context) (map[string][]app.FeedPerson, error)
	FileFeed(ctx context.Context, patient string, entries []chart.Entry, detail string) ([]string, error)
	PutSorted(ctx context.Context, s app.FeedSorted) error
	RefreshFeed(ctx context.Context, patient string) error
	Knowledge() *knowledge.Base
	Now() time.Time
}

var _ Door = (*app.App)(nil)

// roundSize is how many messages are sorted together: large enough to share the
// reading of people and mapping, small enough that a page sees progress.
const roundSize = 1000

// Sorter sorts stored messages into charts and tasks. It is safe for concurrent
// use; rounds run one after the other.
type Sorter struct {
	door    Door
	mu      sync.Mutex
	wake    chan struct{}
	touched map[string]bool // records written into since they were last settled
}

// NewSorter makes a sorter.
func NewSorter(door Door) *Sorter {
	return &Sorter{door: door, wake: make(chan struct{}, 1), touched: map[string]bool{}}
}

// Wake tells a running sorter that a message came in.
func (s *Sorter) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// lookEvery is how often a running sorter looks without being told: messages that
// another process stored, or that a person put back.
const lookEvery = time.Second

// settleEvery is how often what is kept beside the entries follows a running feed.
const settleEvery = 10 * time.Second

// Settle renews what is kept beside the entries of the records that were written
// into: the card of the board, the row of the programme.
func (s *Sorter) Settle(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for patient := range s.touched {
		if err := s.door.RefreshFeed(ctx, patient); err != nil {
			return err
		}
		delete(s.touched, patient)
	}
	return nil
}

// Run sorts until the context ends. A failure of the store is said and tried
// again: the messages wait on disk.
func (s *Sorter) Run(ctx context.Context, say func(error)) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	settled := s.door.Now()
	for {
		_, err := s.Drain(ctx)
		if now := s.door.Now(); err == nil && now.Sub(settled) > settleEvery {
			settled, err = now, s.Settle(ctx)
		}
		if err != nil && ctx.Err() == nil {
			say(err)
			select { // a store that fails is not asked without pause
			case <-ctx.Done():
			case <-time.After(lookEvery):
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-tick.C:
		}
	}
}

// Drain sorts everything that waits and returns how many messages that were.
func (s *Sorter) Drain(ctx context.Context) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	total := 0
	for {
		waiting, err := s.door.WaitingMessages(ctx, roundSize)
		if err != nil || len(waiting) == 0 {
			return total, err
		}
		if err := s.round(ctx, waiting); err != nil {
			return total, err
		}
		total += len(waiting)
	}
}

// round sorts some messages: reads each, files the entries record by record, and
// writes at last what became of each message. A round that is cut short is sorted
// again; the ids of entries come from their content, so nothing is filed twice.
func (s *Sorter) round(ctx context.Context, waiting []app.FeedMessage) error {
	r, err := s.newRound(ctx)
	if err != nil {
		return err
	}
	read := make([]*reading, len(waiting))
	for i, m := range waiting {
		read[i] = r.read(m)
	}
	if err := r.file(ctx, read, s.touched); err != nil {
		return err
	}
	sorted := app.FeedSorted{}
	tasks := map[string]app.FeedTask{}
	for _, one := range read {
		o, err := r.outcome(ctx, one, tasks)
		if err != nil {
			return err
		}
		sorted.Outcomes = append(sorted.Outcomes, o)
	}
	for _, t := range tasks {
		sorted.Tasks = append(sorted.Tasks, t)
	}
	slices.SortFunc(sorted.Tasks, func(x, y app.FeedTask) int { return compare(x.ID, y.ID) })
	return s.door.PutSorted(ctx, sorted)
}

func compare(x, y string) int {
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// round is what the messages of one round share.
type round struct {
	door    Door
	people  map[string][]app.FeedPerson
	codes   codes
	charset map[string]hl7v2.Charset // by connection
	ended   map[string]*app.FeedTask // tasks looked up, nil where there is none
	now     time.Time
}

func (s *Sorter) newRound(ctx context.Context) (*round, error) {
	people, err := s.door.FeedPeople(ctx)
	if err != nil {
		return nil, err
	}
	lines, err := s.door.FeedMappings(ctx)
	if err != nil {
		return nil, err
	}
	r := &round{door: s.door, people: people, codes: newCodes(s.door.Knowledge(), lines), charset: map[string]hl7v2.Charset{},
		ended: map[string]*app.FeedTask{}, now: s.door.Now()}
	for _, l := range lines {
		if l.Kind == "connection" {
			r.charset[l.Code] = hl7v2.Charset(l.To["charset"])
		}
	}
	return r, nil
}

// file writes the entries of all messages, record by record.
func (r *round) file(ctx context.Context, read []*reading, touched map[string]bool) error {
	byCase := map[string][]chart.Entry{}
	seen := map[string]bool{}
	var order []string
	for _, one := range read {
		for _, d := range one.drafts {
			key := d.person.Case + "/" + d.entry.ID
			if seen[key] {
				continue
			}
			seen[key] = true
			if byCase[d.person.Case] == nil {
				order = append(order, d.person.Case)
			}
			byCase[d.person.Case] = append(byCase[d.person.Case], d.entry)
		}
	}
	for _, patient := range order {
		if _, err := r.door.FileFeed(ctx, patient, byCase[patient], "results and admissions from the feed"); err != nil {
			return err
		}
		touched[patient] = true
	}
	return nil
}

// outcome says what became of a message and adds its tasks to those of the round.
// What a person ended before the message came, or declared not ours, stays ended.
func (r *round) outcome(ctx context.Context, one *reading, tasks map[string]app.FeedTask) (app.FeedOutcome, error) {
	o := app.FeedOutcome{Number: one.message.Number, At: r.now.UTC(), State: app.FeedNothing, Type: one.kind, Patient: one.patient, Lines: one.lines}
	for _, d := range one.drafts {
		o.Entries = append(o.Entries, d.entry.ID)
		o.State = app.FeedFiled
	}
	for _, t := range one.tasks {
		ended, err := r.endedTask(ctx, t.ID)
		if err != nil {
			return o, err
		}
		if ended != nil && (ended.State == app.TaskNotOurs || ended.State == app.TaskClosed && !one.message.Received.After(ended.Ended)) {
			o.Lines = append(o.Lines, endedLine(*ended))
			continue
		}
		if first, there := tasks[t.ID]; !there || t.Opened.Before(first.Opened) {
			tasks[t.ID] = t
		}
		if !slices.Contains(o.Tasks, t.ID) {
			o.Tasks = append(o.Tasks, t.ID)
		}
		o.State = app.FeedOpen
		if t.Kind == taskUnreadable {
			o.State = app.FeedRefused
		}
	}
	return o, nil
}

// endedTask looks a task up once a round.
func (r *round) endedTask(ctx context.Context, id string) (*app.FeedTask, error) {
	if t, known := r.ended[id]; known {
		return t, nil
	}
	t, err := r.door.FeedTask(ctx, id)
	switch {
	case err == nil:
		r.ended[id] = &t
	case errors.Is(err, app.ErrNotFound):
		r.ended[id] = nil
	default:
		return nil, err
	}
	return r.ended[id], nil
}
