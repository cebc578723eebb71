package registry

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/hla"
)

// reader turns rows into donors and the numbers of their typings. What a piece
// of typing means is worked out once and kept.
type reader struct {
	release *hla.Release
	panels  map[hla.Locus]*hla.Panel // of every locus, for judging what has no column too
	numbers [6]map[string]uint32     // text of a typing to its number
	fresh   [6][]string              // typings that are not on disk yet
	blocks  map[string]meaning
	key     []byte
}

// meaning is what a piece of typing at one locus was read as.
type meaning struct {
	locus   hla.Locus
	number  uint32
	text    string
	problem string
	lacking []string
}

// maxKept bounds how many pieces are kept; further ones are read each time.
const maxKept = 2_000_000

func newReader(release *hla.Release, codes *hla.Codes, words [6][]string) *reader {
	r := &reader{release: release, panels: map[hla.Locus]*hla.Panel{}, blocks: map[string]meaning{}}
	for _, locus := range hla.Loci() {
		r.panels[locus] = release.NewPanel(locus, hla.GenotypeOptions{Codes: codes})
	}
	for i := range indexed {
		r.numbers[i] = make(map[string]uint32, len(words[i]))
		for n, text := range words[i] {
			r.numbers[i][text] = uint32(n + 1)
		}
	}
	return r
}

// entry is a donor ready for the index.
type entry struct {
	donor   Donor
	numbers [6]uint32
	lacking []string // names that the release does not have
}

// read judges a row. Every reason against it is collected.
func (r *reader) read(in *row) (entry, error) {
	var out entry
	var reasons []string
	var typing strings.Builder
	seen := map[hla.Locus]bool{}
	take := func(m meaning) {
		switch {
		case m.problem != "":
			reasons = append(reasons, m.problem)
		case seen[m.locus]:
			reasons = append(reasons, fmt.Sprintf("locus %s is given twice", m.locus))
		default:
			seen[m.locus] = true
			if i := columnOf(m.locus); i >= 0 {
				out.numbers[i] = m.number
			}
			if typing.Len() > 0 {
				typing.WriteByte('^')
			}
			typing.WriteString(m.text)
			out.lacking = append(out.lacking, m.lacking...)
		}
	}
	for i, v := range in.values {
		if len(v.text) == 0 && v.role.kind != roleID && v.role.kind != roleSecond {
			continue
		}
		switch v.role.kind {
		case roleTyping:
			r.whole(v.text, take)
		case roleLocus:
			take(r.locus(v.role.locus, v.text, nil))
		case roleFirst:
			take(r.locus(v.role.locus, v.text, second(in.values, v.role.locus)))
		case roleSecond:
			if len(v.text) > 0 && !hasFirst(in.values, v.role.locus) {
				reasons = append(reasons, fmt.Sprintf("locus %s has a second position and no first", v.role.locus))
			}
		default:
			if err := out.donor.set(in.values[i]); err != nil {
				reasons = append(reasons, err.Error())
			}
		}
	}
	if out.donor.Typing = typing.String(); out.numbers == [6]uint32{} && len(reasons) == 0 {
		reasons = append(reasons, "none of the loci A, C, B, DRB1, DQB1 and DPB1 is typed")
	}
	if out.donor.ID == "" {
		reasons = append(reasons, "the donor has no number")
	}
	if len(reasons) > 0 {
		return out, &rejected{line: in.line, id: out.donor.ID, reason: strings.Join(reasons, "; ")}
	}
	return out, nil
}

// set enters one field that is no typing.
func (d *Donor) set(v value) error {
	text := string(v.text)
	switch v.role.kind {
	case roleID:
		if len(text) > 64 || strings.ContainsFunc(text, func(c rune) bool { return c < ' ' || c == 0x7f }) {
			return errors.New("the number of the donor is longer than 64 bytes or holds control characters")
		}
		d.ID = text
	case roleSex:
		return d.setSex(text)
	case roleBirth:
		return d.setBirth(text)
	case roleCMV:
		return d.setCMV(text)
	case roleBlood:
		return d.setBlood(text)
	case roleRh:
		return d.setRh(strings.ToUpper(text), strings.ToUpper(text))
	}
	return nil
}

