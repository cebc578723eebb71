package record

import (
	"context"
	"encoding/json"
	"fmt"
	"sort"
	"time"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/audit"
)

const (
	insertMessage = `INSERT INTO feed_message (sender, control, sha256, connection, received, raw) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (sender, control, sha256) DO NOTHING`
	insertWaiting = `INSERT INTO feed_waiting (number) SELECT number FROM feed_message WHERE sender = $1 AND control = $2 AND sha256 = $3
ON CONFLICT DO NOTHING`
	selectWaiting = `SELECT m.number, m.sender, m.control, m.sha256, m.connection, m.received, m.raw,
(SELECT count(*) FROM feed_message o WHERE o.sender = m.sender AND o.control = m.control AND o.control <> '' AND o.number < m.number)
FROM feed_waiting w JOIN feed_message m ON m.number = w.number ORDER BY m.number LIMIT $1`
	deleteWaiting  = `DELETE FROM feed_waiting WHERE number = $1`
	upsertOutcome  = `INSERT INTO feed_outcome (number, state, body) VALUES ($1, $2, $3) ON CONFLICT (number) DO UPDATE SET state = excluded.state, body = excluded.body`
	selectTask     = `SELECT body FROM feed_task WHERE id = $1`
	upsertTask     = `INSERT INTO feed_task (id, state, opened, body) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE SET state = excluded.state, opened = excluded.opened, body = excluded.body`
	insertLink     = `INSERT INTO feed_task_message (task, number) VALUES ($1, $2) ON CONFLICT DO NOTHING`
	selectLinks    = `SELECT task FROM feed_task_message WHERE number = $1`
	deleteLinks    = `DELETE FROM feed_task_message WHERE number = $1`
	countLinks     = `SELECT count(*) FROM feed_task_message WHERE task = $1`
	waitNumber     = `INSERT INTO feed_waiting (number) SELECT number FROM feed_message WHERE number = $1 ON CONFLICT DO NOTHING`
	waitTask       = `INSERT INTO feed_waiting (number) SELECT number FROM feed_task_message WHERE task = $1 ON CONFLICT DO NOTHING`
	selectMappings = `SELECT body FROM feed_mapping ORDER BY id`
	upsertMapping  = `INSERT INTO feed_mapping (id, body) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET body = excluded.body`
)

// KeepMessage stores a message; the same bytes under the same key are kept once.
func (s *Store) KeepMessage(ctx context.Context, m app.FeedMessage) (fresh bool, err error) {
	m.Sender, m.Control, m.Connection = audit.Keepable(m.Sender), audit.Keepable(m.Control), audit.Keepable(m.Connection)
	err = s.write(ctx, func(ctx context.Context, tx Tx) error {
		n, err := changed(ctx, tx, insertMessage, m.Sender, m.Control, m.SHA256, m.Connection, m.Received.UnixMicro(), filled(m.Raw))
		if fresh = n > 0; err != nil || !fresh {
			return err
		}
		return exec(ctx, tx, insertWaiting, m.Sender, m.Control, m.SHA256)
	})
	return fresh && err == nil, err
}

// WaitingMessages returns the oldest waiting messages.
func (s *Store) WaitingMessages(ctx context.Context, limit int) (waiting []app.FeedMessage, err error) {
	err = each(ctx, s.engine.Read(), func(scan func(...any) error) error {
		var m app.FeedMessage
		var at, earlier int64
		if err := scan(&m.Number, &m.Sender, &m.Control, &m.SHA256, &m.Connection, &at, &m.Raw, &earlier); err != nil {
			return err
		}
		m.Received, m.Collides = time.UnixMicro(at).UTC(), earlier > 0
		waiting = append(waiting, m)
		return nil
	}, selectWaiting, limit)
	return waiting, s.shape(err)
}

