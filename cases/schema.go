package cases

import (
	"encoding/json"
	"slices"
)

// Column is one column of the table that ReadCSV accepts.
type Column struct {
	Name string `json:"name"`
	// Type is string, integer or number.
	Type        string `json:"type"`
	Description string `json:"description"`
	// Unit is the unit of a number, in UCUM.
	Unit        string      `json:"unit,omitempty"`
	Constraints Constraints `json:"constraints,omitzero"`
	// Field tells that the column is a clinical field with three states.
	Field bool `json:"threeStates,omitempty"`
}

// Constraints are the rules of a column, named as Table Schema names them.
type Constraints struct {
	Required bool     `json:"required,omitempty"`
	Unique   bool     `json:"unique,omitempty"`
	Enum     []string `json:"enum,omitempty"`
	Minimum  *float64 `json:"minimum,omitempty"`
	Maximum  *float64 `json:"maximum,omitempty"`
	// Pattern is a regular expression over the whole cell.
	Pattern string `json:"pattern,omitempty"`
}

// percentForm is a percentage from 0 to 100 with a remark in brackets.
const percentForm = `^(100|[0-9]{1,2}(\.[0-9]+)?)( \([^()]*\))?$`

func bound(x float64) *float64 { return &x }

// Columns lists the columns of the table of cases in their order. The names are
// those of the table from which the cases of the knowledge base were transcribed.
func Columns() []Column {
	must := Constraints{Required: true}
	text := func(name, about string) Column {
		return Column{Name: name, Type: "string", Description: about, Field: true}
	}
	return []Column{
		{Name: "row_type", Type: "string", Description: "what the row is: a transplanted child, a transplant whose gene was not read, a patient without transplant data, a cohort",
			Constraints: Constraints{Required: true, Enum: []string{Transplanted, UnverifiedGene, NotTransplant, Cohort}}},
		{Name: "case_id", Type: "string", Description: "short id, letters, digits, hyphen; never a name", Constraints: Constraints{Required: true, Unique: true}},
		{Name: "disease", Type: "string", Description: "keys of diseases of the knowledge base, joined by a semicolon; empty where the gene was not read"},
		{Name: "source", Type: "string", Description: "reference in words", Constraints: must},
		{Name: "doi_pmid_url", Type: "string", Description: "DOI, PMID, address, or key of the source in the knowledge base", Constraints: must},
		{Name: "year", Type: "integer", Description: "year of publication", Constraints: Constraints{Minimum: bound(1900), Maximum: bound(2200)}, Field: true},
		text("country", "country as published"),
		{Name: "n", Type: "string", Description: "number of patients the row speaks of; 1 for a single patient", Constraints: must, Field: true},
		{Name: "sex", Type: "string", Description: "sex", Constraints: Constraints{Enum: []string{"male", "female"}}, Field: true},
		{Name: "age_at_hsct_months", Type: "number", Unit: "mo", Description: "age at transplant in months", Constraints: Constraints{Minimum: bound(0), Maximum: bound(1200)}, Field: true},
		text("genotype_cdna_protein", "both alleles, joined by ' + '"), text("microcephaly", "microcephaly"), text("immune_phenotype", "immune phenotype"),
		text("pre_hsct_malignancy", "malignancy before transplant"), text("indication", "indication"), text("donor_relation", "sibling, father, mother, unrelated …"),
		text("hla_match", "match as published"), text("graft_source", "graft source"), text("graft_manipulation", "graft manipulation"), text("cd34_tnc_dose", "cell dose with its unit"),
		text("conditioning_class", "RIC, MAC or none, by the definition of the source"), text("conditioning_drugs_total_doses", "drugs with course totals and units"),
		text("serotherapy", "serotherapy"), text("gvhd_prophylaxis", "GVHD prophylaxis"), text("engraft_anc_day", "day of neutrophil engraftment"),
		text("engraft_plt_day", "day of platelet engraftment"), text("acute_gvhd", "acute GVHD; of a cohort as 'x/n (p %)'"), text("chronic_gvhd", "chronic GVHD"), text("vod", "SOS/VOD"),
		text("tma", "thrombotic microangiopathy"), text("infections", "infections after transplant"),
		{Name: "infections_at_hsct", Type: "string", Description: "infection on the day of transplant", Constraints: Constraints{Enum: []string{"active", "none"}}, Field: true},
		text("graft_failure", "graft failure"), text("last_chimerism", "last chimerism"),
		{Name: "follow_up_months", Type: "number", Unit: "mo", Description: "from transplant to the last report, months", Constraints: Constraints{Minimum: bound(0), Maximum: bound(1200)}, Field: true},
		text("outcome", "alive or dead; other words for groups"), text("cause_of_death", "cause of death"),
		{Name: "os_percent", Type: "string", Unit: "%", Description: "overall survival of a cohort as published, with its time in brackets: 78.5 (5 y)", Constraints: Constraints{Pattern: percentForm}, Field: true},
		text("os_ci", "its interval as published, 'low-high'"),
		{Name: "evidence_read", Type: "string", Description: "what was read: full text, table, abstract, news article …", Constraints: must},
		{Name: "status", Type: "string", Description: "status of the row", Constraints: Constraints{Required: true, Enum: []string{"read", "derived", "secondary", "unsure"}}},
		{Name: "notes", Type: "string", Description: "what a reader has to know"},
	}
}

// Schema is the published form of the columns: a Table Schema document
// (Frictionless Data, version 1) whose missing value is the empty cell.
func Schema() ([]byte, error) {
	columns := Columns()
	required := []string{}
	for _, c := range columns {
		if c.Constraints.Required {
			required = append(required, c.Name)
		}
	}
	slices.Sort(required)
	return json.MarshalIndent(map[string]any{
		"title":         "Dayzero: published cases and cohorts",
		"description":   "UTF-8 CSV with a header. Three states: a value is reported, the word not_reported, or not_reported: with the words of the source, means that the source does not give it, an empty cell means not read.",
		"fields":        columns,
		"missingValues": []string{""},
		"primaryKey":    "case_id",
		"notReported":   notReported,
	}, "", "  ")
}
