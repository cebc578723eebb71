package survival

import (
	"fmt"
	"math"
	"slices"
	"sort"
)

// Sojourn is a stay in one state: under observation in From over (Entry, Time],
// and at Time moved to To, or was censored there (To equal to From).
type Sojourn struct {
	ID          string
	Entry, Time float64
	From, To    int
}

// StateOccupancy holds the probability of being in each state over time, from
// state 0 at the start.
type StateOccupancy struct {
	States   int
	Time     []float64   // distinct times of a move or a censoring
	NRisk    [][]int     // [time][state], just before the time
	P, SE    [][]float64 // [time][state]
	Variance CIFVariance // GreenwoodCIF or JackknifeCIF
}

// AalenJohansen estimates the occupancy of states 0..states-1 from sojourns
// (Aalen & Johansen, Scand J Stat 1978;5:141), everyone starting in state 0, with
// Greenwood type variance or the infinitesimal jackknife over subjects.
func AalenJohansen(rows []Sojourn, states int, variance CIFVariance) (StateOccupancy, error) {
	if variance != GreenwoodCIF && variance != JackknifeCIF {
		return StateOccupancy{}, optionError("occupancies know the variances greenwood and infinitesimal-jackknife, not %q", string(variance))
	}
	if states < 2 || states > 64 {
		return StateOccupancy{}, optionError("%d states; from 2 to 64 are possible", states)
	}
	var bad []Problem
	d := Data{}
	ids := make([]string, len(rows))
	for i, r := range rows {
		if r.From < 0 || r.From >= states || r.To < 0 || r.To >= states {
			bad = append(bad, Problem{Row: i, Message: fmt.Sprintf("a move from state %d to %d among %d states", r.From, r.To, states)})
		}
		d.Time, d.Entry, d.Status = append(d.Time, r.Time), append(d.Entry, r.Entry), append(d.Status, 0)
		ids[i] = r.ID
	}
	if len(bad) > 0 {
		return StateOccupancy{}, &InputError{bad}
	}
	d, err := d.merged()
	if err != nil {
		return StateOccupancy{}, err
	}
	moved := make([]Sojourn, len(rows))
	for i, r := range rows {
		moved[i] = Sojourn{r.ID, d.Entry[i], d.Time[i], r.From, r.To}
	}
	subjects := groups(ids, len(ids))
	return occupy(moved, index(subjects, len(ids)), len(subjects), states, variance == JackknifeCIF), nil
}

// occupancy is the occupancy of "event-free" and one state per cause.
func (d Data) occupancy(causes []int, jackknife bool) StateOccupancy {
	state := map[int]int{}
	for k, c := range causes {
		state[c] = k + 1
	}
	rows, subject := make([]Sojourn, d.Len()), make([]int, d.Len())
	for i := range rows {
		rows[i] = Sojourn{Entry: math.Inf(-1), Time: d.Time[i], To: state[d.Status[i]]}
		if d.Entry != nil {
			rows[i].Entry = d.Entry[i]
		}
		subject[i] = i
	}
	return occupy(rows, subject, len(rows), len(causes)+1, jackknife)
}

// occupant carries the recursion of the occupancies and of their variance.
type occupant struct {
	m         int
	p         []float64
	cov       square      // Greenwood: covariance of p
	influence [][]float64 // jackknife: influence of each subject on p
}

func occupy(rows []Sojourn, subject []int, subjects, states int, jackknife bool) StateOccupancy {
	out := StateOccupancy{States: states, Variance: GreenwoodCIF}
	o := &occupant{m: states, p: make([]float64, states), cov: newSquare(states)}
	o.p[0] = 1
	if jackknife {
		out.Variance = JackknifeCIF
		o.influence = make([][]float64, subjects)
		for i := range o.influence {
			o.influence[i] = make([]float64, states)
		}
	}
	byTime, byEntry := orderBy(rows, func(r Sojourn) float64 { return r.Time }), orderBy(rows, func(r Sojourn) float64 { return r.Entry })
	atRisk := make([]int, states)
	var present []int // rows at risk, in the order of their entry
	in, gone := 0, 0
	for gone < len(rows) {
		t := rows[byTime[gone]].Time
		for ; in < len(rows) && rows[byEntry[in]].Entry < t; in++ {
			atRisk[rows[byEntry[in]].From]++
			present = append(present, byEntry[in])
		}
		out.Time, out.NRisk = append(out.Time, t), append(out.NRisk, append([]int(nil), atRisk...))
		first := gone
		for ; gone < len(rows) && rows[byTime[gone]].Time == t; gone++ {
			atRisk[rows[byTime[gone]].From]--
		}
		o.step(rows, byTime[first:gone], out.NRisk[len(out.NRisk)-1], subject, present)
		present = slices.DeleteFunc(present, func(r int) bool { return rows[r].Time <= t })
		out.P, out.SE = append(out.P, append([]float64(nil), o.p...)), append(out.SE, o.errors())
	}
	return out
}

