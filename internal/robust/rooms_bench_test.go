package robust

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/internal/demo"
)

// rooms are the pages of one child, in the order of the journey.
var rooms = []string{"", "/consult", "/diagnosis", "/disease", "/evaluation", "/donor", "/plan", "/exposure", "/day-0", "/course", "/follow-up", "/evidence"}

// wardChildren is how many children the store holds in BenchmarkRooms.
const wardChildren = 640

// BenchmarkRooms measures every room of the child over HTTP with 16 signed-in
// clients, 640 copies of the founding case in the store. Each client opens a
// child, walks through its rooms, and goes on to the next. The slowest hundredth
// is told for each room.
//
// At work: a server that has been asked for each page once since the record of the
// child last changed. First times: no page, plan or prediction of the child was
// ever asked for before; only the record itself may be in memory.
//
//	go test ./internal/robust -run xx -bench Rooms -benchtime 7680x -timeout 30m
func BenchmarkRooms(b *testing.B) {
	server := ward(b)
	clients := signedInAll(b, server, 16)
	visit := func(i int) (string, string) {
		room := rooms[i%len(rooms)]
		return room, fmt.Sprintf("%s/child/ward-%03d%s", server.URL, i/len(rooms)%wardChildren, room)
	}
	for _, name := range []string{"FirstTimes", "AtWork"} { // in this order
		b.Run(name, func(b *testing.B) {
			times := walk(b, clients, visit)
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
			for _, room := range rooms {
				b.ReportMetric(slowest(times[room]), "p99-ms:child"+room)
			}
		})
	}
}

// BenchmarkBoard measures the board of 640 children with 16 clients.
func BenchmarkBoard(b *testing.B) {
	server := ward(b)
	clients := signedInAll(b, server, 16)
	times := walk(b, clients, func(int) (string, string) { return "board", server.URL + "/board" })
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
	b.ReportMetric(slowest(times["board"]), "p99-ms")
}

// slowest is the slowest hundredth in milliseconds.
func slowest(times []time.Duration) float64 {
	if len(times) == 0 {
		return math.NaN()
	}
	return float64(times[len(times)*99/100].Microseconds()) / 1000
}

// ward serves a store of 640 copies of the founding case.
func ward(b *testing.B) *httptest.Server {
	b.Helper()
	server, door := demonstrationWithDoor(b)
	cases, err := demo.Cases()
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range cases {
		if c.ID != "lig4-shanghai" {
			continue
		}
		for i := range wardChildren {
			one := c
			one.ID = fmt.Sprintf("ward-%03d", i)
			one.Entries = slices.Clone(c.Entries)
			for j := range one.Entries {
				one.Entries[j].Patient = one.ID
			}
			if err := door.SystemImport(context.Background(), one); err != nil {
				b.Fatal(err)
			}
		}
	}
	return server
}

// walk lets the clients fetch b.N pages; client k takes the k-th stretch of the
// addresses, in order. It returns the sorted times by name.
func walk(b *testing.B, clients []*http.Client, address func(i int) (name, target string)) map[string][]time.Duration {
	b.Helper()
	var mu sync.Mutex
	times := map[string][]time.Duration{}
	each := (b.N + len(clients) - 1) / len(clients)
	b.ResetTimer()
	var wg sync.WaitGroup
	for k, c := range clients {
		wg.Go(func() {
			var page bytes.Buffer // of this client, so that the measure makes no garbage of its own
			for i := k * each; i < min(b.N, (k+1)*each); i++ {
				name, target := address(i)
				start := time.Now()
				take(b, c, target, &page)
				took := time.Since(start)
				mu.Lock()
				times[name] = append(times[name], took)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	for _, list := range times {
		slices.Sort(list)
	}
	return times
}

// take fetches a page into the memory of its client; a page that is not whole
// fails the benchmark.
func take(b *testing.B, c *http.Client, target string, page *bytes.Buffer) {
	b.Helper()
	res, err := c.Get(target)
	if err != nil {
		b.Error(err)
		return
	}
	defer res.Body.Close()
	page.Reset()
	_, err = page.ReadFrom(res.Body)
	if err != nil || res.StatusCode != http.StatusOK || !bytes.HasSuffix(bytes.TrimSpace(page.Bytes()), []byte("</html>")) {
		b.Errorf("%s: %s, %d bytes, %v", target, res.Status, page.Len(), err)
	}
}
