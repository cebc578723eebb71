package pk

import (
	"embed"
	"fmt"
	"io/fs"
	"sync"
)

// library holds the published models that have formulas to run, as recorded in
// the knowledge base; all of them are uncommissioned.
//
//go:embed library/*.json
var library embed.FS

// Library compiles the models that ship with the product, in the order of their
// ids. They are uncommissioned: they compute in reference mode.
func Library() ([]*Model, error) { return compiledLibrary() }

var compiledLibrary = sync.OnceValues(func() ([]*Model, error) {
	var out []*Model
	names, err := fs.Glob(library, "library/*.json")
	if err != nil {
		return nil, fmt.Errorf("the model library cannot be listed: %w", err)
	}
	for _, name := range names {
		file, err := library.Open(name)
		if err != nil {
			return nil, fmt.Errorf("the model %s cannot be opened: %w", name, err)
		}
		f, err := DecodeModel(file)
		_ = file.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		m, err := Compile(f)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, m)
	}
	return out, nil
})
