package hl7v2

import (
	"bytes"
	"fmt"
	"strings"
)

// Options are what a connection knows about its sender.
type Options struct {
	// Charset is used where MSH-18 names none. Empty means ASCII: nothing is
	// guessed.
	Charset Charset
}

// byteOrderMark stands before many files; it is no part of a message.
var byteOrderMark = []byte{0xEF, 0xBB, 0xBF}

// Parse reads one message. Segments end with CR, LF or both, in any mixture;
// blank lines are passed over. The error is Problems: everything that is wrong,
// each with its place.
func Parse(raw []byte, o Options) (Message, error) {
	raw = bytes.TrimPrefix(raw, byteOrderMark)
	if len(bytes.TrimSpace(raw)) == 0 {
		return Message{}, Problems{{Kind: KindEmpty, Sentence: "the message is empty"}}
	}
	d, err := delimitersOf(raw)
	if err != nil {
		return Message{}, err
	}
	text, charset, err := decoded(raw, d, o)
	if err != nil {
		return Message{}, err
	}
	return segmentsOf(text, d, charset)
}

// delimitersOf reads MSH-1 and MSH-2, which are ASCII in every charset.
func delimitersOf(raw []byte) (Delimiters, error) {
	refuse := func(field int, sentence string) (Delimiters, error) {
		return Delimiters{}, Problems{{Segment: "MSH", Index: 1, Field: field, Kind: KindHeader, Sentence: sentence}}
	}
	if !bytes.HasPrefix(raw, []byte("MSH")) {
		return refuse(0, fmt.Sprintf("a message begins with MSH, and this one with %q", clip(strings.ToValidUTF8(string(raw[:min(len(raw), 12)]), "?"))))
	}
	if len(raw) < 8 {
		return refuse(1, "the message ends before its delimiters")
	}
	line := raw[3:]
	if end := bytes.IndexAny(line, "\r\n"); end >= 0 {
		line = line[:end]
	}
	if len(line) == 0 {
		return refuse(1, "the field separator is missing")
	}
	d := Delimiters{Field: line[0]}
	second := line[1:]
	if end := bytes.IndexByte(second, d.Field); end >= 0 {
		second = second[:end]
	}
	if len(second) < 4 || len(second) > 5 {
		return refuse(2, fmt.Sprintf("four or five delimiters are named here, not %d", len(second)))
	}
	d.Component, d.Repetition, d.Escape, d.Subcomponent = second[0], second[1], second[2], second[3]
	if len(second) == 5 {
		d.Truncation = second[4]
	}
	all := append([]byte{d.Field}, second...)
	for i, b := range all {
		if b <= ' ' || b > '~' || b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b == '"' || b == '.' {
			return refuse(2, fmt.Sprintf("%q cannot be a delimiter", b))
		}
		if bytes.IndexByte(all[:i], b) >= 0 {
			return refuse(2, fmt.Sprintf("the delimiter %q is named twice", b))
		}
	}
	return d, nil
}

// decoded finds the charset and brings the message to UTF-8. MSH-18 stands
// inside the text that it explains: it is read in the default charset first and,
// when it names another one, again in that.
func decoded(raw []byte, d Delimiters, o Options) (string, Charset, error) {
	refuse := func(sentence string) (string, Charset, error) {
		return "", "", Problems{{Segment: "MSH", Index: 1, Field: 18, Kind: KindCharset, Sentence: sentence}}
	}
	named := namedCharset(string(raw), d)
	if text, err := o.Charset.decode(raw); err == nil {
		named = namedCharset(text, d)
	}
	charset := o.Charset
	if named != "" {
		charset = named
	}
	text, err := charset.decode(raw)
	if err != nil {
		return refuse(err.Error())
	}
	if again := namedCharset(text, d); again != named {
		return refuse(fmt.Sprintf("read as %q the message names the character set %q", clip(string(named)), clip(string(again))))
	}
	return text, charset, nil
}

// namedCharset is the first repetition of MSH-18, empty when it names none.
func namedCharset(text string, d Delimiters) Charset {
	line := text
	if end := strings.IndexAny(line, "\r\n"); end >= 0 {
		line = line[:end]
	}
	fields := strings.Split(line, string([]byte{d.Field}))
	if len(fields) < 18 || fields[17] == Null {
		return ""
	}
	first, _, _ := strings.Cut(fields[17], string([]byte{d.Repetition}))
	return Charset(strings.TrimSpace(first))
}

// segmentsOf cuts a decoded message into segments and fields.
func segmentsOf(text string, d Delimiters, charset Charset) (Message, error) {
	m := Message{Delimiters: d, Charset: charset}
	var problems Problems
	for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\r' || r == '\n' }) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		index := len(m.Segments) + 1
		if i := strings.IndexFunc(line, forbidden); i >= 0 {
			n := strings.Count(line[:i], string([]byte{d.Field}))
			problems.add(Problem{clip(line[:min(3, len(line))]), index, n, KindCharacter, fmt.Sprintf("the character %U does not belong into a message", rune(line[i]))})
		}
		s, sentence := segmentOf(line, d)
		if sentence == "" && s.Name == "MSH" && index > 1 {
			sentence = "a second header stands inside the message; cut the file into messages first"
		}
		if sentence != "" {
			problems.add(Problem{"", index, 0, KindSegment, sentence})
		}
		m.Segments = append(m.Segments, s)
	}
	if err := problems.orNil(); err != nil {
		return Message{}, err
	}
	return m, nil
}

// forbidden are the control characters that frames are made of, and zero.
func forbidden(r rune) bool { return r == 0 || r == startOfBlock || r == endOfBlock }

// segmentOf reads one line; a sentence is the reason why it is none.
func segmentOf(line string, d Delimiters) (Segment, string) {
	separator := string([]byte{d.Field})
	name, rest, fields := strings.Cut(line, separator)
	if !segmentName(name) {
		return Segment{}, fmt.Sprintf("a segment begins with a name of three capitals or digits, and this line with %q", clip(name))
	}
	s := Segment{Name: name, delimiters: d}
	switch {
	case name == "MSH":
		s.Raw = append([]string{separator}, strings.Split(rest, separator)...)
	case fields:
		s.Raw = strings.Split(rest, separator)
	}
	return s, ""
}

// segmentName accepts ABC, AB1, Z12.
func segmentName(name string) bool {
	if len(name) != 3 || name[0] < 'A' || name[0] > 'Z' {
		return false
	}
	for i := range len(name) {
		if b := name[i]; (b < 'A' || b > 'Z') && (b < '0' || b > '9') {
			return false
		}
	}
	return true
}

// FirstSegment reads the header alone, for an answer to a message whose rest
// cannot be read. Bytes beyond ASCII are read as Latin-1, so texts of the header
// may be wrong and are good for nothing but an answer.
func FirstSegment(raw []byte) (Message, error) {
	raw = bytes.TrimPrefix(raw, byteOrderMark)
	d, err := delimitersOf(raw)
	if err != nil {
		return Message{}, err
	}
	if end := bytes.IndexAny(raw, "\r\n"); end >= 0 {
		raw = raw[:end]
	}
	text, err := Latin1.decode(raw)
	if err != nil {
		return Message{}, Problems{{Segment: "MSH", Index: 1, Kind: KindHeader, Sentence: err.Error()}}
	}
	return segmentsOf(text, d, UTF8)
}
