package registry

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// objectReader reads one JSON object a line.
type objectReader struct {
	lines   *lineSource
	seen    map[string]bool
	strange []string
}

func (o *objectReader) unknown() []string { return o.strange }

func (o *objectReader) next(out *row) error {
	for {
		line, err := o.lines.next()
		out.line = o.lines.line
		if errors.Is(err, errLong) {
			return &rejected{line: out.line, reason: err.Error()}
		}
		if err != nil {
			return err
		}
		if len(bytes.TrimSpace(line)) > 0 {
			return o.object(line, out)
		}
	}
}

// object turns an object into the values of a row. "hla" may be a genotype list
// string or an object by locus, each a text or a list of one or two.
func (o *objectReader) object(text []byte, out *row) error {
	fields, err := members(text)
	if err != nil {
		return &rejected{line: out.line, reason: "the row is not a JSON object: " + err.Error()}
	}
	out.values = out.values[:0]
	var problem error
	meant := map[role]string{}
	for _, f := range fields {
		r := roleOf(f.name)
		if other, twice := meant[r]; twice && r.kind != roleIgnored {
			problem = errors.Join(problem, fmt.Errorf("the keys %q and %q mean the same", clip(other), clip(f.name)))
		}
		meant[r] = f.name
		if r.kind == roleTyping {
			if byLocus, err := members(f.raw); err == nil {
				problem = errors.Join(problem, out.addLoci(byLocus))
				continue
			}
		}
		if r.kind == roleIgnored {
			o.ignore(f.name)
			continue
		}
		problem = errors.Join(problem, out.add(r, f.raw))
	}
	if problem != nil {
		return &rejected{line: out.line, id: out.id(), reason: strings.ReplaceAll(problem.Error(), "\n", "; ")}
	}
	return nil
}

// ignore keeps the first hundred keys that mean nothing here.
func (o *objectReader) ignore(name string) {
	if !o.seen[name] && len(o.seen) < 100 {
		o.seen[name] = true
		o.strange = append(o.strange, clip(name))
	}
}

// member is one key of a JSON object with its value.
type member struct {
	name string
	raw  json.RawMessage
}

// members gives the keys of a JSON object in their order, doubles too.
func members(text []byte) ([]member, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	if begin, err := d.Token(); err != nil {
		return nil, err
	} else if begin != json.Delim('{') {
		return nil, fmt.Errorf("it begins with %q", clip(fmt.Sprint(begin)))
	}
	var out []member
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		m := member{name: fmt.Sprint(name)}
		if err := d.Decode(&m.raw); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("something stands behind it")
	}
	return out, nil
}

// addLoci enters a typing that is an object by locus.
func (r *row) addLoci(byLocus []member) error {
	var problem error
	for _, m := range byLocus {
		inner := roleOf(m.name)
		if inner.kind != roleLocus {
			problem = errors.Join(problem, fmt.Errorf("%q is not a locus", clip(m.name)))
			continue
		}
		problem = errors.Join(problem, r.add(inner, m.raw))
	}
	return problem
}

// add enters a JSON text, number or null, or at a locus a list of one or two.
func (r *row) add(as role, raw json.RawMessage) error {
	var text string
	var list []string
	switch {
	case string(raw) == "null":
		return nil
	case json.Unmarshal(raw, &text) == nil:
	case as.kind == roleLocus && json.Unmarshal(raw, &list) == nil && (len(list) == 1 || len(list) == 2):
		for i, each := range list {
			r.values = append(r.values, value{role{roleFirst + roleKind(i), as.locus}, []byte(strings.TrimSpace(each))})
		}
		return nil
	case as.kind == roleID || as.kind == roleBirth:
		var number json.Number
		if json.Unmarshal(raw, &number) != nil {
			return errors.New("a value is neither text nor number")
		}
		text = number.String()
	default:
		return errors.New("a value is not text")
	}
	r.values = append(r.values, value{as, []byte(strings.TrimSpace(text))})
	return nil
}

func (r *row) id() string {
	for _, v := range r.values {
		if v.role.kind == roleID {
			return clip(string(v.text))
		}
	}
	return ""
}

