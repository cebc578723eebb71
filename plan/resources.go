package plan

import (
	"encoding/json"

	"github.com/dayzero-hsct/dayzero/fhir"
)

// FHIR writes the plan as a collection of resources (R4): the patient, the
// condition, and a plan of care. The plan of care is a proposal until two people
// have signed it and the signature still stands; open stops and gaps are its
// notes. A dose that is not known, or not commissioned, carries no number. What
// the chart does not hold is left out. Only Dayzero's own marks and the texts of
// the chart are used: no code is made up.
func FHIR(p Plan) ([]byte, error) {
	id := p.Case
	mark := &fhir.Meta{Tag: []fhir.Coding{{System: "urn:dayzero:knowledge", Code: p.KnowledgeVersion}}}
	if p.Synthetic {
		mark.Tag = append(mark.Tag, fhir.Coding{System: "urn:dayzero:mark", Code: "synthetic", Display: "synthetic, not a real patient"})
	}
	subject := fhir.Reference{Reference: "Patient/" + id}
	bundle := fhir.Bundle{ResourceType: "Bundle", ID: id + "-plan", Meta: mark, Type: "collection"}
	bundle.Entry = append(bundle.Entry, fhir.Entry{FullURL: "urn:dayzero:Patient:" + id, Resource: patientResource(p, mark)})
	if p.Disease.Known {
		condition := fhir.Condition{ResourceType: "Condition", ID: id + "-disease", Code: fhir.CodeableConcept{Text: p.Disease.Name.EN + " (" + p.Disease.Gene + ")"}, Subject: &subject,
			Note: []fhir.Annotation{{Text: p.Disease.Explained.EN}}}
		bundle.Entry = append(bundle.Entry, fhir.Entry{FullURL: "urn:dayzero:Condition:" + condition.ID, Resource: condition})
	}
	care := carePlan(p, mark, subject)
	bundle.Entry = append(bundle.Entry, fhir.Entry{FullURL: "urn:dayzero:CarePlan:" + care.ID, Resource: care})
	return fhir.Encode(bundle)
}

func patientResource(p Plan, mark *fhir.Meta) fhir.Patient {
	out := fhir.Patient{ResourceType: "Patient", ID: p.Case, Meta: mark, Gender: p.Child.Sex, Name: []fhir.HumanName{{Text: p.Child.Label.EN}}}
	if out.Gender == "" {
		out.Gender = "unknown"
	}
	if p.Child.Identifier != "" {
		out.Identifier = []fhir.Identifier{{System: "urn:dayzero:identifier", Value: p.Child.Identifier}}
	}
	if p.Child.Birth.Known() {
		out.BirthDate = p.Child.Birth.String()
	}
	return out
}

func carePlan(p Plan, mark *fhir.Meta, subject fhir.Reference) fhir.CarePlan {
	care := fhir.CarePlan{ResourceType: "CarePlan", ID: p.Case + "-plan", Meta: mark, Status: "draft", Intent: "proposal", Title: "Transplant plan as of " + p.AsOf.String(),
		Subject: subject, Created: p.AsOf.String(), Identifier: []fhir.Identifier{{System: "urn:dayzero:plan-hash", Value: p.Signing.Hash}},
		Note: []fhir.Annotation{{Text: IntendedUse.EN}}}
	if p.Signing.Complete && !p.Signing.Outdated {
		care.Status, care.Intent = "active", "plan"
	}
	if !p.Notice.Empty() {
		care.Note = append(care.Note, fhir.Annotation{Text: p.Notice.EN})
	}
	for _, kind := range []struct {
		word  string
		notes []Note
	}{{"stop", p.Stops}, {"gap", p.Gaps}} {
		for _, n := range kind.notes {
			if n.Open() {
				care.Note = append(care.Note, fhir.Annotation{Text: kind.word + ": " + n.Title.EN})
			}
		}
	}
	for _, o := range p.Options {
		if o.Chosen {
			care.Activity = append(care.Activity, drugActivities(o)...)
		}
	}
	for _, c := range p.Calendar {
		detail := fhir.ActivityDetail{Status: calendarStatus[c.State], Description: c.Text.EN, ScheduledString: c.DayText}
		if c.Date.Known() {
			detail.ScheduledPeriod = &fhir.Period{Start: c.Date.String()}
		}
		care.Activity = append(care.Activity, fhir.Activity{Detail: detail})
	}
	return care
}

// calendarStatus gives the states of the calendar in the words of the standard.
var calendarStatus = map[string]string{"done": "completed", "due": "scheduled", "overdue": "scheduled", "ahead": "not-started", "past": "unknown", "gated": "on-hold", "": "unknown"}

// drugActivities lists the drugs of the chosen option. The amount is the course
// total; it is left out where the option is not commissioned or the figure not
// known.
func drugActivities(o Option) []fhir.Activity {
	var out []fhir.Activity
	for _, d := range o.Drugs {
		detail := fhir.ActivityDetail{Kind: "MedicationRequest", Code: &fhir.CodeableConcept{Text: d.Name.EN}, Status: "not-started", Description: o.Regimen + ", published: " + d.Published}
		switch {
		case !o.Commissioned:
			detail.Description += "; reference only, not commissioned: no amount is given"
		case d.PerCourse.Known && !d.PerCourseMax.Known:
			detail.Quantity = &fhir.Quantity{Value: json.Number(d.PerCourse.Text), Unit: d.PerCourse.Unit, System: fhir.UCUM, Code: d.PerCourse.Unit}
			detail.Description += "; course total of all administrations"
		default:
			detail.Description += "; " + d.Gap.EN
		}
		out = append(out, fhir.Activity{Detail: detail})
	}
	return out
}
