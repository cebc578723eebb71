package record

import (
	"context"
	"encoding/json"
	"sort"
	"time"

	"github.com/dayzero-hsct/dayzero/internal/audit"
)

const (
	lastRoot   = `SELECT number, day, at, previous, heads, root FROM daily_root ORDER BY number DESC LIMIT 1`
	allRoots   = `SELECT number, day, at, previous, heads, root FROM daily_root ORDER BY number`
	insertRoot = `INSERT INTO daily_root (number, day, at, previous, heads, root) VALUES ($1, $2, $3, $4, $5, $6)`
	movedHeads = `UPDATE chain SET sealed = sequence WHERE sequence <> sealed RETURNING name, sequence, hash`
	markSealed = `UPDATE chain SET sealed = $2 WHERE name = $1`
)

// root is one daily root as stored. Heads are those that moved since the root
// before it; all others are covered through that one.
type root struct {
	Number   int64        `json:"number"`
	Day      string       `json:"day"` // civil day in UTC, 2006-01-02
	At       int64        `json:"at"`  // microseconds since 1970, UTC
	Previous string       `json:"previous"`
	Heads    []audit.Head `json:"heads"`
	Root     string       `json:"root"`
}

// sum computes what Root must be.
func (r root) sum() string {
	return audit.Root(r.Number, r.Day, time.UnixMicro(r.At), r.Previous, r.Heads)
}

// SealDay seals the heads of all chains under the civil day (UTC) of the moment.
// When nothing moved since the last root of the same day, that root is returned;
// otherwise another one follows it, and the last of a day counts.
func (s *Store) SealDay(ctx context.Context, at time.Time) (string, error) {
	var sealed string
	err := s.write(ctx, func(ctx context.Context, tx Tx) error {
		// Two sealers wait for each other here.
		if _, err := s.lockChain(ctx, tx, audit.Installation); err != nil {
			return err
		}
		last, err := rootsOf(ctx, tx, lastRoot)
		if err != nil {
			return err
		}
		r := root{Number: 1, Day: at.UTC().Format(time.DateOnly), At: at.UnixMicro()}
		if r.Heads, err = moved(ctx, tx); err != nil {
			return err
		}
		if len(last) > 0 {
			if len(r.Heads) == 0 && last[0].Day == r.Day {
				sealed = last[0].Root
				return nil
			}
			r.Number, r.Previous = last[0].Number+1, last[0].Root
		}
		r.Root = r.sum()
		sealed = r.Root
		return putRoot(ctx, tx, r)
	})
	if err != nil {
		return "", err
	}
	return sealed, nil
}

// moved takes the heads that no root covers yet and marks them covered.
func moved(ctx context.Context, tx Tx) (heads []audit.Head, err error) {
	err = each(ctx, tx, func(scan func(...any) error) error {
		var h audit.Head
		if err := scan(&h.Chain, &h.Sequence, &h.Hash); err != nil {
			return err
		}
		heads = append(heads, h)
		return nil
	}, movedHeads)
	sort.Slice(heads, func(i, j int) bool { return heads[i].Chain < heads[j].Chain })
	return heads, err
}

func putRoot(ctx context.Context, tx Tx, r root) error {
	if r.Heads == nil {
		r.Heads = []audit.Head{}
	}
	heads, err := json.Marshal(r.Heads)
	if err != nil {
		return err
	}
	return exec(ctx, tx, insertRoot, r.Number, r.Day, r.At, r.Previous, heads, r.Root)
}

// rootsOf reads daily roots. Heads that cannot be read are left empty: such a
// root no longer has the sum of its content.
func rootsOf(ctx context.Context, tx Tx, query string) (roots []root, err error) {
	err = each(ctx, tx, func(scan func(...any) error) error {
		var r root
		var heads []byte
		if err := scan(&r.Number, &r.Day, &r.At, &r.Previous, &heads, &r.Root); err != nil {
			return err
		}
		if json.Unmarshal(heads, &r.Heads) != nil {
			r.Heads = nil
		}
		roots = append(roots, r)
		return nil
	}, query)
	return roots, err
}
