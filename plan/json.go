package plan

import (
	"encoding/json"
	"fmt"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/hla"
)

// JSON is the form other programs rely on (documented in docs/howto/json.md):
// keys are added, never renamed. The same plan gives the same bytes.
func JSON(p Plan) ([]byte, error) {
	body, err := json.MarshalIndent(document(p), "", "  ")
	if err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	return append(body, '\n'), nil
}

type object = map[string]any

func document(p Plan) object {
	return object{
		"case": p.Case, "title": p.Title, "notice": p.Notice, "synthetic": p.Synthetic,
		"asOf": p.AsOf, "knowledgeVersion": p.KnowledgeVersion, "intendedUse": IntendedUse,
		"child": childJSON(p.Child), "stops": notesJSON(p.Stops), "cautions": notesJSON(p.Cautions), "gaps": notesJSON(p.Gaps),
		"tasks": notesJSON(p.Tasks), "disease": diseaseJSON(p.Disease), "gates": list(p.Gates, gateJSON),
		"donors": list(p.Donors, donorJSON), "donorOrder": list(p.RankOrder, rankJSON), "options": list(p.Options, optionJSON), "chosen": p.Chosen,
		"ledger": list(p.Ledger, ledgerJSON), "imaging": list(p.Imaging, imagingJSON), "calendar": list(p.Calendar, calendarJSON),
		"outcome": outcomeJSON(p.Outcome), "signing": signingJSON(p.Signing), "journey": list(p.Journey, stepJSON),
		"derivations": p.Derivations,
	}
}

// IntendedUse is on every page foot, in the command line and in the API
// (product rule 13).
var IntendedUse = evidence.Text{
	EN: "Support for trained transplant teams. Computes, shows its work, never decides. Not for emergencies. Not a device clearance, not advice to patients.",
	ZH: "供经过培训的移植团队参考。仅作计算并展示依据，不作决定。不用于急诊处置。未获医疗器械注册，不构成对患者的医疗建议。",
}

func list[T any](items []T, convert func(T) object) []object {
	out := make([]object, 0, len(items))
	for _, it := range items {
		out = append(out, convert(it))
	}
	return out
}

// quantityJSON is {value, unit}; an unknown figure is null, never zero.
func quantityJSON(f Figure) any {
	if !f.Known {
		return nil
	}
	return object{"value": f.Value, "unit": f.Unit, "text": f.Text, "derivation": f.Derivation}
}

func known(known bool, value any) any {
	if !known {
		return nil
	}
	return value
}

func childJSON(c Child) object {
	return object{"id": c.ID, "label": c.Label, "sex": c.Sex, "birth": known(c.Birth.Known(), c.Birth), "age": c.Age,
		"ageMonths": known(c.AgeKnown, c.AgeMonths), "weight": quantityJSON(c.Weight), "length": quantityJSON(c.Length),
		"bodySurface": quantityJSON(c.Surface), "surfaceFormula": c.Formula, "dosingWeight": quantityJSON(c.DosingWeight),
		"bloodGroup": c.BloodGroup, "radiosensitive": c.Radiosensitive, "dayZero": known(c.DayZero.Known(), c.DayZero),
		"dayZeroPlanned": c.DayZeroPlanned, "transplantDay": c.TransplantDay}
}

func notesJSON(notes []Note) []object {
	return list(notes, noteJSON)
}

func noteJSON(n Note) object {
	o := object{"id": n.ID, "kind": n.Kind, "title": n.Title.EN, "titleZh": n.Title.ZH, "message": n.Message.EN, "messageZh": n.Message.ZH,
		"action": n.Action.EN, "sources": sources(n.Sources), "status": n.Status, "subject": n.Subject, "missing": texts(n.Missing),
		"overrule": n.Overrule, "blocks": n.Blocks, "answered": nil}
	if n.Answered != nil {
		o["answered"] = object{"entry": n.Answered.Entry, "on": n.Answered.On, "reason": n.Answered.Reason, "by": n.Answered.By}
	}
	return o
}

func texts(items []string) []string {
	if items == nil {
		return []string{}
	}
	return items
}

func sources(items []evidence.Source) []evidence.Source {
	if items == nil {
		return []evidence.Source{}
	}
	return items
}

func diseaseJSON(d Disease) any {
	return object{"known": d.Known, "key": d.Key, "gene": d.Gene, "name": d.Name, "group": d.Group, "groupName": d.GroupName,
		"radiosensitive": d.Radiosensitive, "inheritance": d.Inheritance, "explained": d.Explained, "explainedState": d.ExplainedState}
}

func gateJSON(g Gate) object {
	missing := []string{}
	for _, t := range g.Missing {
		missing = append(missing, t.EN)
	}
	return object{"id": g.ID, "title": g.Title.EN, "titleZh": g.Title.ZH, "open": g.Open, "missing": missing}
}

