package cases

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// Kinds of a row, as the knowledge base names them.
const (
	Transplanted   = "hsct"              // one transplanted child
	UnverifiedGene = "unverified-gene"   // a transplant whose gene was not read: counted nowhere
	NotTransplant  = "no-hsct-data-read" // a patient or group without transplant data that was read
	Cohort         = "aggregate"         // figures over a group
)

// diseasesOf names the diseases each row belongs to. The transplanted children
// and the patients without transplant data were transcribed from the table of
// LIG4 cases (clinical/lig4_cases.csv, column row_type: LIG4_HSCT and
// LIG4_NO_HSCT_DATA_READ); the cohorts name theirs in the column source of the
// same row. A row that is not listed belongs to no disease and is counted for none.
var diseasesOf = map[string][]string{
	"GRU07-1": {"LIG4"}, "SCH19-1": {"LIG4"}, "SCH19-2": {"LIG4"}, "TIM23-1": {"LIG4"}, "SUN20-x": {"LIG4"}, "YUE19-x": {"LIG4"},
	"HEM25-1": {"LIG4"}, "FUD25-1": {"LIG4"}, "BUC06": {"LIG4"}, "LIG06-sib": {"LIG4"}, "BLA18": {"LIG4"}, "BMC22": {"LIG4"},
	"IJS13": {"LIG4"}, "STA19": {"LIG4"}, "CAS22": {"LIG4"}, "SUN20-rest": {"LIG4"}, "YUE19-rest": {"LIG4"}, "YIG13": {"LIG4"},
	"SLA18-all":   {"LIG4", "NHEJ1", "NBN", "ATM"}, // "Slack 2018 JACI: LIG4+XLF+NBS+AT"
	"SLA18-nonAT": {"LIG4", "NHEJ1", "NBN"},        // "Slack 2018: LIG4+XLF+NBS"
	"SLA18-AT":    {"ATM"},                         // "Slack 2018: ataxia-telangiectasia"
	"SLA18-RIC":   {"LIG4", "NHEJ1", "NBN", "ATM"}, // "Slack 2018 RIC": of the whole cohort
	"SLA18-MAC":   {"LIG4", "NHEJ1", "NBN", "ATM"}, // "Slack 2018 MAC": of the whole cohort
	"NBS21":       {"NBN"},                         // "Clin Cancer Res 27:575, NBS"
	"PKC24":       {"PRKDC"},                       // "JACI 2024 DNA-PKcs"
	"SCZ14":       {"DCLRE1C", "RAG"},              // "Blood 2014 Artemis vs RAG"
	"FUD-PRD":     {},                              // "Fudan allo-HSCT-PRD cohort": primary immune and metabolic diseases together
	"SLG20-1":     {},                              // "WHICH gene ... not read. Never count as LIG4 until checked"
}

// Row is one published case, group or cohort with the diseases it belongs to.
type Row struct {
	knowledge.Case
	// Diseases are keys of the knowledge base; none for a row over many diseases
	// or with a gene that was not read.
	Diseases []string
}

// Rows returns every published row of the base, in its order.
func Rows(base *knowledge.Base) []Row {
	var out []Row
	for _, c := range base.Cases() {
		out = append(out, Row{c, diseasesOf[c.ID]})
	}
	return out
}

// Select keeps the rows of a kind that belong to a disease; an empty disease
// keeps those that belong to none.
func Select(rows []Row, kind, disease string) []Row {
	var out []Row
	for _, r := range rows {
		if r.Kind != kind {
			continue
		}
		if slices.Contains(r.Diseases, disease) || disease == "" && len(r.Diseases) == 0 {
			out = append(out, r)
		}
	}
	return out
}

// Person reports whether the row is a single patient: its field n is 1.
func (r Row) Person() bool {
	n := r.Field("n")
	return n.State == knowledge.Reported && n.Value == "1"
}

// Year is the year of publication, 0 while it was not read.
func (r Row) Year() int {
	y, err := strconv.Atoi(r.Field("year").Value)
	if err != nil {
		return 0
	}
	return y
}

// number reads a field that is a plain decimal number. A field with further
// words ("10 (=87-77, derived)") is not one.
func (r Row) number(key string) (float64, bool) {
	f := r.Field(key)
	if f.State != knowledge.Reported {
		return 0, false
	}
	x, err := strconv.ParseFloat(f.Value, 64)
	return x, err == nil && x >= 0 && x < 1e6
}

// FollowUp is the time from transplant to the last report in months; false
// while it was not read.
func (r Row) FollowUp() (months float64, known bool) { return r.number("follow_up_months") }

// Ends of a case as its row reports them.
const (
	Alive     = "alive"
	Dead      = "dead"
	EndOpen   = "not-read"
	EndSilent = "not-reported"
)

// End is alive or dead at the last report, or why it is not known.
func (r Row) End() string {
	f := r.Field("outcome")
	switch {
	case f.State == knowledge.NotReported:
		return EndSilent
	case f.State == knowledge.Reported && (f.Value == Alive || f.Value == Dead):
		return f.Value
	}
	return EndOpen
}

// Known counts the states of one field over some cases. The three add up to the
// number of cases; Reported is the denominator of whatever is said about the field.
type Known struct {
	Key                            string
	Label                          evidence.Text
	Reported, NotReported, NotRead int
}

// Of is the number of cases looked at.
func (k Known) Of() int { return k.Reported + k.NotReported + k.NotRead }

// Coverage says for every field that the rows carry how many of them report it,
// best known first.
func Coverage(rows []Row) []Known {
	var keys []string
	found := map[string]*Known{}
	for _, r := range rows {
		for _, f := range r.Fields {
			if found[f.Key] == nil {
				found[f.Key] = &Known{Key: f.Key, Label: f.Label}
				keys = append(keys, f.Key)
			}
		}
	}
	var out []Known
	for _, key := range keys {
		k := found[key]
		for _, r := range rows {
			switch r.Field(key).State {
			case knowledge.Reported:
				k.Reported++
			case knowledge.NotReported:
				k.NotReported++
			default:
				k.NotRead++
			}
		}
		out = append(out, *k)
	}
	slices.SortStableFunc(out, func(a, b Known) int { return cmp.Compare(b.Reported, a.Reported) })
	return out
}

// Count is how often a value was reported. It is a count of cases read and has
// no percentage on purpose.
type Count struct {
	Value string // as in the source
	N     int
	Cases []string
}

// Tally is the counts of one field with its denominators.
type Tally struct {
	Known
	Counts []Count
}

// Tallied counts the reported values of a field over single patients; rows that
// speak of several patients are left out.
func Tallied(rows []Row, key string) Tally {
	people := slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return !r.Person() })
	t := Tally{Known: Known{Key: key}}
	index := map[string]int{}
	for _, r := range people {
		f := r.Field(key)
		if !f.Label.Empty() {
			t.Label = f.Label
		}
		switch f.State {
		case knowledge.Reported:
			t.Reported++
			value := strings.TrimSpace(f.Value)
			i, seen := index[value]
			if !seen {
				i = len(t.Counts)
				index[value] = i
				t.Counts = append(t.Counts, Count{Value: value})
			}
			t.Counts[i].N++
			t.Counts[i].Cases = append(t.Counts[i].Cases, r.ID)
		case knowledge.NotReported:
			t.NotReported++
		default:
			t.NotRead++
		}
	}
	slices.SortStableFunc(t.Counts, func(a, b Count) int { return cmp.Compare(b.N, a.N) })
	return t
}
