package knowledge

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Limits on one file. The largest shipped file is well below them; they keep a
// hostile file from exhausting memory or the stack.
const (
	maxFileBytes   = 1 << 20
	maxOpenFlow    = 64  // nested [ and {
	maxIndentation = 200 // columns before the first word of a line
	maxDashes      = 16  // "- - - -" in one line
)

// document is one YAML file and its syntax tree, kept to place problems.
type document struct {
	path string
	raw  []byte
	file *ast.File
}

// readDocument parses a file; it refuses anchors, aliases, merge keys, several
// documents in a file, and shapes no knowledge file needs.
func readDocument(fsys fs.FS, path string) (*document, []Problem) {
	raw, err := fs.ReadFile(fsys, path)
	if err != nil {
		return nil, []Problem{{File: path, Sentence: "the file cannot be read: " + err.Error()}}
	}
	d := &document{path: path, raw: raw}
	if p, bad := refuseShape(path, raw); bad {
		return nil, []Problem{p}
	}
	file, err := parse(raw)
	if err != nil {
		return nil, []Problem{d.yamlProblem(err)}
	}
	d.file = file
	if len(file.Docs) != 1 {
		return nil, []Problem{{File: path, Line: 1, Column: 1, Sentence: fmt.Sprintf("the file holds %d documents; one is expected", len(file.Docs))}}
	}
	if ps := d.refuseAliases(); len(ps) > 0 {
		return nil, ps
	}
	return d, nil
}

// parse keeps a fault of the YAML library on odd input from ending the program.
func parse(raw []byte) (file *ast.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the parser gave up: %v", r)
		}
	}()
	return parser.ParseBytes(raw, 0)
}

// refuseShape looks at the bytes before any parser does.
func refuseShape(path string, raw []byte) (Problem, bool) {
	if len(raw) > maxFileBytes {
		return Problem{File: path, Sentence: fmt.Sprintf("the file has %d bytes; at most %d are accepted", len(raw), maxFileBytes)}, true
	}
	open := 0
	for i, line := range bytes.Split(raw, []byte("\n")) {
		rest := bytes.TrimLeft(line, " ")
		if len(line)-len(rest) > maxIndentation {
			return Problem{File: path, Line: i + 1, Column: 1, Sentence: "the line is indented too deeply"}, true
		}
		if n := leadingDashes(rest); n > maxDashes {
			return Problem{File: path, Line: i + 1, Column: 1, Sentence: "the line opens too many lists at once"}, true
		}
		for j, c := range line {
			switch c {
			case '[', '{':
				open++
			case ']', '}':
				open = max(0, open-1)
			}
			if open > maxOpenFlow {
				return Problem{File: path, Line: i + 1, Column: j + 1, Sentence: "brackets are nested too deeply"}, true
			}
		}
	}
	return Problem{}, false
}

func leadingDashes(line []byte) int {
	n := 0
	for {
		rest, ok := bytes.CutPrefix(line, []byte("- "))
		if !ok {
			if rest, ok = bytes.CutPrefix(line, []byte("? ")); !ok {
				return n
			}
		}
		line = rest
		n++
	}
}

type aliasFinder struct {
	path string
	out  []Problem
}

// Visit implements ast.Visitor.
func (v *aliasFinder) Visit(n ast.Node) ast.Visitor {
	switch n.(type) {
	case *ast.AliasNode, *ast.AnchorNode, *ast.MergeKeyNode, *ast.TagNode:
		pos := n.GetToken().Position
		v.out = append(v.out, Problem{File: v.path, Line: pos.Line, Column: pos.Column,
			Sentence: "anchors, aliases, merge keys and tags are not accepted in knowledge files"})
		return nil
	}
	return v
}

func (d *document) refuseAliases() []Problem {
	v := &aliasFinder{path: d.path}
	if d.file.Docs[0].Body != nil {
		ast.Walk(v, d.file.Docs[0].Body)
	}
	return v.out
}

// decode fills into from the file; unknown and repeated keys are refused.
func (d *document) decode(into any) []Problem {
	if d.file.Docs[0].Body == nil {
		return []Problem{{File: d.path, Line: 1, Column: 1, Sentence: "the file is empty"}}
	}
	if err := nodeToValue(d.file.Docs[0].Body, into, yaml.Strict()); err != nil {
		return []Problem{d.yamlProblem(err)}
	}
	return nil
}

// nodeToValue keeps a fault of the YAML library on odd input from ending the program.
func nodeToValue(n ast.Node, into any, opts ...yaml.DecodeOption) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the decoder gave up: %v", r)
		}
	}()
	return yaml.NodeToValue(n, into, opts...)
}

// yamlProblem turns an error of the YAML library into a problem with its place.
func (d *document) yamlProblem(err error) Problem {
	p := Problem{File: d.path, Sentence: "the YAML cannot be read: " + firstLine(err.Error())}
	var ye yaml.Error
	if errors.As(err, &ye) {
		p.Sentence = "the YAML cannot be read: " + firstLine(ye.GetMessage())
		if t := ye.GetToken(); t != nil && t.Position != nil {
			p.Line, p.Column = t.Position.Line, t.Position.Column
		}
	}
	return p
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

// at makes a problem at a YAML path such as "$.rows[2].status"; when the path
// names nothing, its nearest parent gives the place.
func (d *document) at(path, format string, args ...any) Problem {
	p := Problem{File: d.path, Line: 1, Column: 1, Sentence: fmt.Sprintf(format, args...)}
	for try := path; try != ""; try = parentPath(try) {
		yp, err := yaml.PathString(try)
		if err != nil {
			continue
		}
		node, err := yp.FilterFile(d.file)
		if err != nil || node == nil {
			continue
		}
		if pos := startOf(node); pos.Line > 0 {
			p.Line, p.Column = pos.Line, pos.Column
			return p
		}
	}
	return p
}

type place struct{ Line, Column int }

// keyPlace is where a key of the mapping at a YAML path stands.
func (d *document) keyPlace(path, key string) place {
	yp, err := yaml.PathString(path)
	if err != nil {
		return place{}
	}
	node, err := yp.FilterFile(d.file)
	if err != nil {
		return place{}
	}
	values := []*ast.MappingValueNode{}
	switch m := node.(type) {
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = append(values, m)
	}
	for _, v := range values {
		if t := v.Key.GetToken(); t != nil && t.Value == key {
			return startOf(v.Key)
		}
	}
	return place{}
}

// startOf is where a node begins; a mapping begins at its first key.
func startOf(n ast.Node) place {
	switch m := n.(type) {
	case *ast.MappingNode:
		if len(m.Values) > 0 {
			return startOf(m.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return startOf(m.Key)
	}
	if t := n.GetToken(); t != nil && t.Position != nil {
		return place{t.Position.Line, t.Position.Column}
	}
	return place{}
}

func parentPath(path string) string {
	i := strings.LastIndexAny(path, ".[")
	if i <= 0 {
		return ""
	}
	return path[:i]
}
