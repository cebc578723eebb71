package storetest

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/audit"
)

// tamper is one way to change a database behind the back of the program.
type tamper struct {
	name string
	do   func(*sql.Tx) error
	find string // words that a finding must hold, in where or sentence
}

// does runs plain statements.
func does(statements ...string) func(*sql.Tx) error {
	return func(tx *sql.Tx) error {
		for _, s := range statements {
			result, err := tx.Exec(s)
			if err != nil {
				return err
			}
			if n, err := result.RowsAffected(); err != nil || n == 0 {
				return fmt.Errorf("%q touched nothing (%v)", s, err)
			}
		}
		return nil
	}
}

// flips changes one bit of a stored body.
func flips(table, key, id string, at int) func(*sql.Tx) error {
	return func(tx *sql.Tx) error {
		var body []byte
		if err := tx.QueryRow("SELECT body FROM "+table+" WHERE "+key+" = $1", id).Scan(&body); err != nil {
			return err
		}
		body[(at+len(body))%len(body)] ^= 1
		_, err := tx.Exec("UPDATE "+table+" SET body = $2 WHERE "+key+" = $1", id, body)
		return err
	}
}

// replaces changes words inside a stored body so that it can still be read.
func replaces(table, key, id, old, fresh string) func(*sql.Tx) error {
	return func(tx *sql.Tx) error {
		var body []byte
		if err := tx.QueryRow("SELECT body FROM "+table+" WHERE "+key+" = $1", id).Scan(&body); err != nil {
			return err
		}
		changed := strings.Replace(string(body), old, fresh, 1)
		if changed == string(body) {
			return fmt.Errorf("%q is not in %s", old, body)
		}
		_, err := tx.Exec("UPDATE "+table+" SET body = $2 WHERE "+key+" = $1", id, []byte(changed))
		return err
	}
}

// swapped exchanges the bodies of two entries and their ids inside.
func swapped(tx *sql.Tx) error {
	bodies := map[string][]byte{}
	for _, id := range []string{"n1", "n2"} {
		var body []byte
		if err := tx.QueryRow("SELECT body FROM entry WHERE id = $1", id).Scan(&body); err != nil {
			return err
		}
		bodies[id] = body
	}
	first := strings.Replace(string(bodies["n1"]), `"id":"n1"`, `"id":"n2"`, 1)
	second := strings.Replace(string(bodies["n2"]), `"id":"n2"`, `"id":"n1"`, 1)
	_, err := tx.Exec("UPDATE entry SET body = $1 WHERE id = 'n2'", []byte(first))
	_, err2 := tx.Exec("UPDATE entry SET body = $1 WHERE id = 'n1'", []byte(second))
	return errors.Join(err, err2)
}

// otherBytes changes the bytes of a message.
func otherBytes(tx *sql.Tx) error {
	_, err := tx.Exec("UPDATE feed_message SET raw = $1 WHERE control = 'M1'", []byte("other"))
	return err
}

// insertedEntry adds an entry that no event wrote.
func insertedEntry(tx *sql.Tx) error {
	e := Note("forged", 0)
	e.Patient = "a"
	body, err := json.Marshal(e)
	if err != nil {
		return err
	}
	_, err = tx.Exec("INSERT INTO entry (id, patient, supersedes, body) VALUES ('forged', 'a', '', $1)", body)
	return err
}

// insertedEvent adds a well sealed event after the last one.
func insertedEvent(tx *sql.Tx) error {
	var sequence int64
	var hash string
	if err := tx.QueryRow("SELECT sequence, hash FROM chain WHERE name = 'a'").Scan(&sequence, &hash); err != nil {
		return err
	}
	e := audit.Seal(Draft("forged", "a"), sequence, hash)
	_, err := tx.Exec(`INSERT INTO event (chain, sequence, previous, hash, at, actor, role, action, patient, outcome, detail, entries, digest)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '[]', '')`, e.Chain, e.Sequence, e.Previous, e.Hash, e.At.UnixMicro(), e.Actor,
		e.Role, e.Action, e.Patient, e.Outcome, e.Detail)
	return err
}

