package knowledge

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

//go:embed schema/*.schema.json
var schemaFiles embed.FS

// Schema returns the published JSON Schema with the name, such as "rule".
func Schema(name string) ([]byte, bool) {
	raw, err := schemaFiles.ReadFile("schema/" + name + ".schema.json")
	return raw, err == nil
}

// schemaNames are the schemas by the kind of file.
var schemaNames = []string{"sources", "facts", "disease", "group", "regimen", "platform", "drug",
	"calendar", "checklist", "cases", "rule", "tests", "variables", "model", "exposure", "laboratory", "units"}

// schemaOf names the schema of a file by its place, "" when none applies.
func schemaOf(p string) string {
	switch p {
	case sourcesFile:
		return "sources"
	case checklistFile:
		return "checklist"
	case casesFile:
		return "cases"
	case variablesFile:
		return "variables"
	case laboratoryFile:
		return "laboratory"
	case unitsFile:
		return "units"
	}
	dir := path.Dir(p)
	switch {
	case dir == "evidence":
		return "facts"
	case dir == "regimen/platform":
		return "platform"
	case path.Dir(dir) == "rule":
		return strings.TrimSuffix(path.Base(p), ".yaml")
	case slices.Contains(schemaNames, dir):
		return dir
	}
	return ""
}

var schemas = sync.OnceValues(compileSchemas)

func compileSchemas() (map[string]*jsonschema.Schema, error) {
	c := jsonschema.NewCompiler()
	c.UseLoader(jsonschema.SchemeURLLoader{}) // nothing is fetched from anywhere
	for _, name := range schemaNames {
		raw, _ := Schema(name)
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			return nil, fmt.Errorf("the schema %s is not JSON: %w", name, err)
		}
		if err := c.AddResource(name, doc); err != nil {
			return nil, fmt.Errorf("the schema %s cannot be added: %w", name, err)
		}
	}
	out := map[string]*jsonschema.Schema{}
	for _, name := range schemaNames {
		s, err := c.Compile(name)
		if err != nil {
			return nil, fmt.Errorf("the schema %s cannot be compiled: %w", name, err)
		}
		out[name] = s
	}
	return out, nil
}

// checkSchemas validates every file against its published schema.
func (l *loader) checkSchemas() {
	compiled, err := schemas()
	if err != nil {
		l.add(Problem{File: "schema", Sentence: err.Error()})
		return
	}
	for _, p := range l.paths {
		d, s := l.docs[p], compiled[schemaOf(p)]
		if d == nil || s == nil || d.file.Docs[0].Body == nil {
			continue
		}
		var doc any
		if err := nodeToValue(d.file.Docs[0].Body, &doc); err != nil {
			l.add(d.yamlProblem(err))
			continue
		}
		var invalid *jsonschema.ValidationError
		if errors.As(s.Validate(doc), &invalid) {
			l.schemaProblems(d, invalid)
		}
	}
}

// schemaProblems reports the leaves of a validation error, each at its place.
func (l *loader) schemaProblems(d *document, e *jsonschema.ValidationError) {
	if len(e.Causes) > 0 {
		for _, c := range e.Causes {
			l.schemaProblems(d, c)
		}
		return
	}
	at := yamlPath(e.InstanceLocation)
	if extra, ok := e.ErrorKind.(*kind.AdditionalProperties); ok {
		for _, key := range extra.Properties {
			p := d.at(at, "the key %q is not known here", key)
			if pos := d.keyPlace(at, key); pos.Line > 0 {
				p.Line, p.Column = pos.Line, pos.Column
			}
			l.add(p)
		}
		return
	}
	words := e.ErrorKind.LocalizedString(message.NewPrinter(language.English))
	l.add(d.at(at, "against the schema: %s", words))
}

func yamlPath(location []string) string {
	at := "$"
	for _, part := range location {
		if _, err := strconv.Atoi(part); err == nil {
			at += "[" + part + "]"
			continue
		}
		at += "." + part
	}
	return at
}