func orderBy(rows []Sojourn, key func(Sojourn) float64) []int {
	x := make([]float64, len(rows))
	for i, r := range rows {
		x[i] = key(r)
	}
	return sortedRows(x)
}

// step moves p over one time: with q the share of those at risk in a state that
// go to each state, p' = p q; the noise of a row of q is multinomial.
func (o *occupant) step(rows []Sojourn, ending []int, atRisk []int, subject []int, present []int) {
	q, moves := newSquare(o.m), false
	for j := 0; j < o.m; j++ {
		q.set(j, j, 1)
	}
	for _, r := range ending {
		if s := rows[r]; s.To != s.From {
			moves = true
			q.add(s.From, s.To, 1/float64(atRisk[s.From]))
			q.add(s.From, s.From, -1/float64(atRisk[s.From]))
		}
	}
	if !moves {
		return
	}
	if o.influence == nil {
		o.stepCovariance(q, atRisk)
	} else {
		o.stepInfluence(rows, q, ending, atRisk, subject, present)
	}
	o.p = rowTimes(o.p, q)
	for j, v := range o.p {
		if v < 0 && v > -1e-15 {
			o.p[j] = 0
		}
	}
}

func rowTimes(v []float64, q square) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		if x != 0 {
			for j := range out {
				out[j] += x * q.at(i, j)
			}
		}
	}
	return out
}

func (o *occupant) stepCovariance(q square, atRisk []int) {
	next := newSquare(o.m)
	carried := o.cov.mul(q)
	for i := 0; i < o.m; i++ {
		for k := 0; k < o.m; k++ {
			if f := q.at(k, i); f != 0 {
				for j := 0; j < o.m; j++ {
					next.add(i, j, f*carried.at(k, j))
				}
			}
		}
	}
	for s, n := range atRisk {
		if n == 0 || o.p[s] == 0 {
			continue
		}
		f := o.p[s] * o.p[s] / float64(n)
		for i := 0; i < o.m; i++ {
			next.add(i, i, f*q.at(s, i))
			for j := 0; j < o.m; j++ {
				next.add(i, j, -f*q.at(s, i)*q.at(s, j))
			}
		}
	}
	o.cov = next
}

func (o *occupant) stepInfluence(rows []Sojourn, q square, ending, atRisk, subject []int, present []int) {
	for i, u := range o.influence {
		o.influence[i] = rowTimes(u, q)
	}
	add := func(row, to int, sign float64) {
		s := rows[row]
		f := sign * o.p[s.From] / float64(atRisk[s.From])
		u := o.influence[subject[row]]
		u[to] += f
		if sign > 0 {
			for j := range u {
				u[j] -= f * q.at(s.From, j)
			}
		}
	}
	for _, row := range present {
		add(row, rows[row].From, 1)
	}
	for _, row := range ending {
		if s := rows[row]; s.To != s.From {
			add(row, s.From, -1)
			u := o.influence[subject[row]]
			u[s.To] += o.p[s.From] / float64(atRisk[s.From])
		}
	}
}

func (o *occupant) errors() []float64 {
	out := make([]float64, o.m)
	for j := range out {
		v := 0.0
		if o.influence == nil {
			v = o.cov.at(j, j)
		} else {
			for _, u := range o.influence {
				v += u[j] * u[j]
			}
		}
		out[j] = math.Sqrt(math.Max(v, 0))
	}
	return out
}

// ReadAt gives the occupancies and their errors at the given times; the last ones
// stand after the last time.
func (s StateOccupancy) ReadAt(times []float64) (p, se [][]float64) {
	for _, t := range times {
		if k := sort.Search(len(s.Time), func(k int) bool { return s.Time[k] > t }) - 1; k >= 0 {
			p, se = append(p, s.P[k]), append(se, s.SE[k])
			continue
		}
		first := make([]float64, s.States)
		first[0] = 1
		p, se = append(p, first), append(se, make([]float64, s.States))
	}
	return p, se
}
