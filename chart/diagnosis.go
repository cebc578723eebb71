package chart

import "github.com/dayzero-hsct/dayzero/quantity"

// Diagnosis names the gene and the disease, or says that the gene is unknown.
type Diagnosis struct {
	Gene                string `json:"gene,omitzero" doc:"HGNC symbol; leave out while unknown"`
	Disease             string `json:"disease,omitzero" doc:"disease in words"`
	Certainty           string `json:"certainty" req:"yes" enum:"suspected,confirmed,excluded"`
	LymphocytePhenotype string `json:"lymphocytePhenotype,omitzero" doc:"for instance T-B-NK+"`
	NonMalignant        Answer `json:"nonMalignant,omitzero"`
}

// Finding is one feature of the child, present or absent.
type Finding struct {
	Feature string `json:"feature" req:"yes" enum:"microcephaly,growth-failure,lymphopenia,cytopenia,maternal-t-cells,omenn-features,immune-reconstituted,other"`
	Present Answer `json:"present" req:"yes"`
	Detail  string `json:"detail,omitzero"`
}

// Variant is one test for one variant in one person. Zygosity "absent" is a
// result: the person was tested and does not carry it.
type Variant struct {
	Gene           string   `json:"gene" req:"yes"`
	HGVS           string   `json:"hgvs" req:"yes" doc:"coding DNA name, for instance c.2440C>T"`
	Protein        string   `json:"protein,omitzero"`
	Transcript     string   `json:"transcript,omitzero"`
	Zygosity       string   `json:"zygosity" req:"yes" enum:"heterozygous,homozygous,hemizygous,absent"`
	Origin         string   `json:"origin,omitzero" enum:"paternal,maternal,de-novo,unknown"`
	Method         string   `json:"method,omitzero"`
	Laboratory     string   `json:"laboratory,omitzero"`
	Accreditation  string   `json:"accreditation,omitzero" doc:"accreditation of the laboratory for this test"`
	Classification string   `json:"classification,omitzero"`
	Criteria       []string `json:"criteria,omitzero" doc:"ACMG/AMP codes"`
}

// FunctionalAssay is a laboratory test of function, such as gamma-H2AX.
type FunctionalAssay struct {
	Assay          string `json:"assay" req:"yes"`
	Result         string `json:"result" req:"yes"`
	Interpretation string `json:"interpretation,omitzero" enum:"radiosensitive,not-radiosensitive,inconclusive"`
}

// HLATyping is one typing of one sample as the laboratory wrote it. Keys of Alleles
// are loci (A, B, C, DRB1, DQB1, DPB1 …), values the gene copies: one or two, each a
// name or a list of alternatives in any form that hla.Report takes, or one genotype
// list. A copy that was not reported is left out and stays a blank.
type HLATyping struct {
	Sample       string              `json:"sample,omitzero"`
	Method       string              `json:"method,omitzero"`
	Release      string              `json:"release,omitzero" doc:"IPD-IMGT/HLA release of the names"`
	Codes        string              `json:"codes,omitzero" doc:"date of the list by which multiple allele codes are read"`
	Laboratory   string              `json:"laboratory,omitzero"`
	Report       string              `json:"report,omitzero" doc:"message or report it was taken from"`
	Confirmatory Answer              `json:"confirmatory,omitzero" doc:"second, independent sample"`
	Alleles      map[string][]string `json:"alleles" req:"yes" doc:"by locus: one or two names, lists of alternatives, groups or codes as reported, or one genotype list"`
}

// DonorAntibody is a donor-specific antibody result.
type DonorAntibody struct {
	Donor  string `json:"donor,omitzero"`
	Result string `json:"result" req:"yes" enum:"negative,positive,not-done"`
	Target string `json:"target,omitzero"`
	MFI    string `json:"mfi,omitzero"`
}

// Measurement is one value with its unit. What is a short name such as
// body-weight, height, creatinine, neutrophils, platelets, chimerism.
type Measurement struct {
	What       string         `json:"what" req:"yes"`
	Value      quantity.Value `json:"value" req:"yes" doc:"number and UCUM unit, for instance 6.8 kg"`
	Specimen   string         `json:"specimen,omitzero"`
	Method     string         `json:"method,omitzero"`
	Lineage    string         `json:"lineage,omitzero" doc:"cell lineage for chimerism and subsets"`
	Laboratory string         `json:"laboratory,omitzero"`
	Detail     string         `json:"detail,omitzero"`
}

