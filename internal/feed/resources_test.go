package feed

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/hl7v2"
	"github.com/dayzero-hsct/dayzero/internal/app"
)

const bundle = `{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","id":"p","identifier":[{"system":"urn:hospital","value":"SYN-LIG4-01"}],"gender":"male","birthDate":"2024-05-10"}},
{"resource":{"resourceType":"Observation","id":"o1","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"26499-4","display":"wrong words"}]},"subject":{"reference":"Patient/p"},"effectiveDateTime":"2025-03-01T07:00:00+08:00","issued":"2025-03-01T09:00:00.000+08:00","valueQuantity":{"value":2.50,"code":"10*9/L"}}},
{"resource":{"resourceType":"Observation","id":"o2","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"26515-7"}]},"subject":{"reference":"Patient/p"},"effectiveDateTime":"2025-03-01","valueQuantity":{"value":10,"comparator":"<","code":"10*9/L"}}}]}`

func TestObservationsTakeTheSameWayAndKeepTheirDigits(t *testing.T) {
	h := withChild(t)
	ctx := context.Background()
	for range 2 {
		messages, refused := ReadFHIR([]byte(bundle))
		if len(refused) > 0 {
			t.Fatal(refused)
		}
		if _, err := Take(ctx, h, "import fhir", messages); err != nil {
			t.Fatal(err)
		}
		if _, err := h.sort.Drain(ctx); err != nil {
			t.Fatal(err)
		}
	}
	m := chart.Where(chart.All[*chart.Measurement](h.chartOf(t, child)), func(m chart.Item[*chart.Measurement]) bool { return m.Author == app.FeedAuthor })
	if len(m) != 2 || len(h.tasks(t)) != 0 {
		t.Fatalf("%d entries, tasks %+v", len(m), h.tasks(t))
	}
	texts := m[0].Data.Value.String() + " " + m[1].Data.Value.String()
	if !strings.Contains(texts, "2.50 10*9/L") || !strings.Contains(texts, "<10 10*9/L") {
		t.Errorf("filed %s", texts)
	}
}

func TestABundleThatSaysTooLittleIsRefusedWhole(t *testing.T) {
	for name, x := range map[string]struct{ old, fresh, want string }{
		"another patient": {`"Patient/p"`, `"Patient/q"`, "not in the file"},
		"no status":       {`"status":"final"`, `"status":"guessed"`, "none of a result"},
		"no code":         {`"coding":[{"system":"http://loinc.org","code":"26515-7"}]`, `"text":"x"`, "no code"},
		"no observation":  {`"Observation"`, `"Basic"`, "no Observation"},
		"a modifier":      {`"id":"o1"`, `"modifierExtension":[]`, "modifier extension"},
	} {
		messages, refused := ReadFHIR([]byte(strings.ReplaceAll(bundle, x.old, x.fresh)))
		if len(messages) > 0 || len(refused) == 0 || !strings.Contains(refused[0].Sentence, x.want) {
			t.Errorf("%s: %v", name, refused)
		}
	}
}

// Each shared bundle is read or refused by name; what is read is a message.
func TestSharedBundlesBecomeMessages(t *testing.T) {
	files, err := filepath.Glob("../../../shared/data/interop/fhir-*/*.json")
	if err != nil || len(files) == 0 {
		t.Skip("the shared sample resources are not there")
	}
	read := 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		messages, refused := ReadFHIR(raw)
		for _, r := range refused {
			if r.Sentence == "" {
				t.Errorf("%s: refused without a reason", file)
			}
		}
		for _, m := range messages {
			read++
			if _, err := hl7v2.Parse(m, hl7v2.Options{}); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		}
	}
	t.Logf("%d results were read from %d files", read, len(files))
}
