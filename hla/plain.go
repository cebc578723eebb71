package hla

import "sync"

// plainAnswer is the reduction of one name, without and with the prefix "HLA-".
type plainAnswer struct{ bare, prefixed string }

// plainTable holds the reduction of every name that a release lists: full names,
// their two- and three-field stems, and groups. What it holds is what
// Release.Reduce gives; a name that it does not hold is worked out.
type plainTable map[string]plainAnswer

// find gives the reduction of one name that stands alone.
func (t plainTable) find(text string) (string, bool) {
	bare := trimPrefixHLA(text)
	answer, found := t[bare]
	if len(bare) != len(text) {
		return answer.prefixed, found
	}
	return answer.bare, found
}

// plainKey is what a table depends on besides its release.
type plainKey struct {
	mode  Mode
	first bool
}

// plainTables keeps the tables of one release, each made when it is first worth
// its price.
type plainTables struct {
	lock   sync.Mutex
	tables map[plainKey]func() plainTable
}

func newPlainTables() *plainTables {
	return &plainTables{tables: map[plainKey]func() plainTable{}}
}

// plain gives the table of one mode and naming and makes it at the first call.
func (r *Release) plain(key plainKey) plainTable {
	r.tables.lock.Lock()
	prepared, known := r.tables.tables[key]
	if !known {
		prepared = sync.OnceValue(func() plainTable { return r.newPlainTable(key) })
		r.tables.tables[key] = prepared
	}
	r.tables.lock.Unlock()
	return prepared()
}

// newPlainTable reduces every listed name once, by the rules of Reduce.
func (r *Release) newPlainTable(key plainKey) plainTable {
	t := make(plainTable, len(r.alleles)+len(r.stems)+len(r.groups))
	x := &reduction{Release: r, mode: key.mode, first: key.first}
	for _, a := range r.alleles {
		x.enter(t, a.text, a.name)
	}
	for text, members := range r.stems {
		stem := r.alleles[members[0]].name
		for count := 2; count < 4; count++ {
			if short := cutName(stem, count); short.String() == text {
				x.enter(t, text, short)
			}
		}
	}
	for _, g := range r.groups {
		for _, name := range g.read {
			x.enter(t, name.String(), name)
		}
	}
	return t
}

// enter writes one name; a refused one is left out, so that it is refused again.
func (x *reduction) enter(t plainTable, text string, n Name) {
	if _, known := t[text]; known {
		return
	}
	names, err := x.token(n)
	if err != nil || len(names) == 0 {
		return
	}
	if len(names) == 1 {
		prefixed := "HLA-" + names[0].String()
		t[text] = plainAnswer{prefixed[len("HLA-"):], prefixed}
		return
	}
	t[text] = plainAnswer{x.sorted(listOfNames(names, false)).String(), x.sorted(listOfNames(names, true)).String()}
}
