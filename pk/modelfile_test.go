package pk

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"
)

const knowledgeFolder = "../../shared/knowledge/pk"

// yamlModel decodes a knowledge file through JSON, as the adapter does.
func yamlModel(t testing.TB, file string) *ModelFile {
	t.Helper()
	if _, err := os.Stat(file); err != nil {
		t.Skip("the knowledge files are not beside this repository: ", err)
	}
	f, err := readYAML(file)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func readYAML(file string) (*ModelFile, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	js, err := yaml.YAMLToJSON(data)
	if err != nil {
		return nil, err
	}
	return DecodeModel(bytes.NewReader(js))
}

// shipped compiles the model files of the product that run, in the order of
// their names.
func shipped(t testing.TB) []*Model {
	t.Helper()
	all, err := shippedModels()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var shippedModels = sync.OnceValues(func() ([]*Model, error) {
	files, err := filepath.Glob("../knowledge/model/*.yaml")
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no model files: %v", err)
	}
	var out []*Model
	for _, name := range files {
		f, err := readYAML(name)
		if err != nil {
			return nil, err
		}
		m, err := Compile(f)
		if err != nil && TierOf(f.Evidence.Tier.EN).Doses() && f.Structure.Type == "" {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if err == nil {
			out = append(out, m)
		}
	}
	return out, nil
})

func compileLibrary(t testing.TB, id string) *Model {
	t.Helper()
	for _, m := range shipped(t) {
		if m.File.ID == id {
			return m
		}
	}
	t.Fatalf("there is no model %s that runs", id)
	return nil
}

// The numbers of each file, computed from its own formulas.
func TestTheCheckValuesOfEveryModelHold(t *testing.T) {
	for _, m := range shipped(t) {
		if err := m.RunChecks(); err != nil {
			t.Errorf("%s: %v", m.File.ID, err)
		}
	}
}
