package record

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"

	"github.com/dayzero-hsct/dayzero/internal/audit"
)

// The backup format, version 1: gzip over lines of JSON. The first line names
// product and format; each further line holds one header, entry, event, daily
// root, account, programme row, consult, document, part of the feed or table of cases under its own key; the last holds the seal:
// the counts and the SHA-256 over every line before it. The same record gives the
// same bytes from either engine. Sessions and projections are left out: people sign in again, and
// projections are rebuilt from entries.
const (
	backupProduct = "Dayzero"
	backupFormat  = 1
)

// backupLine is one line of a backup; exactly one field is set.
type backupLine struct {
	Backup        *backupHead     `json:"backup,omitempty"`
	Case          json.RawMessage `json:"case,omitempty"`  // stored form of a header
	Entry         json.RawMessage `json:"entry,omitempty"` // stored form of an entry
	Event         *backupEvent    `json:"event,omitempty"`
	Root          *root           `json:"root,omitempty"`
	Account       json.RawMessage `json:"account,omitempty"` // stored form of an account
	Programme     *[]byte         `json:"programme,omitempty"`
	Consult       json.RawMessage `json:"consult,omitempty"` // stored form of a consult
	Document      *backupDocument `json:"document,omitempty"`
	Feed          *backupFeed     `json:"feed,omitempty"`
	Evidence      json.RawMessage `json:"evidence,omitempty"`      // stored form of a table of cases
	Commissioning json.RawMessage `json:"commissioning,omitempty"` // stored form of a signature
	Limit         json.RawMessage `json:"limit,omitempty"`         // stored form of a limit of the centre
	Seal          *backupSeal     `json:"seal,omitempty"`
}

type backupHead struct {
	Product string `json:"product"`
	Format  int    `json:"format"`
}

type backupEvent struct {
	Chain    string   `json:"chain"`
	Sequence int64    `json:"sequence"`
	Previous string   `json:"previous,omitempty"`
	Hash     string   `json:"hash"`
	At       int64    `json:"at"` // microseconds since 1970, UTC
	Actor    string   `json:"actor"`
	Role     string   `json:"role,omitempty"`
	Action   string   `json:"action"`
	Patient  string   `json:"patient,omitempty"`
	Outcome  string   `json:"outcome,omitempty"`
	Detail   string   `json:"detail,omitempty"`
	Entries  []string `json:"entries,omitempty"`
	Digest   string   `json:"digest,omitempty"`
}

type backupSeal struct {
	Cases, Entries, Events, Roots, Accounts, Programme int
	Consults, Documents                                int
	Feed                                               int `json:",omitempty"` // backups before the feed have none
	Evidence                                           int `json:",omitempty"` // backups before it have none
	Commissionings                                     int `json:",omitempty"`
	Limits                                             int `json:",omitempty"`
	SHA256                                             string
}

// backupDocument is a document of a consult.
type backupDocument struct {
	Consult string `json:"consult"`
	ID      string `json:"id"`
	Body    []byte `json:"body"`
}

// sealWriter writes lines and keeps the running hash and the counts.
type sealWriter struct {
	w    *bufio.Writer
	sum  hash.Hash
	seal backupSeal
}

func (b *sealWriter) put(l backupLine) error {
	text, err := json.Marshal(l)
	if err != nil {
		return err
	}
	text = append(text, '\n')
	b.sum.Write(text)
	b.seal.count(l)
	_, err = b.w.Write(text)
	return err
}

// count adds a line to the counts.
func (s *backupSeal) count(l backupLine) {
	switch {
	case l.Case != nil:
		s.Cases++
	case l.Entry != nil:
		s.Entries++
	case l.Event != nil:
		s.Events++
	case l.Root != nil:
		s.Roots++
	case l.Account != nil:
		s.Accounts++
	case l.Programme != nil:
		s.Programme++
	case l.Consult != nil:
		s.Consults++
	case l.Document != nil:
		s.Documents++
	case l.Feed != nil:
		s.Feed++
	case l.Evidence != nil:
		s.Evidence++
	case l.Commissioning != nil:
		s.Commissionings++
	case l.Limit != nil:
		s.Limits++
	}
}

