package hla

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func frequencies(t testing.TB, name, text string) *Frequencies {
	t.Helper()
	f, err := LoadFrequencies(name, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// groupsGL turns {"A": [["02:01:01G"], ["11:03:01G"]]} into a genotype list
// string; null is untyped.
func groupsGL(groups map[string][][]string) string {
	var blocks []string
	for _, locus := range Loci() {
		pair := groups[string(locus)]
		if pair == nil {
			continue
		}
		var copies []string
		for _, list := range pair {
			var names []string
			for _, name := range list {
				names = append(names, string(locus)+"*"+name)
			}
			copies = append(copies, strings.Join(names, "/"))
		}
		blocks = append(blocks, strings.Join(copies, "+"))
	}
	return strings.Join(blocks, "^")
}

// values flattens a prediction into the keys of the published cases.
func values(p Prediction) map[string]float64 {
	out := map[string]float64{"P0": p.P0.value, "P1": p.P1.value, "P2": p.P2.value}
	for _, l := range p.Loci {
		out["P0_"+string(l.Locus)], out["P1_"+string(l.Locus)], out["P2_"+string(l.Locus)] = l.P0.value, l.P1.value, l.P2.value
	}
	return out
}

func TestPublishedMatchProbabilitiesAreReproduced(t *testing.T) {
	judged := 0
	for _, row := range readVectors(t, "match_cases.tsv") {
		if row["kind"] != "match_probability" {
			continue
		}
		var in struct {
			Patient    map[string][][]string `json:"patient_ggroups"`
			Donor      map[string][][]string `json:"donor_ggroups"`
			Haplotypes [][2]string
			Loci       []Locus
		}
		var want map[string]any
		if err := errors.Join(json.Unmarshal([]byte(row["input_json"]), &in), json.Unmarshal([]byte(row["expected_json"]), &want)); err != nil {
			t.Fatal(row["id"], err)
		}
		var set strings.Builder
		for _, h := range in.Haplotypes {
			fmt.Fprintf(&set, "%s,1,%s\n", strings.ReplaceAll(h[0], " ", "~"), h[1])
		}
		for _, release := range []*Release{nil, realRelease(t)} {
			p, err := frequencies(t, row["id"], set.String()).Predict(groupsGL(in.Patient), groupsGL(in.Donor), PredictOptions{Loci: in.Loci, Release: release})
			if err != nil {
				t.Fatal(row["id"], err)
			}
			got := values(p)
			for key, value := range want {
				if key == "unit" {
					continue
				}
				target, err := strconv.ParseFloat(fmt.Sprint(value), 64)
				tolerance := 1e-9
				scale := 1.0
				if want["unit"] == "percent rounded" {
					scale, tolerance = 100, 0.5
				}
				if judged++; err != nil || math.Abs(got[key]*scale-target) > tolerance {
					t.Errorf("%s %s: %s is %v, want %v", row["id"], row["description"], key, got[key], value)
				}
			}
		}
	}
	if judged < 100 {
		t.Errorf("only %d numbers were judged", judged)
	}
}

func TestPublishedLikelihoodsAreReproduced(t *testing.T) {
	file, err := os.ReadFile(sharedPath("vectors", "hla", "hf32.tsv"))
	if err != nil {
		t.Skip("the shared frequency set is not at hand")
	}
	set := frequencies(t, "hf32", string(file))
	alleles := map[Locus][2]string{A: {"A*02:01:01G", "A*11:03:01G"}, B: {"B*08:01:01G", "B*15:12:01G"}, C: {"C*01:03:01G", "C*03:05:01G"}, DQB1: {"DQB1*02:01:01G", "DQB1*03:01:01G"}, DRB1: {"DRB1*03:01:01G", "DRB1*11:06:01G"}}
	for _, row := range readVectors(t, "match_cases.tsv") {
		var in struct {
			Homozygous []Locus `json:"homozygous_loci"`
			Missing    []Locus `json:"missing_loci"`
		}
		var want struct{ Likelihood string }
		if row["kind"] != "genotype_likelihood" || !strings.Contains(row["input_json"], "hf32") {
			continue
		}
		if err := errors.Join(json.Unmarshal([]byte(row["input_json"]), &in), json.Unmarshal([]byte(row["expected_json"]), &want)); err != nil {
			t.Fatal(row["id"], err)
		}
		// Which allele is "the first" is not said by the case: one of the choices must agree.
		target, _ := strconv.ParseFloat(want.Likelihood, 64)
		found := false
		for choice := range 1 << len(in.Homozygous) {
			var blocks []string
			for _, locus := range set.Loci() {
				pair := alleles[locus]
				for i, h := range in.Homozygous {
					if h == locus {
						pair = [2]string{pair[choice>>i&1], pair[choice>>i&1]}
					}
				}
				missing := false
				for _, m := range in.Missing {
					missing = missing || m == locus
				}
				if !missing {
					blocks = append(blocks, pair[0]+"+"+pair[1])
				}
			}
			gl := strings.Join(blocks, "^")
			p, err := set.Predict(gl, gl, PredictOptions{})
			if err != nil {
				t.Fatal(err)
			}
			got, _ := p.PatientLikelihood.Value()
			found = found || math.Abs(got-target) < 1e-9
		}
		if !found {
			t.Errorf("%s %s: no choice gives %s", row["id"], row["description"], want.Likelihood)
		}
	}
}

const syntheticSet = "A*01:01~B*08:01,1,0.4\nA*02:01~B*07:02,1,0.3\nA*02:01~B*08:01,1,0.2\nA*24:09N~B*44:02,1,0.1\n"

func TestWhatNoHaplotypeExplainsIsNotGivenANumber(t *testing.T) {
	set := frequencies(t, "synthetic", syntheticSet)
	open, clear := "A*03:01/A*11:01+A*01:01^B*08:01+B*08:01", "A*03:01+A*01:01^B*08:01+B*08:01"
	for _, c := range []struct {
		name, patient, donor string
		p, d, known          bool
	}{
		{"an open donor", "A*01:01+A*02:01^B*08:01+B*07:02", open, false, true, false},
		{"both open", open, open, true, true, false},
		{"a clear donor stands for itself", clear, clear, false, false, true},
		{"at the level of the set", clear, "A*03:01:01:02+A*01:01:01G^B*08:01P+B*08:01g", false, false, true},
	} {
		got, err := set.Predict(c.patient, c.donor, PredictOptions{})
		if err != nil || got.PatientUnrepresented != c.p || got.DonorUnrepresented != c.d || got.P0.known != c.known || c.known == (got.Reason != "") {
			t.Errorf("%s: %+v %v", c.name, got, err)
		}
		if c.known && got.P0.value != 1 {
			t.Errorf("%s: %+v", c.name, got)
		}
		if !c.known {
			if text, _ := json.Marshal(got.P0); string(text) != "null" || got.P0.Percent() != "–" {
				t.Errorf("%s: %s %s", c.name, text, got.P0.Percent())
			}
		}
	}
	// A null that is named is not explained by an expressed haplotype, nor the reverse.
	if got, err := set.Predict("A*24:09N+A*01:01^B*44:02+B*08:01", "A*01:01+A*01:01^B*44:02+B*08:01", PredictOptions{}); err != nil || got.PatientCertain || got.P0.value != 1 {
		t.Errorf("a null with its haplotype: %+v %v", got, err)
	}
	if got, err := set.Predict("A*24:09+A*01:01^B*44:02+B*08:01", "A*24:09N+A*01:01^B*44:02+B*08:01", PredictOptions{}); err != nil || !got.PatientCertain || got.P0.value != 0 {
		t.Errorf("an expressed allele beside a null: %+v %v", got, err)
	}
}

// Hazard: a probability rounded up to certainty.
func TestCertaintyIsNeverRoundedInto(t *testing.T) {
	for value, want := range map[float64]string{0: "0 %", 1: "100 %", 0.9999: ">99 %", 0.004: "<1 %", 0.38: "38 %", 0.995: ">99 %"} {
		if got := (Probability{value, true}).Percent(); got != want {
			t.Errorf("%v: %s, want %s", value, got, want)
		}
	}
	set := frequencies(t, "synthetic", "A*01:01~B*08:01,1,1\nA*02:01~B*08:01,1,1e-18\n")
	p, err := set.Predict("A*01:01/A*02:01+A*01:01/A*02:01^B*08:01+B*08:01", "A*01:01+A*01:01^B*08:01+B*08:01", PredictOptions{})
	if err != nil || p.P0.value >= 1 || p.P0.Percent() != ">99 %" {
		t.Errorf("%+v %v", p.P0, err)
	}
}

func TestFrequencySetsOfEveryFormAreRead(t *testing.T) {
	for name, text := range map[string]string{
		"counts":   "A*01:01~B*08:01,7,0.5\nA*02:01~B*07:02,3,0.25\n",
		"ranks":    "EUR,HLA-A*01:01g~HLA-B*08:01g,5.0E-1,1\nEUR,HLA-A*02:01g~HLA-B*07:02g,2.5E-1,2\n",
		"columns":  "A\tB\tfrequency\n01:01\t08:01\t0.5\n02:01\t07:02\t0.25\n",
		"atlas":    `{"nomenclatureVersion":"3330","populationId":1,"frequencies":[{"a":"01:01","b":"08:01","frequency":0.5},{"a":"02:01","b":"07:02","frequency":0.25}]}`,
		"nested":   `[{"loci":{"A":"A*01:01","B":"B*08:01"},"frequency":0.5},{"loci":{"A":"A*02:01","B":"B*07:02"},"frequency":0.25}]`,
		"haplo":    `[{"haplotype":"A*01:01~B*08:01","freq":0.5},{"haplotype":"A*02:01~B*07:02","freq":0.25}]`,
		"with BOM": "\xef\xbb\xbf" + `[{"haplotype":"A*01:01~B*08:01","freq":0.5},{"haplotype":"A*02:01~B*07:02","freq":0.25}]`,
	} {
		f, err := LoadFrequencies(name, strings.NewReader(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		p, err := f.Predict("A*01:01+A*02:01^B*08:01+B*07:02", "A*01:01+A*02:01^B*08:01+B*07:02", PredictOptions{})
		if likelihood, _ := p.PatientLikelihood.Value(); err != nil || f.Size("") != 2 || likelihood != 0.25 || p.P0.value != 1 {
			t.Errorf("%s: %+v %v", name, p, err)
		}
	}
	for name, text := range map[string]string{
		"empty": "", "not JSON": "{", "no list": "{}", "no locus": "01:01~08:01,1,0.1\n", "negative": "A*01:01~B*08:01,1,-0.1\n", "not a number": "A*01:01~B*08:01,1,x\n",
		"NaN": "A*01:01~B*08:01,1,NaN\n", "twice": "A*01:01~B*08:01,1,0.1\nA*01:01~B*08:01,1,0.1\n", "other loci": "A*01:01~B*08:01,1,0.1\nA*01:01~C*07:01,1,0.1\n", "a code": "A*01:AB~B*08:01,1,0.1\n",
	} {
		_, err := LoadFrequencies(name, strings.NewReader(text))
		var refused *Error
		if !errors.As(err, &refused) || refused.Kind != KindFile || !strings.HasPrefix(refused.Path, name+":") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSharedFrequencySetsAreRead(t *testing.T) {
	for name, size := range map[string]int{"grimm_CAU.freqs.gz": 3380, "NMDP_2007_FiveLocus_Freqs.csv.gz": 8842} {
		file, err := os.Open(sharedPath("data", "frequencies", name))
		if err != nil {
			t.Skip("the shared frequency sets are not at hand")
		}
		defer file.Close()
		f, err := LoadFrequencies(name, file)
		if err != nil || f.Size("") != size || len(f.Loci()) != 5 {
			t.Errorf("%s: %v", name, err)
			continue
		}
		// An untyped donor: every pair of haplotypes is possible.
		p, err := f.Predict("A*01:01+A*02:01^C*07:01+C*07:02^B*08:01+B*07:02^DRB1*03:01+DRB1*15:01^DQB1*02:01+DQB1*06:02", "A*01:01+A*02:01^B*08:01+B*07:02^DRB1*03:XX+DRB1*15:01", PredictOptions{})
		if err != nil || p.P0.value <= 0.5 || p.P0.value >= 1 || p.Loci[0].P0.value != 1 {
			t.Errorf("%s: %+v %v", name, p, err)
		}
	}
}

func TestProbabilitiesAreProbabilitiesAndSymmetric(t *testing.T) {
	set := frequencies(t, "synthetic", syntheticSet)
	rapid.Check(t, func(t *rapid.T) {
		person := func(label string) string {
			var blocks []string
			for locus, names := range map[string][]string{"A": {"A*01:01", "A*02:01", "A*01:01/A*02:01", "A*03:01", "A*24:09N", "A*02:XX", "A*NEW"}, "B": {"B*08:01", "B*07:02", "B*44:02", "B*07:02/B*08:01"}} {
				if rapid.IntRange(0, 4).Draw(t, label+locus) > 0 || locus == "A" {
					blocks = append(blocks, rapid.SampledFrom(names).Draw(t, label)+"+"+rapid.SampledFrom(names).Draw(t, label))
				}
			}
			return strings.Join(blocks, "^")
		}
		p, d := person("patient"), person("donor")
		there, errThere := set.Predict(p, d, PredictOptions{})
		back, errBack := set.Predict(d, p, PredictOptions{})
		if errThere != nil || errBack != nil {
			t.Fatal(errThere, errBack)
		}
		if there.P0.known != back.P0.known || math.Abs(there.P0.value-back.P0.value) > 1e-12 || math.Abs(there.P2.value-back.P2.value) > 1e-12 {
			t.Fatalf("%+v and back %+v", there, back)
		}
		if sum := there.P0.value + there.P1.value + there.P2.value; sum > 1+1e-12 {
			t.Fatalf("the sum is %v", sum)
		}
		for _, l := range there.Loci {
			if sum := l.P0.value + l.P1.value + l.P2.value; there.P0.known && math.Abs(sum-1) > 1e-12 {
				t.Fatalf("%s sums to %v", l.Locus, sum)
			}
		}
	})
}

func sharedFrequencies(b *testing.B) *Frequencies {
	b.Helper()
	file, err := os.Open(sharedPath("data", "frequencies", "grimm_CAU.freqs.gz"))
	if err != nil {
		b.Skip("the shared frequency sets are not at hand")
	}
	defer file.Close()
	f, err := LoadFrequencies("CAU", file)
	if err != nil {
		b.Fatal(err)
	}
	return f
}

func benchmarkPredict(b *testing.B, patient, donor string) {
	predictor, err := sharedFrequencies(b).Predictor(PredictOptions{})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := predictor.Predict(patient, donor, "", ""); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPredictTypedDonor(b *testing.B) {
	gl := "A*01:01+A*02:01^C*07:01+C*07:02^B*08:01+B*07:02^DRB1*03:01+DRB1*15:01^DQB1*02:01+DQB1*06:02"
	benchmarkPredict(b, gl, gl)
}

func BenchmarkPredictOpenDonor(b *testing.B) {
	benchmarkPredict(b, "A*01:01+A*02:XX^B*08:01+B*07:02^DRB1*03:01+DRB1*15:01", "A*02:XX+A*01:XX^B*44:XX+B*07:XX^DRB1*04:XX+DRB1*15:XX")
}

func BenchmarkPredictUntypedDonor(b *testing.B) {
	benchmarkPredict(b, "A*01:01+A*02:XX^B*08:01+B*07:02^DRB1*03:01+DRB1*15:01", "A*02:01")
}

// Two people whom nobody typed at the loci of the set have no match probability;
// pairing every haplotype with every other once took a minute and gave one.
func TestATypingThatSaysNothingOfTheSetHasNoProbability(t *testing.T) {
	set, err := LoadFrequencies("synthetic.csv", strings.NewReader("A*01:01~B*08:01,1,0.6\nA*02:01~B*07:02,1,0.4\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ patient, donor, who string }{
		{"DPB1*04:01+DPB1*02:01", "DPB1*04:01+DPB1*02:01", "the patient and the donor are"}, {"A*01:01+A*02:01", "C*07:01+C*07:02", "the donor is"}, {"A*UUUU", "A*01:01+A*02:01", "the patient is"},
	} {
		p, err := set.Predict(c.patient, c.donor, PredictOptions{})
		if _, known := p.P0.Value(); err != nil || known || !strings.HasPrefix(p.Reason, c.who) || p.PatientUnrepresented {
			t.Errorf("%s, %s: %+v %v", c.patient, c.donor, p, err)
		}
	}
}
