package storetest

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dayzero-hsct/dayzero/consult"
	"github.com/dayzero-hsct/dayzero/internal/app"
)

// request is a synthetic consult.
func request(number string, revision int) consult.Consult {
	return consult.Consult{Number: number, Revision: revision, State: consult.Draft, Language: "zh", Source: "form", Started: noon, Changed: noon.Add(time.Duration(revision) * time.Minute),
		Answers: consult.Answers{"child": {{"name": "虚构 & <child>"}}}, Synthetic: true}
}

func paper(c consult.Consult, id, body string) consult.Consult {
	sum := sha256.Sum256([]byte(body))
	c.Documents = append(c.Documents, consult.Document{ID: id, Kind: "other", Name: id + ".txt", Media: "text/plain", Bytes: len(body), SHA256: hex.EncodeToString(sum[:]), At: noon})
	return c
}

func consults(t *testing.T, s app.Store) {
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.PutConsult(bg, request("C-1", 1), "link-1", Draft("consult.send", "")))
	must(s.PutConsult(bg, request("C-2", 1), "link-2", Draft("consult.send", "")))
	wantError(t, s.PutConsult(bg, request("C-1", 1), "link-3", Draft("consult.send", "")), app.ErrExists)
	wantError(t, s.PutConsult(bg, request("C-3", 1), "link-1", Draft("consult.send", "")), app.ErrExists)
	wantError(t, s.PutConsult(bg, request("C-1", 3), "", Draft("consult.send", "")), app.ErrConflict)
	wantError(t, s.PutConsult(bg, request("C-9", 2), "link-9", Draft("consult.send", "")), app.ErrNotFound)
	wantError(t, s.PutConsult(bg, request("C-4", 1), "", Draft("consult.send", "")), app.ErrRefused)
	second := paper(request("C-1", 2), "d1", "synthetic paper")
	must(s.AttachDocument(bg, second, "d1", []byte("synthetic paper"), Draft("consult.send", "")))
	wantError(t, s.AttachDocument(bg, paper(second, "d1", "x"), "d1", []byte("x"), Draft("consult.send", "")), app.ErrConflict)
	for _, get := range []func() (consult.Consult, error){func() (consult.Consult, error) { return s.Consult(bg, "C-1") }, func() (consult.Consult, error) { return s.ConsultByToken(bg, "link-1") }} {
		got, err := get()
		if diff := cmp.Diff(second, got); diff != "" || err != nil {
			t.Fatal(err, diff)
		}
	}
	if body, err := s.ConsultDocument(bg, "C-1", "d1"); err != nil || string(body) != "synthetic paper" {
		t.Fatalf("document %q, %v", body, err)
	}
	for _, link := range []string{"", "link", "LINK-1", "link-1\x00", "' OR 1=1"} {
		_, err := s.ConsultByToken(bg, link)
		wantError(t, err, app.ErrNotFound)
	}
	_, err := s.ConsultDocument(bg, "C-2", "d1")
	wantError(t, err, app.ErrNotFound)
	if all, err := s.Consults(bg); err != nil || len(all) != 2 || all[1].Number != "C-2" {
		t.Fatalf("%+v, %v", all, err)
	}
	wantSound(t, s)
}

// A document that the consult names no more is gone, and so is a consult that
// was removed; both leave their events.
func consultsGo(t *testing.T, s app.Store) {
	c := paper(request("C-1", 2), "d1", "synthetic paper")
	for i, step := range []func() error{
		func() error { return s.PutConsult(bg, request("C-1", 1), "link-1", Draft("consult.send", "")) },
		func() error {
			return s.AttachDocument(bg, c, "d1", []byte("synthetic paper"), Draft("consult.send", ""))
		},
		func() error { return s.PutConsult(bg, request("C-1", 3), "", Draft("consult.send", "")) },
	} {
		if err := step(); err != nil {
			t.Fatal(i, err)
		}
	}
	_, err := s.ConsultDocument(bg, "C-1", "d1")
	wantError(t, err, app.ErrNotFound)
	wantError(t, s.PutConsult(bg, paper(request("C-1", 4), "d2", "never sent"), "", Draft("consult.send", "")), app.ErrNotFound)
	wantSound(t, s)
	if err := s.RemoveConsult(bg, "C-1", Draft("consult.send", "")); err != nil {
		t.Fatal(err)
	}
	_, err = s.Consult(bg, "C-1")
	wantError(t, err, app.ErrNotFound)
	wantError(t, s.RemoveConsult(bg, "C-1", Draft("consult.send", "")), app.ErrNotFound)
	if events := trail(t, s, "installation"); len(events) != 4 {
		t.Errorf("the trail holds %+v", events)
	}
	wantSound(t, s)
}

// A consult and the chart it becomes are written together or not at all.
func consultAccepted(t *testing.T, s app.Store) {
	put(t, s, "taken")
	if err := s.PutConsult(bg, request("C-1", 1), "link-1", Draft("consult.send", "")); err != nil {
		t.Fatal(err)
	}
	accepted := request("C-1", 2)
	accepted.State, accepted.Case = consult.Accepted, "fresh"
	wantError(t, s.AcceptConsult(bg, accepted, Case("taken", Note("n1", 0)), Draft("consult.handle", "")), app.ErrExists)
	if got, err := s.Consult(bg, "C-1"); err != nil || got.State != consult.Draft {
		t.Fatalf("a refused acceptance left %+v, %v", got, err)
	}
	late := accepted
	late.Revision = 7
	nothingWritten(t, s, "fresh", func() error {
		return s.AcceptConsult(bg, late, Case("fresh", Note("n1", 0)), Draft("consult.handle", ""))
	}, app.ErrConflict)
	if err := s.AcceptConsult(bg, accepted, Case("fresh", Note("n1", 0)), Draft("consult.handle", "")); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Consult(bg, "C-1"); err != nil || got.Case != "fresh" {
		t.Fatalf("%+v, %v", got, err)
	}
	if ids := entryIDs(t, s, "fresh"); len(ids) != 1 {
		t.Errorf("entries %v", ids)
	}
	if events := trail(t, s, "fresh"); len(events) != 1 || len(events[0].Entries) != 2 {
		t.Errorf("the trail holds %+v", events)
	}
	wantSound(t, s)
}
