package survival

import "math"

// Transform is the scale on which the confidence limits of a probability are
// symmetric, before they are carried back (Klein & Moeschberger, Survival
// Analysis, 2nd ed., section 4.3; Borgan & Liestøl, Scand J Stat 1990;17:35).
type Transform string

// The five transforms. R's default is Log, that of Stata and SAS is LogLog.
const (
	LogLog  Transform = "log-log" // the default: log(-log p)
	Log     Transform = "log"     // log p
	Plain   Transform = "plain"   // p itself, cut at 0 and 1
	Logit   Transform = "logit"   // log(p/(1-p))
	Arcsine Transform = "arcsin"  // arcsine of the square root of p
)

// Transforms lists the names in the order in which help pages show them.
var Transforms = []Transform{LogLog, Log, Plain, Logit, Arcsine}

func (t Transform) orDefault() (Transform, error) {
	if t == "" {
		return LogLog, nil
	}
	for _, k := range Transforms {
		if t == k {
			return t, nil
		}
	}
	return t, optionError("there is no transform %q; known are log-log, log, plain, logit, arcsin", string(t))
}

// level turns a confidence level into the normal quantile; 0 means 0.95.
func level(confidence float64) (lvl, z float64, err error) {
	if confidence == 0 {
		confidence = 0.95
	}
	if !(confidence > 0 && confidence < 1) {
		return confidence, 0, optionError("the confidence level %v is not between 0 and 1", confidence)
	}
	return confidence, normalQuantile(0.5 + confidence/2), nil
}

// limits of a probability p with standard error se; NaN where the transform has
// no value (p at 0 or 1) or se does not exist.
func (t Transform) limits(p, se, z float64) (lower, upper float64) {
	nan := math.NaN()
	if math.IsNaN(se) || math.IsNaN(p) {
		return nan, nan
	}
	switch t {
	case Plain:
		return math.Max(p-z*se, 0), math.Min(p+z*se, 1)
	case Log:
		if p <= 0 {
			return nan, nan
		}
		return p * math.Exp(-z*se/p), math.Min(p*math.Exp(z*se/p), 1)
	}
	if p <= 0 || p >= 1 {
		return nan, nan
	}
	switch t {
	case Logit:
		l, h := math.Log(p/(1-p)), z*se/(p*(1-p))
		return 1 / (1 + math.Exp(h-l)), 1 / (1 + math.Exp(-h-l))
	case Arcsine:
		a, h := math.Asin(math.Sqrt(p)), z*se/(2*math.Sqrt(p*(1-p)))
		lo, up := math.Sin(math.Max(0, a-h)), math.Sin(math.Min(math.Pi/2, a+h))
		return lo * lo, up * up
	}
	h := z * se / (p * math.Log(p)) // negative, as log p is
	l := math.Log(-math.Log(p))
	return math.Exp(-math.Exp(l - h)), math.Exp(-math.Exp(l + h))
}

// Estimate is a value with its confidence limits; what does not exist is NaN.
type Estimate struct{ Value, Lower, Upper float64 }

// atQuantile finds the time at which the falling curve y (of x) has lost the
// share p, with R's rules: values within the time tolerance of the level count as
// on it; on a flat step exactly at the level the answer is the midpoint of the
// step, and the last time closes a step that never ends. NaN: not reached.
func atQuantile(x, y []float64, p, last float64) float64 {
	first, next := math.NaN(), math.NaN()
	for i := range x {
		lost := 1 - y[i]
		if math.IsNaN(lost) {
			continue
		}
		if math.IsNaN(first) && lost >= p-timeTolerance {
			first = x[i]
		}
		if lost >= p+timeTolerance {
			next = x[i]
			break
		}
	}
	if math.IsNaN(next) && !math.IsNaN(first) {
		next = last
	}
	return (first + next) / 2
}
