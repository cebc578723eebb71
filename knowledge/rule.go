package knowledge

import (
	"fmt"
	"math"
	"path"
	"regexp"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
)

var (
	ruleScopes    = []string{"option", "child", "donor", "graft", "imaging", "transfusion"}
	ruleEffects   = []string{"stop", "caution", "gap", "refuse", "gate", "exclude", "block", "note"}
	unknownModes  = []string{"gap", "fires", "quiet"}
	overrulers    = []string{"two-person", "reason", "geneticist", "none"}
	verdicts      = []string{"", "contraindicated", "not-recommended", "possible", "listed"}
	variableTypes = map[string]*cel.Type{"bool": cel.BoolType, "string": cel.StringType, "int": cel.IntType, "double": cel.DoubleType}

	placeholder = regexp.MustCompile(`\{([a-z0-9_]+)\}`)
)

// maxRuleCost bounds the work of one condition; shipped rules stay below 40.
const maxRuleCost = 500

// loadRules reads the variables, then every rule, and compiles the conditions.
func (l *loader) loadRules() {
	l.base.programs = map[string]cel.Program{}
	if d := l.docs[variablesFile]; d != nil {
		read(l, d, l.addVariables)
	} else {
		l.add(Problem{File: variablesFile, Sentence: "the table of variables is missing"})
	}
	opts := []cel.EnvOption{cel.ClearMacros()}
	for _, v := range l.base.variables {
		opts = append(opts, cel.Variable(v.Name, variableTypes[v.Type]))
	}
	env, err := cel.NewEnv(opts...)
	if err != nil {
		l.add(Problem{File: variablesFile, Sentence: "the variables make no CEL environment: " + err.Error()})
		return
	}
	l.base.env = env
	for _, p := range l.paths {
		if path.Base(p) == "rule.yaml" && path.Dir(path.Dir(p)) == "rule" && l.docs[p] != nil {
			read(l, l.docs[p], l.addRule)
		}
	}
	l.checkCalendarConditions()
}

func (l *loader) addVariables(d *document, raw rawVariables) {
	for i, v := range raw.Variables {
		at := fmt.Sprintf("$.variables[%d]", i)
		if _, ok := variableTypes[v.Type]; !ok {
			l.add(d.at(at+".type", "the type is %q; accepted are bool, string, int, double", v.Type))
			continue
		}
		l.claim(d, at+".name", "variable", v.Name)
		l.needText(d, at+".text", v.Text, true)
		if v.Type == "double" && v.Unit == "" {
			l.add(d.at(at, "the number %s has no unit", v.Name))
		}
		l.base.variables = append(l.base.variables, Variable{Name: v.Name, Type: v.Type, Unit: v.Unit, Text: textOf(v.Text), Values: v.Values})
	}
}

func (l *loader) addRule(d *document, raw rawRule) {
	l.claim(d, "$.id", "rule", raw.ID)
	if folder := path.Base(path.Dir(d.path)); folder != raw.ID {
		l.add(d.at("$.id", "the folder is called %s but holds the rule %q", folder, raw.ID))
	}
	l.oneOf(d, "$.scope", "the scope", raw.Scope, ruleScopes)
	l.oneOf(d, "$.effect", "the effect", raw.Effect, ruleEffects)
	l.oneOf(d, "$.when_unknown", "when_unknown", raw.WhenUnknown, unknownModes)
	l.oneOf(d, "$.overrule", "overrule", raw.Overrule, overrulers)
	l.oneOf(d, "$.verdict", "the verdict", raw.Verdict, verdicts)
	if raw.Verdict != "" && raw.Scope != "option" {
		l.add(d.at("$.verdict", "a verdict belongs to the scope option only"))
	}
	l.needText(d, "$.title", raw.Title, true)
	l.needText(d, "$.message", raw.Message, true)
	l.needText(d, "$.action", raw.Action, true)
	r := Rule{
		ID: raw.ID, Scope: raw.Scope, Effect: raw.Effect, When: raw.When, WhenUnknown: raw.WhenUnknown,
		Title: textOf(raw.Title), Message: textOf(raw.Message), Action: textOf(raw.Action),
		Status: l.status(d, "$.status", raw.Status), Sources: l.resolve(d, "$.sources", raw.Sources),
		Overrule: raw.Overrule, Verdict: raw.Verdict, Requires: raw.Requires,
	}
	l.mustAct(d, "$.status", "a rule", r.Status)
	if r.Effect == "stop" && r.Overrule == "reason" {
		l.add(d.at("$.overrule", "a stop is passed by two people, by the geneticist or by nobody, not with a reason alone"))
	}
	l.checkPlaceholders(d, raw)
	if prg := l.compile(d, "$.when", raw.When); prg != nil {
		l.base.programs[raw.ID] = prg
	}
	l.base.rules = append(l.base.rules, r)
}

