// Package hml reads Histoimmunogenetics Markup Language 1.0.1 as far as typings
// go: who was typed, by which laboratory, against which release, and what the
// genotype list strings say.
//
// Promises: bytes in, typed values out; every problem is collected with its line
// and element; a message of which one typing is not whole, or that cannot be told
// from another, gives no typing at all; a genotype that is kept at an address only
// is refused, because nothing is fetched. What does not touch the typing (reads
// that are left out, sequences that contradict their own places) is said as
// advice, line by line, and a strict reader may refuse for it.
//
// Non-goals: sequences and variants are checked for sense and not kept; nothing is
// written.
//
// Sources: HML 1.0.1, schemas.nmdp.org/spec/hml/1.0.1; MIRING, Mack 2015,
// doi:10.1016/j.humimm.2015.09.011 (what a message owes its reader).
package hml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Namespace is that of HML 1.0.1.
const Namespace = "http://schemas.nmdp.org/spec/hml/1.0.1"

// maxMessage bounds one message in bytes.
const maxMessage = 64 << 20

// Message is one HML message.
type Message struct {
	ID      string // root and extension of hmlid, joined by "^"
	Centre  string // reporting centre
	Project string
	Samples []Sample
	// Advice is what the laboratory left out and a reader may miss.
	Advice []Problem
}

// Sample is one typed sample.
type Sample struct {
	ID      string
	Centre  string // code of the centre that sent the sample
	Method  string // how it was collected
	Typings []Typing
}

// Typing is one allele assignment: the genotype list string as written, blanks
// taken out.
type Typing struct {
	Line     int
	Date     string // of the assignment, as written
	Database string // "IMGT/HLA"
	Release  string // "3.14.0"
	GLString string
	Methods  []string // elements of typing-method: sbt-ngs, ssp, sso …
}

// Problem is one thing that is wrong, with its line and element.
type Problem struct {
	Line     int
	Element  string
	Sentence string
}

// Error gives line, element and sentence.
func (p Problem) Error() string { return fmt.Sprintf("%d: %s: %s", p.Line, p.Element, p.Sentence) }

// Problems are all that are wrong with a message, in its order.
type Problems []Problem

// Error gives a problem a line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, one := range p {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// node is one element with its attributes, text and children.
type node struct {
	name       string
	space      string
	line       int
	attributes map[string]string
	text       strings.Builder
	children   []*node
}

// reader gathers problems and advice.
type reader struct {
	problems Problems
	advice   []Problem
}

func (r *reader) refuse(at *node, format string, a ...any) {
	r.problems = append(r.problems, Problem{at.line, at.name, fmt.Sprintf(format, a...)})
}

func (r *reader) advise(at *node, format string, a ...any) {
	r.advice = append(r.advice, Problem{at.line, at.name, fmt.Sprintf(format, a...)})
}

// Parse reads a message. The error is Problems.
func Parse(from io.Reader) (Message, error) {
	data, err := io.ReadAll(io.LimitReader(from, maxMessage+1))
	if err != nil {
		return Message{}, Problems{{1, "hml", "the message cannot be read: " + err.Error()}}
	}
	if len(data) > maxMessage {
		return Message{}, Problems{{1, "hml", "the message is longer than 64 MB"}}
	}
	root, err := tree(data)
	if err != nil {
		return Message{}, err
	}
	var r reader
	message := r.message(root)
	if len(r.problems) > 0 {
		return Message{}, r.problems
	}
	message.Advice = r.advice
	return message, nil
}

// maxDepth and maxNodes bound a message; a real one is far below.
const (
	maxDepth = 64
	maxNodes = 1_000_000
)

// tree reads the elements with their lines. A document type, which could name
// entities, is refused.
func tree(data []byte) (*node, error) {
	decoder := xml.NewDecoder(bytes.NewReader(data))
	var open []*node
	var root *node
	nodes := 0
	at := func() int { return 1 + bytes.Count(data[:min(int(decoder.InputOffset()), len(data))], []byte("\n")) }
	line, counted := 1, 0
	for {
		begins := int(decoder.InputOffset())
		token, err := decoder.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			var syntax *xml.SyntaxError
			if errors.As(err, &syntax) {
				return nil, Problems{{syntax.Line, "hml", "not well-formed XML: " + syntax.Msg}}
			}
			return nil, Problems{{at(), "hml", "not well-formed XML: " + err.Error()}}
		}
		line += bytes.Count(data[counted:begins], []byte("\n"))
		counted = begins
		switch t := token.(type) {
		case xml.Directive:
			return nil, Problems{{line, "hml", "a document type is not read: it could name entities"}}
		case xml.StartElement:
			if nodes++; nodes > maxNodes || len(open) > maxDepth {
				return nil, Problems{{line, t.Name.Local, "the message has too many elements, or nests them too deeply"}}
			}
			n := &node{name: t.Name.Local, space: t.Name.Space, line: line, attributes: map[string]string{}}
			for _, a := range t.Attr {
				n.attributes[a.Name.Local] = strings.TrimSpace(a.Value)
			}
			if len(open) > 0 {
				parent := open[len(open)-1]
				parent.children = append(parent.children, n)
			} else if root == nil {
				root = n
			}
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text.Write(t)
			}
		}
	}
	if root == nil {
		return nil, Problems{{1, "hml", "there is no element"}}
	}
	return root, nil
}

