package pk

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
)

// How papers report variability, and how it becomes a covariance matrix.

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// bare strips the prefix of an effect: eta_CL and kappa_CL become cl, eta1 1.
func bare(name string) string {
	n := strings.ToLower(name)
	for _, p := range []string{"eta", "kappa"} {
		n = strings.TrimPrefix(n, p)
	}
	return strings.TrimPrefix(n, "_")
}

func position(names []string, key string) int {
	for i, n := range names {
		if bare(n) == bare(key) {
			return i
		}
	}
	return -1
}

// spreads gives the variances that a block reports, by effect. cvLog says
// whether coefficients of variation mean sqrt(exp(ω²)-1) (true) or ω itself;
// it is told by a block that reports both, and otherwise unknown.
func spreads(block map[string]any, names []string) (variance []float64, found []bool, cvLog *bool) {
	variance, found = make([]float64, len(names)), make([]bool, len(names))
	put := func(key string, v any, turn func(float64) float64) {
		i := position(names, key)
		x, ok := numberOf(v)
		if i >= 0 && ok && !found[i] {
			variance[i], found[i] = turn(x), true
		}
	}
	same := func(x float64) float64 { return x }
	square := func(x float64) float64 { return x * x }
	for _, form := range []struct {
		key  string
		turn func(float64) float64
	}{{"omega2", same}, {"omega", same}, {"variance", same}, {"sd", square}, {"sd_fraction", square}, {"cv", square}} {
		if m, ok := block[form.key].(map[string]any); ok {
			for _, k := range sortedKeys(m) {
				put(k, m[k], form.turn)
			}
		}
		for _, k := range sortedKeys(block) {
			if rest, ok := strings.CutPrefix(k, form.key+"_"); ok && rest != "pct" && rest != "fraction" {
				put(rest, block[k], form.turn)
			}
		}
	}
	return variance, found, cvMeaning(block, names, variance, found)
}

// cvMeaning compares a reported coefficient of variation with the variance of
// the same effect.
func cvMeaning(block map[string]any, names []string, variance []float64, found []bool) *bool {
	cv, _ := block["cv_pct"].(map[string]any)
	for _, k := range sortedKeys(cv) {
		x, ok := numberOf(cv[k])
		i := position(names, k)
		if !ok || i < 0 || !found[i] || variance[i] == 0 {
			continue
		}
		x /= 100
		asLog, asSD := math.Abs(math.Log1p(x*x)/variance[i]-1), math.Abs(x*x/variance[i]-1)
		if math.Min(asLog, asSD) < 0.01 && math.Abs(asLog-asSD) > 1e-3 {
			yes := asLog < asSD
			return &yes
		}
	}
	return nil
}

// fromCV fills variances that are reported only as a coefficient of variation.
func fromCV(block map[string]any, names []string, variance []float64, found []bool, cvLog *bool) {
	cv, _ := block["cv_pct"].(map[string]any)
	if cvLog == nil {
		return
	}
	for _, k := range sortedKeys(cv) {
		x, ok := numberOf(cv[k])
		if i := position(names, k); ok && i >= 0 && !found[i] {
			x /= 100
			if variance[i] = x * x; *cvLog {
				variance[i] = math.Log1p(x * x)
			}
			found[i] = true
		}
	}
}

// inPerCent reports an effect whose spread is given as a coefficient of variation.
func inPerCent(block map[string]any, name string) bool {
	cv, _ := block["cv_pct"].(map[string]any)
	return slices.ContainsFunc(sortedKeys(cv), func(k string) bool { return bare(k) == bare(name) })
}

// covariance builds the matrix of one block of effects.
func covariance(block map[string]any, names []string, cvLog *bool) ([][]float64, *bool, error) {
	n := len(names)
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, n)
	}
	if done, err := lowerTriangle(block, names, out); done || err != nil {
		return out, nil, errors.Join(err, alone(names, out))
	}
	variance, found, told := spreads(block, names)
	if told == nil {
		told = cvLog
	}
	fromCV(block, names, variance, found, told)
	for i, ok := range found {
		if !ok && inPerCent(block, names[i]) {
			return nil, nil, fmt.Errorf("a coefficient of variation alone does not tell the variance of %s: give omega2 (of the logarithm) or sd beside it", names[i])
		} else if !ok {
			return nil, nil, fmt.Errorf("no variance is given for %s", names[i])
		}
		out[i][i] = variance[i]
	}
	if err := pairs(block, names, out); err != nil {
		return nil, nil, err
	}
	return out, told, alone(names, out)
}

// alone refuses a covariance with an effect that does not vary.
func alone(names []string, a [][]float64) error {
	for i := range a {
		for j := range a {
			if a[i][i] == 0 && a[i][j] != 0 {
				return fmt.Errorf("%s has no variance and a covariance of %g with %s", names[i], a[i][j], names[j])
			}
		}
	}
	return nil
}

// lowerTriangle reads a matrix given row by row in a stated order.
func lowerTriangle(block map[string]any, names []string, out [][]float64) (bool, error) {
	rows, ok := block["omega_lower"].([]any)
	if !ok {
		if rows, ok = block["omega"].([]any); !ok {
			return false, nil
		}
	}
	order := names
	if list, ok := block["order"].([]any); ok {
		order = nil
		for _, v := range list {
			order = append(order, fmt.Sprint(v))
		}
	}
	if len(rows) != len(names) || len(order) != len(names) {
		return true, fmt.Errorf("the matrix has %d rows for %d effects", len(rows), len(names))
	}
	for i, row := range rows {
		cells, _ := row.([]any)
		if len(cells) < i+1 {
			return true, fmt.Errorf("row %d of the matrix is too short", i+1)
		}
		for j := 0; j <= i; j++ {
			x, ok := numberOf(cells[j])
			a, b := position(names, order[i]), position(names, order[j])
			if !ok || a < 0 || b < 0 {
				return true, fmt.Errorf("row %d of the matrix cannot be read or names no effect of the equations", i+1)
			}
			out[a][b], out[b][a] = x, x
		}
	}
	return true, nil
}

