package hl7v2

import (
	"encoding/hex"
	"strings"
	"unicode/utf8"
)

// Unescape resolves the escape sequences of a text: the delimiters (\F\ \S\ \T\
// \R\ \E\ \P\), the line break of formatted text (\.br\), and hexadecimal bytes
// (\X0D\) as far as they are UTF-8. Highlighting (\H\ \N\) is dropped. A
// sequence that is not known, or has no end, stays as it is.
func (d Delimiters) Unescape(text string) string {
	if strings.IndexByte(text, d.Escape) < 0 {
		return text
	}
	var out strings.Builder
	for {
		start := strings.IndexByte(text, d.Escape)
		if start < 0 {
			break
		}
		end := strings.IndexByte(text[start+1:], d.Escape)
		if end < 0 {
			break
		}
		out.WriteString(text[:start])
		sequence := text[start+1 : start+1+end]
		if meaning, known := d.meaning(sequence); known {
			out.WriteString(meaning)
			text = text[start+1+end+1:]
			continue
		}
		// The second escape character may begin a sequence of its own.
		out.WriteString(text[start : start+1+end])
		text = text[start+1+end:]
	}
	out.WriteString(text)
	return out.String()
}

// meaning resolves one sequence without its escape characters.
func (d Delimiters) meaning(sequence string) (string, bool) {
	switch sequence {
	case "F":
		return string([]byte{d.Field}), true
	case "S":
		return string([]byte{d.Component}), true
	case "T":
		return string([]byte{d.Subcomponent}), true
	case "R":
		return string([]byte{d.Repetition}), true
	case "E":
		return string([]byte{d.Escape}), true
	case "P":
		if d.Truncation == 0 {
			return "", false
		}
		return string([]byte{d.Truncation}), true
	case "H", "N":
		return "", true
	case ".br":
		return "\n", true
	}
	digits, isHex := strings.CutPrefix(sequence, "X")
	if !isHex || digits == "" {
		return "", false
	}
	bytes, err := hex.DecodeString(digits)
	if err != nil || !utf8.Valid(bytes) {
		return "", false
	}
	return string(bytes), true
}

// Escaped writes a text so that it can stand in any part of a field: delimiters
// and the ends of lines become escape sequences. Unescape gives the text back.
func (d Delimiters) Escaped(text string) string {
	var out strings.Builder
	mark := func(sequence string) {
		out.WriteByte(d.Escape)
		out.WriteString(sequence)
		out.WriteByte(d.Escape)
	}
	for i := range len(text) {
		switch b := text[i]; {
		case b == d.Field:
			mark("F")
		case b == d.Component:
			mark("S")
		case b == d.Subcomponent:
			mark("T")
		case b == d.Repetition:
			mark("R")
		case b == d.Escape:
			mark("E")
		case d.Truncation != 0 && b == d.Truncation:
			mark("P")
		case b == '\r':
			mark("X0D")
		case b == '\n':
			mark("X0A")
		default:
			out.WriteByte(b)
		}
	}
	return out.String()
}
