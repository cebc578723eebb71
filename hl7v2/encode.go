package hl7v2

import "strings"

// New begins a message with an empty header in the usual delimiters.
func New(charset Charset) Message {
	m := Message{Delimiters: Usual, Charset: charset}
	header := Segment{Name: "MSH", Raw: []string{string([]byte{Usual.Field}), Usual.named()}, delimiters: Usual}
	m.Segments = []Segment{header}
	return m
}

// Add appends a segment whose fields are already escaped.
func (m *Message) Add(name string, fields ...string) {
	m.Segments = append(m.Segments, Segment{Name: name, Raw: fields, delimiters: m.Delimiters})
}

// SetHeader puts escaped text into field n of the header, n from 3.
func (m *Message) SetHeader(n int, raw string) {
	header := &m.Segments[0]
	for len(header.Raw) < n {
		header.Raw = append(header.Raw, "")
	}
	header.Raw[n-1] = raw
}

// Components joins texts to a field of components, escaping each.
func (d Delimiters) Components(texts ...string) string {
	escaped := make([]string, len(texts))
	for i, t := range texts {
		escaped[i] = d.Escaped(t)
	}
	return strings.TrimRight(strings.Join(escaped, string([]byte{d.Component})), string([]byte{d.Component}))
}

// Encode writes the message in its charset, each segment ended by a carriage
// return. The error tells that a character does not exist in the charset.
func (m Message) Encode() ([]byte, error) {
	var out strings.Builder
	separator := string([]byte{m.Delimiters.Field})
	for _, s := range m.Segments {
		out.WriteString(s.Name)
		fields := s.Raw
		if s.Name == "MSH" && len(fields) > 0 {
			fields = fields[1:] // the separator itself
		}
		for _, f := range fields {
			out.WriteString(separator)
			out.WriteString(f)
		}
		out.WriteByte('\r')
	}
	raw, err := m.Charset.encode(out.String())
	if err != nil {
		return nil, Problems{{Segment: "MSH", Index: 1, Field: 18, Kind: KindCharset, Sentence: err.Error()}}
	}
	return raw, nil
}
