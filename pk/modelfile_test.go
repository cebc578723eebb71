package pk

import (
	"bytes"
	"os"
	"testing"

	"github.com/goccy/go-yaml"
)

const knowledgeFolder = "../../shared/knowledge/pk"

// yamlModel decodes a knowledge file through JSON, as the adapter does.
func yamlModel(t testing.TB, file string) *ModelFile {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Skip("the knowledge files are not beside this repository: ", err)
	}
	js, err := yaml.YAMLToJSON(data)
	if err != nil {
		t.Fatal(err)
	}
	f, err := DecodeModel(bytes.NewReader(js))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func compileLibrary(t testing.TB, id string) *Model {
	t.Helper()
	all, err := Library()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		if m.File.ID == id {
			return m
		}
	}
	t.Fatalf("the library has no model %s", id)
	return nil
}
