package hla

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"strings"
	"testing"
)

func TestReducedRowsKeepTheirOrderAndTheirErrors(t *testing.T) {
	r := syntheticRelease(t)
	in := "mode\ttyping\r\nG\tA*01:01:01:01\nlgx\tA*99:99\nX\tA*01:01\n\nP\tA*01:01:01:01+A*02:01:01\nonly one\nS\tHLA-A*02:01:01"
	var out bytes.Buffer
	report, err := RunReduce(strings.NewReader(in), &out, r, ReduceOptions{})
	want := "mode\ttyping\tresult\nG\tA*01:01:01:01\tA*01:01:01G\nlgx\tA*99:99\tERROR:unknown\nX\tA*01:01\tERROR:mode\n" +
		"P\tA*01:01:01:01+A*02:01:01\tA*01:01P+A*02:01P\nonly one\t\tERROR:input\nS\tHLA-A*02:01:01\tHLA-A2\n"
	if err != nil || out.String() != want || report != (BatchReport{6, 3}) {
		t.Errorf("%+v %v\n%s", report, err, out.String())
	}
}

func lines(t *testing.T, text string) []map[string]any {
	t.Helper()
	var out []map[string]any
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		row := map[string]any{}
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		out = append(out, row)
	}
	return out
}

func TestMatchedRowsKeepTheirKeysAndTheirErrors(t *testing.T) {
	r := syntheticRelease(t)
	in := `{"id":"one","patient":"A*01:01+A*02:01^DPB1*01:01+DPB1*02:01","donor":"A*02:01+A*01:01^DPB1*01:01+DPB1*03:01","loci":["A","DPB1"]}
not json
{"id":7,"patient":"A*77:01+A*02:01","donor":"A*02:01"}
{"id":"open","patient":"A*01:01+A*02:01","donor":"B*07:02+B*07:02","loci":["A"]}
{"id":"none","patient":"A*01:01"}
{"id":"locus","patient":"A*01:01","donor":"A*01:01","loci":["X"]}
`
	var out bytes.Buffer
	report, err := RunMatch(strings.NewReader(in), &out, r, MatchBatch{})
	rows := lines(t, out.String())
	if err != nil || report != (BatchReport{6, 4}) || len(rows) != 6 {
		t.Fatalf("%+v %v\n%s", report, err, out.String())
	}
	first := rows[0]
	if first["of"] != 4.0 || first["count"] != 3.0 || first["gvh"] != 1.0 || first["hvg"] != 1.0 {
		t.Errorf("%v", first)
	}
	locus := first["loci"].(map[string]any)["A"].(map[string]any)
	if locus["count"] != 2.0 || len(locus["grade"].([]any)) != 2 || len(locus["confidence"].([]any)) != 2 {
		t.Errorf("%v", locus)
	}
	if dpb1 := first["dpb1"].(map[string]any); dpb1["verdict"] != "non-permissive-gvh" {
		t.Errorf("%v", dpb1)
	}
	if open := rows[3]; open["count"] != 2.0 || open["certain"] != 0.0 || open["complete"] != false {
		t.Errorf("an untyped locus is possible and never certain: %v", open)
	}
	for i, code := range map[int]string{1: "input", 2: "unknown", 4: "input", 5: "locus"} {
		if problem, ok := rows[i]["error"].(map[string]any); !ok || problem["code"] != code || problem["message"] == "" {
			t.Errorf("row %d: %v", i, rows[i])
		}
	}
	if rows[2]["id"] != 7.0 || rows[1]["id"] != nil {
		t.Errorf("ids: %v %v", rows[2], rows[1])
	}
}

func TestProbabilityRowsAreNullWithTheReason(t *testing.T) {
	set := frequencies(t, "synthetic", syntheticSet)
	in := `{"id":"a","patient":"A*01:01+A*02:01^B*08:01+B*07:02","donor":"A*01:01+A*02:01^B*08:01+B*07:02"}
{"id":"b","patient":"A*01:01+A*02:01^B*08:01+B*07:02","donor":"A*03:01/A*11:01+A*02:01^B*08:01+B*07:02"}
{"id":"c","patient":"A2+A1","donor":"A*01:01"}
{"id":"d","patient":"A*01:01","donor":"A*01:01","donorPopulation":"nowhere"}
{"id":"e","patient":"A*01:01","donor":"A*01:01","loci":["DPB1"]}
{"id":"f","patient":"A*01:01+A*02:01","donor":"A*01:01+A*02:01","loci":["A","A"]}
`
	var out bytes.Buffer
	report, err := RunProbability(strings.NewReader(in), &out, set, PredictOptions{})
	rows := lines(t, out.String())
	if err != nil || report != (BatchReport{6, 3}) || rows[5]["p0"] != 1.0 || rows[0]["p0"] != 1.0 || rows[0]["perLocusP0"].(map[string]any)["A"] != 1.0 {
		t.Fatalf("%+v %v\n%s", report, err, out.String())
	}
	if rows[1]["p0"] != nil || rows[1]["donorUnrepresented"] != true || rows[1]["reason"] == "" || rows[1]["perLocusP0"].(map[string]any)["A"] != nil {
		t.Errorf("%v", rows[1])
	}
	if rows[2]["error"].(map[string]any)["code"] != "code" || rows[3]["error"].(map[string]any)["code"] != "input" {
		t.Errorf("%v %v", rows[2], rows[3])
	}
}

