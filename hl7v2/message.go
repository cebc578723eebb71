package hl7v2

import "strings"

// Null is the text of a field that tells the receiver to delete what it holds.
// An empty field says nothing about it.
const Null = `""`

// Delimiters are the characters that a message names in MSH-1 and MSH-2.
type Delimiters struct {
	Field, Component, Repetition, Escape, Subcomponent byte
	Truncation                                         byte // version 2.7 and later; 0 where it is not named
}

// Usual are the delimiters that nearly every sender uses.
var Usual = Delimiters{Field: '|', Component: '^', Repetition: '~', Escape: '\\', Subcomponent: '&'}

// named gives MSH-2.
func (d Delimiters) named() string {
	text := string([]byte{d.Component, d.Repetition, d.Escape, d.Subcomponent})
	if d.Truncation != 0 {
		text += string([]byte{d.Truncation})
	}
	return text
}

// Message is one message. The zero value is empty; make one with Parse or New.
type Message struct {
	Delimiters Delimiters
	// Charset is what MSH-18 names, or the default of the connection where it
	// names nothing; the message is written in it again.
	Charset  Charset
	Segments []Segment
}

// Segment is one line of a message: a name and its fields.
type Segment struct {
	Name string
	// Raw holds the fields as they stand in the message, still escaped; Raw[0] is
	// field 1. Of MSH, field 1 is the field separator and field 2 the rest of the
	// delimiters, as the standard counts.
	Raw []string

	delimiters Delimiters
}

// Field returns field n, counted from 1; a field beyond the end is empty.
func (s Segment) Field(n int) Value {
	if n < 1 || n > len(s.Raw) {
		return Value{delimiters: s.delimiters}
	}
	if s.Name == "MSH" && n <= 2 {
		return Value{raw: s.Raw[n-1], delimiters: s.delimiters, level: subcomponent} // the delimiters themselves are no separators here
	}
	return Value{raw: s.Raw[n-1], delimiters: s.delimiters}
}

// Find returns the first segment with the name; false when there is none. The
// empty segment answers every field with an empty value.
func (m Message) Find(name string) (Segment, bool) {
	for _, s := range m.Segments {
		if s.Name == name {
			return s, true
		}
	}
	return Segment{Name: name, delimiters: m.Delimiters}, false
}

// The levels of a value, from the field down.
const (
	field = iota
	repetition
	component
	subcomponent
)

// Value is a field, or a part of one: repetition, component, subcomponent. It
// keeps the text as it was sent. The zero value is empty.
type Value struct {
	raw        string
	delimiters Delimiters
	level      int8
}

// Raw gives the text as sent, still escaped.
func (v Value) Raw() string { return v.raw }

// Empty reports that nothing was sent: the receiver keeps what it holds.
func (v Value) Empty() bool { return v.raw == "" }

// IsNull reports that deletion was sent ("").
func (v Value) IsNull() bool { return v.raw == Null }

// Text gives the text with its escape sequences resolved; of a field with
// several parts it gives all of them, separators included. Null gives "".
func (v Value) Text() string {
	if v.IsNull() {
		return ""
	}
	return v.delimiters.Unescape(v.raw)
}

// Repetitions lists the repetitions of a field; an empty field has none.
func (v Value) Repetitions() []Value {
	if v.raw == "" {
		return nil
	}
	if v.level > field {
		return []Value{v}
	}
	return v.split(v.delimiters.Repetition, repetition)
}

// Components lists the components of the first repetition.
func (v Value) Components() []Value {
	if v.level == subcomponent {
		return []Value{v}
	}
	if v.level == component {
		return []Value{v}
	}
	return v.first(repetition).split(v.delimiters.Component, component)
}

// Component returns component n of the first repetition, counted from 1; one
// beyond the end is empty.
func (v Value) Component(n int) Value {
	if v.level >= component {
		return v.only(n)
	}
	return v.first(repetition).part(v.delimiters.Component, n, component)
}

// Subcomponent returns subcomponent n of the first component, counted from 1.
func (v Value) Subcomponent(n int) Value {
	if v.level == subcomponent {
		return v.only(n)
	}
	return v.first(component).part(v.delimiters.Subcomponent, n, subcomponent)
}

// only treats a value without inner parts as a list of one.
func (v Value) only(n int) Value {
	if n == 1 {
		return v
	}
	return Value{delimiters: v.delimiters, level: v.level}
}

// first goes down to the first part of a level.
func (v Value) first(level int8) Value {
	if v.level < repetition && level >= repetition {
		v = v.part(v.delimiters.Repetition, 1, repetition)
	}
	if v.level < component && level >= component {
		v = v.part(v.delimiters.Component, 1, component)
	}
	return v
}

// part cuts out part n without making a list of all parts.
func (v Value) part(separator byte, n int, level int8) Value {
	rest := v.raw
	for i := 1; ; i++ {
		end := strings.IndexByte(rest, separator)
		if i == n {
			if end >= 0 {
				rest = rest[:end]
			}
			return Value{rest, v.delimiters, level}
		}
		if end < 0 || n < 1 {
			return Value{delimiters: v.delimiters, level: level}
		}
		rest = rest[end+1:]
	}
}

func (v Value) split(separator byte, level int8) []Value {
	parts := strings.Split(v.raw, string([]byte{separator}))
	values := make([]Value, len(parts))
	for i, p := range parts {
		values[i] = Value{p, v.delimiters, level}
	}
	return values
}
