package knowledge

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// Facts are the inputs of the rules: variable name to bool, string, int64 or
// float64 (int is taken too). An absent key is unknown.
type Facts map[string]any

// Result is what a condition came to.
type Result string

// The three results. Unknown means that a missing input could still turn it.
const (
	Fires   Result = "fires"
	Quiet   Result = "quiet"
	Unknown Result = "unknown"
)

// Outcome is one rule after evaluation.
type Outcome struct {
	Rule Rule
	// Result is final: where an input is missing, Rule.WhenUnknown decided between
	// Fires, Quiet and Unknown (a gap to be shown).
	Result Result
	// Assumed tells that an input was missing and WhenUnknown decided.
	Assumed bool
	// Missing are the variables whose absence kept the condition open, sorted; nil
	// when the condition was decided without them.
	Missing []string
	// Message is the rule's message with its {variables} filled in; an unknown one
	// prints as — in English and 未知 in Chinese.
	Message evidence.Text
}

// Evaluate runs every rule of a scope ("" for all), ordered by rule id. A missing
// input is unknown, never false; false && unknown is false, true || unknown is
// true. Errors name facts that are undeclared or of another type than declared;
// no outcome is returned then.
func (b *Base) Evaluate(scope string, facts Facts) ([]Outcome, error) {
	vars, err := b.activation(facts)
	if err != nil {
		return nil, err
	}
	var out []Outcome
	for _, r := range b.rules {
		if scope != "" && r.Scope != scope {
			continue
		}
		result, missing, err := run(b.programs[r.ID], vars)
		if err != nil {
			return nil, fmt.Errorf("the rule %s cannot be evaluated: %w", r.ID, err)
		}
		out = append(out, settle(r, result, missing, facts))
	}
	return out, nil
}

// Applies tells whether a calendar item concerns a child with these facts; an
// item without a condition fires for every child. The second value names the
// inputs that are missing when the result is Unknown.
func (b *Base) Applies(item CalendarItem, facts Facts) (Result, []string, error) {
	if item.Applies == "" {
		return Fires, nil, nil
	}
	prg, ok := b.programs["calendar "+item.ID]
	if !ok {
		return Unknown, nil, fmt.Errorf("the calendar item %q is not part of this base", item.ID)
	}
	vars, err := b.activation(facts)
	if err != nil {
		return Unknown, nil, err
	}
	return run(prg, vars)
}

// activation checks the facts against the declared variables and marks the rest unknown.
func (b *Base) activation(facts Facts) (cel.PartialActivation, error) {
	known := map[string]any{}
	var errs []error
	for name, value := range facts {
		i := slices.IndexFunc(b.variables, func(v Variable) bool { return v.Name == name })
		if i < 0 {
			errs = append(errs, fmt.Errorf("the fact %s is not a declared variable", name))
			continue
		}
		v, err := convert(b.variables[i], value)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		known[name] = v
	}
	if len(errs) > 0 {
		slices.SortFunc(errs, func(x, y error) int { return compareText(x.Error(), y.Error()) })
		return nil, errors.Join(errs...)
	}
	return b.env.PartialVars(known)
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// run evaluates one program; missing inputs come back by name.
func run(prg cel.Program, vars cel.PartialActivation) (Result, []string, error) {
	val, _, err := prg.Eval(vars)
	if err != nil {
		return Unknown, nil, err
	}
	if types.IsUnknown(val) {
		return Unknown, missingOf(val), nil
	}
	switch val {
	case types.True:
		return Fires, nil, nil
	case types.False:
		return Quiet, nil, nil
	}
	return Unknown, nil, fmt.Errorf("the condition gave %v, not true or false", val)
}

func missingOf(val ref.Val) []string {
	unknown, ok := val.(*types.Unknown)
	if !ok {
		return nil
	}
	var names []string
	for _, id := range unknown.IDs() {
		trails, _ := unknown.GetAttributeTrails(id)
		for _, t := range trails {
			names = append(names, t.Variable())
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// settle applies WhenUnknown and writes the message.
func settle(r Rule, result Result, missing []string, facts Facts) Outcome {
	o := Outcome{Rule: r, Result: result, Missing: missing, Message: evidence.Text{
		EN: written(r.Message.EN, spoken{yes: "yes", no: "no", unknown: "not known", missing: "A value that this rule reads is not recorded."}, facts),
		ZH: written(r.Message.ZH, spoken{yes: "是", no: "否", unknown: "未知", missing: "该规则所需的数值尚未记录。"}, facts),
	}}
	if result == Unknown {
		o.Assumed = true
		switch r.WhenUnknown {
		case "fires":
			o.Result = Fires
		case "quiet":
			o.Result = Quiet
		}
	}
	return o
}

// spoken are the words that stand for values in a message of one language.
type spoken struct{ yes, no, unknown, missing string }

// sentence is one sentence of a message with its full stop; the point of a number
// has no space behind it.
var sentence = regexp.MustCompile(`(?s).+?(?:[.] |。|$)`)

// labelled is a value behind a colon: there it may be said that it is not known.
var labelled = regexp.MustCompile(`[:：] ?\{[a-z0-9_]+\}`)

// written is the message with its values. A sentence that is built around a value
// that is not known is left out: nothing takes the place of a missing number.
func written(message string, words spoken, facts Facts) string {
	var out strings.Builder
	for _, s := range sentence.FindAllString(message, -1) {
		missing := slices.ContainsFunc(placeholder.FindAllString(labelled.ReplaceAllString(s, ""), -1), func(m string) bool { return facts[m[1:len(m)-1]] == nil })
		if !missing {
			out.WriteString(fill(s, words, facts))
		}
	}
	if message != "" && out.Len() == 0 {
		return words.missing
	}
	return strings.TrimSpace(out.String())
}

// fill replaces {variables}.
func fill(message string, words spoken, facts Facts) string {
	return placeholder.ReplaceAllStringFunc(message, func(m string) string {
		switch value := facts[m[1:len(m)-1]].(type) {
		case nil:
			return words.unknown
		case bool:
			if value {
				return words.yes
			}
			return words.no
		case float64:
			// Two decimals for the eye; the condition was decided on the full value.
			return strconv.FormatFloat(math.Round(value*100)/100, 'f', -1, 64)
		default:
			return fmt.Sprint(value)
		}
	})
}
