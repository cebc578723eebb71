package genetics

import (
	"regexp"
	"strconv"
	"strings"
)

// aminoAcids maps one-letter to three-letter codes (IUPAC-IUB); the asterisk
// is a stop.
var aminoAcids = map[string]string{
	"A": "Ala", "C": "Cys", "D": "Asp", "E": "Glu", "F": "Phe", "G": "Gly", "H": "His", "I": "Ile", "K": "Lys",
	"L": "Leu", "M": "Met", "N": "Asn", "P": "Pro", "Q": "Gln", "R": "Arg", "S": "Ser", "T": "Thr", "U": "Sec",
	"V": "Val", "W": "Trp", "Y": "Tyr", "*": "Ter",
}

var threeLetter = func() map[string]bool {
	known := map[string]bool{"Xaa": true}
	for _, three := range aminoAcids {
		known[three] = true
	}
	return known
}()

// readResidue takes one amino acid off the front of text, in either spelling.
func readResidue(text string) (three, rest string, ok bool) {
	if len(text) >= 3 && threeLetter[text[:3]] {
		return text[:3], text[3:], true
	}
	if text == "" {
		return "", text, false
	}
	three, ok = aminoAcids[text[:1]]
	if !ok {
		return "", text, false
	}
	return three, text[1:], true
}

// readResidues reads a whole sequence of amino acids.
func readResidues(text string) (string, bool) {
	var out strings.Builder
	for text != "" {
		three, rest, ok := readResidue(text)
		if !ok {
			return "", false
		}
		out.WriteString(three)
		text = rest
	}
	return out.String(), out.Len() > 0
}

var residueNumber = regexp.MustCompile(`^[1-9][0-9]{0,5}`)

// place is one numbered residue, such as Arg814.
type place struct{ residue, number string }

func (p place) String() string { return p.residue + p.number }

func (p place) before(o place) bool {
	if len(p.number) != len(o.number) {
		return len(p.number) < len(o.number)
	}
	return p.number < o.number
}

func readPlace(text, body string) (place, string, error) {
	residue, rest, ok := readResidue(body)
	number := residueNumber.FindString(rest)
	if !ok || number == "" {
		return place{}, "", fault(KindPosition, text, "has no residue that can be read, as in Arg814 or R814")
	}
	return place{residue, number}, rest[len(number):], nil
}

// readProtein checks a protein description behind "p.".
func readProtein(text, body string) (Change, string, error) {
	if strings.HasPrefix(body, "(") != strings.HasSuffix(body, ")") {
		return "", "", fault(KindForm, text, "has a bracket without its partner")
	}
	if strings.HasPrefix(body, "(") {
		body = body[1 : len(body)-1]
	}
	switch body {
	case "=":
		return NoChange, body, nil
	case "?":
		return Unknown, body, nil
	case "0", "0?":
		return NoProtein, body, nil
	}
	first, rest, err := readPlace(text, body)
	if err != nil {
		return "", "", err
	}
	if !strings.HasPrefix(rest, "_") {
		return readAtResidue(text, first, rest)
	}
	last, rest, err := readPlace(text, rest[1:])
	if err != nil {
		return "", "", err
	}
	if !first.before(last) {
		return "", "", fault(KindPosition, text, "has a range whose end is not behind its start")
	}
	return readOverResidues(text, first.String()+"_"+last.String(), rest)
}

// readAtResidue reads a change at one residue.
func readAtResidue(text string, at place, rest string) (Change, string, error) {
	switch {
	case rest == "=":
		return NoChange, at.String() + rest, nil
	case rest == "?":
		return Unknown, at.String() + rest, nil
	case strings.Contains(rest, "fs"):
		return readFrameshift(text, at, rest)
	case strings.Contains(rest, "ext"):
		return readExtension(text, at, rest)
	case strings.HasPrefix(rest, "ins"):
		return "", "", fault(KindPosition, text, "inserts at something other than two neighbouring residues")
	case strings.HasPrefix(rest, "del"), strings.HasPrefix(rest, "dup"):
		return readOverResidues(text, at.String(), rest)
	}
	residue, left, ok := readResidue(rest)
	switch {
	case !ok || left != "":
		return "", "", fault(KindChange, text, "names no protein change that is known (X is no longer used for a stop: write Ter or *)")
	case residue == at.residue:
		return "", "", fault(KindChange, text, "replaces a residue by itself; write =")
	}
	return Substitution, at.String() + residue, nil
}

