package plan

import (
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// openTyping is the gap of a donor whose match the typings leave open: neither a
// match nor a mismatch until the laboratory has resolved it.
func openTyping(d Donor) (Note, bool) {
	open := d.Match.Open()
	if len(open) == 0 {
		return Note{}, false
	}
	var en, zh []string
	for _, l := range d.Match.Loci {
		if l.Open {
			en, zh = append(en, l.Text.EN), append(zh, l.Text.In("zh"))
		}
	}
	return Note{ID: "donor-hla-open", Kind: "gap", Subject: d.ID, Status: evidence.Derived, Blocks: "donor", Overrule: "none",
		Title: text("HLA typing leaves the match open at "+strings.Join(open, ", "), strings.Join(open, "、")+" 分型未定，能否相合不明"),
		Message: text(d.Match.Possible.Count.String()+" of "+strconv.Itoa(d.Match.Of)+" can match. "+strings.Join(en, " "),
			strconv.Itoa(d.Match.Of)+"个中可能 "+d.Match.Possible.Count.String()+" 个相合。"+strings.Join(zh, "")),
		Action:  text("Have the laboratory resolve "+strings.Join(open, ", ")+" to one name a copy at two fields.", "请实验室将 "+strings.Join(open, "、")+" 明确到每个拷贝一个两段式名称。"),
		Sources: []evidence.Source{{ID: "product.rule-1", Text: "Dayzero rule 1: a missing input is a gap; no default is put in its place"}}}, true
}
