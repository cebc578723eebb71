package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/store/record"
)

// most is how many requests share one commit at most.
const most = 256

var errClosed = &record.StorageError{Sentence: "the store is closed: nothing was written", Cause: sql.ErrConnDone}

// request is one write that waits for its commit.
type request struct {
	act   func(context.Context, record.Tx) error
	state atomic.Int32 // waiting, taken or given up
	err   error
	done  chan struct{}
}

const (
	waiting int32 = iota
	taken
	givenUp
)

// writer commits waiting requests in batches on the one writing connection.
type writer struct {
	conn  *sql.Conn
	tx    *prepared
	queue chan *request
	ended chan struct{}

	mu     sync.RWMutex // guards closed against a send on the closed queue
	closed bool
	final  error // of closing the connection
}

func newWriter(conn *sql.Conn) *writer {
	w := &writer{conn: conn, tx: newPrepared(conn), queue: make(chan *request, most), ended: make(chan struct{})}
	go w.run()
	return w
}

// do waits until act is committed or refused. When ctx ends first and the writer
// has not begun, nothing is written; once it has begun, the answer is awaited, so
// that nobody is told "not written" of what was.
func (w *writer) do(ctx context.Context, act func(context.Context, record.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	r := &request{act: act, done: make(chan struct{})}
	w.mu.RLock()
	if w.closed {
		w.mu.RUnlock()
		return errClosed
	}
	w.queue <- r
	w.mu.RUnlock()
	select {
	case <-r.done:
		return r.err
	case <-ctx.Done():
		if r.state.CompareAndSwap(waiting, givenUp) {
			return ctx.Err()
		}
		<-r.done
		return r.err
	}
}

// close lets the queue run dry and gives the connection back.
func (w *writer) close() error {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.queue)
	}
	w.mu.Unlock()
	<-w.ended
	return w.final
}

func (w *writer) run() {
	defer close(w.ended)
	batch := make([]*request, 0, most)
	for first := range w.queue {
		batch = w.gather(append(batch[:0], first))
		w.commit(batch)
	}
	w.final = errors.Join(w.tx.close(), w.conn.Close())
}

// gather adds what is waiting already, up to the limit.
func (w *writer) gather(batch []*request) []*request {
	for len(batch) < most {
		select {
		case r, open := <-w.queue:
			if !open {
				return batch
			}
			batch = append(batch, r)
		default:
			return batch
		}
	}
	return batch
}

// commit writes a batch in one transaction and then answers. When the database
// fails under a batch, it is undone and each request is tried on its own, so that
// each gets its own answer.
func (w *writer) commit(batch []*request) {
	live := batch[:0]
	for _, r := range batch {
		if r.state.CompareAndSwap(waiting, taken) {
			live = append(live, r)
		}
	}
	if len(live) == 0 {
		return
	}
	if err := w.together(live); err != nil {
		if len(live) == 1 {
			live[0].err = err
		} else {
			for i := range live {
				live[i].err = w.together(live[i : i+1])
			}
		}
	}
	for _, r := range live {
		close(r.done)
	}
}

// together runs requests in one transaction; an error means that none of them
// was written, and a refusal is left in the request it concerns.
func (w *writer) together(batch []*request) error {
	ctx := context.Background()
	if err := w.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for _, r := range batch {
		if r.err = nil; len(batch) == 1 {
			if err := r.act(ctx, w.tx); err != nil {
				return w.undo(ctx, err)
			}
			break
		}
		if err := w.apart(ctx, r); err != nil {
			return w.undo(ctx, err)
		}
	}
	if err := w.exec(ctx, "COMMIT"); err != nil {
		return w.undo(ctx, err)
	}
	return nil
}

// apart runs one request under a savepoint of its own.
func (w *writer) apart(ctx context.Context, r *request) error {
	if err := w.exec(ctx, "SAVEPOINT request"); err != nil {
		return err
	}
	if err := r.act(ctx, w.tx); err != nil {
		if !record.Answered(err) {
			return err
		}
		r.err = err
		if err := w.exec(ctx, "ROLLBACK TO request"); err != nil {
			return err
		}
	}
	return w.exec(ctx, "RELEASE request")
}

// undo rolls back; SQLite has done so already after some failures.
func (w *writer) undo(ctx context.Context, cause error) error {
	err := w.exec(ctx, "ROLLBACK")
	if err != nil && !record.Answered(cause) && !errors.Is(cause, app.ErrStorage) {
		return cause // the first failure says more than the second
	}
	if err != nil {
		return errors.Join(cause, err)
	}
	return cause
}

func (w *writer) exec(ctx context.Context, query string) error {
	_, err := w.tx.ExecContext(ctx, query)
	return err
}