// checkPlaceholders makes sure both languages name the same declared variables.
func (l *loader) checkPlaceholders(d *document, raw rawRule) {
	en, zh := placeholders(raw.Message.EN), placeholders(raw.Message.ZH)
	if !slices.Equal(en, zh) {
		l.add(d.at("$.message", "the English message names the variables %v, the Chinese one %v", en, zh))
	}
	for _, name := range en {
		if !slices.ContainsFunc(l.base.variables, func(v Variable) bool { return v.Name == name }) {
			l.add(d.at("$.message", "the message names the undeclared variable %s", name))
		}
	}
}

func placeholders(s string) []string {
	var out []string
	for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
		out = append(out, m[1])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// compile turns a condition into a program that keeps unknowns apart.
func (l *loader) compile(d *document, at, condition string) cel.Program {
	prg, err := compileCondition(l.base.env, condition)
	if err != nil {
		l.add(d.at(at, "%s", err.Error()))
		return nil
	}
	return prg
}

func compileCondition(env *cel.Env, condition string) (cel.Program, error) {
	ast, issues := env.Compile(condition)
	if err := issues.Err(); err != nil {
		var parts []string
		for _, e := range issues.Errors() {
			parts = append(parts, fmt.Sprintf("column %d: %s", e.Location.Column()+1, firstLine(e.Message)))
		}
		return nil, fmt.Errorf("the condition %q is refused: %s", condition, strings.Join(parts, "; "))
	}
	if ast.OutputType() != cel.BoolType {
		return nil, fmt.Errorf("the condition %q gives %s, not true or false", condition, ast.OutputType())
	}
	prg, err := env.Program(ast, cel.EvalOptions(cel.OptPartialEval), cel.CostLimit(maxRuleCost))
	if err != nil {
		return nil, fmt.Errorf("the condition %q cannot be prepared: %w", condition, err)
	}
	return prg, nil
}

func (l *loader) checkCalendarConditions() {
	for _, p := range l.paths {
		d := l.docs[p]
		if path.Dir(p) != "calendar" || d == nil {
			continue
		}
		var raw rawCalendar
		if len(d.decode(&raw)) > 0 {
			continue // already reported
		}
		for i, it := range raw.Items {
			if it.Applies == "" {
				continue
			}
			if prg := l.compile(d, fmt.Sprintf("$.items[%d].applies", i), it.Applies); prg != nil {
				l.base.programs["calendar "+it.ID] = prg
			}
		}
	}
}

// convert brings a fact to the type its variable declares.
func convert(v Variable, value any) (any, error) {
	switch v.Type {
	case "bool":
		if b, ok := value.(bool); ok {
			return b, nil
		}
	case "string":
		if s, ok := value.(string); ok {
			return s, nil
		}
	case "int":
		switch n := value.(type) {
		case int:
			return int64(n), nil
		case int64:
			return n, nil
		case uint64:
			if n <= math.MaxInt64 {
				return int64(n), nil
			}
		}
	case "double":
		f, ok := asFloat(value)
		if ok && !math.IsNaN(f) && !math.IsInf(f, 0) {
			return f, nil
		}
	}
	return nil, fmt.Errorf("the fact %s has the value %v (%T) where a %s is declared", v.Name, value, value, v.Type)
}

func asFloat(value any) (float64, bool) {
	switch n := value.(type) {
	case float64:
		return n, true
	case int:
		return float64(n), true
	case int64:
		return float64(n), true
	case uint64:
		return float64(n), true
	}
	return 0, false
}
