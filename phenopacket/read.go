package phenopacket

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// The limits of one packet: a published case is some tens of kilobytes.
const (
	maxBytes    = 4 << 20
	maxDepth    = 32
	maxProblems = 100
)

// Problem is one thing that is wrong with a packet, at a path such as
// "interpretations[0].diagnosis.disease.id".
type Problem struct {
	Path     string
	Sentence string
	// SentenceZH is the sentence in Chinese.
	SentenceZH string
}

// Chinese says in Chinese what is wrong and where.
func (p Problem) Chinese() string {
	said := p.SentenceZH
	if said == "" {
		said = "不符合 GA4GH phenopacket v2 格式（" + p.Sentence + "）"
	}
	if p.Path == "" {
		return said
	}
	return p.Path + "：" + said
}

// Said is the sentence in both languages, without its path.
func (p Problem) Said() evidence.Text { return evidence.Text{EN: p.Sentence, ZH: p.SentenceZH} }

// Error gives path and sentence.
func (p Problem) Error() string {
	if p.Path == "" {
		return p.Sentence
	}
	return p.Path + ": " + p.Sentence
}

// Parse reads one packet. It returns either the packet or every problem (at
// most 100), never both. Only the reader's own failure and a limit end it early.
func Parse(r io.Reader) (Packet, []Problem) {
	body, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	switch {
	case err != nil:
		return Packet{}, []Problem{{Sentence: "the file cannot be read: " + err.Error(), SentenceZH: "文件无法读取（" + err.Error() + "）"}}
	case len(body) > maxBytes:
		return Packet{}, []Problem{{Sentence: "the file is larger than 4 MiB", SentenceZH: "文件超过 4 MiB"}}
	case !utf8.Valid(body):
		return Packet{}, []Problem{{Sentence: "the file is not UTF-8 text", SentenceZH: "文件不是UTF-8文本"}}
	}
	d := &decoder{}
	tree, err := readTree(json.NewDecoder(bytes.NewReader(body)), d)
	if err != nil {
		return Packet{}, []Problem{{Sentence: "this is not one JSON object: " + err.Error(), SentenceZH: "不是一个JSON对象：" + brokenZH(err)}}
	}
	var p Packet
	d.value("", tree, reflect.ValueOf(&p).Elem(), reflect.StructField{})
	d.version(p.MetaData)
	if len(d.problems) > 0 {
		return Packet{}, d.problems
	}
	return p, nil
}

// JSON writes the packet as indented JSON with a final newline.
func (p Packet) JSON() ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(p); err != nil {
		return nil, fmt.Errorf("phenopacket %s: %w", p.ID, err)
	}
	return out.Bytes(), nil
}

// The closed ways in which a file is not one JSON object.
var (
	errNoObject = errors.New("the outermost value is not an object")
	errMore     = errors.New("something follows the object")
	errDeep     = errors.New("it is nested too deeply")
)

// brokenZH says in Chinese why a file is not one JSON object; the words of the JSON
// decoder itself are quoted.
func brokenZH(err error) string {
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, errNoObject):
		return "最外层不是对象"
	case errors.Is(err, errMore):
		return "对象之后还有其他内容"
	case errors.Is(err, errDeep):
		return "嵌套层数过多"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "文件不完整"
	case errors.As(err, &syntax):
		return "第 " + strconv.FormatInt(syntax.Offset, 10) + " 字节处语法错误"
	}
	return err.Error()
}

// object is a JSON object in the order of the file.
type object struct {
	names  []string
	values map[string]any
}

// readTree reads one JSON value as object, []any or scalar; a member that stands
// twice is a problem, because the two readings would differ.
func readTree(dec *json.Decoder, d *decoder) (any, error) {
	dec.UseNumber()
	tree, err := d.tree(dec, "", 0)
	if err != nil {
		return nil, err
	}
	if _, isObject := tree.(*object); !isObject {
		return nil, errNoObject
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errMore
	}
	return tree, nil
}

