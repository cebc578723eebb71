package hla

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strconv"
)

// Probability is a number from 0 to 1, or not known. The zero value is not
// known. It is exactly 1 or 0 only where no explanation of the typings says
// otherwise.
type Probability struct {
	value float64
	known bool
}

// Value gives the number and whether it is known.
func (p Probability) Value() (float64, bool) { return p.value, p.known }

// Percent gives the percentage for display, rounded: "38 %", "100 %" only for
// exactly 1, "0 %" only for exactly 0, and "–" where nothing is known.
func (p Probability) Percent() string {
	rounded := math.Round(p.value * 100)
	switch {
	case !p.known:
		return "–"
	case rounded >= 100 && p.value < 1:
		return ">99 %"
	case rounded <= 0 && p.value > 0:
		return "<1 %"
	}
	return fmt.Sprintf("%.0f %%", rounded)
}

// MarshalJSON writes the number with 17 significant digits, or null.
func (p Probability) MarshalJSON() ([]byte, error) {
	if !p.known {
		return []byte("null"), nil
	}
	return []byte(strconv.FormatFloat(p.value, 'g', 17, 64)), nil
}

// PredictOptions are the choices of a prediction. The zero value predicts over
// all loci of the frequency set, without release or code list.
type PredictOptions struct {
	// Loci are predicted; the others of the set are summed over before
	// haplotypes are paired, and never compared.
	Loci []Locus
	// Release brings every name to the level of the set through its alleles.
	// Without it names are compared by their fields.
	Release *Release
	Codes   *Codes
	// PatientPopulation and DonorPopulation name populations of the set.
	PatientPopulation, DonorPopulation string
}

// LocusPrediction is the probability of 0, 1 and 2 mismatches at one locus.
type LocusPrediction struct {
	Locus      Locus
	P0, P1, P2 Probability
	Category   Category // Exact, Potential or Mismatch; Unknown where not known
}

// Prediction is the probability that patient and donor match, given the
// typings and the haplotypes of a population. P0, P1, P2 are of exactly 0, 1
// and 2 mismatches over all loci, and may sum to less than 1.
type Prediction struct {
	P0, P1, P2 Probability
	Loci       []LocusPrediction
	// PatientUnrepresented and DonorUnrepresented: no pair of haplotypes
	// explains the typing, and it is open. Nothing is then known.
	PatientUnrepresented, DonorUnrepresented bool
	// PatientCertain and DonorCertain: no pair of haplotypes explains the
	// typing, which leaves nothing open, so it was taken as it stands.
	PatientCertain, DonorCertain bool
	// Likelihood sums of patient and donor: Σ f·f, doubled where the two
	// haplotypes differ.
	PatientLikelihood, DonorLikelihood Probability
	// Set, SetRelease and SetSize name the frequencies used.
	Set, SetRelease string
	SetSize         int
	// Ignored is the share of the likelihood left out because a typing is open
	// to more genotypes than can be compared; 0 nearly always.
	Ignored Probability
	Reason  string
}

// maxGenotypes bounds the genotypes of one person that enter a comparison.
const maxGenotypes = 12_000

// Predict gives the probability of a match from haplotype frequencies: allowed
// haplotypes by locus, pairs consistent with the unphased typing, weight f·f
// (doubled for two different haplotypes), and the sum over patient and donor
// genotypes by number of mismatches. For many pairs prepare a Predictor once.
func (f *Frequencies) Predict(patient, donor string, options PredictOptions) (Prediction, error) {
	prepared, err := f.Predictor(options)
	if err != nil {
		return Prediction{}, err
	}
	return prepared.Predict(patient, donor, options.PatientPopulation, options.DonorPopulation)
}

