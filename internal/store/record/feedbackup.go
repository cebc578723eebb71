package record

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/dayzero-hsct/dayzero/internal/app"
)

// backupFeed is one line about the feed; exactly one field is set. Messages carry
// no number: they count from 1 in the order of their lines, and the other lines
// name them by that count, so that both engines write the same bytes.
type backupFeed struct {
	Message *backupMessage   `json:"message,omitempty"`
	Outcome *app.FeedOutcome `json:"outcome,omitempty"`
	Task    *app.FeedTask    `json:"task,omitempty"`
	Link    *backupLink      `json:"link,omitempty"`
	Mapping *app.FeedMapping `json:"mapping,omitempty"`
}

type backupMessage struct {
	Sender     string `json:"sender,omitempty"`
	Control    string `json:"control,omitempty"`
	SHA256     string `json:"sha256"`
	Connection string `json:"connection"`
	Received   int64  `json:"received"` // microseconds since 1970, UTC
	Waiting    bool   `json:"waiting,omitempty"`
	Raw        []byte `json:"raw"`
}

// backupLink ties a message to a task it waits for.
type backupLink struct {
	Task   string `json:"task"`
	Number int64  `json:"number"`
}

const (
	allMessages = `SELECT m.number, m.sender, m.control, m.sha256, m.connection, m.received, m.raw, (SELECT count(*) FROM feed_waiting w WHERE w.number = m.number)
FROM feed_message m ORDER BY m.number`
	allOutcomes   = `SELECT body FROM feed_outcome ORDER BY number`
	allFeedTasks  = `SELECT body FROM feed_task ORDER BY id`
	allLinks      = `SELECT task, number FROM feed_task_message ORDER BY task, number`
	numberOf      = `SELECT number FROM feed_message WHERE sender = $1 AND control = $2 AND sha256 = $3`
	insertOutcome = `INSERT INTO feed_outcome (number, state, body) VALUES ($1, $2, $3)`
)

// writeFeed writes everything the feed keeps.
func writeFeed(ctx context.Context, tx Tx, b *sealWriter) error {
	count := map[int64]int64{}
	err := each(ctx, tx, func(scan func(...any) error) error {
		var number, waiting int64
		var m backupMessage
		if err := scan(&number, &m.Sender, &m.Control, &m.SHA256, &m.Connection, &m.Received, &m.Raw, &waiting); err != nil {
			return err
		}
		m.Raw, m.Waiting = filled(m.Raw), waiting > 0
		count[number] = int64(len(count) + 1)
		return b.put(backupLine{Feed: &backupFeed{Message: &m}})
	}, allMessages)
	if err != nil {
		return err
	}
	if err := eachBody(ctx, tx, allFeedTasks, func(t *app.FeedTask) error { return b.put(backupLine{Feed: &backupFeed{Task: t}}) }); err != nil {
		return err
	}
	err = eachBody(ctx, tx, allOutcomes, func(o *app.FeedOutcome) error {
		o.Number = count[o.Number]
		return b.put(backupLine{Feed: &backupFeed{Outcome: o}})
	})
	if err != nil {
		return err
	}
	err = each(ctx, tx, func(scan func(...any) error) error {
		var l backupLink
		if err := scan(&l.Task, &l.Number); err != nil {
			return err
		}
		l.Number = count[l.Number]
		return b.put(backupLine{Feed: &backupFeed{Link: &l}})
	}, allLinks)
	if err != nil {
		return err
	}
	return eachBody(ctx, tx, selectMappings, func(m *app.FeedMapping) error { return b.put(backupLine{Feed: &backupFeed{Mapping: m}}) })
}

// eachBody reads the stored documents of a query.
func eachBody[T any](ctx context.Context, tx Tx, query string, take func(*T) error) error {
	return each(ctx, tx, func(scan func(...any) error) error {
		var body []byte
		if err := scan(&body); err != nil {
			return err
		}
		document := new(T)
		if err := json.Unmarshal(body, document); err != nil {
			return err
		}
		return take(document)
	}, query)
}

// feed puts one line about the feed into the database.
func (l *loader) feed(f backupFeed) error {
	switch {
	case f.Message != nil:
		return l.feedMessage(*f.Message)
	case f.Task != nil:
		return putTask(l.ctx, l.tx, *f.Task)
	case f.Outcome != nil:
		number, err := l.feedNumber(f.Outcome.Number)
		if err != nil {
			return err
		}
		f.Outcome.Number = number
		body, err := json.Marshal(f.Outcome)
		if err != nil {
			return err
		}
		return exec(l.ctx, l.tx, insertOutcome, number, string(f.Outcome.State), body)
	case f.Link != nil:
		return l.feedLink(*f.Link)
	case f.Mapping != nil:
		body, err := json.Marshal(f.Mapping)
		if err != nil {
			return err
		}
		return exec(l.ctx, l.tx, upsertMapping, f.Mapping.ID, body)
	}
	return fmt.Errorf("%w: the line about the feed holds nothing known", app.ErrRefused)
}

func (l *loader) feedMessage(m backupMessage) error {
	n, err := changed(l.ctx, l.tx, insertMessage, m.Sender, m.Control, m.SHA256, m.Connection, m.Received, filled(m.Raw))
	if err != nil {
		return err
	}
	if n == 0 {
		return fmt.Errorf("message %s of %s occurs twice: %w", m.Control, m.Sender, app.ErrExists)
	}
	var number int64
	if _, err := one(l.ctx, l.tx, []any{&number}, numberOf, m.Sender, m.Control, m.SHA256); err != nil {
		return err
	}
	l.messages = append(l.messages, number)
	if m.Waiting {
		return exec(l.ctx, l.tx, waitNumber, number)
	}
	return nil
}

func (l *loader) feedLink(link backupLink) error {
	number, err := l.feedNumber(link.Number)
	if err != nil {
		return err
	}
	if _, found, err := taskOf(l.ctx, l.tx, link.Task); err != nil || !found {
		if err == nil {
			err = missing("task", link.Task)
		}
		return err
	}
	return exec(l.ctx, l.tx, insertLink, link.Task, number)
}

// feedNumber turns the count of a message in the backup into its number here.
func (l *loader) feedNumber(count int64) (int64, error) {
	if count < 1 || count > int64(len(l.messages)) {
		return 0, fmt.Errorf("%w: it names message %d, which did not come before it", app.ErrRefused, count)
	}
	return l.messages[count-1], nil
}
