package audit_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/dayzero-hsct/dayzero/internal/audit"
)

var noon = time.Date(2024, 12, 17, 4, 0, 0, 0, time.UTC)

// chain seals n synthetic events of one patient.
func chain(n int) []audit.Event {
	var events []audit.Event
	last := audit.Event{}
	for i := range n {
		last = audit.Seal(audit.Draft{At: noon.Add(time.Duration(i) * time.Minute), Actor: "synthetic", Role: "nurse",
			Action: "chart.read", Patient: "child", Outcome: "done", Entries: []string{fmt.Sprint("n", i)}, Digest: "d"}, last.Sequence, last.Hash)
		events = append(events, last)
	}
	return events
}

func TestASealedChainHolds(t *testing.T) {
	for n := range 5 {
		if b := audit.Verify(chain(n)); b != nil {
			t.Errorf("a chain of %d events breaks at %d: %s", n, b.Sequence, b.Sentence)
		}
	}
}

func TestABrokenChainIsNamedAtItsFirstBreak(t *testing.T) {
	for _, tt := range []struct {
		name     string
		change   func([]audit.Event) []audit.Event
		sequence int64
		sentence string
	}{
		{"an event is left out", func(e []audit.Event) []audit.Event { return append(e[:1], e[2:]...) }, 3, "event 3 stands where event 2 belongs"},
		{"the first event is left out", func(e []audit.Event) []audit.Event { return e[1:] }, 2, "event 2 stands where event 1 belongs"},
		{"two events are swapped", func(e []audit.Event) []audit.Event { e[1], e[2] = e[2], e[1]; return e }, 3, "event 3 stands where event 2 belongs"},
		{"an event comes twice", func(e []audit.Event) []audit.Event { return append(e[:2], e[1:]...) }, 2, "event 2 stands where event 3 belongs"},
		{"a field is changed", func(e []audit.Event) []audit.Event { e[1].Actor = "other"; return e }, 2, "the event was changed after it was sealed"},
		{"an event is sealed again after a change", func(e []audit.Event) []audit.Event {
			e[1].Actor = "other"
			e[1] = audit.Seal(e[1].Draft, 1, e[0].Hash)
			return e
		}, 3, "the event does not follow from the one before it"},
		{"an event of another chain stands in it", func(e []audit.Event) []audit.Event {
			d := e[3].Draft
			d.Patient = "other"
			e[3] = audit.Seal(d, 3, e[2].Hash)
			e[3].Chain = "child"
			return e
		}, 4, "the event belongs to the chain other"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := audit.Verify(tt.change(chain(4)))
			if b == nil || b.Sequence != tt.sequence || b.Sentence != tt.sentence {
				t.Fatalf("the break is %+v, want event %d: %s", b, tt.sequence, tt.sentence)
			}
		})
	}
}

func TestEveryFieldTakesPartInTheHash(t *testing.T) {
	for name, change := range map[string]func(*audit.Event){
		"At":       func(e *audit.Event) { e.At = e.At.Add(time.Microsecond) },
		"Actor":    func(e *audit.Event) { e.Actor += "x" },
		"Role":     func(e *audit.Event) { e.Role += "x" },
		"Action":   func(e *audit.Event) { e.Action += "x" },
		"Patient":  func(e *audit.Event) { e.Patient += "x" },
		"Outcome":  func(e *audit.Event) { e.Outcome += "x" },
		"Detail":   func(e *audit.Event) { e.Detail += "x" },
		"Entries":  func(e *audit.Event) { e.Entries = append(e.Entries, "x") },
		"Digest":   func(e *audit.Event) { e.Digest += "x" },
		"Chain":    func(e *audit.Event) { e.Chain += "x" },
		"Sequence": func(e *audit.Event) { e.Sequence++ },
		"Previous": func(e *audit.Event) { e.Previous += "x" },
		"Hash":     func(e *audit.Event) { e.Hash += "x" },
	} {
		e := chain(2)[1]
		if !e.Intact() {
			t.Fatal("a sealed event is not intact")
		}
		if change(&e); e.Intact() {
			t.Errorf("a change of %s goes unseen", name)
		}
	}
}

func TestNeighbouringFieldsAreNotRunTogether(t *testing.T) {
	a := audit.Seal(audit.Draft{At: noon, Actor: "ab", Role: "c"}, 0, "")
	b := audit.Seal(audit.Draft{At: noon, Actor: "a", Role: "bc"}, 0, "")
	if a.Hash == b.Hash {
		t.Error("two different events share a hash")
	}
	if audit.DigestOf([]byte("ab"), []byte("c")) == audit.DigestOf([]byte("a"), []byte("bc")) || audit.DigestOf() == audit.DigestOf(nil) {
		t.Error("two different lists share a digest")
	}
}