// Predict is Frequencies.Predict for one pair, each of a population of the set
// ("" for the only one, or the mean of all).
func (x *Predictor) Predict(patient, donor, patientPopulation, donorPopulation string) (Prediction, error) {
	i := &imputer{Predictor: x, own: make([][]setEntry, len(x.loci))}
	p, errP := i.impute("patient", patient, patientPopulation)
	d, errD := i.impute("donor", donor, donorPopulation)
	if problems := append(within("patient", errP), within("donor", errD)...); len(problems) > 0 {
		return Prediction{}, problems
	}
	out := Prediction{Set: x.set.name, SetRelease: x.set.release, SetSize: x.set.Size(patientPopulation),
		PatientUnrepresented: p.unrepresented, DonorUnrepresented: d.unrepresented, PatientCertain: p.certain, DonorCertain: d.certain,
		PatientLikelihood: Probability{p.total, true}, DonorLikelihood: Probability{d.total, true}}
	if p.unrepresented || d.unrepresented || p.untyped || d.untyped {
		out.Reason = unrepresented(p.unrepresented, d.unrepresented, x.set.name)
		if p.untyped || d.untyped {
			out.Reason = untypedIn(p.untyped, d.untyped, x.set.name)
		}
		for _, locus := range x.loci {
			out.Loci = append(out.Loci, LocusPrediction{Locus: locus, Category: CategoryUnknown})
		}
		return out, nil
	}
	i.compare(p, d, &out)
	return out, nil
}

// untypedIn says whose typing says nothing about the loci of the set: what the set
// gives would be the chance of two people whom nobody typed.
func untypedIn(patient, donor bool, set string) string {
	who := "patient is"
	switch {
	case patient && donor:
		who = "patient and the donor are"
	case donor:
		who = "donor is"
	}
	return fmt.Sprintf("the %s typed at no locus that is predicted with %s", who, set)
}

func unrepresented(patient, donor bool, set string) string {
	who := "patient's"
	switch {
	case patient && donor:
		who = "patient's and the donor's"
	case donor:
		who = "donor's"
	}
	return fmt.Sprintf("no pair of haplotypes of %s explains the %s typing; only the possible match count can be given", set, who)
}

// imputer is one prediction under way: the names of the set, and behind them
// the names that only the two typings have.
type imputer struct {
	*Predictor
	own  [][]setEntry
	same [][]int32 // for each locus and name, the number of its match unit
}

// at gives a name by its number.
func (x *imputer) at(locus int, id int32) setEntry {
	if int(id) < len(x.names[locus]) {
		return x.names[locus][id]
	}
	return x.own[locus][int(id)-len(x.names[locus])]
}

// ownEntry numbers a name that the set need not have.
func (x *imputer) ownEntry(locus int, text string) int32 {
	same := func(e setEntry) bool { return e.text == text }
	if i := slices.IndexFunc(x.names[locus], same); i >= 0 {
		return int32(i)
	}
	i := slices.IndexFunc(x.own[locus], same)
	if i < 0 {
		i = len(x.own[locus])
		x.own[locus] = append(x.own[locus], x.entry(text))
	}
	return int32(len(x.names[locus]) + i)
}

// imputed is one person's possible genotypes.
type imputed struct {
	genotypes              []weighted
	total, dropped         float64
	unrepresented, certain bool
	untyped                bool // at every locus that is predicted
}

// weighted is an unphased genotype: two names a locus, in order, and its weight.
type weighted struct {
	pairs  [][2]int32
	weight float64
}

// impute finds every genotype that explains a typing.
func (x *imputer) impute(who, text, population string) (imputed, error) {
	haplotypes, found := x.haplotypes[population]
	if !found {
		_, err := x.set.of(population)
		return imputed{}, err
	}
	typing, err := x.read(text, who)
	if err != nil {
		return imputed{}, err
	}
	if !slices.ContainsFunc(typing, func(l typedLocus) bool { return !l.any }) {
		return imputed{untyped: true}, nil
	}
	out := x.pairs(haplotypes, typing)
	if len(out.genotypes) > 0 {
		return out, nil
	}
	certain := weighted{weight: 1}
	for _, l := range typing {
		if l.any || l.open {
			return imputed{unrepresented: true}, nil
		}
		certain.pairs = append(certain.pairs, sortedPair(l.own[0], l.own[1]))
	}
	return imputed{genotypes: []weighted{certain}, total: 1, certain: true}, nil
}

func sortedPair(a, b int32) [2]int32 { return [2]int32{min(a, b), max(a, b)} }