// arrayReader reads a JSON array of objects as a stream: one element is held at a
// time, and one beyond the limit of a row is passed over. Its rows count from 1.
type arrayReader struct {
	objectReader
	in     *bufio.Reader
	count  int64
	ended  bool
	text   []byte // of the element
	inside []byte // brackets that are open
}

// maxDepth bounds how deep an element is nested; a donor needs three levels.
const maxDepth = 64

func newArrayReader(in *bufio.Reader) (*arrayReader, error) {
	if _, err := in.Discard(1); err != nil { // the bracket that was seen
		return nil, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return &arrayReader{objectReader: objectReader{seen: map[string]bool{}}, in: in}, nil
}

func (a *arrayReader) next(out *row) error {
	if a.ended {
		return io.EOF
	}
	first, err := a.begin()
	if err != nil {
		a.ended = true
		if err == io.EOF {
			return io.EOF
		}
		return fmt.Errorf("the list is not closed behind row %d: the file is cut off or broken (%w)", a.count, err)
	}
	a.count++
	out.line = a.count
	tooLong, err := a.element(first)
	switch {
	case err != nil:
		a.ended = true
		return fmt.Errorf("row %d and all behind it cannot be read: %w", a.count, err)
	case tooLong:
		return &rejected{line: out.line, reason: errLong.Error()}
	}
	return a.object(a.text, out)
}

// begin gives the first byte of the next element, io.EOF behind the last one.
func (a *arrayReader) begin() (byte, error) {
	c, err := a.letter()
	if err == nil && a.count > 0 && c == ',' {
		if c, err = a.letter(); err == nil && c == ']' {
			return 0, errors.New("a comma stands before the end of the list")
		}
	} else if err == nil && a.count > 0 && c != ']' {
		return 0, fmt.Errorf("%q stands where a comma is expected", c)
	}
	switch {
	case err != nil:
		return 0, err
	case c != ']':
		return c, nil
	}
	if rest, err := a.letter(); err == nil {
		return 0, fmt.Errorf("%q stands behind the end of the list", rest)
	} else if !errors.Is(err, io.ErrUnexpectedEOF) {
		return 0, err
	}
	return 0, io.EOF
}

// letter gives the next byte that is no white space.
func (a *arrayReader) letter() (byte, error) {
	for {
		switch c, err := a.in.ReadByte(); {
		case err == io.EOF:
			return 0, io.ErrUnexpectedEOF
		case err != nil:
			return 0, err
		case c != ' ' && c != '\t' && c != '\r' && c != '\n':
			return c, nil
		}
	}
}

// element reads one element up to its end. Only its brackets and quotes are judged;
// what stands between them is the affair of the object.
func (a *arrayReader) element(c byte) (tooLong bool, err error) {
	a.text, a.inside = a.text[:0], a.inside[:0]
	quoted, escaped := false, false
	for {
		if tooLong = tooLong || len(a.text) >= maxRow; !tooLong {
			a.text = append(a.text, c)
		}
		switch {
		case escaped:
			escaped = false
		case quoted:
			escaped, quoted = c == '\\', c != '"'
		case c == '"':
			quoted = true
		case c == '{' || c == '[':
			if a.inside = append(a.inside, c+2); len(a.inside) > maxDepth { // "}" and "]" follow two behind
				return false, fmt.Errorf("it is nested deeper than %d levels", maxDepth)
			}
		case c == '}' || c == ']':
			last := len(a.inside) - 1
			if last < 0 || a.inside[last] != c {
				return false, fmt.Errorf("%q closes nothing", c)
			}
			a.inside = a.inside[:last]
		}
		if !quoted && len(a.inside) == 0 {
			if ended, err := a.ends(c); ended || err != nil {
				return tooLong, err
			}
		}
		if c, err = a.in.ReadByte(); err == io.EOF {
			return false, io.ErrUnexpectedEOF
		} else if err != nil {
			return false, err
		}
	}
}

// ends tells whether the element is complete: behind a bracket or quote that closes
// it, or before what separates it from the next.
func (a *arrayReader) ends(c byte) (bool, error) {
	if c == '}' || c == ']' || c == '"' {
		return true, nil
	}
	switch next, err := a.in.Peek(1); {
	case err == io.EOF:
		return false, io.ErrUnexpectedEOF
	case err != nil:
		return false, err
	default:
		return next[0] == ',' || next[0] == ']' || next[0] <= ' ', nil
	}
}
