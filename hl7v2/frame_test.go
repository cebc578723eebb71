package hl7v2

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestFramesAreReadOneByOne(t *testing.T) {
	stream := append(Frame([]byte("first")), '\r', '\n')
	stream = append(stream, Frame(nil)...)
	stream = append(stream, Frame([]byte("with \x1c inside"))...)
	for name, r := range map[string]io.Reader{"at once": bytes.NewReader(stream), "byte by byte": iotest.OneByteReader(bytes.NewReader(stream))} {
		f := NewFrameReader(r, 100)
		for _, want := range []string{"first", "", "with \x1c inside"} {
			if got, err := f.Next(); err != nil || string(got) != want {
				t.Errorf("%s: read %q, %v, want %q", name, got, err, want)
			}
		}
		if _, err := f.Next(); !errors.Is(err, io.EOF) {
			t.Errorf("%s: after the last frame: %v", name, err)
		}
	}
}

func TestAConnectionThatIsNoFrameIsNamed(t *testing.T) {
	for name, x := range map[string]struct {
		stream string
		kind   Kind
	}{
		"half a frame":                {"\x0bMSH|", KindHalfFrame},
		"a frame without its last CR": {"\x0bMSH|\x1c", KindHalfFrame},
		"a page request":              {"GET / HTTP/1.1\r\n", KindFrame},
		"a message without frame":     {"MSH|^~\\&|", KindFrame},
		"more than the limit":         {"\x0b" + strings.Repeat("x", 101) + "\x1c\r", KindTooLong},
		"more than the limit, no end": {"\x0b" + strings.Repeat("x", 1<<20), KindTooLong},
	} {
		_, err := NewFrameReader(strings.NewReader(x.stream), 100).Next()
		var p Problem
		if !errors.As(err, &p) || p.Kind != x.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, err := NewFrameReader(bytes.NewReader(Frame(bytes.Repeat([]byte("x"), 100))), 100).Next(); err != nil || len(got) != 100 {
		t.Errorf("a message of exactly the limit: %d bytes, %v", len(got), err)
	}
}

func TestAFileIsCutIntoItsMessages(t *testing.T) {
	file := "\ufeff/* a remark */\r\nFHS|^~\\&|\r\nBHS|^~\\&|\r\n" + "MSH|^~\\&|a\nPID|1\n" + "\x0bMSH|^~\\&|b\rPID|2\r\x1c\r" + "BTS|2\rFTS|1\r"
	parts, err := Split([]byte(file))
	if err != nil || len(parts) != 2 {
		t.Fatalf("%d messages, %v", len(parts), err)
	}
	if string(parts[0].Raw) != "MSH|^~\\&|a\rPID|1\r" || parts[0].Line != 4 || string(parts[1].Raw) != "MSH|^~\\&|b\rPID|2\r" {
		t.Errorf("%+v", parts)
	}
	if _, err := Split([]byte("begin 644 x\nM...\n")); err == nil {
		t.Error("a file without a message is read")
	}
}