func TestFamilyRowsNeverClaimMoreThanIsProven(t *testing.T) {
	file, err := os.Open(sharedPath("vectors", "hla", "families.tsv"))
	if err != nil {
		t.Skip("the shared families are not at hand")
	}
	defer file.Close()
	var out bytes.Buffer
	report, err := RunFamily(file, &out)
	if err != nil || report.Failed != 0 || report.Rows != 1021 {
		t.Fatalf("%+v %v", report, err)
	}
	said := map[string]map[string]any{}
	for _, row := range lines(t, out.String()) {
		said[row["family"].(string)+" "+row["a"].(string)+" "+row["b"].(string)] = row
	}
	for _, want := range readVectors(t, "family_pairs.tsv") {
		pair := want["family"] + " " + want["sib1"] + " " + want["sib2"]
		row := said[pair]
		if row == nil {
			t.Errorf("no line for %s", pair)
			continue
		}
		shared := want["shared_haplotypes_by_descent"]
		if row["descent"] == "identical" && shared != "2" && unseeable[pair] == "" {
			t.Errorf("%s: identical, truth %s", pair, shared)
		}
		if row["phenotypicallyIdentical"] != (want["phenotypically_identical"] == "yes") {
			t.Errorf("%s: %v", pair, row)
		}
	}
}

func TestAFamilyRowThatCannotBeReadDoesNotEndTheBatch(t *testing.T) {
	in := "family\tperson\ttyped\tphenotype_unphased\n" +
		"one\tfather\ttyped\tA*01:01+A*02:01\none\tchild1\ttyped\tA*01:01+A*03:01\none\tchild2\ttyped\tA*??\none\tchild3\ttyped\tA*01:01+A*03:01\none\tchild3\ttyped\tA*01:01\n" +
		"two\tchild1\tperhaps\tA*01:01\ntwo\t\ttyped\tA*01:01\nthree\tfather\tnot_typed\t\n"
	var out bytes.Buffer
	report, err := RunFamily(strings.NewReader(in), &out)
	rows := lines(t, out.String())
	if err != nil || report.Failed != 4 || len(rows) != 5 {
		t.Fatalf("%+v %v\n%s", report, err, out.String())
	}
	if rows[2]["a"] != "child1" || rows[2]["b"] != "child3" || rows[2]["sharedHaplotypes"] != nil || rows[2]["descent"] != "undetermined" {
		t.Errorf("%v", rows[2])
	}
	if _, err := RunFamily(strings.NewReader("family\tperson\n"), &out); err == nil {
		t.Error("a header without the typing was read")
	}
}

// A line that no typing can be costs one answer and no more memory than its bound.
func TestAnEndlessLineIsRefusedAndTheBatchGoesOn(t *testing.T) {
	r := syntheticRelease(t)
	long := strings.Repeat("A*01:01/", 600_000) // above the bound
	for name, c := range map[string]struct {
		in  string
		run func(in io.Reader, out io.Writer) (BatchReport, error)
	}{
		"reduce": {"G\tA*01:01:01:01\nG\t" + strings.Repeat(long, 22) + "\nG\tA*01:01:01:01\n", func(in io.Reader, out io.Writer) (BatchReport, error) {
			return RunReduce(in, out, r, ReduceOptions{})
		}},
		"match": {`{"id":1,"patient":"A*01:01","donor":"A*01:01","loci":["A"]}` + "\n" + `{"id":2,"patient":"` + long + `"}` + "\n" + `{"id":3,"patient":"A*01:01","donor":"A*01:01","loci":["A"]}`,
			func(in io.Reader, out io.Writer) (BatchReport, error) { return RunMatch(in, out, r, MatchBatch{}) }},
		"family": {"one\tchild1\ttyped\tA*01:01+A*02:01\none\tchild2\ttyped\t" + long + "\none\tchild3\ttyped\tA*01:01+A*02:01\n", RunFamily},
	} {
		var out bytes.Buffer
		report, err := c.run(strings.NewReader(c.in), &out)
		if err != nil || report != (BatchReport{3, 1}) || out.Len() > 5_000 || !strings.Contains(out.String(), "input") {
			t.Errorf("%s: %+v %v %.300s", name, report, err, out.String())
		}
	}
}

// Only parents and their children are followed: an uncle once stood among the
// children, and was told to be an identical sibling.
func TestOtherRelativesAreNotFollowedAndOpenLociProveNothing(t *testing.T) {
	const parents = "one\tfather\ttyped\tA*01:01+A*02:01^B*07:02+B*08:01^DRB1*03:01+DRB1*04:01\none\tmother\ttyped\tA*11:01+A*24:02^B*15:02+B*46:01^DRB1*09:01+DRB1*12:02\n"
	const child = "A*01:01+A*11:01^B*07:02+B*15:02^DRB1*03:01+DRB1*09:01"
	var out bytes.Buffer
	report, err := RunFamily(strings.NewReader(parents+"one\tchild1\ttyped\t"+child+"\none\tuncle\ttyped\t"+child+
		"\none\tchild2\ttyped\t"+strings.Replace(child, "DRB1*03:01", "DRB1*03:01/DRB1*03:02", 1)+"\none\tchild3\ttyped\t"+child+"^C*UUUU\n"), &out)
	rows := lines(t, out.String())
	if err != nil || report.Failed != 1 || len(rows) != 4 || rows[0]["person"] != "uncle" {
		t.Fatalf("%+v %v\n%s", report, err, out.String())
	}
	for _, row := range rows[1:] {
		want := "undetermined"
		if row["a"] == "child1" && row["b"] == "child3" {
			want = "identical"
		}
		if row["descent"] != want {
			t.Errorf("%v", row)
		}
	}
}