// pairs adds covariances (cov_A_B, cov with the pair named by the correlation,
// covariance: {A_B: x}) and correlations.
func pairs(block map[string]any, names []string, out [][]float64) error {
	correlation, _ := block["correlation"].(map[string]any)
	for _, k := range sortedKeys(correlation) {
		if a, b, ok := pairOf(k, names); ok {
			if r, isNumber := numberOf(correlation[k]); isNumber {
				c := r * math.Sqrt(out[a][a]*out[b][b])
				out[a][b], out[b][a] = c, c
			}
		}
	}
	for _, group := range []string{"omega2", "omega", "covariance"} {
		m, _ := block[group].(map[string]any)
		for _, k := range sortedKeys(m) {
			rest, isCov := strings.CutPrefix(k, "cov")
			if group != "covariance" && !isCov {
				continue
			}
			a, b, ok := pairOf(strings.TrimPrefix(rest, "_"), names)
			if !ok {
				if a, b, ok = onlyPair(correlation, names); !ok {
					return fmt.Errorf("the covariance %q does not say between which effects", k)
				}
			}
			x, _ := numberOf(m[k])
			out[a][b], out[b][a] = x, x
		}
	}
	return nil
}

// onlyPair is the pair that a bare "cov" must mean: the correlated one, or the
// only two effects there are.
func onlyPair(correlation map[string]any, names []string) (int, int, bool) {
	if len(correlation) == 1 {
		return pairOf(sortedKeys(correlation)[0], names)
	}
	return 0, 1, len(names) == 2 && len(correlation) == 0
}

// pairOf splits A_B into two effects.
func pairOf(key string, names []string) (int, int, bool) {
	for i := range key {
		if key[i] != '_' {
			continue
		}
		a, b := position(names, key[:i]), position(names, key[i+1:])
		if a >= 0 && b >= 0 && a != b {
			return a, b, true
		}
	}
	return 0, 0, false
}

// cholesky gives the lower factor of a positive definite matrix; a matrix that
// is so only in exact arithmetic is lifted by 1e-10 of its diagonal.
func cholesky(a [][]float64) ([][]float64, error) {
	n := len(a)
	for _, lift := range []float64{0, 1e-10} {
		l, ok := identity(n, 0), true
		for i := range l {
			for j := 0; j <= i && ok; j++ {
				sum := a[i][j]
				if i == j {
					sum *= 1 + lift
				}
				for k := 0; k < j; k++ {
					sum -= l[i][k] * l[j][k]
				}
				if i != j {
					l[i][j] = sum / l[j][j]
				} else if ok = sum > 0; ok {
					l[i][i] = math.Sqrt(sum)
				}
			}
		}
		if ok {
			return l, nil
		}
	}
	return nil, fmt.Errorf("the covariance matrix of the random effects is not positive definite")
}

// forms are the keys under which a block carries the spread of each effect.
var forms = []string{"omega2", "omega", "variance", "sd", "sd_fraction", "cv", "cv_pct"}

// lostSpreads refuses a spread, a covariance or a correlation of an effect that
// the equations do not have: what the paper varies would stay fixed.
func lostSpreads(path string, block map[string]any, names []string, bad *problems) {
	for _, form := range forms {
		m, _ := block[form].(map[string]any)
		for _, k := range sortedKeys(m) {
			x, isNumber := numberOf(m[k])
			if isNumber && x != 0 && position(names, k) < 0 && !strings.HasPrefix(k, "cov") {
				bad.at(path+"."+form+"."+k, "the equations have no such effect (%s)", strings.Join(names, ", "))
			}
		}
	}
	for _, form := range []string{"correlation", "covariance"} {
		m, _ := block[form].(map[string]any)
		for _, k := range sortedKeys(m) {
			_, isNumber := numberOf(m[k])
			if _, _, ok := pairOf(strings.TrimPrefix(strings.TrimPrefix(k, "cov"), "_"), names); isNumber && !ok && len(names) != 2 {
				bad.at(path+"."+form+"."+k, "the equations have no such pair of effects (%s)", strings.Join(names, ", "))
			}
		}
	}
}

// spreadsInPerCent finds coefficients of variation that were written as fractions
// where per cent are expected, and the other way round.
func (f *ModelFile) spreadsInPerCent() []Problem {
	var bad problems
	for path, block := range map[string]any{"iiv": f.IIV, "iov": f.IOV} {
		m, _ := block.(map[string]any)
		per, _ := m["cv_pct"].(map[string]any)
		for _, k := range sortedKeys(per) {
			if x, ok := numberOf(per[k]); ok && x > 0 && x < 1 {
				bad.at(path+".cv_pct."+k, "%g would be %g %%: per cent are expected here", x, x)
			}
		}
		share, _ := m["cv"].(map[string]any)
		for _, k := range sortedKeys(share) {
			if x, ok := numberOf(share[k]); ok && x > 5 {
				bad.at(path+".cv."+k, "%g would be %g %%: a fraction is expected here", x, 100*x)
			}
		}
	}
	slices.SortFunc(bad.list, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) })
	return bad.list
}
