package plan

import (
	"fmt"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/hla"
)

// ReleaseMatch is the comparison of child and donor by a release of the
// nomenclature: names that share a P group match, and each locus says by which
// group. It stands beside the match at two fields and is no part of the plan that
// is signed: the release belongs to the centre and may change.
type ReleaseMatch struct {
	Known   bool // a release is loaded and both are typed
	Release string
	Of      int
	Count   int // positions that match or can match
	Certain int // positions that match whatever an open typing turns out to be
	GvH     int
	HvG     int
	// Possible is what open typings leave possible by this release.
	Possible hla.Possible
	Differs  bool            // from the match at two fields, where that is known
	Verdict  evidence.Text   // in one sentence, with release and convention; why there is none otherwise
	Loci     []evidence.Text // a sentence for each locus
}

// MatchBy compares the recipient's typing with the donor's by a release. Without
// one, Known is false and the two-field match stands alone.
func MatchBy(release *hla.Release, codes *hla.Codes, v chart.View, recipient string, d Donor) ReleaseMatch {
	if release.NamesOnly() || !d.Match.Known && !d.Match.Typed() {
		return ReleaseMatch{}
	}
	out := ReleaseMatch{Release: release.String()}
	child, err := release.ReadGenotype(TypingOf(v, recipient), hla.GenotypeOptions{Codes: codes})
	if err != nil {
		out.Verdict = notRead(release, "the child", "患儿", err)
		return out
	}
	donor, err := release.ReadGenotype(TypingOf(v, d.ID), hla.GenotypeOptions{Codes: codes})
	if err != nil {
		out.Verdict = notRead(release, "the donor", "供者", err)
		return out
	}
	var loci []hla.Locus
	for _, l := range d.Match.Loci {
		loci = append(loci, hla.Locus(l.Locus))
	}
	options := hla.ScoreOptions{Loci: loci}
	score, err := release.Match(child, donor, options)
	if err != nil {
		out.Verdict = notRead(release, "the pair", "双方", err)
		return out
	}
	out.Known, out.Of, out.Count, out.Certain, out.GvH, out.HvG = true, score.Of, score.Count, score.Certain, score.GvH, score.HvG
	out.Possible = release.Possible(child, donor, options)
	out.Differs = d.Match.Known && (out.Count != d.Match.Count || out.GvH != d.Match.GvH || out.HvG != d.Match.HvG)
	out.Verdict = text(score.Sentence("en"), score.Sentence("zh"))
	for _, l := range score.Loci {
		out.Loci = append(out.Loci, text(l.Sentence("en"), l.Sentence("zh")))
	}
	return out
}

func notRead(release *hla.Release, en, zh string, err error) evidence.Text {
	return text(fmt.Sprintf("the typing of %s cannot be read with %s: %s", en, release, hla.Refusal(err).EN),
		fmt.Sprintf("无法用 %s 识别%s的分型：%s", release, zh, hla.Refusal(err).ZH))
}
