package pk

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// residualKind says how additive and proportional error combine.
type residualKind uint8

const (
	varianceAdds residualKind = iota // v = (b f)² + a², as in NONMEM
	sdAdds                           // sd = a + b f, as in Monolix's combined1
	onLogs                           // log DV = log f + e
)

// residual is the residual error model in the concentration unit of the model.
type residual struct {
	kind        residualKind
	add, prop   float64 // standard deviations
	additiveIn  string  // unit of add as reported
	description string
}

// variance of a level whose prediction is f.
func (r residual) variance(f float64) float64 {
	switch r.kind {
	case sdAdds:
		s := r.add + r.prop*f
		return s * s
	case onLogs:
		return r.prop * r.prop
	}
	return r.prop*r.prop*f*f + r.add*r.add
}

// sizes are the keys under which a block carries the size of an error, with the
// power of it that stands there: 1 a standard deviation, 2 a variance.
type sizes []struct {
	key   string
	power float64
}

var (
	proportionalSizes = sizes{{"proportional_sd_fraction", 1}, {"proportional_sd", 1}, {"proportional", 1},
		{"proportional_var", 2}, {"sigma_prop_var", 2}, {"proportional_variance", 2}}
	additiveSizes = sizes{{"additive_sd", 1}, {"additive", 1}, {"additive_var", 2}, {"sigma_add_var", 2}, {"additive_variance", 2}}
	logSizes      = sizes{{"sd_log", 1}, {"sd", 1}, {"proportional_sd_fraction", 1}}
)

// remarked are numbers of the block that belong to no error: what else was
// reported, and how sure it is.
var remarked = []string{"disputed_alternative", "rse_pct", "shrinkage_pct", "n"}

// residualBlock is the block while it is read; what no key takes up is refused,
// for it would be lost.
type residualBlock struct {
	values map[string]any
	taken  map[string]bool
	bad    problems
}

// size gives the standard deviation that a block carries under one of the keys.
// Two that differ are refused.
func (b *residualBlock) size(keys sizes) (sd float64, found bool) {
	for _, k := range keys {
		v, given := b.values[k.key]
		if !given || v == nil {
			continue
		}
		b.taken[k.key] = true
		x, isNumber := numberOf(v)
		switch x = math.Pow(x, 1/k.power); {
		case !isNumber, !(x >= 0), math.IsInf(x, 0):
			b.bad.at("", "the residual error must be positive: %s is %v", k.key, v)
		case found && math.Abs(x-sd) > 0.01*math.Max(x, sd):
			b.bad.at("", "%s (a deviation of %.4g) contradicts the size above it (%.4g)", k.key, x, sd)
		case !found:
			sd, found = x, true
		}
	}
	return sd, found
}

// combination settles how the two parts of a combined error add up; words that
// say something else are refused, for the two conventions differ most where both
// parts matter.
func (b *residualBlock) combination(r *residual, kind string) {
	says := func(text string, words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(strings.ToLower(text), w) })
	}
	combine, given := b.values["combine"].(string)
	switch {
	case says(kind, "sd adds", "sds add", "deviations add", "combined1"):
		r.kind = sdAdds
	case given && says(combine, "variance", "combined2") == says(combine, "sd", "deviation"):
		b.bad.at("", "combine is %q: write variances add or SDs add", combine)
	case says(combine, "sd", "deviation"):
		r.kind = sdAdds
	}
}

// lost refuses numbers that no error model has taken up.
func (b *residualBlock) lost() {
	for _, k := range sortedKeys(b.values) {
		if _, isNumber := numberOf(b.values[k]); isNumber && !b.taken[k] && !slices.Contains(remarked, k) {
			b.bad.at("", "nothing reads the number under %s", k)
		}
	}
}

// readResidual reads the block; ok is false where no magnitude is reported.
func readResidual(v any) (r residual, ok bool, err error) {
	m, isMap := v.(map[string]any)
	if !isMap {
		return r, false, nil
	}
	b := &residualBlock{values: m, taken: map[string]bool{}}
	r.description = fmt.Sprint(m["type"])
	kind := strings.ToLower(r.description + " " + fmt.Sprint(m["combine"]))
	r.additiveIn, _ = m["additive_unit"].(string)
	if r.additiveIn == "" {
		r.additiveIn, _ = m["unit"].(string)
	}
	if strings.Contains(kind, "log") {
		r.kind = onLogs
		r.prop, ok = b.size(logSizes)
	} else {
		b.combination(&r, kind)
		var added bool
		r.prop, ok = b.size(proportionalSizes)
		r.add, added = b.size(additiveSizes)
		ok = ok || added
	}
	b.lost()
	switch {
	case ok && r.prop == 0 && r.add == 0 && len(b.bad.list) == 0:
		b.bad.at("", "the residual error must be positive")
	case r.prop > widestError:
		b.bad.at("", "a proportional error of %g is %g %%: a fraction is expected here", r.prop, 100*r.prop)
	}
	if len(b.bad.list) > 0 {
		var said []string
		for _, p := range b.bad.list {
			said = append(said, p.Sentence)
		}
		return r, false, errors.New(strings.Join(said, "; "))
	}
	return r, ok, nil
}

// widestError is a proportional error that no assay and no model has: 200 %. Ten
// where a tenth was meant makes every level worthless without a word (our own
// limit).
const widestError = 2