// named lists the children of one name.
func (n *node) named(name string) []*node {
	var out []*node
	for _, c := range n.children {
		if c.name == name {
			out = append(out, c)
		}
	}
	return out
}

func (r *reader) message(root *node) Message {
	var m Message
	if root.name != "hml" || root.space != Namespace {
		r.refuse(root, "the root is not hml of %s", Namespace)
		return m
	}
	if version := root.attributes["version"]; version != "1.0.1" {
		r.refuse(root, "the version is %q, 1.0.1 is read", version)
	}
	m.Project = root.attributes["project-name"]
	m.ID = r.identity(root)
	if centres := root.named("reporting-center"); len(centres) == 0 {
		r.refuse(root, "there is no reporting-center: the laboratory is not named")
	} else {
		m.Centre = centres[0].attributes["reporting-center-id"]
	}
	samples := root.named("sample")
	if len(samples) == 0 {
		r.refuse(root, "there is no sample")
	}
	seen := map[string]bool{}
	for _, s := range samples {
		one := r.sample(s)
		if one.ID != "" && seen[one.ID] {
			r.refuse(s, "the sample %s stands in the message twice", clip(one.ID))
		}
		seen[one.ID] = true
		m.Samples = append(m.Samples, one)
	}
	return m
}

// identity is the number under which the laboratory finds the message again.
func (r *reader) identity(root *node) string {
	ids := root.named("hmlid")
	if len(ids) == 0 {
		r.refuse(root, "there is no hmlid: the message cannot be told from another")
		return ""
	}
	id := ids[0]
	switch {
	case len(ids) > 1:
		r.refuse(ids[1], "there is more than one hmlid")
	case id.attributes["root"] == "":
		r.refuse(id, "the hmlid has no root")
	case id.attributes["extension"] == "":
		r.refuse(id, "the hmlid has a root and no extension: it names the laboratory, not the message")
	}
	return id.attributes["root"] + "^" + id.attributes["extension"]
}

func (r *reader) sample(s *node) Sample {
	out := Sample{ID: s.attributes["id"], Centre: s.attributes["center-code"]}
	if out.ID == "" {
		r.refuse(s, "the sample has no id")
	}
	for _, m := range s.named("collection-method") {
		out.Method = strings.TrimSpace(m.text.String())
	}
	typings := s.named("typing")
	if len(typings) == 0 {
		r.refuse(s, "the sample has no typing")
	}
	for _, t := range typings {
		out.Typings = append(out.Typings, r.typing(t)...)
	}
	return out
}

func (r *reader) typing(t *node) []Typing {
	if family := t.attributes["gene-family"]; family != "HLA" {
		r.advise(t, "the gene family is %q; only HLA is read", clip(family))
		return nil
	}
	methods := r.methods(t)
	var out []Typing
	assignments := t.named("allele-assignment")
	if len(assignments) == 0 {
		r.refuse(t, "the typing has no allele-assignment")
	}
	for _, a := range assignments {
		if one, ok := r.assignment(a); ok {
			one.Methods = methods
			if one.Date == "" {
				one.Date = t.attributes["date"]
			}
			out = append(out, one)
		}
	}
	for _, c := range t.named("consensus-sequence") {
		r.consensus(c)
	}
	return out
}

// methods names how the typing was done. A method by sequencing that names no
// test cannot be checked by anybody.
func (r *reader) methods(t *node) []string {
	var out []string
	found := t.named("typing-method")
	if len(found) == 0 {
		r.refuse(t, "there is no typing-method")
	}
	for _, m := range found {
		for _, how := range m.children {
			out = append(out, how.name)
			if how.name != "sbt-ngs" {
				continue
			}
			if how.attributes["test-id"] == "" || how.attributes["test-id-source"] == "" {
				r.refuse(how, "the sequencing names no test-id with its test-id-source")
			}
			if len(how.named("raw-reads")) == 0 {
				r.advise(how, "the sequencing names no raw-reads")
			}
		}
	}
	return out
}

// assignment reads the genotype list string.
func (r *reader) assignment(a *node) (Typing, bool) {
	out := Typing{Line: a.line, Date: a.attributes["date"], Database: a.attributes["allele-db"], Release: a.attributes["allele-version"]}
	if out.Database == "" || out.Release == "" {
		r.advise(a, "the assignment names no allele-db with its allele-version: the names may be of any release")
	}
	strings := a.named("glstring")
	if len(strings) == 0 {
		r.refuse(a, "the assignment has no glstring")
		return out, false
	}
	address := false
	for _, s := range strings {
		text := withoutBlanks(s.text.String())
		switch {
		case text == "" && s.attributes["uri"] != "":
			address = true
		case text == "":
			r.refuse(s, "the glstring is empty")
			return out, false
		case s.attributes["uri"] != "":
			r.refuse(s, "the glstring has both an address and a text: which of them holds is not said")
			return out, false
		case out.GLString != "":
			r.refuse(s, "the assignment has more than one glstring with a text")
			return out, false
		default:
			out.GLString, out.Line = text, s.line
		}
	}
	if out.GLString == "" && address {
		r.refuse(a, "the genotype is kept at an address only; nothing is fetched")
	}
	return out, out.GLString != ""
}

func withoutBlanks(s string) string { return strings.Join(strings.Fields(s), "") }

func clip(s string) string {
	if runes := []rune(s); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return s
}
