package web

import (
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/hla"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

// typingBody is what a typing was understood as.
type typingBody struct {
	Text, Release string
	NamesOnly     bool
	Asked         bool
	Fine          bool // nothing was left that was not understood
	Loci          []readLocus
	Problems      []evidence.Text
	Advice        []evidence.Text
}

type readLocus struct {
	Locus     string
	Text      string
	Positions [2]readPosition
	Problem   evidence.Text
	Open      evidence.Text // why two fields do not settle it
}

type readPosition struct {
	Count  int
	Groups []string
	Names  []string // the first few
	More   int
}

// shownNames bounds the names and groups that a page lists for one position.
const shownNames = 8

// showTyping says what a typing was understood as, name by name. It keeps
// nothing.
func showTyping(v *visit) error {
	release, err := v.door.Nomenclature()
	if err != nil {
		return err
	}
	body := typingBody{Text: strings.TrimSpace(v.field("typing")), Release: release.String(), NamesOnly: release.NamesOnly()}
	if body.Asked = body.Text != ""; body.Asked {
		codes, err := v.door.Codes()
		if err != nil {
			return err
		}
		body.read(release, codes)
	}
	return v.render("typing", page{Title: i18n.For(v.lang).Donors.Typing, Body: body})
}

// maxTyping bounds a typing that a page reads.
const maxTyping = 20_000

func (b *typingBody) read(release *hla.Release, codes *hla.Codes) {
	if len(b.Text) > maxTyping {
		b.Problems = append(b.Problems, evidence.Text{EN: "the typing is longer than 20,000 characters", ZH: "分型超过 20,000 个字符"})
		return
	}
	g, err := hla.ParseGL(b.Text)
	if err != nil {
		b.Problems = hla.Refusals(err)
		return
	}
	for _, p := range g.Check() {
		b.Advice = append(b.Advice, p.Text())
	}
	blocks, err := hla.Blocks(b.Text)
	if err != nil {
		b.Problems = hla.Refusals(err)
	}
	b.Fine = len(b.Problems) == 0 && len(blocks) > 0
	for _, block := range blocks {
		read := readBlock(release, codes, block)
		b.Fine = b.Fine && read.Problem.Empty()
		b.Loci = append(b.Loci, read)
	}
}

func readBlock(release *hla.Release, codes *hla.Codes, block hla.Block) readLocus {
	out := readLocus{Locus: string(block.Locus), Text: block.Text}
	if reported, err := hla.ReportedTyping(hla.Report{Locus: out.Locus, Copies: []string{block.Text}}); err == nil {
		out.Open, _ = reported.Open(block.Locus)
	}
	typing, err := release.ReadGenotype(block.Text, hla.GenotypeOptions{Codes: codes})
	if hla.NeedsMore(err, release) {
		return out // kept and not compared, as Open says
	}
	if err != nil {
		out.Problem = hla.Refusal(err)
		return out
	}
	out.Problem = unlisted(typing)
	groups, names := typing.PGroups(block.Locus), typing.Possible(block.Locus)
	for i := range out.Positions {
		p := readPosition{Count: len(names[i]), Groups: groups[i], Names: names[i]}
		if len(p.Names) > shownNames {
			p.More, p.Names = len(p.Names)-shownNames, p.Names[:shownNames]
		}
		if len(p.Groups) > shownNames {
			p.Groups = append(slices.Clone(p.Groups[:shownNames]), "…")
		}
		out.Positions[i] = p
	}
	return out
}

// unlisted says which names the release does not have.
func unlisted(typing hla.Genotype) evidence.Text {
	names := typing.Unlisted()
	if len(names) == 0 {
		return evidence.Text{}
	}
	return evidence.Text{EN: strings.Join(typing.Warnings(), "; "),
		ZH: strings.Join(names, "、") + " 不在 " + typing.Release().String() + " 中，仅按名称比较"}
}
