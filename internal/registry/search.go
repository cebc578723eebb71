package registry

import (
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/hla"
)

// What a search can ask for at most.
const (
	MostMismatches = 4
	MostFound      = 10_000
)

// Query is what a search asks for.
type Query struct {
	Patient string // genotype list string
	Blank   hla.BlankRule
	Codes   *hla.Codes
	// Loci to compare, A, C, B, DRB1 and DQB1 where empty. All must have a column.
	Loci []hla.Locus
	// MaxMismatches that a donor may have, counting what is only possible as a
	// match, 0 to 4.
	MaxMismatches int
	Top           int // donors in the answer, 0 for 100
	Convention    hla.Convention
	Filter        Filter
	On            day.Date // for ages
}

// Filter leaves donors out. Empty fields ask nothing. A donor of whom the asked
// thing is not known is left out and counted in Result.Unknown.
type Filter struct {
	MinAge, MaxAge int // completed years; 0 asks nothing
	Sex, CMV       string
	ABO            []string
}

// Result is the answer to a query.
type Result struct {
	Searched int64 // donors in the index
	Found    int64 // donors within the mismatches and the filter
	Unknown  int64 // within the mismatches, left out because the filter asks for what is not known of them
	// ByMismatches counts the found donors.
	ByMismatches []int64
	Loci         []hla.Locus
	Of           int
	Convention   hla.Convention
	// Unusable counts distinct typings that this release cannot read; donors who
	// have one at a searched locus are not found.
	Unusable int
	Release  *hla.Release
	Donors   []Found
}

// Found is one donor of the answer.
type Found struct {
	Donor
	Rank       int
	Mismatches int
	Score      hla.Score
}

// Search compares the patient with every donor. The order of the answer: fewer
// mismatches, more certain matches, better grades, younger donor (Dehn 2019,
// doi:10.1182/blood.2019001212: after HLA the strongest modifiable factor), then
// the order of the index. Errors of the query wrap ErrRefused.
func (r *Registry) Search(ctx context.Context, q Query) (Result, error) {
	patient, err := r.prepare(&q)
	if err != nil {
		return Result{}, err
	}
	out := Result{Searched: r.Size(), Loci: q.Loci, Of: 2 * len(q.Loci), Convention: q.Convention, Release: r.release,
		Unusable: r.unusable, ByMismatches: make([]int64, q.MaxMismatches+1)}
	if r.m.Donors == 0 {
		return out, nil
	}
	candidates, err := r.screen(ctx, patient, q)
	if err != nil {
		return Result{}, err
	}
	best := r.rank(patient, q, candidates, &out)
	for i, c := range best {
		d, err := r.donor(c.row)
		if err != nil {
			return Result{}, err
		}
		donor, err := r.release.ReadGenotype(d.Typing, hla.GenotypeOptions{Codes: q.Codes})
		if err != nil {
			return Result{}, fmt.Errorf("%w: donor %s: %w", ErrBroken, d.ID, err)
		}
		score, err := r.release.Match(patient, donor, hla.ScoreOptions{Loci: q.Loci, Convention: q.Convention})
		if err != nil {
			return Result{}, err
		}
		out.Donors = append(out.Donors, Found{Donor: d, Rank: i + 1, Mismatches: int(c.mismatches), Score: score})
	}
	return out, nil
}

