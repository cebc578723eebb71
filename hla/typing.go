package hla

import (
	"fmt"
	"slices"
	"strings"
)

// Pair is what one locus of one person was typed as: two alleles, or one and
// a blank. Order has no meaning.
type Pair [2]Allele

// Blank tells whether only one allele was reported.
func (p Pair) Blank() bool { return p[0].Blank() != p[1].Blank() }

// String gives "02:07 · 11:01" in the order reported; a blank shows as "–".
func (p Pair) String() string {
	second := p[1].Short()
	if p[1].Blank() {
		second = "–"
	}
	return p[0].Short() + " · " + second
}

// Entry is one locus as reported: names with or without their locus
// ("A*02:07" or "02:07"). An empty Second means that one allele was reported.
type Entry struct {
	Locus  string
	First  string
	Second string
}

// Typing is one person's HLA typing, each name kept exactly. The zero Typing
// is untyped at every locus. It is immutable.
type Typing struct {
	pairs map[Locus]Pair
	open  map[Locus]reported // loci that two fields do not settle, see ReportedTyping
}

// NewTyping builds a typing and collects every refusal, each with its path
// ("A.second"), in Problems. Names of two to four fields and allele families
// of one field are accepted.
func NewTyping(entries ...Entry) (Typing, error) {
	var problems Problems
	pairs := make(map[Locus]Pair, len(entries))
	for _, e := range entries {
		locus, err := ParseLocus(e.Locus)
		if err != nil {
			problems = append(problems, within(clip(e.Locus), err)...)
			continue
		}
		if _, twice := pairs[locus]; twice {
			problems = append(problems, &Error{Kind: KindDuplicate, Path: string(locus), Locus: locus, Input: e.Locus,
				Sentence: fmt.Sprintf("locus %s is given twice", locus)})
			continue
		}
		pair, found := readPair(locus, e)
		problems = append(problems, found...)
		pairs[locus] = pair
	}
	if len(problems) > 0 {
		return Typing{}, problems
	}
	return Typing{pairs: pairs}, nil
}

func readPair(locus Locus, e Entry) (Pair, Problems) {
	if e.First == "" {
		return Pair{}, Problems{{Kind: KindBlank, Path: string(locus), Locus: locus,
			Sentence: fmt.Sprintf("locus %s has no first allele; leave out a locus that was not typed", locus)}}
	}
	first, err := readTyped(locus, e.First)
	problems := within(string(locus)+".first", err)
	var second Allele
	if e.Second != "" {
		second, err = readTyped(locus, e.Second)
		problems = append(problems, within(string(locus)+".second", err)...)
	}
	return Pair{first, second}, problems
}

// readTyped reads one position of a typing, with or without its locus.
func readTyped(locus Locus, text string) (Allele, error) {
	if !strings.Contains(text, "*") {
		return parseFields(locus, text)
	}
	named, rest, err := splitName(text)
	if err != nil {
		return Allele{}, err
	}
	if named != locus {
		return Allele{}, &Error{Kind: KindLocus, Locus: locus, Input: text,
			Sentence: fmt.Sprintf("%s stands under locus %s", clip(text), locus)}
	}
	return parseFields(locus, rest)
}

// ParseTyping reads an unambiguous genotype list string such as
// "A*02:07+A*11:01^B*40:01+B*46:01": loci separated by "^", the two copies by
// "+". One copy alone is one allele and a blank. Ambiguity and phase ("/",
// "|", "~", "?") are refused. Empty text is the untyped person.
func ParseTyping(text string) (Typing, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return Typing{}, nil
	}
	if i := strings.IndexAny(text, "/|~?"); i >= 0 {
		return Typing{}, &Error{Kind: KindCode, Input: clip(text), Sentence: fmt.Sprintf(
			"the typing contains %q; only one unambiguous, unphased genotype can be read here", text[i:i+1])}
	}
	var entries []Entry
	var problems Problems
	for _, block := range strings.Split(text, "^") {
		copies := strings.Split(block, "+")
		locus, _, found := strings.Cut(trimPrefixHLA(copies[0]), "*")
		if len(copies) > 2 || !found || slices.Contains(copies, "") {
			problems = append(problems, &Error{Kind: KindForm, Input: clip(block),
				Sentence: fmt.Sprintf("%q is not one locus with one or two alleles", clip(block))})
			continue
		}
		entry := Entry{Locus: locus, First: copies[0]}
		if len(copies) == 2 {
			entry.Second = copies[1]
		}
		entries = append(entries, entry)
	}
	typing, err := NewTyping(entries...)
	problems = append(problems, within("", err)...)
	if len(problems) > 0 {
		return Typing{}, problems
	}
	return typing, nil
}

// At gives what was typed at a locus, and whether it was typed at all.
func (t Typing) At(locus Locus) (Pair, bool) {
	pair, typed := t.pairs[locus]
	return pair, typed
}

// Loci lists the typed loci in the order of the package's Loci.
func (t Typing) Loci() []Locus {
	var typed []Locus
	for _, locus := range Loci() {
		if _, ok := t.pairs[locus]; ok {
			typed = append(typed, locus)
		}
	}
	return typed
}

// Untyped tells whether no locus was typed.
func (t Typing) Untyped() bool { return len(t.pairs) == 0 }

// String gives the typing as a genotype list string. ParseTyping reads it where no
// locus is open.
func (t Typing) String() string {
	var blocks []string
	for _, locus := range t.Loci() {
		if r, open := t.open[locus]; open {
			blocks = append(blocks, r.text)
			continue
		}
		pair := t.pairs[locus]
		block := pair[0].String()
		if !pair[1].Blank() {
			block += "+" + pair[1].String()
		}
		blocks = append(blocks, block)
	}
	return strings.Join(blocks, "^")
}

// MarshalText writes String; the untyped person is empty. A typing with an open
// locus is refused with a *Error of KindCode, since UnmarshalText reads plain names.
func (t Typing) MarshalText() ([]byte, error) {
	for locus, r := range t.open {
		return nil, &Error{Kind: KindCode, Locus: locus, Input: clip(r.text), Sentence: fmt.Sprintf("locus %s is open: %s", locus, r.why.EN)}
	}
	return []byte(t.String()), nil
}

// UnmarshalText reads what ParseTyping reads.
func (t *Typing) UnmarshalText(text []byte) error {
	read, err := ParseTyping(string(text))
	if err != nil {
		return err
	}
	*t = read
	return nil
}
