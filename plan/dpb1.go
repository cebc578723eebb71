package plan

import (
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/hla"
)

// DPB1 says what the epitope groups of a release say about child and donor: the
// direction in which a mismatch is not tolerated. It is no part of the plan that
// is signed: the release belongs to the centre and may change.
func DPB1(release *hla.Release, d Donor) evidence.Text {
	for _, l := range d.Match.Loci {
		if l.Locus != string(hla.DPB1) {
			continue
		}
		switch {
		case release.NamesOnly() && l.Known && l.Count == 2:
			return text("DPB1 is the same at two fields; without a release of the nomenclature nothing more is compared", "DPB1 两个字段水平相同；未载入命名数据库版本，不作进一步比较")
		case release.NamesOnly() && l.Known:
			return text("DPB1 differs; no release of the nomenclature is loaded, so the epitope groups are not known", "DPB1不合；未载入命名数据库版本，表位分组未知")
		case !l.Known:
			return dpb1NotTyped()
		}
		child, err1 := release.ReadGenotype(asGenotype(l.Patient), hla.GenotypeOptions{})
		donor, err2 := release.ReadGenotype(asGenotype(l.Donor), hla.GenotypeOptions{})
		if err1 != nil || err2 != nil {
			return text("DPB1 cannot be read with "+release.String(), "无法用 "+release.String()+" 识别 DPB1 分型")
		}
		score, err := release.Match(child, donor, hla.ScoreOptions{Loci: []hla.Locus{hla.DPB1}})
		if err != nil {
			return text("DPB1: "+err.Error(), "")
		}
		return score.DPB1.Why
	}
	return dpb1NotTyped()
}

func dpb1NotTyped() evidence.Text { return text("DPB1 is not typed in both", "DPB1 未双方分型") }

// asGenotype writes the short names of a locus as a genotype list string.
func asGenotype(names []string) string {
	full := make([]string, len(names))
	for i, name := range names {
		full[i] = string(hla.DPB1) + "*" + name
	}
	return strings.Join(full, "+")
}

// TypingOf gives the latest typing of a person as a genotype list string, "" where
// there is none.
func TypingOf(v chart.View, person string) string {
	typings := chart.Where(chart.All[*chart.HLATyping](v), func(t chart.Item[*chart.HLATyping]) bool { return v.Concerns(t.Entry, person) })
	last, ok := chart.Last(typings)
	if !ok {
		return ""
	}
	var blocks []string
	for _, locus := range hla.Loci() {
		var copies []string
		for _, name := range last.Data.Alleles[string(locus)] {
			copies = append(copies, hla.Column(locus, name))
		}
		if len(copies) > 0 {
			blocks = append(blocks, strings.Join(copies, "+"))
		}
	}
	return strings.Join(blocks, "^")
}
