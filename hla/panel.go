package hla

import (
	"fmt"
	"slices"
	"strings"
)

// Block is what a typing says about one locus.
type Block struct {
	Locus Locus
	Text  string // genotype list string of this locus alone, without phase
}

// Blocks cuts a genotype list string into its loci, phase ("~") given up. Only
// the form is judged. Errors are *Error or Problems.
func Blocks(text string) ([]Block, error) {
	g, err := ParseGL(strings.TrimSpace(text))
	if err != nil {
		return nil, err
	}
	if g.operator == '?' {
		return nil, &Error{Kind: KindForm, Input: clip(text), Sentence: "the typing leaves open on which gene a sequence lies (?); state the gene"}
	}
	var out []Block
	var problems Problems
	for _, block := range g.split('^') {
		for _, part := range unphase(block) {
			names := part.Names()
			if len(names) == 0 {
				continue
			}
			locus, err := locusOf(names[0])
			if err != nil {
				problems = append(problems, within(names[0].gene, err)...)
				continue
			}
			if slices.ContainsFunc(out, func(b Block) bool { return b.Locus == locus }) {
				problems = append(problems, &Error{Kind: KindDuplicate, Locus: locus, Input: clip(part.String()), Sentence: fmt.Sprintf("locus %s is given twice", locus)})
				continue
			}
			out = append(out, Block{locus, part.String()})
		}
	}
	return out, problems.orNil()
}

// Panel holds many typings of one locus, each read once, so that a patient can
// be compared with all of them quickly. Positions that are written alike are
// kept once. It grows by Add and is safe for concurrent reading in between.
type Panel struct {
	release   *Release
	locus     Locus
	options   GenotypeOptions
	positions []position
	known     map[string]int32 // text of a position to its place
	entries   []panelEntry
}

// panelEntry is one typing: alternatives of two positions by their place.
type panelEntry struct {
	alternatives [][2]int32
	blank        BlankRule
}

// anyPosition is the place of the position of which nothing is known.
const anyPosition = 0

// NewPanel makes an empty panel for one locus.
func (r *Release) NewPanel(locus Locus, options GenotypeOptions) *Panel {
	return &Panel{release: r, locus: locus, options: options, known: map[string]int32{}, positions: []position{{text: "–", any: true}}}
}

// Len counts the typings.
func (p *Panel) Len() int { return len(p.entries) }

// Skip adds a typing that matches nothing, to keep numbers in step where one
// cannot be read.
func (p *Panel) Skip() { p.entries = append(p.entries, panelEntry{}) }

// Add reads the typing of the locus and gives its number. Errors are those of
// ReadGenotype; nothing is then added.
func (p *Panel) Add(text string) (int, error) {
	g, err := ParseGL(strings.TrimSpace(text))
	if err != nil {
		return 0, err
	}
	for _, n := range g.Names() {
		if locus, err := locusOf(n); err != nil || locus != p.locus && n.form != FormNew {
			return 0, &Error{Kind: KindLocus, Locus: p.locus, Input: clip(text), Sentence: fmt.Sprintf("%s stands in the typing of locus %s", n, p.locus)}
		}
	}
	var entry panelEntry
	for _, alternative := range g.split('|') {
		copies := alternative.split('+')
		if len(copies) == 0 || len(copies) > 2 || len(copies[0].Names()) == 0 {
			return 0, &Error{Kind: KindForm, Locus: p.locus, Input: clip(text), Sentence: fmt.Sprintf("locus %s has %d gene copies", p.locus, len(copies))}
		}
		pair, blank, err := p.pair(copies)
		if err != nil {
			return 0, err
		}
		if blank != "" {
			entry.blank = blank
		}
		entry.alternatives = append(entry.alternatives, pair)
	}
	p.entries = append(p.entries, entry)
	return len(p.entries) - 1, nil
}

