package casefile

import (
	"fmt"
	"io"
	"reflect"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// header is the head of a case file.
type header struct {
	Format    string        `json:"dayzero" req:"yes" enum:"case/1" doc:"format and version"`
	ID        string        `json:"id" req:"yes" doc:"id of the case: small letters, digits and hyphens"`
	Title     evidence.Text `json:"title" req:"yes" doc:"name of the case on the screen; no real names in examples"`
	Notice    evidence.Text `json:"notice" doc:"printed on every sheet"`
	Synthetic bool          `json:"synthetic" doc:"true when the case is an invented demonstration"`
	Author    string        `json:"author" doc:"who wrote the entries that name nobody in by"`
	Centre    chart.Centre  `json:"centre" req:"yes" doc:"settings of the treating centre"`
	Entries   ast.Node      `json:"entries" req:"yes" doc:"the record, one entry each"`
}

// line is one entry of a case file before its payload is read.
type line struct {
	ID         string     `json:"id" req:"yes" doc:"unique in the case: small letters, digits and hyphens"`
	Kind       string     `json:"kind" req:"yes" doc:"kind of entry"`
	About      string     `json:"about" doc:"id of the person it is about; left out for the recipient"`
	At         day.Moment `json:"at" req:"yes" doc:"when it was true or happened: date, date and time in the centre's time zone, or RFC 3339"`
	Recorded   day.Moment `json:"recorded" doc:"when it was written down; the same as at when left out"`
	By         string     `json:"by" doc:"who wrote it; the author of the file when left out"`
	Source     string     `json:"source" req:"yes" doc:"where the value comes from: press, laboratory, family, synthetic …"`
	Synthetic  bool       `json:"synthetic" doc:"true for an invented value; source synthetic says the same"`
	Supersedes string     `json:"supersedes" doc:"id of the entry this one corrects"`
	Reason     string     `json:"reason" doc:"why it was corrected"`
	Data       ast.Node   `json:"data" req:"yes" doc:"what the entry says, by its kind"`
}

// synthetic is the source that marks a value as invented.
const synthetic = "synthetic"

// Parse reads one case file. The name is used in problems only. The problems are
// all that could be found, sorted by position, at most a hundred and a last one
// that says how many were left out; the case is only filled in when there are
// none. Entries stand in the order of the file, with moments in the centre's
// time zone.
func Parse(r io.Reader, name string) (chart.Case, []Problem) {
	problems := &list{file: name}
	d := &decoder{list: problems, location: time.UTC, places: map[string]place{}}
	c := d.file(r)
	if len(problems.problems) > 0 {
		return chart.Case{}, problems.sorted()
	}
	return c, nil
}

func (d *decoder) file(r io.Reader) chart.Case {
	data, ok := readText(r, d.list)
	if !ok {
		return chart.Case{}
	}
	tree, ok := readTree(data, d.list)
	if !ok {
		return chart.Case{}
	}
	var head header
	d.record(reflect.ValueOf(&head).Elem(), tree, "")
	d.identifier(head.ID, "id")
	if head.Centre.Timezone != "" {
		d.zone(head.Centre)
	}
	c := chart.Case{ID: head.ID, Title: head.Title, Notice: head.Notice, Synthetic: head.Synthetic, Centre: head.Centre}
	if head.Entries != nil {
		c.Entries = d.entries(head)
	}
	if len(c.Entries) > 0 {
		d.check(c)
	}
	return c
}

// zone takes the centre's time zone; until one is known, times read as UTC.
func (d *decoder) zone(c chart.Centre) {
	location, err := c.Location()
	if err != nil || c.Timezone == "Local" {
		d.add(d.places["centre.timezone"], "centre.timezone", "%q is not a known time zone; write an IANA name such as Asia/Shanghai", clip(c.Timezone))
		return
	}
	d.location = location
}

func (d *decoder) entries(head header) []chart.Entry {
	items, ok := head.Entries.(*ast.SequenceNode)
	if !ok || len(items.Values) == 0 {
		d.add(nodePlace(head.Entries), "entries", "a list of entries is expected, one dash each")
		return nil
	}
	used := map[string]bool{}
	var out []chart.Entry
	for i, n := range items.Values {
		path := fmt.Sprintf("entries[%d]", i)
		if id := idOf(n); id != "" && !used[id] {
			used[id] = true
			path = "entries[" + id + "]"
		} else if id != "" {
			d.add(nodePlace(n), path, "the id %q is already used by another entry", clip(id))
		}
		if e, ok := d.entry(n, path, head); ok {
			out = append(out, e)
		}
	}
	return out
}

// idOf looks for the id of an entry before it is read, to name it in problems.
func idOf(n ast.Node) string {
	m, ok := n.(*ast.MappingNode)
	if !ok {
		return ""
	}
	for _, v := range m.Values {
		if key, ok := scalar(v.Key); ok && key == "id" {
			id, _ := scalar(v.Value)
			return id
		}
	}
	return ""
}

// entry reads one entry. An entry with a problem in its payload still counts, so
// that references to it are not reported as well.
func (d *decoder) entry(n ast.Node, path string, head header) (chart.Entry, bool) {
	var l line
	d.record(reflect.ValueOf(&l).Elem(), n, path)
	d.identifier(l.ID, path+".id")
	e := chart.Entry{ID: l.ID, Patient: head.ID, About: l.About, Effective: l.At, Recorded: l.Recorded, Author: l.By,
		Source: l.Source, Synthetic: l.Synthetic || l.Source == synthetic, Supersedes: l.Supersedes, Reason: l.Reason}
	if !e.Recorded.Known() {
		e.Recorded = e.Effective
	}
	if e.Author == "" {
		e.Author = head.Author
	}
	if e.Author == "" && l.ID != "" {
		d.add(nodePlace(n), path+".by", "nobody is named as the author; write by here or author at the head of the file")
	}
	if l.Kind == "" || l.Data == nil {
		return e, l.ID != ""
	}
	payload, err := chart.New(chart.Kind(l.Kind))
	if err != nil {
		d.add(d.places[path+".kind"], path+".kind", "%q is not a kind of entry%s", clip(l.Kind), d.near(l.Kind, kindNames()))
		return e, l.ID != ""
	}
	d.record(reflect.ValueOf(payload).Elem(), l.Data, path+".data")
	e.Payload = payload
	return e, l.ID != ""
}

func kindNames() []string {
	var names []string
	for _, k := range chart.Kinds() {
		names = append(names, string(k))
	}
	return names
}

// identifier checks the form of an id.
func (d *decoder) identifier(id, path string) {
	if id == "" {
		return // reported as missing
	}
	good := len(id) <= 64
	for i, r := range id {
		good = good && (r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' && i > 0)
	}
	if !good {
		d.add(d.places[path], path, "%q is not an id; use small letters, digits and hyphens, at most 64", clip(id))
	}
}
