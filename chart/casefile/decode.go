package casefile

import (
	"encoding"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// field is one key of a mapping, read from the tags of the struct field that
// holds it.
type field struct {
	name     string
	index    int
	required bool
	enum     []string
	doc      string
	typ      reflect.Type
}

// fieldsOf lists the keys of a payload or header struct in the order of the
// struct.
func fieldsOf(t reflect.Type) []field {
	var out []field
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		it := field{name: name, index: i, required: f.Tag.Get("req") == "yes", doc: f.Tag.Get("doc"), typ: f.Type}
		if words := f.Tag.Get("enum"); words != "" {
			it.enum = strings.Split(words, ",")
		}
		if t == textType && name == "en" {
			it.required = true // every text has English words; Chinese ones may follow
		}
		out = append(out, it)
	}
	return out
}

var (
	dateType   = reflect.TypeFor[day.Date]()
	momentType = reflect.TypeFor[day.Moment]()
	answerType = reflect.TypeFor[chart.Answer]()
	textType   = reflect.TypeFor[evidence.Text]()
	nodeType   = reflect.TypeFor[ast.Node]()
)

// decoder fills structs from the tree and remembers where each value stood.
type decoder struct {
	*list
	location *time.Location
	places   map[string]place
}

// pair is one key of a mapping with its value.
type pair struct {
	key   string
	at    place
	value ast.Node
}

// pairs lists the keys of a mapping; ok is false when the node is none.
func (d *decoder) pairs(n ast.Node, path string) ([]pair, bool) {
	var values []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	default:
		d.add(nodePlace(n), path, "%s stands where keys and values are expected", describe(n))
		return nil, false
	}
	var out []pair
	seen := map[string]bool{}
	for _, v := range values {
		at := nodePlace(v)
		key, ok := scalar(v.Key)
		switch {
		case !ok || key == "":
			d.add(at, path, "a key must be a plain word")
		case seen[key]:
			d.add(at, path, "the key %q stands here a second time", clip(key))
		default:
			seen[key] = true
			out = append(out, pair{key, at, v.Value})
		}
	}
	return out, true
}

// record fills a struct from a mapping; ok is false when anything was wrong
// with it.
func (d *decoder) record(v reflect.Value, n ast.Node, path string) bool {
	pairs, ok := d.pairs(n, path)
	if !ok {
		return false
	}
	before := len(d.problems)
	fields := fieldsOf(v.Type())
	byName := map[string]field{}
	var names []string
	for _, f := range fields {
		byName[f.name] = f
		names = append(names, f.name)
	}
	found := map[string]bool{}
	for _, p := range pairs {
		f, known := byName[p.key]
		if !known {
			hint := d.near(p.key, names)
			if _, bare := p.value.(*ast.NullNode); bare && hint == "" {
				hint = "; if it belongs to the value before the comma, put that value in quotes"
			}
			d.add(p.at, join(path, p.key), "this key is not known here%s", hint)
			continue
		}
		found[f.name] = true
		d.value(v.Field(f.index), p.value, join(path, f.name), f)
	}
	for _, f := range fields {
		if f.required && !found[f.name] {
			d.add(nodePlace(n), join(path, f.name), "this is missing%s", meaning(f))
		}
	}
	return len(d.problems) == before
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + clip(name)
}

// meaning ends a sentence about a missing key with what it is for.
func meaning(f field) string {
	switch {
	case len(f.enum) > 0:
		return "; write one of " + strings.Join(f.enum, ", ")
	case f.doc != "":
		return " (" + f.doc + ")"
	}
	return ""
}

// value fills one value by its Go type.
func (d *decoder) value(v reflect.Value, n ast.Node, path string, f field) {
	d.places[path] = nodePlace(n)
	if _, null := n.(*ast.NullNode); null || n == nil {
		d.add(nodePlace(n), path, "the value is empty; leave the key out when it is not known")
		return
	}
	switch {
	case v.Type() == nodeType:
		v.Set(reflect.ValueOf(n))
	case v.Type() == momentType:
		d.moment(v, n, path)
	case v.CanAddr() && isText(v.Addr().Interface()):
		d.unmarshal(v.Addr().Interface().(encoding.TextUnmarshaler), n, path)
	default:
		d.byKind(v, n, path, f)
	}
}

func isText(x any) bool {
	_, ok := x.(encoding.TextUnmarshaler)
	return ok
}

func (d *decoder) byKind(v reflect.Value, n ast.Node, path string, f field) {
	switch v.Kind() {
	case reflect.String:
		if s, ok := d.words(n, path); ok && d.allowed(s, n, path, f) {
			v.SetString(s)
		}
	case reflect.Bool:
		if b, ok := n.(*ast.BoolNode); ok {
			v.SetBool(b.Value)
			return
		}
		d.add(nodePlace(n), path, "write true or false")
	case reflect.Int:
		d.number(v, n, path)
	case reflect.Slice:
		d.sequence(v, n, path, f)
	case reflect.Map:
		d.mapping(v, n, path)
	case reflect.Struct:
		d.record(v, n, path)
	}
}

