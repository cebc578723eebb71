package plan

import (
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/hla"
)

// DPB1 says what the epitope groups of a release say about child and donor: the
// direction in which a mismatch is not tolerated. It is no part of the plan that
// is signed: the release belongs to the centre and may change.
func DPB1(release *hla.Release, codes *hla.Codes, d Donor) evidence.Text {
	for _, l := range d.Match.Loci {
		if l.Locus != string(hla.DPB1) {
			continue
		}
		switch {
		case release.NamesOnly() && l.Known && l.Count == 2:
			return text("DPB1 is the same at two fields; without a release of the nomenclature nothing more is compared", "DPB1 两个字段水平相同；未载入命名数据库版本，不作进一步比较")
		case release.NamesOnly() && l.Known:
			return text("DPB1 differs; no release of the nomenclature is loaded, so the epitope groups are not known", "DPB1不合；未载入命名数据库版本，表位分组未知")
		case release.NamesOnly() && l.Open:
			return text("DPB1 is typed with alternatives; no release of the nomenclature is loaded, so the epitope groups are not known", "DPB1 分型含多种可能；未载入命名数据库版本，表位分组未知")
		case !l.Known && !l.Open:
			return dpb1NotTyped()
		}
		child, err1 := asGenotype(release, codes, l.Patient)
		donor, err2 := asGenotype(release, codes, l.Donor)
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

// asGenotype reads DPB1 as it was reported against a release.
func asGenotype(release *hla.Release, codes *hla.Codes, copies []string) (hla.Genotype, error) {
	t, err := hla.ReportedTyping(hla.Report{Locus: string(hla.DPB1), Copies: copies})
	if err != nil {
		return hla.Genotype{}, err
	}
	return release.ReadGenotype(t.String(), hla.GenotypeOptions{Codes: codes})
}

// TypingOf gives the typing of a person as a genotype list string, as it was
// reported, "" where there is none or it cannot be read.
func TypingOf(v chart.View, person string) string {
	typings := chart.Where(chart.All[*chart.HLATyping](v), func(t chart.Item[*chart.HLATyping]) bool { return v.Concerns(t.Entry, person) })
	t, ok := latestTyping(typings)
	if !ok {
		return ""
	}
	return t.String()
}
