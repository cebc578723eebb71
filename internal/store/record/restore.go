package record

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/audit"
)

const (
	countAnything = `SELECT (SELECT count(*) FROM case_header) + (SELECT count(*) FROM entry) + (SELECT count(*) FROM event)
+ (SELECT count(*) FROM account) + (SELECT count(*) FROM daily_root) + (SELECT count(*) FROM programme)
+ (SELECT count(*) FROM consult) + (SELECT count(*) FROM feed_message) + (SELECT count(*) FROM feed_mapping) + (SELECT count(*) FROM evidence_table)
+ (SELECT count(*) FROM commissioning) + (SELECT count(*) FROM centre_limit)`
	longestLine = 64 << 20 // bytes; no entry comes near
)

// Restore reads a backup into an empty store in one transaction and checks all
// of it before the commit: a backup that is cut short, changed or pieced
// together leaves the store empty. ErrExists when the store holds anything;
// ErrRefused with the place of the damage otherwise.
func (s *Store) Restore(ctx context.Context, r io.Reader) error {
	started := false
	return s.write(ctx, func(ctx context.Context, tx Tx) error {
		if started { // the reader cannot be rewound
			return errors.New("the backup was interrupted by another writer; start again")
		}
		started = true
		var n int64
		if _, err := one(ctx, tx, []any{&n}, countAnything); err != nil {
			return err
		}
		if n > 0 {
			return fmt.Errorf("the store holds records already, and a backup is only read into an empty one: %w", app.ErrExists)
		}
		l := &loader{ctx: ctx, tx: tx, heads: map[string]*audit.Head{}, sealed: map[string]int64{}, sum: sha256.New()}
		if err := l.load(r); err != nil {
			return err
		}
		findings, err := checkRecords(ctx, tx)
		if err != nil {
			return err
		}
		if len(findings) > 0 {
			return damaged("its lines are whole, but %w", errUnsound(findings))
		}
		return nil
	})
}

// damaged refuses a backup.
func damaged(format string, args ...any) error {
	return fmt.Errorf("the backup is damaged and was not read: %w: %w", fmt.Errorf(format, args...), app.ErrRefused)
}

// loader writes the lines of a backup into an open transaction.
type loader struct {
	ctx      context.Context
	tx       Tx
	heads    map[string]*audit.Head
	sealed   map[string]int64
	sum      hash.Hash
	counts   backupSeal
	messages []int64 // numbers here, by their count in the backup
	number   int     // of the line being read, from 1
}

func (l *loader) load(r io.Reader) error {
	buffered := bufio.NewReader(r)
	compressed, err := gzip.NewReader(buffered)
	if err != nil {
		return damaged("it does not begin like a backup: %w", err)
	}
	compressed.Multistream(false)
	text := bufio.NewReaderSize(compressed, 1<<16)
	for {
		l.number++
		raw, err := nextLine(text)
		if err != nil {
			return damaged("line %d: %w", l.number, err)
		}
		done, err := l.take(raw)
		if err != nil {
			return err
		}
		if done {
			break
		}
	}
	if _, err := text.ReadByte(); !errors.Is(err, io.EOF) {
		return damaged("something follows the seal, or the end is cut off (%v)", err)
	}
	if _, err := buffered.ReadByte(); !errors.Is(err, io.EOF) {
		return damaged("something follows the end of the file")
	}
	return l.keepHeads()
}

// nextLine reads one whole line with its end.
func nextLine(r *bufio.Reader) ([]byte, error) {
	var whole []byte
	for {
		piece, err := r.ReadSlice('\n')
		whole = append(whole, piece...)
		switch {
		case err == nil:
			return whole, nil
		case errors.Is(err, bufio.ErrBufferFull) && len(whole) < longestLine:
			continue
		case errors.Is(err, bufio.ErrBufferFull):
			return nil, errors.New("the line is too long")
		case errors.Is(err, io.EOF):
			return nil, errors.New("the file ends before its seal")
		default:
			return nil, err
		}
	}
}

// take reads one line; done is true after a seal that holds.
func (l *loader) take(raw []byte) (done bool, err error) {
	var line backupLine
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&line); err != nil {
		return false, damaged("line %d cannot be read: %w", l.number, err)
	}
	if (l.number == 1) != (line.Backup != nil) {
		return false, damaged("line %d: the first line, and only that, names product and format", l.number)
	}
	if line.Seal != nil {
		want := l.counts
		want.SHA256 = hex.EncodeToString(l.sum.Sum(nil))
		if *line.Seal != want {
			return false, damaged("the seal in line %d does not fit the %d lines before it", l.number, l.number-1)
		}
		return true, nil
	}
	l.sum.Write(raw)
	l.counts.count(line)
	if err := l.write(line); err != nil {
		if Answered(err) {
			return false, damaged("line %d: %w", l.number, err)
		}
		return false, err
	}
	return false, nil
}

