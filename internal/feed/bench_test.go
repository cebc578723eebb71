package feed

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/hl7v2"
)

// numbered is a result message of its own: another control id, order and value.
func numbered(sender string, i int) []byte {
	return result("SYNLIS", sender, "|B1|", fmt.Sprintf("|L%d|", i), "B-ORDER", fmt.Sprintf("ORDER-%d", i), "0.62", fmt.Sprintf("%d.%02d", i%9, i%100))
}

// Messages over several connections at once, each stored durably (synchronous
// FULL) and acknowledged before the connection sends the next, while the sorter
// runs. The longest answers are reported as p99.
func BenchmarkStoredAndAcknowledged(b *testing.B) {
	for _, connections := range []int{4, 8, 16, 32} {
		b.Run(fmt.Sprintf("connections=%d", connections), func(b *testing.B) { benchmarkReceiving(b, connections) })
	}
}

func benchmarkReceiving(b *testing.B, connections int) {
	h := withChild(b)
	address := serve(b, h, "")
	ctx, stop := context.WithCancel(context.Background())
	var sorting sync.WaitGroup
	sorting.Go(func() { h.sort.Run(ctx, func(error) {}) })
	each := b.N/connections + 1
	waits := make([][]time.Duration, connections)
	b.ResetTimer()
	var all sync.WaitGroup
	for c := range connections {
		all.Go(func() {
			conn, err := net.Dial("tcp", address)
			if err != nil {
				b.Error(err)
				return
			}
			defer conn.Close()
			answers := hl7v2.NewFrameReader(conn, MessageLimit)
			for i := range each {
				begun := time.Now()
				if _, err := conn.Write(hl7v2.Frame(numbered(fmt.Sprint("LIS", c), i))); err != nil {
					b.Error(err)
					return
				}
				if raw, err := answers.Next(); err != nil || !strings.Contains(string(raw), "MSA|AA|") {
					b.Errorf("answered %q, %v", raw, err)
					return
				}
				waits[c] = append(waits[c], time.Since(begun))
			}
		})
	}
	all.Wait()
	b.StopTimer()
	stop()
	sorting.Wait()
	every := slices.Concat(waits...)
	slices.Sort(every)
	b.ReportMetric(float64(len(every))/b.Elapsed().Seconds(), "messages/s")
	b.ReportMetric(float64(every[len(every)*99/100].Microseconds())/1000, "p99-ms")
}

// A backlog that lies stored is sorted into charts: parse, match, map, file.
func BenchmarkBacklog(b *testing.B) {
	h := withChild(b)
	ctx := context.Background()
	var all sync.WaitGroup
	for w := range 64 { // stored beside each other, so that they share commits
		all.Go(func() {
			l := Listener{Door: h}
			for i := w; i < b.N; i += 64 {
				raw := numbered("LIS", i)
				header, _ := l.header(raw)
				if _, err := h.KeepMessage(ctx, Message("bench", header, raw, h.Now())); err != nil {
					b.Error(err)
				}
			}
		})
	}
	all.Wait()
	b.ResetTimer()
	if n, err := h.sort.Drain(ctx); err != nil || n != b.N {
		b.Fatalf("%d sorted, %v", n, err)
	}
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}
