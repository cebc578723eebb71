package casefile

import (
	"bytes"
	"fmt"
	"strconv"
	"testing"

	"github.com/goccy/go-yaml/ast"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/dayzero-hsct/dayzero/examples"
)

const schemaFile = "../../docs/case.schema.json"

func TestTheCommittedSchemaIsTheGeneratedOne(t *testing.T) {
	golden(t, schemaFile, Schema())
}

func compiled(t testing.TB) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("case.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := compiler.Compile("case.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// plainValue turns the tree of a file into what a JSON Schema looks at.
func plainValue(n ast.Node) any {
	switch x := n.(type) {
	case *ast.MappingNode:
		m := map[string]any{}
		for _, v := range x.Values {
			m[v.Key.GetToken().Value] = plainValue(v.Value)
		}
		return m
	case *ast.SequenceNode:
		list := []any{}
		for _, v := range x.Values {
			list = append(list, plainValue(v))
		}
		return list
	case *ast.BoolNode:
		return x.Value
	case *ast.NullNode:
		return nil
	case *ast.IntegerNode:
		if i, err := strconv.Atoi(x.GetToken().Value); err == nil {
			return i
		}
	}
	s, _ := scalar(n)
	return s
}

func tree(t testing.TB, data []byte) any {
	t.Helper()
	var problems list
	n, ok := readTree(data, &problems)
	if !ok {
		t.Fatal(problems.sorted())
	}
	return plainValue(n)
}

func TestEveryExampleIsValidUnderTheSchema(t *testing.T) {
	s := compiled(t)
	for _, name := range exampleFiles(t) {
		t.Run(name, func(t *testing.T) {
			data, err := examples.Files.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Validate(tree(t, data)); err != nil {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestTheSchemaRefusesWhatTheReaderRefuses(t *testing.T) {
	s := compiled(t)
	entry := "  - {id: w, kind: measurement, at: 2024-12-17, source: synthetic, data: {what: body-weight, value: 6.75 kg}}\n"
	if err := s.Validate(tree(t, []byte(tiny+entry))); err == nil {
		// the id w is used twice, which only the reader sees
		if _, problems := Parse(bytes.NewReader([]byte(tiny+entry)), "x"); len(problems) != 1 {
			t.Errorf("got %v", problems)
		}
	} else {
		t.Errorf("%v", err)
	}
	for name, line := range map[string]string{
		"an unknown key":     "  - {id: x, kind: note, at: 2024-12-17, source: s, data: {text: a, colour: b}}\n",
		"an unknown kind":    "  - {id: x, kind: notes, at: 2024-12-17, source: s, data: {text: a}}\n",
		"a missing source":   "  - {id: x, kind: note, at: 2024-12-17, data: {text: a}}\n",
		"a word off list":    "  - {id: x, kind: blood-group, at: 2024-12-17, source: s, data: {abo: C, rhd: positive}}\n",
		"a number alone":     "  - {id: x, kind: measurement, at: 2024-12-17, source: s, data: {what: w, value: 6}}\n",
		"a date of its own":  "  - {id: x, kind: note, at: 17.12.2024, source: s, data: {text: a}}\n",
		"an id with capital": "  - {id: X, kind: note, at: 2024-12-17, source: s, data: {text: a}}\n",
	} {
		t.Run(name, func(t *testing.T) {
			if err := s.Validate(tree(t, []byte(tiny+line))); err == nil {
				t.Error("the schema accepts it")
			}
			if _, problems := Parse(bytes.NewReader([]byte(tiny+line)), "x"); len(problems) == 0 {
				t.Error("the reader accepts it")
			}
		})
	}
}

func ExampleParse() {
	file := `dayzero: case/1
id: c
title: {en: Case}
author: demonstration
centre: {name: {en: Centre}, timezone: Asia/Shanghai}
entries:
  - {id: child, kind: person, at: 2024-10-03, source: synthetic, data: {role: recipient, label: {en: Child}, sex: male}}
  - {id: w, kind: measurement, at: 2024-12-17, source: synthetic, data: {what: body-weight, value: 6.75}}
  - {id: n, kind: note, at: 2024-02-30, source: synthetic, data: {txt: hello}}
`
	_, problems := Parse(bytes.NewReader([]byte(file)), "case.yaml")
	for _, p := range problems {
		fmt.Println(p.Error())
	}
	// Output:
	// case.yaml:8:100: entries[w].data.value: a value "6.75" has no unit; write one of kg, mg, 10*9/L, g/L, %, and others in UCUM
	// case.yaml:9:29: entries[n].at: the calendar has no day 2024-02-30
	// case.yaml:9:66: entries[n].data.text: this is missing
	// case.yaml:9:67: entries[n].data.txt: this key is not known here; did you mean text?
}