func (d *decoder) tree(dec *json.Decoder, path string, depth int) (any, error) {
	if depth > maxDepth {
		return nil, errDeep
	}
	token, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		return d.object(dec, path, depth)
	case json.Delim('['):
		list := []any{}
		for dec.More() {
			v, err := d.tree(dec, fmt.Sprintf("%s[%d]", path, len(list)), depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err := dec.Token()
		return list, err
	}
	return token, nil
}

func (d *decoder) object(dec *json.Decoder, path string, depth int) (any, error) {
	o := &object{values: map[string]any{}}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return nil, err
		}
		name, _ := token.(string) // the decoder gives no other key
		v, err := d.tree(dec, join(path, name), depth+1)
		if err != nil {
			return nil, err
		}
		if _, twice := o.values[name]; twice {
			d.report(join(path, name), "stands twice", "重复出现")
			continue
		}
		o.names = append(o.names, name)
		o.values[name] = v
	}
	_, err := dec.Token()
	return o, err
}

// MarshalJSON writes the object in the order of the file.
func (o *object) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, name := range o.names {
		if i > 0 {
			out = append(out, ',')
		}
		key, err := json.Marshal(name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(o.values[name])
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, key...), ':'), value...)
	}
	return append(out, '}'), nil
}

// decoder fills the types from the tree and gathers problems.
type decoder struct{ problems []Problem }

// report adds a problem; both sentences take the same arguments.
func (d *decoder) report(path, en, zh string, args ...any) {
	if len(d.problems) < maxProblems {
		d.problems = append(d.problems, Problem{path, filled(en, args), filled(zh, args)})
	}
}

func filled(sentence string, args []any) string {
	if len(args) == 0 {
		return sentence
	}
	return fmt.Sprintf(sentence, args...)
}

var rawMessage = reflect.TypeFor[json.RawMessage]()

// value fills one place of the types; null is the same as absent (proto3 JSON).
func (d *decoder) value(path string, v any, into reflect.Value, f reflect.StructField) {
	if v == nil {
		return
	}
	switch {
	case into.Type() == rawMessage:
		body, err := json.Marshal(v)
		if err != nil {
			d.report(path, "cannot be kept: %s", "无法保存（%s）", err)
			return
		}
		into.SetBytes(body)
	case into.Kind() == reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		d.value(path, v, into.Elem(), f)
	case into.Kind() == reflect.Struct:
		d.structure(path, v, into)
	case into.Kind() == reflect.Slice:
		d.list(path, v, into)
	default:
		d.scalar(path, v, into, f)
	}
}

func (d *decoder) list(path string, v any, into reflect.Value) {
	list, ok := v.([]any)
	if !ok {
		d.report(path, "is not a list", "不是列表")
		return
	}
	into.Set(reflect.MakeSlice(into.Type(), len(list), len(list)))
	for i, one := range list {
		if one == nil {
			d.report(fmt.Sprintf("%s[%d]", path, i), "is null", "为空值（null）")
			continue
		}
		d.value(fmt.Sprintf("%s[%d]", path, i), one, into.Index(i), reflect.StructField{})
	}
}

func (d *decoder) structure(path string, v any, into reflect.Value) {
	o, ok := v.(*object)
	if !ok {
		d.report(path, "is not an object", "不是对象")
		return
	}
	t := into.Type()
	left := map[string]string{} // the name of the schema: the name as written
	for _, name := range o.names {
		left[camel(name)] = name
	}
	set := 0
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		written, there := left[name]
		delete(left, name)
		if there {
			set++
			d.value(join(path, name), o.values[written], into.Field(i), f)
		}
		if f.Tag.Get("req") == "yes" && (!there || o.values[written] == nil || o.values[written] == "") {
			d.report(join(path, name), "is required and missing", "为必填项，缺失")
		}
	}
	for _, name := range o.names {
		if _, unknown := left[camel(name)]; unknown {
			d.report(join(path, name), "is not a member that version 2 of the schema has here", "不是第2版格式在此处的成员")
		}
	}
	if t == reflect.TypeFor[Time]() && set != 1 {
		d.report(path, "says when in %d ways; exactly one is allowed", "用了 %d 种方式表示时间；只允许一种", set)
	}
}

