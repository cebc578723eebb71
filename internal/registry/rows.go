package registry

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/dayzero-hsct/dayzero/hla"
)

// maxRow bounds one row in bytes; the longest typing of a registry is far below.
const maxRow = 1 << 20

// role is what a column or key means.
type role struct {
	kind  roleKind
	locus hla.Locus
}

type roleKind uint8

const (
	roleIgnored roleKind = iota
	roleID
	roleSex
	roleBirth
	roleCMV
	roleBlood
	roleRh
	roleTyping // a genotype list string over all loci
	roleFirst  // first position at a locus
	roleSecond // second position
	roleLocus  // both positions of a locus, joined by "+"
)

var roleNames = map[string]roleKind{
	"id": roleID, "donor": roleID, "donorid": roleID, "grid": roleID, "donornumber": roleID,
	"sex": roleSex, "gender": roleSex, "birth": roleBirth, "birthdate": roleBirth, "dateofbirth": roleBirth, "birthyear": roleBirth, "yearofbirth": roleBirth,
	"cmv": roleCMV, "cmvstatus": roleCMV, "abo": roleBlood, "blood": roleBlood, "bloodgroup": roleBlood, "rh": roleRh, "rhesus": roleRh,
	"typing": roleTyping, "gl": roleTyping, "glstring": roleTyping, "hla": roleTyping,
}

// roleOf reads the name of a column: "id", "birth_date", "HLA-A_1", "DRB1 2".
func roleOf(name string) role {
	bare := strings.ToUpper(strings.NewReplacer("_", "", "-", "", " ", "", "*", "", ".", "").Replace(strings.TrimSpace(name)))
	if kind, known := roleNames[strings.ToLower(bare)]; known {
		return role{kind: kind}
	}
	bare = strings.TrimPrefix(bare, "HLA")
	if locus, err := hla.ParseLocus(bare); err == nil {
		return role{roleLocus, locus}
	}
	for suffix, kind := range map[string]roleKind{"1": roleFirst, "2": roleSecond, "TYPE1": roleFirst, "TYPE2": roleSecond, "TYP1": roleFirst, "TYP2": roleSecond} {
		if locus, err := hla.ParseLocus(strings.TrimSuffix(bare, suffix)); err == nil && strings.HasSuffix(bare, suffix) {
			return role{kind, locus}
		}
	}
	return role{}
}

// value is one field of a row.
type value struct {
	role role
	text []byte
}

// row is one donor as it stands in the file. Its texts hold until the next row.
type row struct {
	line   int64
	values []value
}

// rejected is a row that cannot be used; the import goes on.
type rejected struct {
	line   int64
	id     string
	reason string
}

// Error gives the reason.
func (r *rejected) Error() string { return r.reason }

// rowReader gives the rows of a file one by one, io.EOF at the end, *rejected
// for a row that cannot be read, any other error where the rest cannot be.
type rowReader interface {
	next(*row) error
	unknown() []string // columns that mean nothing here
}

// newRowReader looks at the first byte: "[" and "{" begin JSON.
func newRowReader(from io.Reader) (rowReader, error) {
	in := bufio.NewReaderSize(from, 1<<20)
	if mark, err := in.Peek(3); err == nil && bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		if _, err := in.Discard(3); err != nil {
			return nil, err
		}
	}
	lines := &lineSource{in: in}
	for {
		first, err := in.Peek(1)
		if err == io.EOF {
			return nil, fmt.Errorf("%w: the file is empty", ErrRefused)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: the file cannot be read: %w", ErrRefused, err)
		}
		switch first[0] {
		case ' ', '\t', '\r', '\n':
			if c, err := in.ReadByte(); err != nil {
				return nil, err
			} else if c == '\n' {
				lines.line++
			}
			continue
		case '[':
			return newArrayReader(in)
		case '{':
			return &objectReader{lines: lines, seen: map[string]bool{}}, nil
		}
		return newTableReader(lines)
	}
}

// lineSource gives lines without their end and bounds their length.
type lineSource struct {
	in   *bufio.Reader
	line int64
	long []byte
}

var errLong = errors.New("the row is longer than 1 MB")

