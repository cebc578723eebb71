package hla

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestATableOfNamesHoldsWhatReduceGives(t *testing.T) {
	for _, c := range []struct {
		release *Release
		step    int // every so many names
		modes   []Mode
	}{{syntheticRelease(t), 1, Modes()}, {realReleaseOrNil(t), 97, []Mode{ModeG, ModeU2}}} {
		if c.release == nil {
			continue
		}
		for _, mode := range c.modes {
			for _, naming := range []Naming{NamingWHO, NamingFirst} {
				reducer := c.release.Reducer(mode, ReduceOptions{Naming: naming})
				reducer.Prepare()
				names := listedNames(c.release)
				for i := 0; i < len(names); i += c.step {
					for _, text := range []string{names[i], "HLA-" + names[i]} {
						got, problem := reducer.Reduce(text)
						want, refusal := c.release.Reduce(text, mode, ReduceOptions{Naming: naming})
						if got != want || (problem == nil) != (refusal == nil) {
							t.Errorf("%s %s %s: %q %v, want %q %v", naming, mode, text, got, problem, want, refusal)
						}
					}
				}
			}
		}
	}
}

func TestAReducerMakesItsTableWhenTheWorkIsWorthIt(t *testing.T) {
	r := syntheticRelease(t)
	reducer := r.Reducer(ModeG, ReduceOptions{})
	for i := range fewNames {
		if reducer.plain.Load() != nil {
			t.Fatalf("the table was made after %d names", i)
		}
		text := "A*01:01:01:01"
		for bit := range 11 {
			text += []string{"+A*01:01:01:01", "+A*02:01:01"}[i>>bit&1]
		}
		if _, err := reducer.Reduce(text); err != nil {
			t.Fatal(err)
		}
	}
	if reducer.plain.Load() == nil {
		t.Error("no table was made")
	}
	wrong := r.Reducer("X", ReduceOptions{})
	wrong.Prepare()
	if _, err := wrong.Reduce("A*01:01:01:01"); err == nil {
		t.Error("a mode that does not exist was answered")
	}
}

// listedNames gives every full name, stem and group of a release in an order
// that is the same each time.
func listedNames(r *Release) []string {
	var out []string
	for _, a := range r.alleles {
		out = append(out, a.text)
	}
	for text := range r.stems {
		out = append(out, text)
	}
	for _, g := range r.groups {
		out = append(out, g.name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func shuffled(texts []string) []string {
	out := slices.Clone(texts)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// BenchmarkReduceEachListedNameOnce reduces to lgx every full name, stem and
// group of the release, once each and shuffled, with a reducer that remembers
// nothing yet; the table of names was made before (BenchmarkPlainTable).
func BenchmarkReduceEachListedNameOnce(b *testing.B) {
	r := realRelease(b)
	names := shuffled(listedNames(r))
	r.Reducer(ModeLgx, ReduceOptions{}).Prepare()
	b.ReportAllocs()
	b.ResetTimer()
	rounds := 0
	for b.Loop() {
		reducer := r.Reducer(ModeLgx, ReduceOptions{})
		reducer.Prepare()
		for _, text := range names {
			if _, err := reducer.Reduce(text); err != nil {
				b.Fatal(text, err)
			}
		}
		rounds++
	}
	b.ReportMetric(float64(rounds*len(names))/b.Elapsed().Seconds(), "names/s")
}

// BenchmarkPlainTable makes the table of one mode, as a reducer does once for
// each release.
func BenchmarkPlainTable(b *testing.B) {
	r := realRelease(b)
	r.lgxBy(0)
	for _, mode := range []Mode{ModeLgx, ModeG, ModeW, ModeS} {
		b.Run(string(mode), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r.newPlainTable(plainKey{mode: mode})
			}
		})
	}
}

// BenchmarkReduceWithoutTable works every full name out on its own.
func BenchmarkReduceWithoutTable(b *testing.B) {
	r := realRelease(b)
	i := 0
	for b.Loop() {
		i++
		if _, err := r.Reduce(r.alleles[i%len(r.alleles)].text, ModeLgx, ReduceOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}

// registryMix draws a million typings with repetition, 44 % listed names, 39 %
// multiple allele codes, 11 % families and 6 % antigens, as registries hold
// them, evenly over all that release and code list have.
func registryMix(b *testing.B, r *Release, codes *Codes) []string {
	var families, antigens, coded []string
	for family := range r.families {
		families = append(families, family+":XX")
	}
	for key := range r.serology {
		if text := key.letters + key.number; text != "" {
			antigens = append(antigens, text)
		}
	}
	for code := range codes.expansions {
		coded = append(coded, code)
	}
	slices.Sort(families)
	slices.Sort(antigens)
	slices.Sort(coded)
	usable := func(texts []string) []string {
		return slices.DeleteFunc(texts, func(text string) bool {
			_, err := r.Reduce(text, ModeLgx, ReduceOptions{Codes: codes})
			return err != nil
		})
	}
	for i, code := range coded {
		coded[i] = []string{"A*02:", "B*07:", "DRB1*04:"}[i%3] + code
	}
	families, antigens, coded = usable(families), usable(antigens), usable(coded)
	names := listedNames(r)
	random := rand.New(rand.NewPCG(2, 2))
	out := make([]string, 1_000_000)
	for i := range out {
		from := names
		switch at := random.IntN(100); {
		case at >= 94:
			from = antigens
		case at >= 83:
			from = families
		case at >= 44:
			from = coded
		}
		out[i] = from[random.IntN(len(from))]
	}
	b.Logf("%d names, %d codes, %d families, %d antigens", len(names), len(coded), len(families), len(antigens))
	return out
}

// BenchmarkReduceRegistryMixFromCold reduces a million typings of a registry to
// lgx with a new reducer and the table not yet made: everything that it must
// work out is in the figure.
func BenchmarkReduceRegistryMixFromCold(b *testing.B) {
	r, codes := realRelease(b), realCodes(b)
	mix := registryMix(b, r, codes)
	b.ReportAllocs()
	b.ResetTimer()
	rounds := 0
	for b.Loop() {
		r.tables = newPlainTables()
		reducer := r.Reducer(ModeLgx, ReduceOptions{Codes: codes})
		for _, text := range mix {
			if _, err := reducer.Reduce(text); err != nil {
				b.Fatal(text, err)
			}
		}
		rounds++
	}
	b.ReportMetric(float64(rounds*len(mix))/b.Elapsed().Seconds(), "typings/s")
}
