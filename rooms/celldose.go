package rooms

import (
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// DoseRange is one cell dose of the graft beside one range that was read.
type DoseRange struct {
	Cells   string // CD34, CD3, TNC
	Dose    string // as recorded, with unit; empty while not counted
	Entry   string
	Range   evidence.Text
	Verdict evidence.Text
	State   string // Done within, Caution outside, Gap not counted
	Fact    knowledge.Fact
}

// bound is a published range of one dose, in 10*6 cells per kg of the
// recipient, taken from the values of the statement.
type bound struct {
	source, cells, fact, value string // graft source; value key of the fact
	kind                       string // range, least, most
	about                      evidence.Text
}

var (
	leastWords  = evidence.Text{EN: "at least", ZH: "至少"}
	targetWords = evidence.Text{EN: "target", ZH: "目标"}
	mostWords   = evidence.Text{EN: "cap", ZH: "上限"}
)

// bounds are the ranges read, per source of the graft.
var bounds = []bound{
	{"pbsc", "CD34", "handbook.graft-060", "cd34_per_kg", "range", targetWords},
	{"pbsc", "CD34", "handbook.graft-063", "cd34_min", "least", leastWords},
	{"pbsc", "CD34", "handbook.graft-063", "cd34_opt", "range", evidence.Text{EN: "optimum", ZH: "最佳"}},
	{"pbsc", "CD34", "handbook.graft-065", "cd34_opt_ric", "range", evidence.Text{EN: "optimum, reduced intensity", ZH: "最佳（减低强度）"}},
	{"pbsc", "CD34", "handbook.graft-064", "cd34_per_kg", "most", evidence.Text{EN: "chronic GVHD rises above", ZH: "超过时慢性GVHD增加"}},
	{"pbsc", "CD3", "handbook.graft-057", "cd3_per_kg_max", "most", mostWords},
	{"bone-marrow", "TNC", "handbook.graft-059", "tnc_per_kg_gt", "least", leastWords},
	{"bone-marrow", "TNC", "handbook.graft-065", "bm_tnc", "least", leastWords},
	{"bone-marrow", "CD3", "handbook.graft-057", "cd3_per_kg_max", "most", mostWords},
}

// doseRanges compares the recorded doses with every range read for the source.
func (r reader) doseRanges(g chart.Item[*chart.Graft]) []DoseRange {
	doses := map[string]quantity.CellDose{"CD34": g.Data.CD34, "CD3": g.Data.CD3, "TNC": g.Data.TNC}
	var rows []DoseRange
	for _, b := range bounds {
		f := r.fact(b.fact)
		if b.source != g.Data.Source || f == nil {
			continue
		}
		low, high, ok := millions(f.Values[b.value])
		if !ok {
			continue
		}
		row := DoseRange{Cells: b.cells, Entry: g.ID, Fact: *f, Range: b.words(low, high)}
		dose := doses[b.cells]
		if !dose.Known() {
			row.State, row.Verdict = Gap, text("not counted", "未计数")
		} else {
			row.Dose = dose.String()
			row.State, row.Verdict = b.judge(dose.MillionsPerKilogram(), low, high)
		}
		rows = append(rows, row)
	}
	return rows
}

func (b bound) words(low, high float64) evidence.Text {
	number := decimal(low, 2)
	if b.kind == "range" {
		number += "–" + decimal(high, 2)
	}
	return text(b.about.EN+" "+number+" ×10⁶/kg", b.about.ZH+" "+number+"×10⁶/kg")
}

func (b bound) judge(dose, low, high float64) (string, evidence.Text) {
	below, above := text("below", "低于"), text("above", "高于")
	switch {
	case b.kind == "most" && dose > low:
		return Caution, above
	case b.kind != "most" && dose < low:
		return Caution, below
	case b.kind == "range" && dose > high:
		return Caution, above
	case b.kind == "range":
		return Done, text("within", "范围内")
	}
	return Done, text("kept", "符合")
}

// millions reads "5000000 to 10000000" or "4000000" cells per kg.
func millions(value string) (low, high float64, ok bool) {
	first, second, both := strings.Cut(value, " to ")
	low, err := strconv.ParseFloat(first, 64)
	if err != nil {
		return 0, 0, false
	}
	high = low
	if both {
		if high, err = strconv.ParseFloat(second, 64); err != nil {
			return 0, 0, false
		}
	}
	return low / 1e6, high / 1e6, true
}