func (d *decoder) allowed(s string, n ast.Node, path string, f field) bool {
	if len(f.enum) == 0 {
		return true
	}
	for _, word := range f.enum {
		if s == word {
			return true
		}
	}
	d.add(nodePlace(n), path, "%q is not one of %s%s", clip(s), strings.Join(f.enum, ", "), d.near(s, f.enum))
	return false
}

func (d *decoder) moment(v reflect.Value, n ast.Node, path string) {
	s, ok := d.words(n, path)
	if !ok {
		return
	}
	m, err := day.ParseMoment(s, d.location)
	if err != nil {
		d.add(nodePlace(n), path, "%v", err)
		return
	}
	v.Set(reflect.ValueOf(m.In(d.location)))
}

func (d *decoder) unmarshal(target encoding.TextUnmarshaler, n ast.Node, path string) {
	s, ok := d.words(n, path)
	if !ok {
		return
	}
	if err := target.UnmarshalText([]byte(s)); err != nil {
		d.add(nodePlace(n), path, "%v", err)
	}
}

func (d *decoder) number(v reflect.Value, n ast.Node, path string) {
	s, ok := d.words(n, path)
	if !ok {
		return
	}
	number, err := strconv.Atoi(s)
	if err != nil || strconv.Itoa(number) != s || number < -100_000 || number > 100_000 {
		d.add(nodePlace(n), path, "%q is not a whole number", clip(s))
		return
	}
	v.SetInt(int64(number))
}

func (d *decoder) sequence(v reflect.Value, n ast.Node, path string, f field) {
	items, ok := n.(*ast.SequenceNode)
	if !ok {
		d.add(nodePlace(n), path, "%s stands where a list is expected; write it in [ ] or with dashes", describe(n))
		return
	}
	if len(items.Values) == 0 {
		d.add(nodePlace(n), path, "the list is empty; leave the key out when there is nothing to list")
		return
	}
	out := reflect.MakeSlice(v.Type(), len(items.Values), len(items.Values))
	for i, item := range items.Values {
		d.value(out.Index(i), item, path+"["+strconv.Itoa(i)+"]", field{enum: f.enum})
	}
	v.Set(out)
}

// mapping fills a map of names to lists of words; a single word counts as a list
// of one.
func (d *decoder) mapping(v reflect.Value, n ast.Node, path string) {
	pairs, ok := d.pairs(n, path)
	if !ok {
		return
	}
	if len(pairs) == 0 {
		d.add(nodePlace(n), path, "the mapping is empty; leave the key out when there is nothing to name")
		return
	}
	out := map[string][]string{}
	for _, p := range pairs {
		at := join(path, p.key)
		d.places[at] = p.at
		var list []string
		if _, single := p.value.(*ast.SequenceNode); single {
			d.value(reflect.ValueOf(&list).Elem(), p.value, at, field{})
		} else if s, fine := d.words(p.value, at); fine {
			list = []string{s}
		}
		out[p.key] = list
	}
	v.Set(reflect.ValueOf(out))
}

// words reads a scalar as the text that stands in the file.
func (d *decoder) words(n ast.Node, path string) (string, bool) {
	s, ok := scalar(n)
	switch {
	case !ok:
		hint := ""
		if describe(n) == "a mapping" {
			hint = "; put it in quotes if the colon belongs to the value"
		}
		d.add(nodePlace(n), path, "%s stands where a single value is expected%s", describe(n), hint)
	case strings.TrimSpace(s) == "":
		d.add(nodePlace(n), path, "the value is empty; leave the key out when it is not known")
	case utf8.RuneCountInString(s) > maxText:
		d.add(nodePlace(n), path, "the value is longer than %d characters", maxText)
	case strings.ContainsFunc(s, forbidden):
		d.add(nodePlace(n), path, "the value holds a control character")
	default:
		return s, true
	}
	return "", false
}

// scalar gives the text of a single value as written, without quotes.
func scalar(n ast.Node) (string, bool) {
	switch s := n.(type) {
	case *ast.StringNode:
		return s.Value, true
	case *ast.LiteralNode:
		if s.Value == nil {
			return "", true
		}
		return s.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// describe names what stands in the file.
func describe(n ast.Node) string {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a mapping"
	case *ast.SequenceNode:
		return "a list"
	case *ast.NullNode, nil:
		return "nothing"
	}
	return "a single value"
}

// nodePlace is where a reader would look for a node: the first key of a block
// mapping, the first sign of everything else.
func nodePlace(n ast.Node) place {
	switch m := n.(type) {
	case nil:
		return place{1, 1}
	case *ast.MappingNode:
		if !m.IsFlowStyle && len(m.Values) > 0 {
			return nodePlace(m.Values[0])
		}
	case *ast.MappingValueNode:
		if m.Key != nil {
			return tokenPlace(m.Key.GetToken())
		}
	}
	return tokenPlace(n.GetToken())
}
