package hl7v2

import (
	"bytes"
	"errors"
	"io"
	"testing"
)

// Anything is parsed or refused with a place; what was parsed is stable and keeps
// its digits.
func FuzzParse(f *testing.F) {
	f.Add([]byte(potassium), "")
	f.Add([]byte("MSH|^~\\&|||||||ACK|1|P|2.5||||||GB 18030-2000\rPID|||||\x81\x7c\xb6\xf9\r"), "GBK")
	f.Add([]byte("MSH#^~\\&#a##\"\"###########8859/1\r\nZZZ#\\X41\\#~~&&^\n\n\n"), "UTF-8")
	f.Add([]byte("MSH|$%?!|x\rOBX|1|SN|||<$0.01~1,5"), "8859/15")
	f.Fuzz(func(t *testing.T, raw []byte, charset string) {
		m, err := Parse(raw, Options{Charset: Charset(charset)})
		if err != nil {
			var problems Problems
			if !errors.As(err, &problems) || len(problems) == 0 {
				t.Fatalf("refused without a reason: %v", err)
			}
			return
		}
		for _, s := range m.Segments {
			for n := range len(s.Raw) + 2 {
				_ = s.Field(n).Component(n).Subcomponent(2).Text()
			}
		}
		_, _ = HeaderOf(m)
		once, err := m.Encode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(once, Options{Charset: m.Charset})
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%q", err, once)
		}
		if twice, err := again.Encode(); err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("written twice it differs (%v):\n%q\n%q", err, once, twice)
		}
	})
}

// Any stream ends in frames, in io.EOF, or in a problem; it never runs on.
func FuzzFrames(f *testing.F) {
	f.Add(Frame([]byte(potassium)))
	f.Add([]byte("\r\n\x0bhalf"))
	f.Add([]byte("\x0b\x1c\r\x0bx\x1cy\x1c\rGET"))
	f.Fuzz(func(t *testing.T, stream []byte) {
		r := NewFrameReader(bytes.NewReader(stream), 64)
		for range len(stream) + 1 {
			message, err := r.Next()
			if err != nil {
				var p Problem
				if !errors.Is(err, io.EOF) && !errors.As(err, &p) {
					t.Fatalf("ended by %v", err)
				}
				return
			}
			if len(message) > 64 {
				t.Fatalf("a message of %d bytes passed the limit", len(message))
			}
		}
		t.Fatal("the stream does not end")
	})
}

// Any escaped text comes back as it was.
func FuzzEscape(f *testing.F) {
	f.Add(`a|b\F\`)
	f.Fuzz(func(t *testing.T, text string) {
		if got := Usual.Unescape(Usual.Escaped(text)); got != text {
			t.Fatalf("%q came back as %q", text, got)
		}
	})
}

// A file is cut or refused; no part is without a header.
func FuzzSplit(f *testing.F) {
	f.Add([]byte("FHS|\rMSH|a\rPID|\r\nMSH|b\nBTS|"))
	f.Fuzz(func(t *testing.T, file []byte) {
		parts, err := Split(file)
		if err != nil {
			return
		}
		for _, p := range parts {
			if !bytes.HasPrefix(p.Raw, []byte("MSH")) || p.Line < 1 {
				t.Fatalf("a part begins with %q on line %d", p.Raw[:min(9, len(p.Raw))], p.Line)
			}
		}
	})
}