func (p *Panel) pair(copies []GLString) (pair [2]int32, rule BlankRule, err error) {
	for i, copied := range copies {
		if pair[i], err = p.position(copied); err != nil {
			return pair, "", err
		}
	}
	if len(copies) == 2 {
		return pair, "", nil
	}
	switch rule = p.options.blankAt(p.locus); rule {
	case BlankHomozygous:
		pair[1] = pair[0]
	case BlankUnknown:
		pair[1] = anyPosition
	default:
		return pair, "", &Error{Kind: KindBlank, Locus: p.locus, Input: clip(copies[0].String()), Sentence: fmt.Sprintf("locus %s is typed at one position only", p.locus)}
	}
	return pair, rule, nil
}

func (p *Panel) position(g GLString) (int32, error) {
	text := g.String()
	if at, seen := p.known[text]; seen {
		return at, nil
	}
	read, err := p.release.readPosition(g, p.options.Codes)
	if err != nil {
		return 0, err
	}
	at := int32(len(p.positions))
	p.positions = append(p.positions, read)
	p.known[text] = at
	return at, nil
}

// Counts gives, for every typing of the panel, how many of its two positions
// match or, where a typing leaves it open, can match the patient: LocusScore.Count
// without the rest. A patient who is not typed at the locus can match all.
func (p *Panel) Counts(patient Genotype) []uint8 {
	out := make([]uint8, len(p.entries))
	own := patient.loci[p.locus].alternatives
	if len(own) == 0 {
		for i, e := range p.entries {
			if len(e.alternatives) > 0 {
				out[i] = 2
			}
		}
		return out
	}
	for _, pair := range own {
		filled := expressedPair(pair)
		masks := make([]uint8, len(p.positions))
		for i, x := range p.positions {
			if share(filled[0], x) {
				masks[i] |= 1
			}
			if share(filled[1], x) {
				masks[i] |= 2
			}
		}
		for i, e := range p.entries {
			for _, donor := range e.alternatives {
				out[i] = max(out[i], p.count(masks, donor))
			}
		}
	}
	return out
}

// countByMasks is countPairs over two masks, first in the high bits.
var countByMasks = [16]uint8{0, 1, 1, 1, 1, 1, 2, 2, 1, 2, 1, 2, 1, 2, 2, 2}

func (p *Panel) count(masks []uint8, donor [2]int32) uint8 {
	x, y := donor[0], donor[1]
	switch first, second := p.positions[x].isNull, p.positions[y].isNull; {
	case first && !second:
		x = y
	case second && !first:
		y = x
	}
	return countByMasks[masks[x]<<2|masks[y]]
}

// Score compares the patient with one typing of the panel in full.
func (p *Panel) Score(patient Genotype, number int, options ScoreOptions) LocusScore {
	if options.Convention != WMDA2011 {
		options.Convention = WMDA2016
	}
	e := p.entries[number]
	donor := locusGenotype{blank: e.blank}
	for _, pair := range e.alternatives {
		donor.alternatives = append(donor.alternatives, [2]position{p.positions[pair[0]], p.positions[pair[1]]})
	}
	verdict := TCEUnknown
	if p.locus == DPB1 {
		verdict = p.release.compareTCE(patient.loci[DPB1], donor).Verdict
	}
	return p.release.scoreLocus(p.locus, patient.loci[p.locus], donor, options, verdict)
}

// GradeSum adds up the ranks of the two grades, the better agreement the higher.
func (l LocusScore) GradeSum() int { return l.rank() }

// Certain counts the positions that match whatever open typings turn out to be.
func (l LocusScore) Certain() int {
	count := 0
	for _, c := range l.Confidences {
		if c == ConfidenceDefinite || c == ConfidenceExact {
			count++
		}
	}
	return count
}

// Unlisted names the alleles of one typing that the release does not have
// although it has their family; they are compared by name and never certain.
func (p *Panel) Unlisted(number int) []string {
	var out []string
	for _, pair := range p.entries[number].alternatives {
		for _, at := range pair {
			for _, name := range p.positions[at].unlisted {
				if !slices.Contains(out, name) {
					out = append(out, name)
				}
			}
		}
	}
	return out
}