// tampers lists the ways: edit, delete, insert, swap and truncate, in every table
// that Check guards.
func tampers() []tamper {
	list := []tamper{
		{"the bytes of a message are changed", otherBytes, "bytes were changed"},
		{"a message is taken off the waiting list", does("DELETE FROM feed_waiting"), "nobody would see it"},
		{"the text of an entry is changed", replaces("entry", "id", "n4", "synthetic note", "other note"), "entry n4"},
		{"the time of an entry is changed", replaces("entry", "id", "m1", "2024-12-17", "2024-12-16"), "entry m1"},
		{"the mark synthetic is taken off an entry", replaces("entry", "id", "n2", `"synthetic":true,`, ``), "entry n2"},
		{"the mark synthetic is taken off a case", replaces("case_header", "id", "a", `"synthetic":true,`, ``), "header of case a"},
		{"the notice of a case is changed", replaces("case_header", "id", "b", "not a real child", "a real child"), "header of case b"},
		{"the first bit of an entry is flipped", flips("entry", "id", "n2", 0), "entry n2"},
		{"the last bit of an entry is flipped", flips("entry", "id", "n5", -1), "entry n5"},
		{"an entry is deleted", does("DELETE FROM entry WHERE id = 'n2'"), "entry n2"},
		{"all entries are deleted", does("DELETE FROM entry"), "entry m1"},
		{"an entry is inserted", insertedEntry, "no event wrote it"},
		{"two entries are swapped", swapped, "entry n1"},
		{"an entry is moved to another case", does("UPDATE entry SET patient = 'b' WHERE id = 'n2'"), "entry n2"},
		{"a correction is cut off", does("UPDATE entry SET supersedes = '' WHERE id = 'n3'"), "entry n3"},
		{"a case is deleted", does("DELETE FROM entry WHERE patient = 'b'", "DELETE FROM case_header WHERE id = 'b'"), "header of case b"},
		{"a case is deleted with its chain", does("DELETE FROM entry WHERE patient = 'b'", "DELETE FROM case_header WHERE id = 'b'",
			"DELETE FROM event WHERE chain = 'b'", "DELETE FROM chain WHERE name = 'b'"), "chain b"},
		{"the first event is deleted", does("DELETE FROM event WHERE chain = 'a' AND sequence = 1"), "chain a"},
		{"an event in the middle is deleted", does("DELETE FROM event WHERE chain = 'a' AND sequence = 3"), "chain a"},
		{"the last event is deleted", does("DELETE FROM event WHERE chain = 'installation' AND sequence = 3"), "chain installation"},
		{"all events are deleted", does("DELETE FROM event"), "chain a"},
		{"an event is inserted", insertedEvent, "chain a"},
		{"two events are swapped", does("UPDATE event SET sequence = -1 WHERE chain = 'a' AND sequence = 2",
			"UPDATE event SET sequence = 2 WHERE chain = 'a' AND sequence = 3", "UPDATE event SET sequence = 3 WHERE chain = 'a' AND sequence = -1"), "chain a"},
		{"an event is moved to another chain", does("UPDATE event SET chain = 'b', sequence = 9 WHERE chain = 'a' AND sequence = 4"), "chain b"},
		{"the end of a chain is set back with its last event", setBack, "daily root"},
		{"the kept end of a chain is changed", does("UPDATE chain SET hash = 'forged' WHERE name = 'a'"), "chain a"},
		{"the kept end of a chain is deleted", does("DELETE FROM chain WHERE name = 'b'"), "chain b"},
		{"a chain is hidden from the next daily root", does("UPDATE chain SET sealed = 99 WHERE name = 'a'"), "chain a"},
		{"a daily root is deleted", does("DELETE FROM daily_root WHERE number = 1"), "daily root"},
		{"the last daily root is deleted", does("DELETE FROM daily_root WHERE number = 2"), "chain"},
		{"all daily roots are deleted", does("DELETE FROM daily_root"), "chain"},
		{"the day of a daily root is changed", does("UPDATE daily_root SET day = '2024-12-01' WHERE number = 1"), "daily root 1"},
		{"a daily root is changed", does("UPDATE daily_root SET root = 'forged' WHERE number = 2"), "daily root 2"},
		{"an account is given another role", replaces("account", "name", "amy", "nurse", "physician"), "account amy"},
		{"an account is deleted", does("DELETE FROM account WHERE name = 'zed'"), "account zed"},
		{"an answer of a consult is changed", replaces("consult", "number", "C-1", "child", "other"), "consult C-1"},
		{"the link of a consult is changed", does("UPDATE consult SET token_hash = 'stolen' WHERE number = 'C-1'"), "consult C-1"},
		{"a consult is deleted", does("DELETE FROM consult_document", "DELETE FROM consult"), "consult C-1"},
		{"a consult is inserted", does("INSERT INTO consult (number, token_hash, revision, body) SELECT 'C-2', 'x', 1, body FROM consult"), "consult C-2"},
		{"a document is changed", flips("consult_document", "id", "d1", 0), "document d1"},
		{"a document is deleted", does("DELETE FROM consult_document"), "document d1"},
		{"a verdict on a table of cases is changed", replaces("evidence_table", "id", "t1", "accepted", "refused"), "table of cases t1"},
		{"a table of cases is marked as decided", does("UPDATE evidence_table SET decided = 1 WHERE id = 't2'"), "table of cases t2"},
		{"a table of cases is deleted", does("DELETE FROM evidence_table WHERE id = 't2'"), "table of cases t2"},
		{"a table of cases is inserted", does("INSERT INTO evidence_table (id, decided, body) SELECT 't3', 1, body FROM evidence_table WHERE id = 't1'"), "table of cases t3"},
		{"an account is inserted", does("INSERT INTO account (name, body) SELECT 'eve', body FROM account WHERE name = 'amy'"), "account eve"},
	}
	for _, column := range []string{"actor", "role", "action", "patient", "outcome", "detail", "entries", "digest", "previous", "hash"} {
		list = append(list, tamper{"the column " + column + " of an event is changed",
			does("UPDATE event SET " + column + " = 'forged' WHERE chain = 'a' AND sequence = 2"), "chain a"})
	}
	return append(list, tamper{"the time of an event is changed", does("UPDATE event SET at = at + 1 WHERE chain = 'b' AND sequence = 1"), "chain b"})
}

