package hl7v2

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// samples are third-party messages that the tests read where they lie and never
// keep.
const samples = "../../shared/data/interop"

// Each published sample parses, or is refused with place and reason; what parsed
// is written and read again without a change, and no digit moves.
func TestEverySampleParsesOrIsRefusedWithPlaceAndReason(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(samples, "hl7v2-*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("the shared sample messages are not there")
	}
	parsed, refused := 0, 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		parts, err := Split(raw)
		if err != nil {
			wantReason(t, file, err)
			refused++
			continue
		}
		for _, part := range parts {
			m, err := Parse(part.Raw, Options{Charset: UTF8})
			if err == nil {
				_, err = HeaderOf(m)
			}
			if err != nil {
				wantReason(t, file, err)
				refused++
				continue
			}
			parsed++
			wantStable(t, file, part.Raw, m)
		}
	}
	t.Logf("%d messages of %d files parsed, %d were refused by name", parsed, len(files), refused)
	if parsed < 130 {
		t.Errorf("only %d messages parsed", parsed)
	}
}

func wantReason(t *testing.T, file string, err error) {
	t.Helper()
	t.Logf("refused: %s: %v", filepath.Base(file), strings.SplitN(err.Error(), "\n", 2)[0])
	var problems Problems
	if !errors.As(err, &problems) {
		t.Errorf("%s: refused without a place: %v", file, err)
		return
	}
	for _, p := range problems {
		if p.Sentence == "" || p.Kind == "" {
			t.Errorf("%s: refused without a reason: %+v", file, p)
		}
	}
}

// wantStable holds encode(decode(x)) to be a fixed point with the digits of x.
func wantStable(t *testing.T, from string, raw []byte, m Message) {
	t.Helper()
	once, err := m.Encode()
	if err != nil {
		t.Errorf("%s: %v", from, err)
		return
	}
	again, err := Parse(once, Options{Charset: m.Charset})
	if err != nil {
		t.Errorf("%s: what was written cannot be read: %v", from, err)
		return
	}
	twice, err := again.Encode()
	if err != nil || !bytes.Equal(once, twice) {
		t.Errorf("%s: written twice it differs (%v)", from, err)
	}
	if digits(once) != digits(bytes.TrimPrefix(raw, byteOrderMark)) {
		t.Errorf("%s: a digit changed", from)
	}
}

func digits(raw []byte) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, string(raw))
}