// write puts one line into the database.
func (l *loader) write(line backupLine) error {
	switch {
	case line.Backup != nil:
		return acceptFormat(*line.Backup)
	case line.Case != nil:
		c, err := readHeader(line.Case)
		if err != nil {
			return fmt.Errorf("%w: %w", app.ErrRefused, err)
		}
		return l.insert("case", c.ID, insertHeader, c.ID, []byte(line.Case))
	case line.Entry != nil:
		var e chart.Entry
		if err := json.Unmarshal(line.Entry, &e); err != nil {
			return fmt.Errorf("%w: %w", app.ErrRefused, err)
		}
		if err := l.known(e.Patient); err != nil {
			return err
		}
		return l.insert("entry", e.ID, insertEntry, e.ID, e.Patient, e.Supersedes, []byte(line.Entry))
	case line.Account != nil:
		var a app.Account
		if err := json.Unmarshal(line.Account, &a); err != nil {
			return fmt.Errorf("%w: %w", app.ErrRefused, err)
		}
		return exec(l.ctx, l.tx, upsertAccount, a.Name, []byte(line.Account))
	case line.Programme != nil:
		return exec(l.ctx, l.tx, insertProgramme, l.counts.Programme-1, filled(*line.Programme))
	case line.Consult != nil:
		stored, err := readConsult(line.Consult)
		if err != nil {
			return fmt.Errorf("%w: %w", app.ErrRefused, err)
		}
		return l.insert("consult", stored.Consult.Number, insertConsult, stored.Consult.Number, stored.Token, stored.Consult.Revision, []byte(line.Consult))
	case line.Document != nil:
		d := *line.Document
		if found, err := one(l.ctx, l.tx, []any{new(string), new([]byte)}, selectConsult, d.Consult); err != nil || !found {
			return errors.Join(err, missing("consult", d.Consult))
		}
		return l.insert("document", d.ID, insertConsultDocument, d.Consult, d.ID, filled(d.Body))
	case line.Feed != nil:
		return l.feed(*line.Feed)
	case line.Evidence != nil:
		return l.evidence(line.Evidence)
	case line.Commissioning != nil:
		var c app.Commissioning
		if err := json.Unmarshal(line.Commissioning, &c); err != nil {
			return fmt.Errorf("%w: %w", app.ErrRefused, err)
		}
		return l.insert("commissioning", c.ID, insertCommissioning, c.ID, []byte(line.Commissioning))
	case line.Limit != nil:
		var limit app.CentreLimit
		if err := json.Unmarshal(line.Limit, &limit); err != nil {
			return fmt.Errorf("%w: %w", app.ErrRefused, err)
		}
		return l.insert("centre limit", limit.ID, insertLimit, limit.ID, []byte(line.Limit))
	case line.Event != nil:
		return l.event(*line.Event)
	case line.Root != nil:
		for _, h := range line.Root.Heads {
			l.sealed[h.Chain] = h.Sequence
		}
		return putRoot(l.ctx, l.tx, *line.Root)
	}
	return fmt.Errorf("%w: the line holds nothing known", app.ErrRefused)
}

func acceptFormat(h backupHead) error {
	if h.Product != backupProduct {
		return fmt.Errorf("%w: it is a backup of %q", app.ErrRefused, h.Product)
	}
	if h.Format != backupFormat {
		return fmt.Errorf("%w: it has format %d, and this program reads format %d", app.ErrRefused, h.Format, backupFormat)
	}
	return nil
}

// evidence puts a table of cases back as it stood.
func (l *loader) evidence(body []byte) error {
	t, err := readEvidence(body)
	if err != nil {
		return fmt.Errorf("%w: %w", app.ErrRefused, err)
	}
	decided := 0
	if t.Decided() {
		decided = 1
	}
	return l.insert("table of cases", t.ID, insertEvidence, t.ID, decided, body)
}

// known refuses an entry whose case did not come before it.
func (l *loader) known(patient string) error {
	var n int
	if _, err := one(l.ctx, l.tx, []any{&n}, selectCase, patient); err != nil {
		return err
	}
	if n == 0 {
		return missing("case", patient)
	}
	return nil
}

func (l *loader) insert(what, id, query string, args ...any) error {
	if err := checkKey(what, id); err != nil {
		return err
	}
	n, err := changed(l.ctx, l.tx, query, args...)
	if err == nil && n == 0 {
		err = fmt.Errorf("%s %q occurs twice: %w", what, id, app.ErrExists)
	}
	return err
}

func (l *loader) event(b backupEvent) error {
	e := audit.Event{Draft: audit.Draft{At: time.UnixMicro(b.At).UTC(), Actor: b.Actor, Role: b.Role, Action: b.Action,
		Patient: b.Patient, Outcome: b.Outcome, Detail: b.Detail, Entries: b.Entries, Digest: b.Digest},
		Chain: b.Chain, Sequence: b.Sequence, Previous: b.Previous, Hash: b.Hash}
	head := l.heads[e.Chain]
	if head == nil {
		head = &audit.Head{Chain: e.Chain}
		l.heads[e.Chain] = head
	}
	walk := audit.Walk{Sequence: head.Sequence, Hash: head.Hash}
	if broken := walk.Next(e); broken != nil {
		return fmt.Errorf("%w: chain %s: %s", app.ErrRefused, e.Chain, broken.Sentence)
	}
	head.Sequence, head.Hash = e.Sequence, e.Hash
	return putEvent(l.ctx, l.tx, e)
}

// keepHeads writes the ends of the chains.
func (l *loader) keepHeads() error {
	for chain, head := range l.heads {
		if err := exec(l.ctx, l.tx, insertChain, chain); err != nil {
			return err
		}
		if err := exec(l.ctx, l.tx, updateChain, chain, head.Sequence, head.Hash); err != nil {
			return err
		}
		if err := exec(l.ctx, l.tx, markSealed, chain, l.sealed[chain]); err != nil {
			return err
		}
	}
	return nil
}
