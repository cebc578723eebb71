package record

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"github.com/dayzero-hsct/dayzero/internal/app"
)

const (
	messageColumns = `SELECT m.number, m.sender, m.control, m.sha256, m.connection, m.received, coalesce(o.body, $1) FROM feed_message m`
	withOutcome    = ` LEFT JOIN feed_outcome o ON o.number = m.number`
	newestFirst    = ` AND m.number < $2 ORDER BY m.number DESC LIMIT $3`

	selectMessage     = messageColumns + withOutcome + ` WHERE m.number = $2`
	selectRaw         = `SELECT raw FROM feed_message WHERE number = $1`
	selectMessages    = messageColumns + withOutcome + ` WHERE 1 = 1` + newestFirst
	selectOfState     = messageColumns + ` JOIN feed_outcome o ON o.number = m.number WHERE o.state = $4` + newestFirst
	selectUnsorted    = messageColumns + ` JOIN feed_waiting w ON w.number = m.number` + withOutcome + ` WHERE 1 = 1` + newestFirst
	selectOfTask      = messageColumns + ` JOIN feed_task_message t ON t.number = m.number` + withOutcome + ` WHERE t.task = $4` + newestFirst
	taskColumns       = `SELECT t.body, (SELECT count(*) FROM feed_task_message l WHERE l.task = t.id) FROM feed_task t`
	selectOpenTasks   = taskColumns + ` WHERE t.state = 'open' ORDER BY t.opened, t.id LIMIT $1`
	selectTasks       = taskColumns + ` ORDER BY t.opened, t.id LIMIT $1`
	selectOneTask     = taskColumns + ` WHERE t.id = $1`
	selectFeedCounts  = `SELECT (SELECT count(*) FROM feed_message), (SELECT count(*) FROM feed_waiting), (SELECT count(*) FROM feed_task WHERE state = 'open')`
	selectOldest      = `SELECT m.received FROM feed_waiting w JOIN feed_message m ON m.number = w.number ORDER BY m.number LIMIT 1`
	mostMessagesAPage = 500
)

var noOutcome = []byte(`{}`)

// Message returns one message with its bytes.
func (s *Store) Message(ctx context.Context, number int64) (app.FeedItem, error) {
	items, err := s.messages(ctx, selectMessage, noOutcome, number)
	if err != nil {
		return app.FeedItem{}, s.shape(err)
	}
	if len(items) == 0 {
		return app.FeedItem{}, missing("message", fmt.Sprint(number))
	}
	found, err := one(ctx, s.engine.Read(), []any{&items[0].Raw}, selectRaw, number)
	if err == nil && !found {
		err = missing("message", fmt.Sprint(number))
	}
	return items[0], s.shape(err)
}

// Messages lists messages without their bytes, newest first.
func (s *Store) Messages(ctx context.Context, q app.FeedQuery) ([]app.FeedItem, error) {
	before := q.Before
	if before <= 0 {
		before = math.MaxInt64
	}
	limit := min(max(q.Limit, 1), mostMessagesAPage)
	var items []app.FeedItem
	var err error
	switch {
	case q.Task != "":
		items, err = s.messages(ctx, selectOfTask, noOutcome, before, limit, q.Task)
	case q.State == "":
		items, err = s.messages(ctx, selectMessages, noOutcome, before, limit)
	case q.State == app.FeedWaiting:
		items, err = s.messages(ctx, selectUnsorted, noOutcome, before, limit)
	default:
		items, err = s.messages(ctx, selectOfState, noOutcome, before, limit, string(q.State))
	}
	return items, s.shape(err)
}

func (s *Store) messages(ctx context.Context, query string, args ...any) (items []app.FeedItem, err error) {
	err = each(ctx, s.engine.Read(), func(scan func(...any) error) error {
		var i app.FeedItem
		var at int64
		var body []byte
		if err := scan(&i.Number, &i.Sender, &i.Control, &i.SHA256, &i.Connection, &at, &body); err != nil {
			return err
		}
		i.Received = time.UnixMicro(at).UTC()
		if err := json.Unmarshal(body, &i.Outcome); err != nil {
			return fmt.Errorf("outcome of message %d: %w", i.Number, err)
		}
		items = append(items, i)
		return nil
	}, query, args...)
	return items, err
}

// FeedTasks lists tasks, oldest first.
func (s *Store) FeedTasks(ctx context.Context, open bool, limit int) ([]app.FeedTask, error) {
	query := selectTasks
	if open {
		query = selectOpenTasks
	}
	tasks, err := s.tasks(ctx, query, limit)
	return tasks, s.shape(err)
}

// FeedTask returns one task.
func (s *Store) FeedTask(ctx context.Context, id string) (app.FeedTask, error) {
	if !keepable(id) {
		return app.FeedTask{}, missing("task", id)
	}
	tasks, err := s.tasks(ctx, selectOneTask, id)
	if err != nil {
		return app.FeedTask{}, s.shape(err)
	}
	if len(tasks) == 0 {
		return app.FeedTask{}, missing("task", id)
	}
	return tasks[0], nil
}

func (s *Store) tasks(ctx context.Context, query string, args ...any) (tasks []app.FeedTask, err error) {
	err = each(ctx, s.engine.Read(), func(scan func(...any) error) error {
		var t app.FeedTask
		var body []byte
		if err := scan(&body, &t.Waiting); err != nil {
			return err
		}
		if err := json.Unmarshal(body, &t); err != nil {
			return fmt.Errorf("task: %w", err)
		}
		tasks = append(tasks, t)
		return nil
	}, query, args...)
	return tasks, err
}

// FeedCounts counts messages, waiting ones and open tasks.
func (s *Store) FeedCounts(ctx context.Context) (app.FeedCounts, error) {
	var c app.FeedCounts
	if _, err := one(ctx, s.engine.Read(), []any{&c.Messages, &c.Waiting, &c.OpenTasks}, selectFeedCounts); err != nil {
		return c, s.shape(err)
	}
	var at int64
	found, err := one(ctx, s.engine.Read(), []any{&at}, selectOldest)
	if found {
		c.Oldest = time.UnixMicro(at).UTC()
	}
	return c, s.shape(err)
}