// numbered is a haplotype over the loci of the prediction.
type numbered struct {
	alleles   []int32
	frequency float64
}

// candidate is a haplotype with, for each locus, one bit that says whether it
// can be the first or the second gene copy there.
type candidate struct {
	numbered
	first, second uint32
}

func (x *Predictor) candidates(haplotypes []numbered, typing []typedLocus) []candidate {
	tables := make([][]uint8, len(typing)) // for each name of the set: bit 1 first copy, bit 2 second
	for i, l := range typing {
		if l.any {
			continue
		}
		tables[i] = make([]uint8, len(x.names[i]))
		for bit, set := range map[uint8]map[int32]bool{1: l.first, 2: l.second} {
			for id := range set {
				if int(id) < len(tables[i]) {
					tables[i][id] |= bit
				}
			}
		}
	}
	var out []candidate
haplotypes:
	for _, h := range haplotypes {
		c := candidate{numbered: h}
		for i, table := range tables {
			allowed := uint8(3)
			if table != nil {
				allowed = table[h.alleles[i]]
			}
			if allowed == 0 {
				continue haplotypes
			}
			c.first |= uint32(allowed&1) << i
			c.second |= uint32(allowed>>1) << i
		}
		if h.frequency > 0 {
			out = append(out, c)
		}
	}
	return out
}

// pairs finds the pairs of haplotypes consistent with the typing at every
// locus, in either orientation, and sums their weights by genotype.
func (x *imputer) pairs(haplotypes []numbered, typing []typedLocus) imputed {
	var mask uint32 = 1<<len(x.loci) - 1
	allowed := x.candidates(haplotypes, typing)
	several := slices.ContainsFunc(typing, func(l typedLocus) bool { return len(l.alternatives) > 1 })
	index := map[string]int{}
	var out imputed
	key := make([]byte, 0, 8*len(x.loci))
	for i, h := range allowed {
		for _, k := range allowed[i:] {
			if h.first&k.second|h.second&k.first != mask || several && !consistent(typing, h.alleles, k.alleles) {
				continue
			}
			weight := h.frequency * k.frequency
			if !slices.Equal(h.alleles, k.alleles) {
				weight *= 2
			}
			out.total += weight
			key = key[:0]
			for j := range x.loci {
				pair := sortedPair(h.alleles[j], k.alleles[j])
				key = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(key, uint32(pair[0])), uint32(pair[1]))
			}
			at, seen := index[string(key)]
			if !seen {
				at = len(out.genotypes)
				index[string(key)] = at
				g := weighted{pairs: make([][2]int32, len(x.loci))}
				for j := range x.loci {
					g.pairs[j] = sortedPair(h.alleles[j], k.alleles[j])
				}
				out.genotypes = append(out.genotypes, g)
			}
			out.genotypes[at].weight += weight
		}
	}
	out.bound()
	return out
}

// consistent tells whether a pair of haplotypes agrees, at every locus, with
// one of the alternative genotypes.
func consistent(typing []typedLocus, h, k []int32) bool {
	for i, l := range typing {
		if !l.any && !slices.ContainsFunc(l.alternatives, func(a [2]map[int32]bool) bool {
			return a[0][h[i]] && a[1][k[i]] || a[1][h[i]] && a[0][k[i]]
		}) {
			return false
		}
	}
	return true
}

// bound keeps the likeliest genotypes.
func (g *imputed) bound() {
	if len(g.genotypes) <= maxGenotypes {
		return
	}
	slices.SortStableFunc(g.genotypes, func(a, b weighted) int { return cmp.Compare(b.weight, a.weight) })
	for _, dropped := range g.genotypes[maxGenotypes:] {
		g.dropped += dropped.weight
	}
	g.genotypes = g.genotypes[:maxGenotypes]
}