// setBack removes the last event of a sealed chain and makes its kept end fit.
func setBack(tx *sql.Tx) error {
	return does("DELETE FROM event WHERE chain = 'b' AND sequence = 2",
		"UPDATE chain SET sequence = 1, sealed = 1, hash = (SELECT hash FROM event WHERE chain = 'b' AND sequence = 1) WHERE name = 'b'")(tx)
}

// tampering checks that each way is found and named, on one store that is mended
// by undoing nothing: each way works on a store of its own.
func tampering(t *testing.T, e Engine) {
	for _, tt := range tampers() {
		t.Run(tt.name, func(t *testing.T) {
			s := e.Open(t)
			furnished(t, s)
			e.Raw(t, s, tt.do)
			wantFinding(t, s, tt.find)
		})
	}
}

// wantFinding fails unless Check finds something that holds the words.
func wantFinding(t *testing.T, s app.Store, words string) {
	t.Helper()
	findings, err := s.Check(bg)
	if err != nil {
		t.Fatalf("check: %v", err)
	}
	for _, f := range findings {
		if strings.Contains(f.Where, "guard") {
			t.Errorf("the guards do not stand: %+v", f)
		}
		if strings.Contains(f.Where+": "+f.Sentence, words) {
			return
		}
	}
	t.Fatalf("no finding names %q; found %+v", words, findings)
}

// rewrittenChain changes an old event and seals the whole chain again, kept end
// included: only the daily root can tell.
func rewrittenChain(t *testing.T, e Engine) {
	s := e.Open(t)
	furnished(t, s)
	events := trail(t, s, "a")
	e.Raw(t, s, func(tx *sql.Tx) error {
		last := audit.Event{}
		for _, old := range events {
			d := old.Draft
			if old.Sequence == 2 {
				d.Actor = "forged"
			}
			last = audit.Seal(d, last.Sequence, last.Hash)
			if _, err := tx.Exec("UPDATE event SET actor = $1, previous = $2, hash = $3 WHERE chain = 'a' AND sequence = $4",
				last.Actor, last.Previous, last.Hash, last.Sequence); err != nil {
				return err
			}
		}
		_, err := tx.Exec("UPDATE chain SET hash = $1 WHERE name = 'a'", last.Hash)
		return err
	})
	wantFinding(t, s, "it is not the event that the daily root of 2024-12-17 covers")
}

// rolledBackAccount puts an earlier, once valid state of an account back.
func rolledBackAccount(t *testing.T, e Engine) {
	s := e.Open(t)
	disabled := account("amy")
	disabled.Disabled = true
	for _, a := range []app.Account{account("amy"), disabled} {
		if err := s.PutAccount(bg, a, Draft("account.put", "")); err != nil {
			t.Fatal(err)
		}
	}
	wantSound(t, s)
	e.Raw(t, s, replaces("account", "name", "amy", `"disabled":true`, `"disabled":false`))
	wantFinding(t, s, "account amy: it differs from what event 2")
}
