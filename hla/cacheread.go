package hla

import (
	"encoding/binary"
	"sync"
)

// cacheReader reads what cacheWriter wrote. A value that cannot be marks it
// broken and gives zero; nothing is read beyond the bytes there are.
type cacheReader struct {
	text   string
	in     []byte
	broken bool
	arena  []int32
	lists  []cachedAssignment
}

// cachedAssignment is shared by all alleles that have it.
type cachedAssignment struct {
	assigned assignment
	antigens []*antigen
}

func (c *cacheReader) number() int {
	v, n := binary.Varint(c.in)
	if n <= 0 {
		c.broken, c.in = true, nil
		return 0
	}
	c.in = c.in[n:]
	return int(v)
}

// count reads a number of things, each of at least one byte.
func (c *cacheReader) count() int {
	n := c.number()
	if n < 0 || n > len(c.in) {
		c.broken = true
		return 0
	}
	return n
}

func (c *cacheReader) byte() byte {
	if len(c.in) == 0 {
		c.broken = true
		return 0
	}
	b := c.in[0]
	c.in = c.in[1:]
	return b
}

func (c *cacheReader) word() string {
	at, length := c.number(), c.number()
	if at < 0 || length < 0 || at > len(c.text)-length {
		c.broken = true
		return ""
	}
	return c.text[at : at+length]
}

func (c *cacheReader) words() []string {
	n := c.count()
	if n == 0 {
		return nil
	}
	out := make([]string, n)
	for i := range out {
		out[i] = c.word()
	}
	return out
}

// indexes reads a list of places below limit; lists share one block of memory.
func (c *cacheReader) indexes(limit int) []int32 {
	n := c.count()
	if n == 0 {
		return nil
	}
	if len(c.arena) < n {
		c.arena = make([]int32, max(n, 1<<15))
	}
	out := c.arena[:n:n]
	c.arena = c.arena[n:]
	last := 0
	for i := range out {
		last += c.number()
		if last < 0 || last >= limit {
			c.broken = true
			last = 0
		}
		out[i] = int32(last)
	}
	return out
}

func (c *cacheReader) name() Name {
	n := Name{form: Form(c.word()), gene: c.word()}
	n.count = c.number()
	if n.count < 0 || n.count > len(n.fields) {
		c.broken = true
		n.count = 0
	}
	for i := range n.count {
		n.fields[i] = c.word()
	}
	n.suffix, n.tail = byte(c.number()), c.word()
	return n
}

func (c *cacheReader) release() *Release {
	r := &Release{version: c.word(), date: c.word(), verified: c.number() == 1, hasStatus: c.number() == 1, missing: c.words()}
	const most = 1 << 24 // an allele is known by its place only after the antigens that name it
	antigens := c.antigens(r, most)
	alleles := c.count()
	r.alleles = make([]alleleRow, alleles)
	r.byName = make(map[string]int32, alleles)
	for i := range r.alleles {
		c.allele(&r.alleles[i], antigens)
		r.byName[r.alleles[i].text] = int32(i)
	}
	for _, a := range antigens {
		for _, list := range [][]int32{a.alleles, a.own} {
			for _, i := range list {
				c.broken = c.broken || int(i) >= alleles
			}
		}
	}
	r.stems, r.families = c.places(alleles), c.places(alleles)
	c.renamed(r)
	c.groups(r)
	for range c.lgxBodies(r) {
		c.broken = true
	}
	return r
}

func (c *cacheReader) antigens(r *Release, most int) []*antigen {
	list := make([]*antigen, c.count())
	r.serology = make(map[serologyKey]*antigen, len(list))
	for i := range list {
		a := &antigen{letters: c.word(), number: c.word()}
		a.splits, a.associated, a.broad, a.associatedWith = c.words(), c.words(), c.words(), c.words()
		a.alleles, a.own = c.indexes(most), c.indexes(most)
		r.serology[serologyKey{a.letters, a.number}], list[i] = a, a
	}
	return list
}