// prepare fills in what the query leaves open and reads the patient.
func (r *Registry) prepare(q *Query) (hla.Genotype, error) {
	if len(q.Loci) == 0 {
		q.Loci = hla.LociOf10()
	}
	if q.Convention == "" {
		q.Convention = hla.WMDA2016
	}
	if q.Top == 0 {
		q.Top = 100
	}
	for i, locus := range q.Loci {
		if columnOf(locus) < 0 {
			return hla.Genotype{}, fmt.Errorf("%w: the index cannot be searched at locus %s", ErrRefused, locus)
		}
		if slices.Contains(q.Loci[:i], locus) {
			return hla.Genotype{}, fmt.Errorf("%w: locus %s is named twice", ErrRefused, locus)
		}
	}
	if q.MaxMismatches < 0 || q.MaxMismatches > MostMismatches || q.Top < 0 || q.Top > MostFound {
		return hla.Genotype{}, fmt.Errorf("%w: 0 to %d mismatches and at most %d donors can be asked for", ErrRefused, MostMismatches, MostFound)
	}
	patient, err := r.release.ReadGenotype(q.Patient, hla.GenotypeOptions{Codes: q.Codes, Blank: q.Blank})
	if err != nil {
		return hla.Genotype{}, fmt.Errorf("%w: the patient's typing: %w", ErrRefused, err)
	}
	for _, locus := range q.Loci {
		if slices.Contains(patient.Loci(), locus) {
			return patient, nil
		}
	}
	return hla.Genotype{}, fmt.Errorf("%w: the patient is typed at none of the loci that are asked for", ErrRefused)
}

// candidate is a donor within the mismatches.
type candidate struct {
	row        uint32
	mismatches uint8
}

// scanOrder puts the loci that tell donors apart best first.
var scanOrder = []hla.Locus{hla.B, hla.DRB1, hla.A, hla.C, hla.DQB1, hla.DPB1}

// impossible is more mismatches than any query allows.
const impossible = 100

// screen walks over all donors, locus by locus, and leaves each as soon as it has
// too many mismatches.
func (r *Registry) screen(ctx context.Context, patient hla.Genotype, q Query) ([]candidate, error) {
	var columns [][]byte
	var tables [][]uint8
	for _, locus := range scanOrder {
		if slices.Contains(q.Loci, locus) {
			i := columnOf(locus)
			columns = append(columns, r.columns[i].data)
			tables = append(tables, r.mismatches(i, patient))
		}
	}
	workers := runtime.GOMAXPROCS(0)
	const chunk = 1 << 18
	parts := make([][]candidate, (r.m.Donors+chunk-1)/chunk)
	var group sync.WaitGroup
	for worker := range workers {
		group.Go(func() {
			for n := worker; n < len(parts) && ctx.Err() == nil; n += workers {
				first := int64(n) * chunk
				parts[n] = scan(columns, tables, uint32(first), uint32(min(first+chunk, r.m.Donors)), uint8(q.MaxMismatches))
			}
		})
	}
	group.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return slices.Concat(parts...), nil
}

// mismatches gives the number of mismatches of every distinct typing of a locus
// with the patient.
func (r *Registry) mismatches(i int, patient hla.Genotype) []uint8 {
	counts := r.panels[i].Counts(patient)
	out := make([]uint8, len(counts)+1) // number 0, not typed, may match
	for n, count := range counts {
		out[n+1] = 2 - count
		if r.unread[i][n+1] {
			out[n+1] = impossible
		}
	}
	return out
}

func scan(columns [][]byte, tables [][]uint8, first, end uint32, limit uint8) []candidate {
	var out []candidate
	one, firstTable := columns[0], tables[0]
donors:
	for row := first; row < end; row++ {
		sum := firstTable[number(one, row)]
		if sum > limit {
			continue
		}
		for i := 1; i < len(columns); i++ {
			if sum += tables[i][number(columns[i], row)]; sum > limit {
				continue donors
			}
		}
		out = append(out, candidate{row, sum})
	}
	return out
}

