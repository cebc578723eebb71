package app

import (
	"slices"
	"strconv"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// references lists what an entry names and the record does not hold: a donor that is
// no person of it, a graft, an order or a meeting that is no entry of that kind.
// A case file is held to the same (chart/casefile).
func references(v chart.View, payload chart.Payload) []chart.Problem {
	switch p := payload.(type) {
	case *chart.Decision:
		if (p.What == "donor" || p.What == "backup-donor") && p.Choice != "none" {
			return donorOf(v, "data.choice", p.Choice)
		}
	case *chart.Graft:
		return donorOf(v, "data.donor", p.Donor)
	case *chart.DonorAntibody:
		return donorOf(v, "data.donor", p.Donor)
	case *chart.Infusion:
		return entryOf[*chart.Graft](v, "data.graft", p.Graft, "graft", "移植物")
	case *chart.IdentityCheck:
		return entryOf[*chart.Graft](v, "data.graft", p.Graft, "graft", "移植物")
	case *chart.MedicationAdministration:
		return entryOf[*chart.MedicationOrder](v, "data.order", p.Order, "medication order", "用药医嘱")
	case *chart.Task:
		return entryOf[*chart.Meeting](v, "data.meeting", p.Meeting, "meeting", "会诊")
	}
	return nil
}

// donorOf refuses a donor who is no person of the record, or the child itself.
func donorOf(v chart.View, path, id string) []chart.Problem {
	if id == "" {
		return nil
	}
	person, ok := v.Individual(id)
	if !ok {
		return []chart.Problem{problem(path, "%q is not a person of this record: record the donor first", "%q 不是本记录中的人员：请先记录该供者", clip(id, 40))}
	}
	if child, known := v.Recipient(); known && person.ID == child.ID {
		return []chart.Problem{problem(path, "%q is the recipient and cannot be the donor", "%q 是受者本人，不能作为供者", clip(id, 40))}
	}
	return nil
}

// entryOf refuses the id of an entry that stands in this record in no version as
// one of the kind that is asked for.
func entryOf[T chart.Payload](v chart.View, path, id, kind, chinese string) []chart.Problem {
	standing := chart.All[T](v)
	named := func(e chart.Entry) bool { return e.ID == id }
	if id == "" || slices.ContainsFunc(standing, func(it chart.Item[T]) bool { return named(it.Entry) || slices.ContainsFunc(v.Corrected(it.ID), named) }) {
		return nil
	}
	if len(standing) == 0 {
		return []chart.Problem{{Path: path, Said: evidence.Text{EN: "no " + kind + " of this child is recorded: record it first", ZH: "本患儿尚未记录" + chinese + "：请先记录"}}}
	}
	return []chart.Problem{{Path: path, Said: evidence.Text{EN: strconv.Quote(clip(id, 40)) + " is no " + kind + " of this child", ZH: "“" + clip(id, 40) + "”不是本患儿已记录的" + chinese}}}
}