func (c *cacheReader) allele(a *alleleRow, antigens []*antigen) {
	a.text = c.word()
	n := &a.name
	n.form = FormAllele
	gene := int(c.byte())
	n.count, n.suffix, a.status = int(c.byte()), c.byte(), sequenceStatus(c.byte())
	if gene > len(a.text) || n.count > len(n.fields) {
		c.broken = true
		return
	}
	n.gene = a.text[:gene]
	at := gene + 1 // behind the star
	for i := range n.count {
		length := int(c.byte())
		if at+length > len(a.text) {
			c.broken = true
			return
		}
		n.fields[i] = a.text[at : at+length]
		at += length + 1
	}
	a.g, a.p, a.coding, a.protein, a.row = int32(c.number()), int32(c.number()), int32(c.number()), int32(c.number()), c.number()
	list := c.assignment(antigens)
	a.assigned, a.antigens = list.assigned, list.antigens
}

func (c *cacheReader) assignment(antigens []*antigen) cachedAssignment {
	at := c.number()
	if at >= 0 {
		if at >= len(c.lists) {
			c.broken = true
			return cachedAssignment{}
		}
		return c.lists[at]
	}
	out := cachedAssignment{assigned: assignment{c.words(), c.words(), c.words()}}
	for range c.count() {
		i := c.number()
		if i < 0 || i >= len(antigens) {
			c.broken = true
			break
		}
		out.antigens = append(out.antigens, antigens[i])
	}
	c.lists = append(c.lists, out)
	return out
}

func (c *cacheReader) places(limit int) map[string][]int32 {
	n := c.count()
	out := make(map[string][]int32, n)
	for range n {
		key := c.word()
		out[key] = c.indexes(limit)
	}
	return out
}

func (c *cacheReader) renamed(r *Release) {
	n := c.count()
	r.deleted = make(map[string]deletion, n)
	for range n {
		key := c.word()
		r.deleted[key] = deletion{c.word(), c.word(), c.number()}
	}
}

func (c *cacheReader) groups(r *Release) {
	r.groups = make([]groupRow, c.count())
	r.byGroup = make(map[string]int32, len(r.groups))
	for i := range r.groups {
		g := &r.groups[i]
		g.name, g.first = c.word(), c.word()
		g.read = [2]Name{c.name(), c.name()}
		g.members, g.row = c.indexes(len(r.alleles)), c.number()
		r.byGroup[g.name] = int32(i)
	}
	for _, a := range r.alleles {
		c.broken = c.broken || int(a.g) >= len(r.groups) || int(a.p) >= len(r.groups) || a.g < -1 || a.p < -1
	}
	n := c.count()
	r.byFirst = make(map[string]int32, n)
	for range n {
		key, at := c.word(), c.number()
		c.broken = c.broken || at < 0 || at >= len(r.groups)
		r.byFirst[key] = int32(at)
	}
	r.grouped = map[string]bool{}
	for _, gene := range c.words() {
		r.grouped[gene] = true
	}
	n = c.count()
	r.tce = make(map[string]tceRow, n)
	for range n {
		key := c.word()
		r.tce[key] = tceRow{c.word(), c.number()}
	}
}

// lgxBodies keeps the bytes of both indexes until they are asked for. It gives
// how many are missing.
func (c *cacheReader) lgxBodies(r *Release) (missing int) {
	r.tables = newPlainTables()
	for naming := range r.lgx {
		length, n := binary.Uvarint(c.in)
		if n <= 0 || length > uint64(len(c.in)-n) {
			return len(r.lgx) - naming
		}
		body := c.in[n : n+int(length)]
		c.in = c.in[n+int(length):]
		r.lgx[naming] = sync.OnceValue(func() *lgxIndex {
			inner := &cacheReader{text: c.text, in: body}
			if x := inner.lgx(r); !inner.broken {
				return x
			}
			return r.newLgx(naming)
		})
	}
	return 0
}

func (c *cacheReader) lgx(r *Release) *lgxIndex {
	x := &lgxIndex{names: make([]Name, c.count())}
	x.places = make(map[Name]int32, len(x.names))
	for i := range x.names {
		x.names[i] = c.name()
		x.places[x.names[i]] = int32(i)
	}
	x.of = c.indexes(len(x.names))
	if len(x.of) != len(r.alleles) {
		c.broken = true
		return nil
	}
	sizes := make([]int32, len(x.names))
	for _, at := range x.of {
		sizes[at]++
	}
	arena := make([]int32, len(x.of))
	x.members = make([][]int32, len(x.names))
	for i, size := range sizes {
		x.members[i], arena = arena[:0:size], arena[size:]
	}
	for i, at := range x.of {
		x.members[at] = append(x.members[at], int32(i))
	}
	r.spreadAntigens(x)
	return x
}
