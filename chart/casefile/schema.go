package casefile

import (
	"encoding"
	"encoding/json"
	"reflect"

	"github.com/dayzero-hsct/dayzero/chart"
)

// object is one piece of a JSON Schema.
type object = map[string]any

// Schema gives the case file as JSON Schema, draft 2020-12, for editors that
// complete and check while one types. It is made from the same tags as the
// reader, so the two agree on keys, required values and lists of words. What no
// schema can say (units that fit, dates that exist, references, birth before
// Day 0) only Parse checks. The bytes are always the same.
func Schema() []byte {
	definitions := object{"text": textSchema(), "answer": answerSchema, "entry": entrySchema()}
	for _, k := range chart.Kinds() {
		if payload, err := chart.New(k); err == nil {
			definitions["kind-"+string(k)] = structSchema(reflect.TypeOf(payload).Elem())
		}
	}
	root := structSchema(reflect.TypeFor[header]())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$id"] = "https://github.com/dayzero-hsct/dayzero/docs/case.schema.json"
	root["title"] = "Dayzero case file, " + Format
	root["description"] = "One child: the centre's settings and every entry of the record. Every number carries its unit, every entry its source."
	root["$defs"] = definitions
	root["properties"].(object)["entries"] = object{"type": "array", "minItems": 1, "items": object{"$ref": "#/$defs/entry"}}
	out, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		return nil // the schema is made of strings and maps only
	}
	return append(out, '\n')
}

const idPattern = "^[a-z0-9][a-z0-9-]{0,63}$"

// entrySchema chooses the form of data by kind.
func entrySchema() object {
	s := structSchema(reflect.TypeFor[line]())
	properties := s["properties"].(object)
	kinds, choices := []any{}, []any{}
	for _, k := range chart.Kinds() {
		kinds = append(kinds, string(k))
		choices = append(choices, object{
			"if":   object{"properties": object{"kind": object{"const": string(k)}}, "required": []string{"kind"}},
			"then": object{"properties": object{"data": object{"$ref": "#/$defs/kind-" + string(k)}}},
		})
	}
	properties["kind"] = object{"enum": kinds, "description": "kind of entry"}
	properties["data"] = object{"type": "object", "description": "what the entry says, by its kind"}
	properties["synthetic"] = object{"type": "boolean", "description": "true for an invented value"}
	s["allOf"] = choices
	return s
}

func structSchema(t reflect.Type) object {
	properties, required := object{}, []string{}
	for _, f := range fieldsOf(t) {
		s := valueSchema(f.typ)
		if len(f.enum) > 0 {
			s = object{"enum": f.enum}
		}
		if f.name == "id" {
			s["pattern"] = idPattern
		}
		if f.doc != "" {
			s["description"] = f.doc
		}
		properties[f.name] = s
		if f.required {
			required = append(required, f.name)
		}
	}
	s := object{"type": "object", "additionalProperties": false, "properties": properties}
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}

func textSchema() object {
	s := structSchema(textType)
	s["description"] = "words in English and Simplified Chinese"
	return s
}

var answerSchema = object{"enum": []any{"yes", "no", "unknown", true, false}, "description": "three-state answer; left out when nobody has said"}

const (
	datePattern   = `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`
	momentPattern = `^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$`
	valuePattern  = `^\s*(<=?|>=?|≤|≥)? ?[-+]?[0-9]`
)

func valueSchema(t reflect.Type) object {
	switch {
	case t == nodeType:
		return object{}
	case t == momentType:
		return object{"type": "string", "pattern": momentPattern}
	case t == answerType:
		return object{"$ref": "#/$defs/answer"}
	case t == textType:
		return object{"$ref": "#/$defs/text"}
	case t == dateType:
		return object{"type": "string", "pattern": datePattern}
	case reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		return object{"type": "string", "pattern": valuePattern}
	}
	switch t.Kind() {
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Int:
		return object{"type": "integer", "minimum": -100_000, "maximum": 100_000}
	case reflect.Slice:
		return object{"type": "array", "minItems": 1, "items": valueSchema(t.Elem())}
	case reflect.Map:
		list := object{"type": "array", "minItems": 1, "items": object{"type": "string"}}
		return object{"type": "object", "minProperties": 1, "additionalProperties": object{"anyOf": []any{object{"type": "string"}, list}}}
	case reflect.Struct:
		return structSchema(t)
	}
	return object{"type": []string{"string", "number", "boolean"}}
}