// readOverResidues reads del, dup, ins and delins.
func readOverResidues(text, where, rest string) (Change, string, error) {
	if rest == "del" {
		return Deletion, where + rest, nil
	}
	if rest == "dup" {
		return Duplication, where + rest, nil
	}
	for _, kind := range []struct {
		word   string
		change Change
	}{{"delins", DeletionInsert}, {"ins", Insertion}} {
		letters, is := strings.CutPrefix(rest, kind.word)
		if !is {
			continue
		}
		residues, ok := readResidues(letters)
		if !ok {
			return "", "", fault(KindSequence, text, "does not say which amino acids are inserted")
		}
		if kind.change == Insertion && !neighbours(where) {
			return "", "", fault(KindPosition, text, "inserts at something other than two neighbouring residues")
		}
		return kind.change, where + kind.word + residues, nil
	}
	return "", "", fault(KindChange, text, "names no protein change that is known")
}

var numbers = regexp.MustCompile(`[0-9]+`)

// neighbours tells whether a range such as Lys23_Leu24 spans two residues.
func neighbours(where string) bool {
	found := numbers.FindAllString(where, 2)
	if len(found) != 2 {
		return false
	}
	first, errFirst := strconv.Atoi(found[0])
	last, errLast := strconv.Atoi(found[1])
	return errFirst == nil && errLast == nil && last == first+1
}

var (
	frameshiftTail = regexp.MustCompile(`^fs(?:(?:Ter|\*)([1-9][0-9]{0,5}|\?))?$`)
	extensionTail  = regexp.MustCompile(`^ext(?:-([1-9][0-9]{0,5})|(?:Ter|\*)([1-9][0-9]{0,5}|\?))$`)
)

// readFrameshift reads "ArgfsTer10", "fs" and their one-letter spellings.
func readFrameshift(text string, at place, rest string) (Change, string, error) {
	residue := ""
	if !strings.HasPrefix(rest, "fs") {
		three, left, ok := readResidue(rest)
		if !ok {
			return "", "", fault(KindChange, text, "has a frameshift whose first new residue cannot be read")
		}
		residue, rest = three, left
	}
	m := frameshiftTail.FindStringSubmatch(rest)
	if m == nil {
		return "", "", fault(KindChange, text, "has a frameshift that cannot be read; write fs, or fsTer and the number of residues")
	}
	canonical := at.String() + residue + "fs"
	if m[1] != "" {
		canonical += "Ter" + m[1]
	}
	return Frameshift, canonical, nil
}

// readExtension reads "Met1ext-5" and "Ter110GlnextTer17".
func readExtension(text string, at place, rest string) (Change, string, error) {
	residue := ""
	if !strings.HasPrefix(rest, "ext") {
		three, left, ok := readResidue(rest)
		if !ok {
			return "", "", fault(KindChange, text, "has an extension whose first new residue cannot be read")
		}
		residue, rest = three, left
	}
	m := extensionTail.FindStringSubmatch(rest)
	atStart := at == place{"Met", "1"}
	switch {
	case m == nil, m[1] != "" && (!atStart || residue != ""), m[2] != "" && at.residue != "Ter":
		return "", "", fault(KindChange, text, "has an extension that is neither of Met1 nor of the stop")
	case m[1] != "":
		return Extension, at.String() + "ext-" + m[1], nil
	}
	return Extension, at.String() + residue + "extTer" + m[2], nil
}
