// Package fhirhla reads HLA genotypes out of FHIR R4 resources as the HLA
// reporting guide of the NMDP writes them: an Observation whose value is a genotype
// list string with its release, a DiagnosticReport with a summary, or a Bundle of
// these.
//
// Promises: bytes in, typed values out; every problem is collected with its
// resource; a result that was entered in error or cancelled gives no typing; a
// genotype without its release is said to have none.
//
// Non-goals: the sequences behind a genotype; any other content of FHIR.
//
// Sources: FHIR R4 (hl7.org/fhir/R4), HLA reporting guide
// (fhir.nmdp.org/ig/hla-reporting); LOINC 84413-4 genotype display name, 81247-9
// genetic variant reporting panel, as the guide's examples have them.
package fhirhla

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Genotype is one genotype as reported.
type Genotype struct {
	Resource string // "Observation/HLA-A-GenotypeExample"
	Subject  string // reference to the person, "" where none is given
	Status   string // final, preliminary, amended …
	Date     string // as written
	Release  string // "3.25.0", "" where none is given
	GLString string
}

// Problem is one thing that is wrong with a resource.
type Problem struct{ Resource, Sentence string }

// Error gives resource and sentence.
func (p Problem) Error() string { return p.Resource + ": " + p.Sentence }

// glSystem is the system under which a genotype list string is a code.
const glSystem = "http://glstring.org"

const (
	codeGenotype = "84413-4"
	codePanel    = "81247-9"
	summaryURL   = "http://fhir.nmdp.org/ig/hla-reporting/StructureDefinition/hla-genotype-summary"
)

// maxResource bounds one file in bytes.
const maxResource = 64 << 20

type coding struct{ System, Code string }

type concept struct{ Coding []coding }

type resource struct {
	ResourceType, ID, Status, EffectiveDateTime, Issued string
	Subject                                             struct{ Reference string }
	Code                                                concept
	ValueCodeableConcept                                *concept
	Extension                                           []struct {
		URL                  string
		ValueCodeableConcept *concept
	}
	Entry []struct{ Resource json.RawMessage }
}

// Parse reads one resource. Observations that are no genotype are passed over in
// a Bundle and refused alone. The error joins every Problem.
func Parse(from io.Reader) ([]Genotype, error) {
	data, err := io.ReadAll(io.LimitReader(from, maxResource+1))
	if err == nil && len(data) > maxResource {
		err = errors.New("the file is longer than 64 MB")
	}
	if err != nil {
		return nil, Problem{"file", err.Error()}
	}
	var r resource
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, Problem{"file", "it is not a FHIR resource in JSON: " + err.Error()}
	}
	if r.ResourceType != "Bundle" {
		found, err := r.genotypes()
		if err == nil && len(found) == 0 {
			err = Problem{r.name(), "it holds no HLA genotype: an Observation with LOINC 84413-4 or a report with LOINC 81247-9 is read"}
		}
		return whole(found, err)
	}
	var out []Genotype
	var problems []error
	for i, e := range r.Entry {
		var inner resource
		if err := json.Unmarshal(e.Resource, &inner); err != nil {
			problems = append(problems, Problem{fmt.Sprintf("entry %d", i+1), "it is not a resource: " + err.Error()})
			continue
		}
		found, err := inner.genotypes()
		problems = append(problems, err)
		out = append(out, found...)
	}
	if err := errors.Join(problems...); err != nil || len(out) > 0 {
		return whole(out, err)
	}
	return nil, Problem{"Bundle", "it holds no HLA genotype"}
}

// whole gives all or nothing.
func whole(found []Genotype, err error) ([]Genotype, error) {
	if err != nil {
		return nil, err
	}
	return found, nil
}

func (r resource) name() string {
	name := r.ResourceType
	if name == "" {
		name = "resource"
	}
	if r.ID != "" {
		name += "/" + r.ID
	}
	return name
}

func (c concept) is(code string) bool {
	for _, each := range c.Coding {
		if each.Code == code && (each.System == "http://loinc.org" || each.System == "") {
			return true
		}
	}
	return false
}

// genotypes gives what one resource says; nothing for a resource of another kind.
func (r resource) genotypes() ([]Genotype, error) {
	var values []concept
	switch {
	case r.ResourceType == "Observation" && r.Code.is(codeGenotype):
		if r.ValueCodeableConcept == nil {
			return nil, Problem{r.name(), "the genotype has no value"}
		}
		values = append(values, *r.ValueCodeableConcept)
	case r.ResourceType == "DiagnosticReport" && r.Code.is(codePanel):
		for _, e := range r.Extension {
			if e.URL == summaryURL && e.ValueCodeableConcept != nil {
				values = append(values, *e.ValueCodeableConcept)
			}
		}
	default:
		return nil, nil
	}
	switch r.Status {
	case "final", "amended", "corrected", "preliminary", "partial", "appended", "registered":
	case "entered-in-error", "cancelled":
		return nil, Problem{r.name(), "its status is " + r.Status + ": it is no result"}
	default:
		return nil, Problem{r.name(), fmt.Sprintf("its status %q is none of FHIR", clip(r.Status))}
	}
	var out []Genotype
	for _, v := range values {
		one, err := r.genotype(v)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

func (r resource) genotype(v concept) (Genotype, error) {
	for _, c := range v.Coding {
		if c.System != glSystem {
			continue
		}
		out := Genotype{Resource: r.name(), Subject: r.Subject.Reference, Status: r.Status, Date: r.EffectiveDateTime}
		if out.Date == "" {
			out.Date = r.Issued
		}
		parts := strings.SplitN(strings.TrimSpace(c.Code), "#", 3)
		switch {
		case len(parts) == 3 && parts[0] == "hla":
			out.Release, out.GLString = parts[1], parts[2]
		case len(parts) == 1:
			out.GLString = parts[0]
		default:
			return out, Problem{r.name(), fmt.Sprintf("%q is not written as hla#release#genotype", clip(c.Code))}
		}
		if out.GLString = strings.ReplaceAll(out.GLString, "^#", "^"); out.GLString == "" || strings.Contains(out.GLString, "#") {
			return out, Problem{r.name(), fmt.Sprintf("%q holds no genotype list string", clip(c.Code))}
		}
		return out, nil
	}
	return Genotype{}, Problem{r.name(), "its value is not a code of " + glSystem}
}

func clip(s string) string {
	if runes := []rune(s); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return s
}