// Backup checks one moment of the record and writes a copy of it. A record in
// which the check finds something is not copied: nothing is written, so that a
// sound backup is never replaced by a broken one.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	var outer error
	err := s.engine.Snapshot(ctx, func(ctx context.Context, tx Tx) error {
		findings, err := s.checkAll(ctx, tx)
		if err != nil {
			return err
		}
		if len(findings) > 0 {
			cause := errUnsound(findings)
			return &StorageError{"no backup was written, because " + cause.Error(), cause}
		}
		compressed := gzip.NewWriter(w)
		b := &sealWriter{w: bufio.NewWriterSize(compressed, 1<<16), sum: sha256.New()}
		if err := writeBackup(ctx, tx, b); err != nil {
			return err
		}
		if outer = b.w.Flush(); outer == nil {
			outer = compressed.Close()
		}
		return outer
	})
	if outer != nil {
		return &StorageError{"the backup could not be written: " + outer.Error(), outer}
	}
	return s.shape(err)
}

func writeBackup(ctx context.Context, tx Tx, b *sealWriter) error {
	head := backupHead{backupProduct, backupFormat}
	if err := b.put(backupLine{Backup: &head}); err != nil {
		return err
	}
	for _, part := range []struct {
		query string
		line  func([]byte) backupLine
	}{
		{`SELECT body FROM case_header ORDER BY id`, func(body []byte) backupLine { return backupLine{Case: body} }},
		{`SELECT body FROM entry ORDER BY patient, id`, func(body []byte) backupLine { return backupLine{Entry: body} }},
		{`SELECT body FROM account ORDER BY name`, func(body []byte) backupLine { return backupLine{Account: body} }},
		{`SELECT body FROM commissioning ORDER BY id`, func(body []byte) backupLine { return backupLine{Commissioning: body} }},
		{`SELECT body FROM centre_limit ORDER BY id`, func(body []byte) backupLine { return backupLine{Limit: body} }},
		{selectProgramme, func(body []byte) backupLine { return backupLine{Programme: &body} }},
		{`SELECT body FROM consult ORDER BY number`, func(body []byte) backupLine { return backupLine{Consult: body} }},
		{`SELECT body FROM evidence_table ORDER BY id`, func(body []byte) backupLine { return backupLine{Evidence: body} }},
	} {
		err := each(ctx, tx, func(scan func(...any) error) error {
			var body []byte
			if err := scan(&body); err != nil {
				return err
			}
			return b.put(part.line(filled(body)))
		}, part.query)
		if err != nil {
			return err
		}
	}
	if err := writeDocuments(ctx, tx, b); err != nil {
		return err
	}
	if err := writeFeed(ctx, tx, b); err != nil {
		return err
	}
	if err := writeChains(ctx, tx, b); err != nil {
		return err
	}
	b.seal.SHA256 = hex.EncodeToString(b.sum.Sum(nil))
	return b.put(backupLine{Seal: &b.seal})
}

// writeDocuments writes the documents of consults.
func writeDocuments(ctx context.Context, tx Tx, b *sealWriter) error {
	return each(ctx, tx, func(scan func(...any) error) error {
		var d backupDocument
		if err := scan(&d.Consult, &d.ID, &d.Body); err != nil {
			return err
		}
		return b.put(backupLine{Document: &d})
	}, `SELECT consult, id, body FROM consult_document ORDER BY consult, id`)
}

// writeChains writes events in the order they were written, and the roots.
func writeChains(ctx context.Context, tx Tx, b *sealWriter) error {
	after := beforeFirst
	for {
		events, err := eventsOf(ctx, tx, selectEvents, after)
		if err != nil {
			return err
		}
		if len(events) == 0 {
			break
		}
		for _, e := range events {
			if err := b.put(backupLine{Event: toBackup(e)}); err != nil {
				return err
			}
		}
		last := events[len(events)-1]
		found, err := one(ctx, tx, []any{&after}, selectNumber, last.Chain, last.Sequence)
		if err != nil {
			return err
		}
		if !found {
			return fmt.Errorf("event %d of chain %s is gone", last.Sequence, last.Chain)
		}
	}
	roots, err := rootsOf(ctx, tx, allRoots)
	for i := range roots {
		if err := b.put(backupLine{Root: &roots[i]}); err != nil {
			return err
		}
	}
	return err
}

func toBackup(e audit.Event) *backupEvent {
	return &backupEvent{e.Chain, e.Sequence, e.Previous, e.Hash, e.At.UnixMicro(), e.Actor, e.Role, e.Action,
		e.Patient, e.Outcome, e.Detail, e.Entries, e.Digest}
}