func donorJSON(d Donor) object {
	match := object{"of": known(d.Match.Known, d.Match.Of), "count": known(d.Match.Known, d.Match.Count),
		"gvh": known(d.Match.Known, d.Match.GvH), "hvg": known(d.Match.Known, d.Match.HvG), "basis": d.Match.Basis.EN, "loci": list(d.Match.Loci, locusJSON)}
	if open := d.Match.Open(); len(open) > 0 {
		match["open"], match["possible"] = open, possibleJSON(d.Match.Possible)
	}
	return object{"id": d.ID, "label": d.Label, "relation": d.Relation, "rank": d.Rank, "state": d.State, "eligible": d.Eligible,
		"chosen": d.Chosen, "backup": d.Backup, "reasons": notesJSON(d.Reasons), "match": match, "descent": d.Descent,
		"descentText": d.DescentText, "familyVariant": d.FamilyVariant}
}

func rankJSON(s RankStep) object {
	return object{"criterion": s.Criterion, "text": s.Text, "sources": sources(s.Sources), "status": s.Status}
}

// possibleJSON holds ranges, which stand only where a typing leaves something open.
func possibleJSON(p hla.Possible) object {
	of := func(r hla.Range) []int { return []int{r.Least, r.Most} }
	return object{"count": of(p.Count), "gvh": of(p.GvH), "hvg": of(p.HvG)}
}

func locusJSON(l LocusMatch) object {
	out := object{"locus": l.Locus, "patient": texts(l.Patient), "donor": texts(l.Donor), "count": known(l.Known, l.Count),
		"gvh": known(l.Known, l.GvH), "hvg": known(l.Known, l.HvG), "sentence": l.Text.EN}
	if l.Open {
		out["possible"] = possibleJSON(l.Possible)
	}
	return out
}

func optionJSON(o Option) object {
	return object{"regimen": o.Regimen, "base": o.Base, "name": o.Name, "verdict": o.Verdict, "ranked": o.Ranked, "chosen": o.Chosen,
		"centre": o.Centre, "commissioned": o.Commissioned, "reasons": notesJSON(o.Reasons), "drugs": list(o.Drugs, drugJSON),
		"sources": sources(o.Sources), "status": o.Status}
}

func drugJSON(d OptionDrug) object {
	return object{"drug": d.Drug, "published": d.Published, "basis": d.Basis, "perCourse": quantityJSON(d.PerCourse),
		"perCourseMax": quantityJSON(d.PerCourseMax), "perDay": quantityJSON(d.PerDay), "gap": known(!d.Gap.Empty(), d.Gap.EN),
		"administrations": list(d.Administrations, administrationJSON), "derivation": d.Derivation}
}

func administrationJSON(a Administration) object {
	return object{"day": int(a.Day), "date": known(a.Date.Known(), a.Date), "exact": quantityJSON(a.Exact), "dose": quantityJSON(a.Dose),
		"deviationPercent": known(a.Deviation.Known, a.Deviation.Value), "perBasis": quantityJSON(a.PerBasis), "given": quantityJSON(a.Given),
		"derivation": a.Derivation}
}

func ledgerJSON(r LedgerRow) object {
	return object{"agent": r.Agent, "planned": known(r.Planned.Known, r.Planned.Value), "given": known(r.Given.Known, r.Given.Value),
		"ceiling": known(r.Ceiling.Known, r.Ceiling.Value), "unit": r.Unit, "verdict": r.Verdict, "effect": r.Effect,
		"source": sources(r.Sources), "status": r.Status, "derivation": r.Planned.Derivation}
}

func imagingJSON(x Exposure) object {
	missing := []string{}
	for _, t := range x.Missing {
		missing = append(missing, t.EN)
	}
	return object{"entry": x.Entry, "date": x.Date, "text": x.Text, "ionising": x.Ionising, "dose": quantityJSON(x.Dose), "gate": x.Gate, "missing": missing}
}

func calendarJSON(c CalendarLine) object {
	return object{"day": c.Day, "window": c.DayText, "date": known(c.Date.Known(), c.Date), "kind": c.Kind, "text": c.Text.EN,
		"textZh": c.Text.ZH, "state": c.State, "local": c.Local, "source": sources(c.Sources), "status": c.Status, "item": c.Item}
}

func outcomeJSON(o Outcome) object {
	return object{"complete": o.Complete, "sentence": o.Sentence, "parts": list(o.Parts, partJSON),
		"persists": list(o.Persists, partJSON), "notYet": list(o.NotYet, partJSON)}
}

func partJSON(p OutcomePart) object {
	return object{"id": p.ID, "text": p.Text, "state": p.State, "detail": p.Detail, "entries": texts(p.Entries),
		"sources": sources(p.Sources), "status": p.Status}
}

func signingJSON(s Signing) object {
	blocked, changed := []string{}, []string{}
	for _, t := range s.Blocked {
		blocked = append(blocked, t.EN)
	}
	for _, t := range s.Changed {
		changed = append(changed, t.EN)
	}
	signed := []object{}
	for _, x := range s.Signed {
		signed = append(signed, object{"entry": x.Entry, "name": x.Name, "role": x.Role, "meaning": x.Meaning, "at": x.At, "hash": x.Hash, "current": x.Current})
	}
	return object{"hash": s.Hash, "inputs": s.Inputs, "possible": s.Possible, "blocked": blocked, "signed": signed,
		"complete": s.Complete, "outdated": s.Outdated, "changed": changed}
}

func stepJSON(s Step) object {
	return object{"step": s.Number, "key": s.Key, "title": s.Title, "state": s.State, "text": s.Text, "date": known(s.Date.Known(), s.Date)}
}