// PutSorted writes one round of sorting.
func (s *Store) PutSorted(ctx context.Context, sorted app.FeedSorted, event audit.Draft) error {
	tasks := map[string]app.FeedTask{}
	for _, t := range sorted.Tasks {
		tasks[t.ID] = t
	}
	return s.write(ctx, func(ctx context.Context, tx Tx) error {
		touched := map[string]bool{}
		for _, id := range sortedKeys(tasks) {
			touched[id] = true
			if err := openTask(ctx, tx, tasks[id]); err != nil {
				return err
			}
		}
		for _, o := range sorted.Outcomes {
			if err := putOutcome(ctx, tx, o, touched); err != nil {
				return err
			}
		}
		if err := settleTasks(ctx, tx, touched, event.At); err != nil {
			return err
		}
		return s.seal(ctx, tx, event)
	})
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// openTask adds a task, or opens one again that had ended. What a person chose
// (owner) is kept, and the first arrival counts.
func openTask(ctx context.Context, tx Tx, t app.FeedTask) error {
	kept, found, err := taskOf(ctx, tx, t.ID)
	if err != nil {
		return err
	}
	if found && kept.State == app.TaskOpen {
		if !t.Opened.Before(kept.Opened) {
			return nil
		}
		kept.Opened = t.Opened
		t = kept
	} else if found && kept.State != app.TaskResolved {
		t.Owner = kept.Owner
	}
	t.State, t.Ended, t.By, t.Reason = app.TaskOpen, time.Time{}, "", ""
	return putTask(ctx, tx, t)
}

func taskOf(ctx context.Context, tx Tx, id string) (t app.FeedTask, found bool, err error) {
	var body []byte
	found, err = one(ctx, tx, []any{&body}, selectTask, id)
	if err == nil && found {
		err = json.Unmarshal(body, &t)
	}
	return t, found, err
}

func putTask(ctx context.Context, tx Tx, t app.FeedTask) error {
	body, err := json.Marshal(t)
	if err != nil {
		return err
	}
	return exec(ctx, tx, upsertTask, t.ID, t.State, t.Opened.UnixMicro(), body)
}

// putOutcome writes what became of a message and ties it to its tasks.
func putOutcome(ctx context.Context, tx Tx, o app.FeedOutcome, touched map[string]bool) error {
	body, err := json.Marshal(o)
	if err != nil {
		return err
	}
	before, err := texts(ctx, tx, selectLinks, o.Number)
	if err != nil {
		return err
	}
	for _, id := range before {
		touched[id] = true
	}
	if len(before) > 0 {
		if err := exec(ctx, tx, deleteLinks, o.Number); err != nil {
			return err
		}
	}
	for _, id := range o.Tasks {
		if err := exec(ctx, tx, insertLink, id, o.Number); err != nil {
			return err
		}
	}
	if err := exec(ctx, tx, upsertOutcome, o.Number, string(o.State), body); err != nil {
		return err
	}
	return exec(ctx, tx, deleteWaiting, o.Number)
}

// settleTasks ends the touched tasks that no message waits for any more.
func settleTasks(ctx context.Context, tx Tx, touched map[string]bool, at time.Time) error {
	for _, id := range sortedKeys(touched) {
		var n int64
		if _, err := one(ctx, tx, []any{&n}, countLinks, id); err != nil {
			return err
		}
		if n > 0 {
			continue
		}
		t, found, err := taskOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if !found || t.State != app.TaskOpen {
			continue
		}
		t.State, t.Ended, t.By = app.TaskResolved, at.UTC(), "feed"
		if err := putTask(ctx, tx, t); err != nil {
			return err
		}
	}
	return nil
}

// Wait puts messages back on the waiting list.
func (s *Store) Wait(ctx context.Context, numbers []int64, tasks []string, event audit.Draft) (again int64, err error) {
	err = s.write(ctx, func(ctx context.Context, tx Tx) error {
		again = 0
		for _, number := range numbers {
			n, err := changed(ctx, tx, waitNumber, number)
			if again += n; err != nil {
				return err
			}
		}
		for _, id := range tasks {
			n, err := changed(ctx, tx, waitTask, id)
			if again += n; err != nil {
				return err
			}
		}
		return s.seal(ctx, tx, event)
	})
	return again, err
}

// PutFeedTask writes a task that a person changed.
func (s *Store) PutFeedTask(ctx context.Context, t app.FeedTask, event audit.Draft) error {
	return s.write(ctx, func(ctx context.Context, tx Tx) error {
		if _, found, err := taskOf(ctx, tx, t.ID); err != nil || !found {
			if err == nil {
				err = missing("task", t.ID)
			}
			return err
		}
		if err := putTask(ctx, tx, t); err != nil {
			return err
		}
		return s.seal(ctx, tx, event)
	})
}

// FeedMappings lists the centre's own mapping.
func (s *Store) FeedMappings(ctx context.Context) (lines []app.FeedMapping, err error) {
	err = each(ctx, s.engine.Read(), func(scan func(...any) error) error {
		var body []byte
		if err := scan(&body); err != nil {
			return err
		}
		var m app.FeedMapping
		if err := json.Unmarshal(body, &m); err != nil {
			return fmt.Errorf("mapping: %w", err)
		}
		lines = append(lines, m)
		return nil
	}, selectMappings)
	return lines, s.shape(err)
}

// PutFeedMappings adds or replaces lines of the mapping.
func (s *Store) PutFeedMappings(ctx context.Context, lines []app.FeedMapping, event audit.Draft) error {
	for _, m := range lines {
		if m.ID == "" || !keepable(m.ID) {
			return fmt.Errorf("mapping %q: %w: a line needs an id", m.ID, app.ErrRefused)
		}
	}
	return s.write(ctx, func(ctx context.Context, tx Tx) error {
		for _, m := range lines {
			body, err := json.Marshal(m)
			if err != nil {
				return err
			}
			if err := exec(ctx, tx, upsertMapping, m.ID, body); err != nil {
				return err
			}
		}
		return s.seal(ctx, tx, event)
	})
}