// compare sums the weights by number of mismatches, over all loci and by locus.
func (x *imputer) compare(p, d imputed, out *Prediction) {
	x.number()
	unitsP, unitsD := x.unitsOf(p.genotypes), x.unitsOf(d.genotypes)
	total := make([]float64, 2*len(x.loci)+1)
	by := make([][3]float64, len(x.loci))
	for g, a := range p.genotypes {
		for h, b := range d.genotypes {
			weight := a.weight * b.weight
			mismatches := 0
			for i := range x.loci {
				m := mismatchesOf(unitsP[g][i], unitsD[h][i])
				by[i][m] += weight
				mismatches += m
			}
			total[mismatches] += weight
		}
	}
	all := 0.0
	for _, t := range total {
		all += t
	}
	exact := func(part float64) Probability { return share1(part, all) }
	out.P0, out.P1, out.P2 = exact(total[0]), exact(total[1]), exact(total[2])
	for i, locus := range x.loci {
		l := LocusPrediction{Locus: locus, P0: exact3(by[i], 0), P1: exact3(by[i], 1), P2: exact3(by[i], 2), Category: CategoryPotential}
		switch l.P0.value {
		case 1:
			l.Category = CategoryExact
		case 0:
			l.Category = CategoryMismatch
		}
		out.Loci = append(out.Loci, l)
	}
	for i, t := range total { // certainty is what no explanation contradicts
		others := slices.ContainsFunc(append(slices.Clone(total[:i]), total[i+1:]...), func(v float64) bool { return v > 0 })
		if target := []*Probability{&out.P0, &out.P1, &out.P2}; i < 3 {
			*target[i] = certainOr(*target[i], t > 0, others)
		}
	}
	kept := (p.total - p.dropped) * (d.total - d.dropped)
	out.Ignored = Probability{0, true}
	if p.dropped > 0 || d.dropped > 0 {
		out.Ignored = Probability{1 - kept/(p.total*d.total), true}
	}
}

func share1(part, all float64) Probability { return Probability{part / all, true} }

// exact3 gives one of three shares, exactly 1 or 0 where the others are 0 or
// it is.
func exact3(parts [3]float64, i int) Probability {
	others := parts[(i+1)%3] + parts[(i+2)%3]
	return certainOr(share1(parts[i], parts[0]+parts[1]+parts[2]), parts[i] > 0, others > 0)
}

// certainOr makes a share exactly 1 where nothing contradicts it, and keeps it
// below 1 where something does.
func certainOr(p Probability, some, others bool) Probability {
	switch {
	case some && !others:
		p.value = 1
	case some && p.value >= 1:
		p.value = math.Nextafter(1, 0)
	}
	return p
}

// number gives the units of a match that only the two typings have their
// numbers, behind those of the set.
func (x *imputer) number() {
	x.same = make([][]int32, len(x.loci))
	for i := range x.loci {
		x.same[i] = slices.Clip(x.setUnits[i])
		fresh := map[string]int32{}
		for _, e := range x.own[i] {
			unit, seen := x.units[i][e.unit]
			if !seen {
				if unit, seen = fresh[e.unit]; !seen {
					unit = int32(len(x.units[i]) + len(fresh))
					fresh[e.unit] = unit
				}
			}
			x.same[i] = append(x.same[i], unit)
		}
	}
}

// unitsOf gives the match units of each genotype.
func (x *imputer) unitsOf(genotypes []weighted) [][][2]int32 {
	out := make([][][2]int32, len(genotypes))
	for g, genotype := range genotypes {
		out[g] = make([][2]int32, len(x.loci))
		for i, pair := range genotype.pairs {
			out[g][i] = x.expressed(i, pair)
		}
	}
	return out
}

// mismatchesOf counts at one locus in the better orientation.
func mismatchesOf(p, d [2]int32) int {
	direct := bit(p[0] != d[0]) + bit(p[1] != d[1])
	cross := bit(p[0] != d[1]) + bit(p[1] != d[0])
	return min(direct, cross)
}

// expressed gives the units of one pair, a null taking its partner's place.
func (x *imputer) expressed(locus int, pair [2]int32) [2]int32 {
	units := [2]int32{x.same[locus][pair[0]], x.same[locus][pair[1]]}
	null := [2]bool{x.at(locus, pair[0]).silent, x.at(locus, pair[1]).silent}
	switch {
	case null[0] && !null[1]:
		units[0] = units[1]
	case null[1] && !null[0]:
		units[1] = units[0]
	}
	return units
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