func TestEventsOfNoPatientBelongToTheInstallation(t *testing.T) {
	if got := audit.Seal(audit.Draft{At: noon, Action: "sign-in"}, 0, "").Chain; got != audit.Installation {
		t.Errorf("the chain is %q", got)
	}
}

func TestTheTimeOfAnEventIsUTCToTheMicrosecond(t *testing.T) {
	zone := time.FixedZone("synthetic", 8*3600)
	e := audit.Seal(audit.Draft{At: time.Date(2024, 12, 17, 12, 0, 0, 1999, zone)}, 0, "")
	if want := time.Date(2024, 12, 17, 4, 0, 0, 1000, time.UTC); !e.At.Equal(want) || e.At.Location() != time.UTC {
		t.Errorf("the time is %v, want %v", e.At, want)
	}
}

func TestASealedEventHoldsWhateverItsWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))
		d := audit.Draft{At: time.UnixMicro(rapid.Int64Range(-1<<50, 1<<50).Draw(t, "at")), Actor: text.Draw(t, "actor"),
			Role: text.Draw(t, "role"), Action: text.Draw(t, "action"), Patient: text.Draw(t, "patient"), Outcome: text.Draw(t, "outcome"),
			Detail: text.Draw(t, "detail"), Entries: rapid.SliceOf(text).Draw(t, "entries"), Digest: text.Draw(t, "digest")}
		sequence := rapid.Int64Range(0, 1<<40).Draw(t, "sequence")
		e := audit.Seal(d, sequence, "before")
		if !e.Intact() || e.Sequence != sequence+1 || e.Previous != "before" {
			t.Fatalf("the sealed event does not hold: %+v", e)
		}
		if again := audit.Seal(e.Draft, sequence, "before"); again.Hash != e.Hash {
			t.Fatal("sealing what was sealed gives another hash")
		}
		for _, kept := range []string{e.Actor, e.Patient, e.Detail} {
			if strings.ContainsRune(kept, 0) || audit.Keepable(kept) != kept {
				t.Fatalf("%q cannot be kept by every database", kept)
			}
		}
	})
}

func TestADailyRootCoversAllItIsMadeOf(t *testing.T) {
	heads := []audit.Head{{Chain: "a", Sequence: 1, Hash: "x"}, {Chain: "b", Sequence: 2, Hash: "y"}}
	seen := map[string]string{}
	for name, root := range map[string]string{
		"as it is":        audit.Root(1, "2024-12-17", noon, "", heads),
		"another number":  audit.Root(2, "2024-12-17", noon, "", heads),
		"another day":     audit.Root(1, "2024-12-18", noon, "", heads),
		"another time":    audit.Root(1, "2024-12-17", noon.Add(time.Second), "", heads),
		"another before":  audit.Root(1, "2024-12-17", noon, "z", heads),
		"fewer heads":     audit.Root(1, "2024-12-17", noon, "", heads[:1]),
		"no heads":        audit.Root(1, "2024-12-17", noon, "", nil),
		"a changed head":  audit.Root(1, "2024-12-17", noon, "", []audit.Head{heads[0], {Chain: "b", Sequence: 2, Hash: "z"}}),
		"an earlier head": audit.Root(1, "2024-12-17", noon, "", []audit.Head{heads[0], {Chain: "b", Sequence: 1, Hash: "y"}}),
	} {
		if other, taken := seen[root]; taken || len(root) != 64 {
			t.Errorf("%s and %s share the root %q", name, other, root)
		}
		seen[root] = name
	}
	if audit.Root(1, "2024-12-17", noon, "", nil) != audit.Root(1, "2024-12-17", noon, "", []audit.Head{}) {
		t.Error("no heads and an empty list of heads give two roots")
	}
}

func ExampleVerify() {
	first := audit.Seal(audit.Draft{At: noon, Actor: "synthetic", Action: "chart.read", Patient: "child"}, 0, "")
	second := audit.Seal(audit.Draft{At: noon, Actor: "synthetic", Action: "plan.sign", Patient: "child"}, first.Sequence, first.Hash)
	fmt.Println(audit.Verify([]audit.Event{first, second}) == nil)
	second.Actor = "someone else"
	fmt.Println(audit.Verify([]audit.Event{first, second}).Sentence)
	// Output:
	// true
	// the event was changed after it was sealed
}
