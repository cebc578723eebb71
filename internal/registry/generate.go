package registry

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"sort"
	"strings"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/hla"
)

// Generate writes a synthetic registry as CSV for trials: each donor is two
// haplotypes drawn by their frequencies in a population of the set ("" for all).
// Sex, birth (18 to 60 years before a fixed day), CMV, ABO and Rh are drawn
// evenly and say nothing about people. Every number begins with SYN. The same set,
// count and seed give the same bytes.
func Generate(ctx context.Context, out io.Writer, set *hla.Frequencies, population string, count int64, seed uint64) error {
	haplotypes, err := newHaplotypes(set, population)
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(seed, 0))
	w := bufio.NewWriterSize(out, 1<<20)
	if _, err := w.WriteString("id,sex,birth_date,cmv,abo,typing\n"); err != nil {
		return err
	}
	oldest := day.MustDate("1964-01-01")
	var line []byte
	for n := range count {
		if n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		line = fmt.Appendf(line[:0], "SYN%09d,%s,%s,%s,%s%s,", n+1, sexes[1+random.IntN(2)], oldest.AddDays(random.IntN(42*365)),
			signs[1+random.IntN(2)], groups[1+random.IntN(4)], []string{"+", "-"}[random.IntN(2)])
		a, b := haplotypes.draw(random), haplotypes.draw(random)
		for i := range a {
			if i > 0 {
				line = append(line, '^')
			}
			line = append(append(append(line, a[i]...), '+'), b[i]...)
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return w.Flush()
}

// haplotypes are drawn by their share.
type haplotypes struct {
	alleles [][]string
	upTo    []float64 // sums of the frequencies
}

func newHaplotypes(set *hla.Frequencies, population string) (*haplotypes, error) {
	var h haplotypes
	sum := 0.0
	err := set.Haplotype(population, func(alleles []string, frequency float64) bool {
		if frequency > 0 && !strings.Contains(strings.Join(alleles, ""), ",") {
			sum += frequency
			h.alleles, h.upTo = append(h.alleles, alleles), append(h.upTo, sum)
		}
		return true
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if sum == 0 {
		return nil, fmt.Errorf("%w: the set %s has no haplotype with a frequency above zero", ErrRefused, set.Name())
	}
	return &h, nil
}

func (h *haplotypes) draw(random *rand.Rand) []string {
	at := sort.SearchFloat64s(h.upTo, random.Float64()*h.upTo[len(h.upTo)-1])
	return h.alleles[min(at, len(h.alleles)-1)]
}
