package hla

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"
	"strings"
)

// cacheMark begins a cached release; its last byte is the version of the form.
// It changes with every change of what Release keeps.
const cacheMark = "DAYZERO-HLA\x00\x01"

// ErrCache says that a cached release cannot be used; the release itself has to
// be loaded.
var ErrCache = errors.New("the cached release cannot be used")

// AppendCache writes the release in a form that ReadCache takes up in a fraction
// of the time of LoadRelease. The form belongs to this version of the package
// and is no format of exchange.
func (r *Release) AppendCache(to []byte) []byte {
	w := &cacheWriter{strings: map[string]uint32{}, lists: map[string]uint32{}}
	w.release(r)
	begins := len(to)
	to = append(to, cacheMark...)
	to = binary.AppendUvarint(to, uint64(len(w.text)))
	to = append(to, w.text...)
	to = append(to, w.out...)
	return binary.LittleEndian.AppendUint32(to, crc32.Checksum(to[begins:], castagnoli))
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// cacheWriter gathers numbers in out and every distinct text in text.
type cacheWriter struct {
	out     []byte
	text    []byte
	strings map[string]uint32
	lists   map[string]uint32
}

func (w *cacheWriter) number(n int) { w.out = binary.AppendVarint(w.out, int64(n)) }

func (w *cacheWriter) word(s string) {
	at, known := w.strings[s]
	if !known {
		at = uint32(len(w.text))
		w.strings[s] = at
		w.text = append(w.text, s...)
	}
	w.number(int(at))
	w.number(len(s))
}

func (w *cacheWriter) words(list []string) {
	w.number(len(list))
	for _, s := range list {
		w.word(s)
	}
}

func (w *cacheWriter) indexes(list []int32) {
	w.number(len(list))
	last := int32(0)
	for _, i := range list {
		w.number(int(i - last))
		last = i
	}
}

func (w *cacheWriter) name(n Name) {
	w.word(string(n.form))
	w.word(n.gene)
	w.number(n.count)
	for _, field := range n.fields[:n.count] {
		w.word(field)
	}
	w.number(int(n.suffix))
	w.word(n.tail)
}

func (w *cacheWriter) flag(is bool) {
	if is {
		w.number(1)
		return
	}
	w.number(0)
}

func (w *cacheWriter) release(r *Release) {
	w.word(r.version)
	w.word(r.date)
	w.flag(r.verified)
	w.flag(r.hasStatus)
	w.words(r.missing)
	antigens := w.antigens(r)
	w.number(len(r.alleles))
	for _, a := range r.alleles {
		w.allele(a, antigens)
	}
	for _, m := range []map[string][]int32{r.stems, r.families} {
		w.number(len(m))
		for _, key := range sortedKeys(m) {
			w.word(key)
			w.indexes(m[key])
		}
	}
	w.number(len(r.deleted))
	for _, key := range sortedKeys(r.deleted) {
		d := r.deleted[key]
		w.word(key)
		w.word(d.successor)
		w.word(d.reason)
		w.number(d.row)
	}
	w.number(len(r.groups))
	for _, g := range r.groups {
		w.word(g.name)
		w.word(g.first)
		w.name(g.read[0])
		w.name(g.read[1])
		w.indexes(g.members)
		w.number(g.row)
	}
	w.number(len(r.byFirst))
	for _, key := range sortedKeys(r.byFirst) {
		w.word(key)
		w.number(int(r.byFirst[key]))
	}
	w.words(sortedKeys(r.grouped))
	w.number(len(r.tce))
	for _, key := range sortedKeys(r.tce) {
		w.word(key)
		w.word(r.tce[key].group)
		w.number(r.tce[key].row)
	}
	for naming := range r.lgx {
		w.lgx(r.lgxBy(naming))
	}
}

// antigens writes the tree of antigens and gives their numbers.
func (w *cacheWriter) antigens(r *Release) map[*antigen]int {
	var list []*antigen
	for _, a := range r.serology {
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b *antigen) int {
		return strings.Compare(a.letters+"\x00"+a.number, b.letters+"\x00"+b.number)
	})
	out := map[*antigen]int{}
	w.number(len(list))
	for i, a := range list {
		out[a] = i
		w.word(a.letters)
		w.word(a.number)
		for _, words := range [][]string{a.splits, a.associated, a.broad, a.associatedWith} {
			w.words(words)
		}
		w.indexes(a.alleles)
		w.indexes(a.own)
	}
	return out
}

// allele writes the text of the allele once; its fields are cut out of it.
func (w *cacheWriter) allele(a alleleRow, antigens map[*antigen]int) {
	w.word(a.text)
	w.out = append(w.out, byte(len(a.name.gene)), byte(a.name.count), a.name.suffix, byte(a.status))
	for _, field := range a.name.fields[:a.name.count] {
		w.out = append(w.out, byte(len(field)))
	}
	for _, n := range []int32{a.g, a.p, a.coding, a.protein, int32(a.row)} {
		w.number(int(n))
	}
	w.assignment(a, antigens)
}

// assignment writes each distinct assignment once; few differ.
func (w *cacheWriter) assignment(a alleleRow, antigens map[*antigen]int) {
	inner := &cacheWriter{text: w.text, strings: w.strings}
	for _, list := range [][]string{a.assigned.unambiguous, a.assigned.possible, a.assigned.assumed} {
		inner.words(list)
	}
	inner.number(len(a.antigens))
	for _, each := range a.antigens {
		inner.number(antigens[each])
	}
	w.text = inner.text
	at, known := w.lists[string(inner.out)]
	if known {
		w.number(int(at))
		return
	}
	w.lists[string(inner.out)] = uint32(len(w.lists))
	w.number(-1)
	w.out = append(w.out, inner.out...)
}

func (w *cacheWriter) lgx(x *lgxIndex) {
	at := len(w.out)
	w.number(len(x.names))
	for _, n := range x.names {
		w.name(n)
	}
	w.indexes(x.of)
	body := slices.Clone(w.out[at:])
	w.out = binary.AppendUvarint(w.out[:at], uint64(len(body)))
	w.out = append(w.out, body...)
}

// ReadCache takes up what AppendCache wrote. The bytes must not change
// afterwards. Errors are ErrCache: of another version, cut off or changed.
func ReadCache(data []byte) (r *Release, err error) {
	body, found := bytes.CutPrefix(data, []byte(cacheMark))
	if !found || len(body) < 4 {
		return nil, fmt.Errorf("%w: it is of another version", ErrCache)
	}
	sum := binary.LittleEndian.Uint32(data[len(data)-4:])
	if crc32.Checksum(data[:len(data)-4], castagnoli) != sum {
		return nil, fmt.Errorf("%w: its content is not what was written", ErrCache)
	}
	body = body[:len(body)-4]
	length, n := binary.Uvarint(body)
	if n <= 0 || length > uint64(len(body)-n) {
		return nil, fmt.Errorf("%w: it is cut off", ErrCache)
	}
	c := &cacheReader{text: string(body[n : n+int(length)]), in: body[n+int(length):]}
	out := c.release()
	if c.broken || len(c.in) != 0 {
		return nil, fmt.Errorf("%w: it does not read to its end", ErrCache)
	}
	return out, nil
}