func second(values []value, locus hla.Locus) []byte {
	for _, v := range values {
		if v.role.kind == roleSecond && v.role.locus == locus {
			return v.text
		}
	}
	return nil
}

func hasFirst(values []value, locus hla.Locus) bool {
	return slices.ContainsFunc(values, func(v value) bool {
		return v.role.kind == roleFirst && v.role.locus == locus && len(v.text) > 0
	})
}

// whole reads a genotype list string over several loci. Phase joins loci, so a
// string with phase is read as one.
func (r *reader) whole(text []byte, take func(meaning)) {
	if bytes.IndexByte(text, '~') >= 0 {
		blocks, err := hla.Blocks(string(text))
		if err != nil {
			take(meaning{problem: oneLine(err)})
		}
		for _, b := range blocks {
			take(r.block(b))
		}
		return
	}
	for len(text) > 0 {
		part, rest, _ := bytes.Cut(text, []byte("^"))
		if text = rest; len(part) > 0 {
			take(r.piece(part))
		}
	}
}

// piece reads a genotype list string of one locus.
func (r *reader) piece(text []byte) meaning {
	if m, known := r.blocks[string(text)]; known {
		return m
	}
	var m meaning
	if blocks, err := hla.Blocks(string(text)); err != nil {
		m.problem = oneLine(err)
	} else if len(blocks) == 1 {
		m = r.block(blocks[0])
	} else {
		m.problem = fmt.Sprintf("%q is not the typing of one locus", clip(string(text)))
	}
	return r.keep(string(text), m)
}

func (r *reader) keep(key string, m meaning) meaning {
	if len(r.blocks) < maxKept && len(key) < 4096 {
		r.blocks[key] = m
	}
	return m
}

// locus reads the columns of one locus, as registries write them.
func (r *reader) locus(locus hla.Locus, first, second []byte) meaning {
	r.key = append(append(append(append(r.key[:0], locus...), 0), first...), 0)
	r.key = append(r.key, second...)
	if m, known := r.blocks[string(r.key)]; known {
		return m
	}
	key := string(r.key)
	var parts []string
	for _, text := range append(strings.Split(string(first), "+"), string(second)) {
		if text = strings.TrimSpace(text); text != "" {
			parts = append(parts, hla.Column(locus, text))
		}
	}
	m := meaning{locus: locus}
	switch blocks, err := hla.Blocks(strings.Join(parts, "+")); {
	case err != nil:
		m.problem = fmt.Sprintf("locus %s: %s", locus, oneLine(err))
	case len(blocks) != 1 || blocks[0].Locus != locus:
		m.problem = fmt.Sprintf("%q stands in the column of locus %s", clip(strings.Join(parts, "+")), locus)
	default:
		m = r.block(blocks[0])
	}
	return r.keep(key, m)
}

// block judges the typing of one locus and gives its number.
func (r *reader) block(b hla.Block) meaning {
	m := meaning{locus: b.Locus, text: b.Text}
	panel, i := r.panels[b.Locus], columnOf(b.Locus)
	at, err := panel.Add(b.Text)
	if err != nil {
		m.problem = oneLine(err)
		return m
	}
	m.lacking = panel.Unlisted(at)
	if i < 0 {
		return m
	}
	if known, there := r.numbers[i][b.Text]; there {
		m.number = known
		return m
	}
	m.number = uint32(len(r.numbers[i]) + 1)
	r.numbers[i][b.Text] = m.number
	r.fresh[i] = append(r.fresh[i], b.Text)
	return m
}

func oneLine(err error) string { return strings.ReplaceAll(err.Error(), "\n", "; ") }