// Infection is an organism with its state at a moment.
type Infection struct {
	Organism string             `json:"organism" req:"yes"`
	Site     string             `json:"site,omitzero"`
	Status   string             `json:"status" req:"yes" enum:"active,controlled,resolved,not-detected,colonised"`
	Test     string             `json:"test,omitzero"`
	Load     quantity.ViralLoad `json:"load,omitzero"`
	Detail   string             `json:"detail,omitzero"`
}

// Vaccine is a vaccine given or planned.
type Vaccine struct {
	Vaccine      string `json:"vaccine" req:"yes" doc:"BCG, MMR, rotavirus, PCV …"`
	Live         Answer `json:"live,omitzero"`
	Status       string `json:"status" req:"yes" enum:"given,planned,withheld"`
	Site         string `json:"site,omitzero"`
	Complication string `json:"complication,omitzero"`
}

// Imaging is an examination, with the gate for ionising ones in a
// radiosensitive child: reason, alternative considered, approver, or the
// emergency bypass that is reviewed afterwards.
type Imaging struct {
	Modality    string                 `json:"modality" req:"yes" enum:"x-ray,ct,fluoroscopy,nuclear,pet,dxa,mammography,ultrasound,mri,other"`
	Region      string                 `json:"region" req:"yes"`
	Ionising    Answer                 `json:"ionising" req:"yes"`
	Status      string                 `json:"status" req:"yes" enum:"planned,done"`
	Dose        quantity.EffectiveDose `json:"dose,omitzero" doc:"effective dose where it was reported"`
	Reason      string                 `json:"reason,omitzero"`
	Alternative string                 `json:"alternative,omitzero" doc:"what without radiation was considered"`
	Approver    string                 `json:"approver,omitzero"`
	Emergency   Answer                 `json:"emergency,omitzero" doc:"one-person bypass, reviewed afterwards"`
	ReviewedBy  string                 `json:"reviewedBy,omitzero"`
	Elsewhere   Answer                 `json:"elsewhere,omitzero" doc:"done before referral"`
}

// Assessment is one line of the work-up checklist or any other assessment.
type Assessment struct {
	Item      string `json:"item" req:"yes" doc:"id of the checklist item"`
	State     string `json:"state" req:"yes" enum:"done,abnormal,pending,waived,not-applicable"`
	Result    string `json:"result,omitzero"`
	ValidDays int    `json:"validDays,omitzero"`
	Owner     string `json:"owner,omitzero"`
}

// Score is a scored form such as acute GVHD stages or Lansky.
type Score struct {
	System string              `json:"system" req:"yes"`
	Stages map[string][]string `json:"stages,omitzero" doc:"organ to stage and raw value"`
	Result string              `json:"result,omitzero"`
}

// Kind returns "assessment".
func (*Assessment) Kind() Kind { return "assessment" }

// Kind returns "diagnosis".
func (*Diagnosis) Kind() Kind { return "diagnosis" }

// Kind returns "donor-antibody".
func (*DonorAntibody) Kind() Kind { return "donor-antibody" }

// Kind returns "finding".
func (*Finding) Kind() Kind { return "finding" }

// Kind returns "functional-assay".
func (*FunctionalAssay) Kind() Kind { return "functional-assay" }

// Kind returns "hla-typing".
func (*HLATyping) Kind() Kind { return "hla-typing" }

// Kind returns "imaging".
func (*Imaging) Kind() Kind { return "imaging" }

// Kind returns "infection".
func (*Infection) Kind() Kind { return "infection" }

// Kind returns "measurement".
func (*Measurement) Kind() Kind { return "measurement" }

// Kind returns "score".
func (*Score) Kind() Kind { return "score" }

// Kind returns "vaccine".
func (*Vaccine) Kind() Kind { return "vaccine" }

// Kind returns "variant".
func (*Variant) Kind() Kind { return "variant" }