func (s *lineSource) next() ([]byte, error) {
	s.line++
	s.long = s.long[:0]
	tooLong := false
	for {
		part, err := s.in.ReadSlice('\n')
		switch {
		case err == bufio.ErrBufferFull || len(s.long) > 0 || tooLong:
			if tooLong = tooLong || len(s.long)+len(part) > maxRow; !tooLong {
				s.long = append(s.long, part...)
			}
			part = s.long
		case err == io.EOF && len(part) == 0:
			return nil, io.EOF
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		if err != nil && err != io.EOF {
			return nil, fmt.Errorf("line %d cannot be read: %w", s.line, err)
		}
		if tooLong || len(part) > maxRow+2 {
			return nil, errLong
		}
		return bytes.TrimRight(part, "\r\n"), nil
	}
}

// tableReader reads CSV with a header; TAB and ";" may stand for the comma.
type tableReader struct {
	lines     *lineSource
	separator byte
	roles     []role
	strange   []string
	fields    [][]byte
}

func newTableReader(lines *lineSource) (*tableReader, error) {
	header, err := lines.next()
	if err != nil {
		return nil, fmt.Errorf("%w: the header: %w", ErrRefused, err)
	}
	t := &tableReader{lines: lines, separator: ','}
	for _, other := range []byte{'\t', ';'} {
		if bytes.Count(header, []byte{other}) > bytes.Count(header, []byte{t.separator}) {
			t.separator = other
		}
	}
	fields, err := t.split(header)
	if err != nil {
		return nil, fmt.Errorf("%w: the header: %w", ErrRefused, err)
	}
	seen := map[role]string{}
	for _, field := range fields {
		r := roleOf(string(field))
		if first, twice := seen[r]; twice && r.kind != roleIgnored {
			return nil, fmt.Errorf("%w: the columns %q and %q mean the same", ErrRefused, first, clip(string(field)))
		}
		seen[r] = clip(string(field))
		if r.kind == roleIgnored && len(t.strange) < 100 {
			t.strange = append(t.strange, clip(string(field)))
		}
		t.roles = append(t.roles, r)
	}
	return t, meaningful(seen)
}

// meaningful refuses a header without a number or without any typing.
func meaningful(seen map[role]string) error {
	typed := false
	for r := range seen {
		typed = typed || r.kind >= roleTyping
	}
	switch _, numbered := seen[role{kind: roleID}]; {
	case !numbered:
		return fmt.Errorf("%w: no column id: every donor needs a number that stays its own", ErrRefused)
	case !typed:
		return fmt.Errorf("%w: no column with a typing: a column typing with a genotype list string, or columns such as A_1 and A_2, are understood", ErrRefused)
	}
	return nil
}

func (t *tableReader) unknown() []string { return t.strange }

func (t *tableReader) next(out *row) error {
	for {
		line, err := t.lines.next()
		out.line = t.lines.line
		if errors.Is(err, errLong) {
			return &rejected{line: out.line, reason: err.Error()}
		}
		if err != nil {
			return err
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		fields, err := t.split(line)
		if err != nil {
			return &rejected{line: out.line, reason: err.Error()}
		}
		if len(fields) != len(t.roles) {
			return &rejected{line: out.line, id: clip(string(fields[0])), reason: fmt.Sprintf("the row has %d columns, the header has %d", len(fields), len(t.roles))}
		}
		out.values = out.values[:0]
		for i, field := range fields {
			if t.roles[i].kind != roleIgnored {
				out.values = append(out.values, value{t.roles[i], bytes.TrimSpace(field)})
			}
		}
		return nil
	}
}

// split cuts a line at the separator; a field in quotes may hold it. No field
// holds a line end.
func (t *tableReader) split(line []byte) ([][]byte, error) {
	t.fields = t.fields[:0]
	if !utf8.Valid(line) {
		return nil, errors.New("the row is not text in UTF-8")
	}
	for {
		if len(line) == 0 || line[0] != '"' {
			end := bytes.IndexByte(line, t.separator)
			if end < 0 {
				return append(t.fields, line), nil
			}
			t.fields, line = append(t.fields, line[:end]), line[end+1:]
			continue
		}
		field, rest, err := quoted(line, t.separator)
		if err != nil {
			return nil, err
		}
		t.fields = append(t.fields, field)
		if rest == nil {
			return t.fields, nil
		}
		line = rest
	}
}

// quoted reads a field in quotes; rest is nil at the end of the line.
func quoted(line []byte, separator byte) (field, rest []byte, err error) {
	for i := 1; i < len(line); i++ {
		switch {
		case line[i] != '"':
			field = append(field, line[i])
		case i+1 < len(line) && line[i+1] == '"':
			field = append(field, '"')
			i++
		case i+1 == len(line):
			return field, nil, nil
		case line[i+1] == separator:
			return field, line[i+2:], nil
		default:
			return nil, nil, errors.New("a quote is followed by something other than the next column")
		}
	}
	return nil, nil, errors.New("a quote is not closed in its row")
}
