package genetics

import (
	"regexp"
	"strconv"
	"strings"
)

// position is one place in coding DNA numbering: base 12 of the coding
// sequence, "-5" before it, "*12" behind it, with an offset into an intron.
type position struct {
	after  bool // "*": behind the stop codon
	base   int  // negative before the start codon
	offset int  // intronic, 0 in an exon
	open   bool // "?" or an uncertain place in brackets
}

var (
	plainPosition = regexp.MustCompile(`^([*-]?)([1-9][0-9]{0,8})([+-][1-9][0-9]{0,8})?`)
	openPosition  = regexp.MustCompile(`^\((?:\?|[*-]?[1-9][0-9]{0,8}(?:[+-](?:[1-9][0-9]{0,8}|\?))?)_(?:\?|[*-]?[1-9][0-9]{0,8}(?:[+-](?:[1-9][0-9]{0,8}|\?))?)\)`)
)

// readPosition takes one position off the front of text.
func readPosition(text string) (position, string, bool) {
	if found := openPosition.FindString(text); found != "" {
		return position{open: true}, text[len(found):], true
	}
	m := plainPosition.FindStringSubmatch(text)
	if m == nil {
		return position{}, text, false
	}
	p := position{after: m[1] == "*"}
	p.base, _ = strconv.Atoi(m[2]) // at most nine digits
	if m[1] == "-" {
		p.base = -p.base
	}
	if m[3] != "" {
		p.offset, _ = strconv.Atoi(m[3])
	}
	return p, text[len(m[0]):], true
}

// before tells whether p lies before o; both must be settled.
func (p position) before(o position) bool {
	switch {
	case p.after != o.after:
		return o.after
	case p.base != o.base:
		return p.base < o.base
	}
	return p.offset < o.offset
}

// span is a range; start and end are equal for one position.
type span struct {
	start, end position
	ranged     bool
	text       string
}

// length gives the number of bases, where exonic numbering alone shows it.
func (s span) length() (int, bool) {
	a, b := s.start, s.end
	if a.open || b.open || a.offset != 0 || b.offset != 0 || a.after != b.after {
		return 0, false
	}
	n := b.base - a.base + 1
	if a.base < 0 && b.base > 0 {
		n-- // there is no position zero
	}
	return n, true
}

// adjacent tells whether an insertion may lie between start and end; what the
// numbering alone cannot show (an exon border, an open place) is let pass.
func (s span) adjacent() bool {
	a, b := s.start, s.end
	switch {
	case a.open || b.open || a.after != b.after:
		return true
	case a.offset == 0 && b.offset == 0:
		n, _ := s.length()
		return n == 2
	case a.base == b.base:
		return b.offset-a.offset == 1
	}
	return a.offset > 0 && b.offset < 0 && b.base-a.base == 1 // middle of an intron
}

func readSpan(text, body string) (span, string, error) {
	start, rest, ok := readPosition(body)
	if !ok {
		return span{}, "", fault(KindPosition, text, "has no position that can be read (positions start at 1, without leading zeros)")
	}
	s := span{start: start, end: start}
	if strings.HasPrefix(rest, "_") {
		if s.end, rest, ok = readPosition(rest[1:]); !ok {
			return span{}, "", fault(KindPosition, text, "has no position behind the underscore")
		}
		s.ranged = true
		if !s.start.open && !s.end.open && !s.start.before(s.end) {
			return span{}, "", fault(KindPosition, text, "has a range whose end is not behind its start")
		}
	}
	s.text = body[:len(body)-len(rest)]
	return s, rest, nil
}

// readCoding checks a coding DNA description behind "c.".
func readCoding(text, body string) (Change, string, error) {
	if body == "=" {
		return NoChange, body, nil
	}
	s, rest, err := readSpan(text, body)
	if err != nil {
		return "", "", err
	}
	if rest == "=" {
		return NoChange, body, nil
	}
	if strings.Contains(rest, ">") {
		return readSubstitution(text, s, rest)
	}
	for _, kind := range []struct {
		word string
		read func(text string, s span, sequence string) (Change, string, error)
	}{{"del", readDeletion}, {"dup", readDuplication}, {"ins", readInsertion}, {"inv", readInversion}} {
		if sequence, is := strings.CutPrefix(rest, kind.word); is {
			return kind.read(text, s, sequence)
		}
	}
	return "", "", fault(KindChange, text, "names no change that is known (>, del, dup, ins, delins, inv, =)")
}

func isSequence(letters string) bool {
	return letters != "" && strings.Trim(letters, "ACGTN") == ""
}

func readSubstitution(text string, s span, rest string) (Change, string, error) {
	from, to, _ := strings.Cut(rest, ">")
	switch {
	case len(from) != 1 || len(to) != 1 || strings.Trim(from+to, "ACGT") != "":
		return "", "", fault(KindSequence, text, "does not replace one of A, C, G, T by another")
	case from == to:
		return "", "", fault(KindChange, text, "replaces a base by itself")
	case s.ranged || s.start.open:
		return "", "", fault(KindPosition, text, "replaces one base over a range; use delins")
	}
	return Substitution, s.text + rest, nil
}

// stated checks a repeated deleted or duplicated sequence against the range.
func stated(text string, s span, sequence string) error {
	if sequence == "" {
		return nil
	}
	if !isSequence(sequence) {
		return fault(KindSequence, text, "has something behind the change that is not a sequence")
	}
	if n, known := s.length(); known && n != len(sequence) {
		return fault(KindSequence, text, "states a sequence whose length is not that of its range")
	}
	return nil
}

func readDeletion(text string, s span, sequence string) (Change, string, error) {
	deleted, inserted, both := strings.Cut(sequence, "ins")
	if err := stated(text, s, deleted); err != nil {
		return "", "", err
	}
	if !both {
		return Deletion, s.text + "del", nil
	}
	if !isSequence(inserted) {
		return "", "", fault(KindSequence, text, "does not say which sequence is inserted")
	}
	if deleted == inserted {
		return "", "", fault(KindChange, text, "replaces a sequence by itself")
	}
	return DeletionInsert, s.text + "delins" + inserted, nil
}

func readDuplication(text string, s span, sequence string) (Change, string, error) {
	return Duplication, s.text + "dup", stated(text, s, sequence)
}

func readInsertion(text string, s span, sequence string) (Change, string, error) {
	switch {
	case !isSequence(sequence):
		return "", "", fault(KindSequence, text, "does not say which sequence is inserted")
	case !s.ranged || !s.adjacent():
		return "", "", fault(KindPosition, text, "inserts at something other than two neighbouring positions")
	}
	return Insertion, s.text + "ins" + sequence, nil
}

func readInversion(text string, s span, sequence string) (Change, string, error) {
	if sequence != "" || !s.ranged {
		return "", "", fault(KindChange, text, "is not an inversion over a range")
	}
	return Inversion, s.text + "inv", nil
}
