package casefile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// readText reads the file within its limits: size, encoding, no binary bytes.
func readText(r io.Reader, problems *list) ([]byte, bool) {
	data, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	switch {
	case err != nil:
		problems.add(place{}, "", "the file cannot be read: %v", err)
		return nil, false
	case len(data) > maxBytes:
		problems.add(place{}, "", "the file is larger than %d MiB and was not read", maxBytes>>20)
		return nil, false
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		problems.add(placeOf(data, firstInvalid(data)), "", "the file is not text in UTF-8")
		return nil, false
	}
	if i := bytes.IndexFunc(data, forbidden); i >= 0 {
		problems.add(placeOf(data, i), "", "the file holds a control character here; a case file is plain text")
		return nil, false
	}
	return data, true
}

// forbidden reports control characters other than tab and line ends.
func forbidden(r rune) bool {
	switch r {
	case '\t', '\n', '\r':
		return false
	case 0x7f, 0x85, 0x2028, 0x2029, 0xfeff:
		return true
	}
	return r < ' ' || (r >= 0x80 && r < 0xa0)
}

func firstInvalid(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return 0
}

// placeOf gives the position of a byte.
func placeOf(data []byte, offset int) place {
	before := data[:offset]
	line := 1 + bytes.Count(before, []byte("\n"))
	start := bytes.LastIndexByte(before, '\n') + 1
	return place{line, 1 + utf8.RuneCount(before[start:])}
}

// readTree turns the text into the tree of its one document. Everything that
// could make the tree larger or deeper than the text is refused on the tokens,
// before the tree is built.
func readTree(data []byte, problems *list) (ast.Node, bool) {
	if at, deep := tooDense(data); deep {
		problems.add(at, "", "brackets or dashes are nested deeper than %d levels", maxDepth)
		return nil, false
	}
	tokens := lexer.Tokenize(string(data))
	if !checkTokens(tokens, problems) {
		return nil, false
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		at, sentence := syntax(err)
		problems.add(at, "", "this is not valid YAML: %s", sentence)
		return nil, false
	}
	var body ast.Node
	for _, doc := range file.Docs {
		switch {
		case doc.Body == nil:
		case body != nil:
			problems.add(tokenPlace(doc.Body.GetToken()), "", "the file holds several documents; a case file is one")
			return nil, false
		default:
			body = doc.Body
		}
	}
	if body == nil {
		problems.add(place{1, 1}, "", "the file is empty")
		return nil, false
	}
	return body, true
}

// tooDense looks for nesting within one line, the only kind that costs less than
// one line a level.
func tooDense(data []byte) (place, bool) {
	run := 0
	for i, c := range data {
		switch c {
		case '[', '{', '-', '?', ':':
			run++
		case ' ', '\t', ',':
		default:
			run = 0
		}
		if run > 4*maxDepth && (c == '[' || c == '{') || run > 1024 {
			return placeOf(data, i), true
		}
	}
	return place{}, false
}

// refused names the signs of YAML that a case file does without.
var refused = map[token.Type]string{
	token.AnchorType:    "an anchor (&)",
	token.AliasType:     "an alias (*)",
	token.TagType:       "a tag (!)",
	token.DirectiveType: "a directive (%)",
	token.MergeKeyType:  "a merge key (<<)",
}

func checkTokens(tokens token.Tokens, problems *list) bool {
	if len(tokens) > maxTokens {
		problems.add(place{1, 1}, "", "the file holds more than %d words and signs", maxTokens)
		return false
	}
	if bad := tokens.InvalidToken(); bad != nil {
		problems.add(tokenPlace(bad), "", "this is not valid YAML: %s", plainer(bad.Error))
		return false
	}
	var levels nesting
	for _, t := range tokens {
		if what, no := refused[t.Type]; no {
			problems.add(tokenPlace(t), "", "%s is not accepted in a case file; write the value out or put it in quotes", what)
			return false
		}
		if why := levels.enter(t); why != "" {
			problems.add(tokenPlace(t), "", "%s", why)
			return false
		}
	}
	return true
}

// nesting follows the depth of the tree over the tokens.
type nesting struct {
	blocks []level // block collections by column
	flows  []int   // keys of the open brackets
}

type level struct{ column, keys int }

// enter takes one token and says why it is one too many, or "".
func (n *nesting) enter(t *token.Token) string {
	column := t.Position.Column
	switch t.Type {
	case token.SequenceStartType, token.MappingStartType:
		n.flows = append(n.flows, 0)
	case token.SequenceEndType, token.MappingEndType:
		if len(n.flows) > 0 {
			n.flows = n.flows[:len(n.flows)-1]
		}
	case token.MappingValueType:
		if len(n.flows) > 0 {
			n.flows[len(n.flows)-1]++
			return n.judge(n.flows[len(n.flows)-1])
		}
		if t.Prev != nil && t.Prev.Position != nil && t.Prev.Position.Line == t.Position.Line {
			column = t.Prev.Position.Column
		}
		return n.judge(n.block(column))
	case token.SequenceEntryType, token.MappingKeyType:
		if len(n.flows) == 0 {
			n.block(column)
		}
	case token.DocumentHeaderType, token.DocumentEndType:
		n.blocks, n.flows = nil, nil
	}
	return n.judge(0)
}

// block enters a block collection at a column and gives its number of keys.
func (n *nesting) block(column int) int {
	for len(n.blocks) > 0 && n.blocks[len(n.blocks)-1].column > column {
		n.blocks = n.blocks[:len(n.blocks)-1]
	}
	if len(n.blocks) == 0 || n.blocks[len(n.blocks)-1].column < column {
		n.blocks = append(n.blocks, level{column: column})
	}
	top := &n.blocks[len(n.blocks)-1]
	top.keys++
	return top.keys
}

func (n *nesting) judge(keys int) string {
	switch {
	case len(n.blocks)+len(n.flows) > maxDepth:
		return fmt.Sprintf("the file is nested deeper than %d levels", maxDepth)
	case keys > maxKeys:
		return fmt.Sprintf("one mapping holds more than %d keys", maxKeys)
	}
	return ""
}

// syntax takes position and sentence out of an error of the YAML reader.
func syntax(err error) (place, string) {
	var located yaml.Error
	if errors.As(err, &located) && located.GetToken() != nil {
		return tokenPlace(located.GetToken()), plainer(located.GetMessage())
	}
	return place{1, 1}, err.Error()
}

// plainer puts the one message that people meet most into words.
func plainer(message string) string {
	if strings.Contains(message, "'\t'") {
		return "a tab stands here; indent with blanks"
	}
	return message
}

func tokenPlace(t *token.Token) place {
	if t == nil || t.Position == nil {
		return place{1, 1}
	}
	return place{t.Position.Line, t.Position.Column}
}