// number reads four bytes of a column.
func number(column []byte, row uint32) uint32 {
	b := column[uint64(row)*4 : uint64(row)*4+4]
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

// ranked is a candidate with what decides its place.
type ranked struct {
	candidate
	certain, grades int16
	born            int32 // days since 1900, 0 unknown
}

// before tells whether a stands before b in the answer.
func (a ranked) before(b ranked) bool {
	unknown := func(x ranked) int { // donors of unknown age stand behind
		if x.born == 0 {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(a.mismatches, b.mismatches), cmp.Compare(b.certain, a.certain), cmp.Compare(b.grades, a.grades),
		cmp.Compare(unknown(a), unknown(b)), cmp.Compare(b.born, a.born), cmp.Compare(a.row, b.row)) < 0
}

// worstFirst is a heap of the best donors so far, the worst of them on top.
type worstFirst []ranked

// Len, Less, Swap, Push and Pop are those of heap.Interface.
func (h worstFirst) Len() int           { return len(h) }
func (h worstFirst) Less(i, j int) bool { return h[j].before(h[i]) }
func (h worstFirst) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push adds one.
func (h *worstFirst) Push(x any) { *h = append(*h, x.(ranked)) }

// Pop takes the last one off.
func (h *worstFirst) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

// locusRank is what a typing of one locus adds to the place of its donor.
type locusRank struct {
	known           bool
	certain, grades int8
}

// rank filters and counts the candidates and keeps the best.
func (r *Registry) rank(patient hla.Genotype, q Query, candidates []candidate, out *Result) []ranked {
	var known [6][]locusRank
	for _, locus := range q.Loci {
		i := columnOf(locus)
		known[i] = make([]locusRank, r.panels[i].Len()+1)
	}
	best := worstFirst{}
	for _, c := range candidates {
		f := r.factsOf(c.row)
		switch pass, unknown := q.Filter.allows(f, q.On); {
		case r.gone[c.row]:
			continue
		case unknown:
			out.Unknown++
			continue
		case !pass:
			continue
		}
		out.Found++
		out.ByMismatches[c.mismatches]++
		x := ranked{candidate: c, born: int32(f[0]) | int32(f[1])<<8}
		if len(best) == q.Top && best[0].mismatches < c.mismatches {
			continue
		}
		for _, locus := range q.Loci {
			i := columnOf(locus)
			l := r.locusRank(&known[i][r.columns[i].at(c.row)], i, r.columns[i].at(c.row), patient)
			x.certain, x.grades = x.certain+int16(l.certain), x.grades+int16(l.grades)
		}
		switch {
		case len(best) < q.Top:
			heap.Push(&best, x)
		case x.before(best[0]):
			best[0] = x
			heap.Fix(&best, 0)
		}
	}
	slices.SortFunc(best, func(a, b ranked) int {
		if a.before(b) {
			return -1
		}
		return 1
	})
	return best
}

func (r *Registry) factsOf(row uint32) facts {
	return facts(r.facts.data[uint64(row)*4 : uint64(row)*4+4])
}

// locusRank works out once what a typing is worth.
func (r *Registry) locusRank(l *locusRank, i int, number uint32, patient hla.Genotype) locusRank {
	if l.known {
		return *l
	}
	l.known = true
	if number > 0 {
		score := r.panels[i].Score(patient, int(number-1), hla.ScoreOptions{})
		l.certain, l.grades = int8(score.Certain()), int8(score.GradeSum())
	}
	return *l
}

// allows judges the facts of a donor.
func (f Filter) allows(x facts, on day.Date) (pass, unknown bool) {
	var d Donor
	d.read(x)
	pass = true
	ask := func(known, good bool) {
		unknown = unknown || !known
		pass = pass && good
	}
	if f.Sex != "" {
		ask(d.Sex != "", d.Sex == f.Sex)
	}
	if f.CMV != "" {
		ask(d.CMV != "", d.CMV == f.CMV)
	}
	if len(f.ABO) > 0 {
		ask(d.ABO != "", slices.Contains(f.ABO, d.ABO))
	}
	if f.MinAge > 0 || f.MaxAge > 0 {
		years, known := d.Age(on)
		ask(known, years >= f.MinAge && (f.MaxAge == 0 || years <= f.MaxAge))
	}
	return pass, unknown
}
