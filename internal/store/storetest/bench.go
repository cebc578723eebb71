package storetest

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/app"
)

// Bench measures a store: durable audited writes of one entry by one and by
// sixteen writers over 64 children, audited reads, and the reading of a case of
// 1,000 entries. Figures are comparable on one machine and one disk only.
func Bench(b *testing.B, open func(b *testing.B) app.Store) {
	for _, clients := range []int{1, 16} {
		b.Run(fmt.Sprintf("audited write, %d writers", clients), func(b *testing.B) { benchWrites(b, open(b), clients) })
	}
	b.Run("audited read, 16 readers", func(b *testing.B) { benchReads(b, open(b)) })
	b.Run("case of 1000 entries", func(b *testing.B) { benchCase(b, open(b)) })
}

func benchWrites(b *testing.B, s app.Store, clients int) {
	benchCases(b, s)
	var n atomic.Int64
	spread(b, clients, func() error {
		i := n.Add(1)
		return appendTo(s, fmt.Sprintf("child-%02d", i%64), -1, Note(fmt.Sprintf("n%d", i), int(i%1000)))
	})
}

func benchReads(b *testing.B, s app.Store) {
	benchCases(b, s)
	var n atomic.Int64
	spread(b, 16, func() error {
		id := fmt.Sprintf("child-%02d", n.Add(1)%64)
		if _, err := s.Case(bg, id); err != nil {
			return err
		}
		return s.Audit(bg, Draft("chart.read", id))
	})
}

func benchCases(b *testing.B, s app.Store) {
	b.Helper()
	for i := range 64 {
		id := fmt.Sprintf("child-%02d", i)
		if err := s.CreateCase(bg, Case(id), Draft("case.import", id)); err != nil {
			b.Fatal(err)
		}
	}
}

// spread runs b.N calls over a number of clients.
func spread(b *testing.B, clients int, call func() error) {
	var left atomic.Int64
	left.Store(int64(b.N))
	var wait sync.WaitGroup
	b.ResetTimer()
	for range clients {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for left.Add(-1) >= 0 {
				if err := call(); err != nil {
					b.Error(err)
					return
				}
			}
		}()
	}
	wait.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "acts/s")
}

func benchCase(b *testing.B, s app.Store) {
	var entries []chart.Entry
	for i := range 1000 {
		entries = append(entries, Note(fmt.Sprintf("n%d", i), i))
	}
	if err := s.CreateCase(bg, Case("child", entries...), Draft("case.import", "child")); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for range b.N {
		if _, err := s.Case(bg, "child"); err != nil {
			b.Fatal(err)
		}
	}
}
