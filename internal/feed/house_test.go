package feed

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/store/sqlite"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// hand is a clock that a test moves.
type hand struct {
	mu  sync.Mutex
	now time.Time
}

func (h *hand) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *hand) set(at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = at
}

// house is a door over a fresh store.
type house struct {
	*app.App
	store app.Store
	clock *hand
	sort  *Sorter
}

// aYearLater is when the founding case is complete.
var aYearLater = time.Date(2026, 2, 1, 4, 0, 0, 0, time.UTC)

func openHouse(t testing.TB, folder string) house {
	t.Helper()
	store, err := sqlite.Open(context.Background(), folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	base, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	clock := &hand{now: aYearLater}
	a, err := app.New(app.Options{Store: store, Knowledge: base, Clock: clock, Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	return house{a, store, clock, NewSorter(a)}
}

// withChild is a house that holds what people wrote of the founding case, and the
// mapping of its laboratory.
func withChild(t testing.TB) house {
	t.Helper()
	h := openHouse(t, t.TempDir())
	people, _ := split(t, founding(t))
	if err := h.SystemImport(context.Background(), people); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(mappingFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, refused := ReadMapping(f)
	if len(refused) > 0 {
		t.Fatal(refused)
	}
	if err := h.SystemMapFeed(context.Background(), lines); err != nil {
		t.Fatal(err)
	}
	return h
}

// keep stores messages as a listener does, and sorts them.
func (h house) keep(t testing.TB, messages ...[]byte) {
	t.Helper()
	for _, raw := range messages {
		l := Listener{Door: h}
		header, _ := l.header(raw)
		if _, err := h.KeepMessage(context.Background(), Message("test", header, raw, h.Now())); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.sort.Drain(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// tasks are the open tasks.
func (h house) tasks(t testing.TB) []app.FeedTask {
	t.Helper()
	tasks, err := h.store.FeedTasks(context.Background(), true, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return tasks
}

// chartOf is the record as it stands at the clock.
func (h house) chartOf(t testing.TB, id string) chart.View {
	t.Helper()
	c, err := h.store.Case(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	v, err := chart.Fold(c, chart.Moment{Clinical: h.Now(), Recorded: h.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// last is what became of the newest message.
func (h house) last(t testing.TB) app.FeedItem {
	t.Helper()
	items, err := h.store.Messages(context.Background(), app.FeedQuery{Limit: 1})
	if err != nil || len(items) == 0 {
		t.Fatal(items, err)
	}
	return items[0]
}

// scoped gives a person every record to see.
func scoped(p app.Principal) app.Principal {
	p.Scope = authz.Every()
	return p
}