func (d *decoder) scalar(path string, v any, into reflect.Value, f reflect.StructField) {
	switch x := v.(type) {
	case string:
		if into.Kind() == reflect.Int64 { // 64-bit numbers may be written as text
			d.number(path, x, into)
			return
		}
		if into.Kind() == reflect.String {
			into.SetString(x)
			d.form(path, x, f)
			return
		}
	case json.Number:
		if into.Kind() == reflect.Int64 {
			d.number(path, x.String(), into)
			return
		}
	case bool:
		if into.Kind() == reflect.Bool {
			into.SetBool(x)
			return
		}
	}
	want := wanted[into.Kind()]
	if len(d.problems) < maxProblems {
		d.problems = append(d.problems, Problem{path, "is not " + want[0], "不是" + want[1]})
	}
}

// wanted are the scalars of the schema in English and Chinese.
var wanted = map[reflect.Kind][2]string{reflect.Int64: {"a whole number", "整数"}, reflect.Bool: {"true or false", "true或false"}, reflect.String: {"text", "文字"}}

func (d *decoder) number(path, text string, into reflect.Value) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		d.report(path, "%q is not a whole number", "%q 不是整数", clip(text))
		return
	}
	into.SetInt(n)
}

// duration is an ISO 8601 duration of whole numbers, as the schema writes ages;
// a fraction is allowed in the last place.
var duration = regexp.MustCompile(`^P(?:\d+(?:\.\d+)?W|(?:\d+(?:\.\d+)?Y)?(?:\d+(?:\.\d+)?M)?(?:\d+(?:\.\d+)?D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?)$`)

// form holds a text against its closed list or its form.
func (d *decoder) form(path, text string, f reflect.StructField) {
	if list := f.Tag.Get("enum"); list != "" {
		for _, allowed := range strings.Split(list, ",") {
			if text == allowed {
				return
			}
		}
		d.report(path, "%q is not one of %s", "%q 不是以下之一：%s", clip(text), strings.ReplaceAll(list, ",", ", "))
		return
	}
	switch f.Tag.Get("form") {
	case "timestamp":
		if _, err := time.Parse(time.RFC3339Nano, text); err != nil {
			d.report(path, "%q is not a time such as 2025-01-02T00:00:00Z", "%q 不是形如 2025-01-02T00:00:00Z 的时间", clip(text))
		}
	case "duration":
		if !duration.MatchString(text) || !strings.ContainsAny(text, "0123456789") {
			d.report(path, "%q is not an ISO 8601 duration such as P3M", "%q 不是形如 P3M 的ISO 8601时长", clip(text))
		}
	}
}

// version refuses a packet of another version of the schema.
func (d *decoder) version(m *MetaData) {
	if m == nil || m.SchemaVersion == "" {
		return // said already
	}
	if m.SchemaVersion != "2" && !strings.HasPrefix(m.SchemaVersion, "2.") {
		d.report("metaData.phenopacketSchemaVersion", "%q is not version 2", "%q 不是第2版", clip(m.SchemaVersion))
	}
}

// camel turns the name of a Protocol Buffers field into its JSON name: both are
// accepted by the JSON mapping.
func camel(name string) string {
	if !strings.Contains(name, "_") {
		return name
	}
	parts := strings.Split(name, "_")
	for i, p := range parts[1:] {
		if p != "" {
			parts[i+1] = strings.ToUpper(p[:1]) + p[1:]
		}
	}
	return strings.Join(parts, "")
}

func join(path, name string) string {
	if path == "" {
		return clip(name)
	}
	return path + "." + clip(name)
}

// clip keeps a message readable whatever was sent.
func clip(text string) string {
	if runes := []rune(text); len(runes) > 60 {
		return string(runes[:59]) + "…"
	}
	return text
}
