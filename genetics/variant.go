package genetics

import (
	"fmt"
	"regexp"
	"strings"
)

// Level says on which molecule a variant is described.
type Level string

// The two levels that are read here.
const (
	CodingDNA Level = "c"
	Protein   Level = "p"
)

// Change is the closed list of kinds of change.
type Change string

// The kinds of change (HGVS recommendations, DNA and protein).
const (
	Substitution   Change = "substitution"
	Deletion       Change = "deletion"
	Duplication    Change = "duplication"
	Insertion      Change = "insertion"
	DeletionInsert Change = "deletion-insertion"
	Inversion      Change = "inversion"  // coding DNA only
	Frameshift     Change = "frameshift" // protein only
	Extension      Change = "extension"  // protein only
	NoChange       Change = "no change"
	Unknown        Change = "unknown"    // p.? and p.Met1?
	NoProtein      Change = "no protein" // p.0
)

// maxVariant bounds the length of a variant name in bytes.
const maxVariant = 1000

// Variant is one variant name of correct form. It claims nothing about the
// truth: no reference sequence was asked. The zero Variant is no variant.
type Variant struct {
	text      string
	reference string
	level     Level
	change    Change
	canonical string
}

// ParseHGVS checks the form of one variant in coding DNA ("c.2440C>T",
// "c.597_600delTCAG", "c.123+1G>A", "NM_206937.2:c.1904del") or protein
// notation ("p.(Arg814Ter)", "p.Lys635ArgfsTer10", "p.R814*"). A reference, if
// given, must carry its version. String gives the text back; Canonical gives
// the form that comparisons use. Errors are *Error.
func ParseHGVS(text string) (Variant, error) {
	if len(text) > maxVariant {
		return Variant{}, fault(KindForm, text, "is too long for one variant")
	}
	reference, description, found := "", text, false
	if before, after, cut := strings.Cut(text, ":"); cut {
		reference, description, found = before, after, true
	}
	level, body, dot := strings.Cut(description, ".")
	if !dot || level != "c" && level != "p" {
		if dot && len(level) == 1 && strings.Contains("gmnor", level) {
			return Variant{}, fault(KindLevel, text, "is not coding DNA (c.) or protein (p.) notation, the only two read here")
		}
		return Variant{}, fault(KindForm, text, "is not a variant name: c. or p. and a change are needed, as in c.2440C>T or p.Arg814Ter")
	}
	if found {
		if err := checkReference(text, reference, Level(level)); err != nil {
			return Variant{}, err
		}
	}
	if strings.ContainsAny(body, "[];") {
		return Variant{}, fault(KindForm, text, "names several variants or a repeat; give one variant at a time")
	}
	read := readCoding
	if level == "p" {
		read = readProtein
	}
	change, canonical, err := read(text, body)
	if err != nil {
		return Variant{}, err
	}
	return Variant{text: text, reference: reference, level: Level(level), change: change, canonical: level + "." + canonical}, nil
}

func fault(kind ErrorKind, text, what string) error {
	return &Error{Kind: kind, Input: text, Sentence: fmt.Sprintf("%q %s", clip(text), what)}
}

// Accepted references: RefSeq, Ensembl and LRG transcripts for c., their
// proteins for p., a genomic reference only together with its transcript.
var (
	codingReference  = regexp.MustCompile(`^(?:(?:NM|XM)_[0-9]+\.[0-9]+|ENST[0-9]+\.[0-9]+|LRG_[0-9]+t[0-9]+)(?:\([A-Za-z0-9-]+\))?$|^(?:NG|NC)_[0-9]+\.[0-9]+\((?:NM|XM)_[0-9]+\.[0-9]+\)$`)
	proteinReference = regexp.MustCompile(`^(?:(?:NP|XP)_[0-9]+\.[0-9]+|ENSP[0-9]+\.[0-9]+|LRG_[0-9]+p[0-9]+)(?:\([A-Za-z0-9-]+\))?$`)
	unversioned      = regexp.MustCompile(`^(?:(?:NM|XM|NP|XP|NG|NC)_|ENST|ENSP)[0-9]+(?:\(.*\))?$`)
)

func checkReference(text, reference string, level Level) error {
	right, other := codingReference, proteinReference
	if level == Protein {
		right, other = other, right
	}
	switch {
	case right.MatchString(reference):
		return nil
	case other.MatchString(reference):
		return fault(KindReference, text, "has a reference of the other kind: a transcript goes with c., a protein with p.")
	case unversioned.MatchString(reference):
		return fault(KindReference, text, "has a reference without its version, as in NM_206937.2")
	}
	return fault(KindReference, text, "has a reference that is not a RefSeq, Ensembl or LRG accession with its version")
}

// String gives the name exactly as it was read.
func (v Variant) String() string { return v.text }

// Known tells whether this is a variant at all.
func (v Variant) Known() bool { return v.text != "" }

// Level tells whether the name is coding DNA or protein.
func (v Variant) Level() Level { return v.level }

// Change gives the kind of change.
func (v Variant) Change() Change { return v.change }

// Reference gives the reference as written, with its version, or "".
func (v Variant) Reference() string { return v.reference }

// Canonical gives the description without reference and in one spelling: no
// repeated deleted or duplicated sequence, three-letter amino acids, Ter for a
// stop, no brackets around a predicted protein change.
func (v Variant) Canonical() string { return v.canonical }

// Same tells whether two names describe one variant as far as their form can
// show: equal canonical descriptions, and references that are equal or of
// which one is left out. Different references are never the same, since their
// numbering may differ.
func (v Variant) Same(o Variant) bool {
	return v.Known() && v.canonical == o.canonical &&
		(v.reference == o.reference || v.reference == "" || o.reference == "")
}

// MarshalText writes the name as read; no variant is empty.
func (v Variant) MarshalText() ([]byte, error) { return []byte(v.text), nil }

// UnmarshalText reads what ParseHGVS reads, or nothing.
func (v *Variant) UnmarshalText(text []byte) error {
	*v = Variant{}
	if len(text) == 0 {
		return nil
	}
	read, err := ParseHGVS(string(text))
	if err != nil {
		return err
	}
	*v = read
	return nil
}
