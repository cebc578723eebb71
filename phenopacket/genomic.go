package phenopacket

import (
	"encoding/json"
	"strings"
)

// Interpretation is what a laboratory made of the genome of the subject.
type Interpretation struct {
	ID             string     `json:"id" req:"yes"`
	ProgressStatus string     `json:"progressStatus" req:"yes" enum:"UNKNOWN_PROGRESS,IN_PROGRESS,COMPLETED,SOLVED,UNSOLVED"`
	Diagnosis      *Diagnosis `json:"diagnosis,omitempty"`
	Summary        string     `json:"summary,omitempty"`
}

// Diagnosis is a disease with the variants that are held to explain it.
type Diagnosis struct {
	Disease *Term                   `json:"disease" req:"yes"`
	Genomic []GenomicInterpretation `json:"genomicInterpretations,omitempty"`
}

// GenomicInterpretation is one gene or variant and its part in the diagnosis.
type GenomicInterpretation struct {
	SubjectOrBiosample string                 `json:"subjectOrBiosampleId" req:"yes"`
	Status             string                 `json:"interpretationStatus" req:"yes" enum:"UNKNOWN_STATUS,REJECTED,CANDIDATE,CONTRIBUTORY,CAUSATIVE"`
	Gene               *Gene                  `json:"gene,omitempty"`
	Variant            *VariantInterpretation `json:"variantInterpretation,omitempty"`
}

// Gene is a gene by its HGNC number and symbol.
type Gene struct {
	ID               string   `json:"valueId" req:"yes"`
	Symbol           string   `json:"symbol" req:"yes"`
	Description      string   `json:"description,omitempty"`
	AlternateIDs     []string `json:"alternateIds,omitempty"`
	AlternateSymbols []string `json:"alternateSymbols,omitempty"`
	Xrefs            []string `json:"xrefs,omitempty"`
}

// VariantInterpretation is a variant with its class.
type VariantInterpretation struct {
	Classification string     `json:"acmgPathogenicityClassification,omitempty" enum:"NOT_PROVIDED,BENIGN,LIKELY_BENIGN,UNCERTAIN_SIGNIFICANCE,LIKELY_PATHOGENIC,PATHOGENIC"`
	Actionability  string     `json:"therapeuticActionability,omitempty" enum:"UNKNOWN_ACTIONABILITY,NOT_ACTIONABLE,ACTIONABLE"`
	Variation      *Variation `json:"variationDescriptor" req:"yes"`
}

// Variation describes one variant in one or several notations.
type Variation struct {
	ID              string            `json:"id,omitempty"`
	Variation       json.RawMessage   `json:"variation,omitempty"`
	Label           string            `json:"label,omitempty"`
	Description     string            `json:"description,omitempty"`
	Gene            *Gene             `json:"geneContext,omitempty"`
	Expressions     []Expression      `json:"expressions,omitempty"`
	VCF             *VCFRecord        `json:"vcfRecord,omitempty"`
	Xrefs           []string          `json:"xrefs,omitempty"`
	AlternateLabels []string          `json:"alternateLabels,omitempty"`
	Extensions      []json.RawMessage `json:"extensions,omitempty"`
	Molecule        string            `json:"moleculeContext,omitempty" enum:"unspecified_molecule_context,genomic,transcript,protein"`
	StructuralType  *Term             `json:"structuralType,omitempty"`
	RefAllele       string            `json:"vrsRefAlleleSeq,omitempty"`
	AllelicState    *Term             `json:"allelicState,omitempty"`
}

// Expression is the variant in one syntax: hgvs.c, hgvs.g, hgvs.p, spdi …
type Expression struct {
	Syntax  string `json:"syntax" req:"yes"`
	Value   string `json:"value" req:"yes"`
	Version string `json:"version,omitempty"`
}

// VCFRecord is the variant as a line of a VCF file. Position counts from 1.
type VCFRecord struct {
	Assembly string `json:"genomeAssembly" req:"yes"`
	Chrom    string `json:"chrom" req:"yes"`
	Position int64  `json:"pos" req:"yes"`
	ID       string `json:"id,omitempty"`
	Ref      string `json:"ref" req:"yes"`
	Alt      string `json:"alt" req:"yes"`
	Qual     string `json:"qual,omitempty"`
	Filter   string `json:"filter,omitempty"`
	Info     string `json:"info,omitempty"`
}

// Expressed returns the variant in a syntax such as "hgvs.c"; ok is false when
// the packet does not give it.
func (v *Variation) Expressed(syntax string) (value string, ok bool) {
	for _, e := range v.Expressions {
		if e.Syntax == syntax {
			return e.Value, true
		}
	}
	return "", false
}

// Zygosity reads the allelic state (GENO:0000135, 0000136, 0000134, the terms
// the schema recommends): heterozygous, homozygous, hemizygous, or "" for any
// other term or none.
func (v *Variation) Zygosity() string {
	if v.AllelicState == nil {
		return ""
	}
	switch v.AllelicState.ID {
	case "GENO:0000135":
		return "heterozygous"
	case "GENO:0000136":
		return "homozygous"
	case "GENO:0000134":
		return "hemizygous"
	}
	return ""
}

// SplitTranscript cuts "NM_206937.2:c.2440C>T" into transcript and change; a
// name without a transcript gives an empty one.
func SplitTranscript(hgvs string) (transcript, change string) {
	before, after, found := strings.Cut(hgvs, ":")
	if !found {
		return "", hgvs
	}
	return before, after
}
