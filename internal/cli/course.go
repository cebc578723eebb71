package cli

import (
	"io"
	"strings"

	"github.com/dayzero-hsct/dayzero/course"
)

// courseCommand computes endpoints of the course after transplant.
type courseCommand struct {
	Assess courseAssess `cmd:"" help:"Engraftment, GVHD, VOD, TMA and further endpoints, one result per line."`
}

// courseAssess computes one endpoint per line.
type courseAssess struct{ batchFlags }

// Help lists the endpoints.
func (courseAssess) Help() string {
	return `Lines are {"id","endpoint","input":{…}}; a result names its definition, its edition and what was not known. null is unknown, never 0 and never normal.` +
		"\n\nEndpoints: " + strings.Join(course.Endpoints(), ", ") + "."
}

// Run computes the endpoints.
func (c courseAssess) Run(s *session) error {
	return s.batch(c.batchFlags, nil, func(in io.Reader, out io.Writer) error {
		_, err := course.RunAssess(in, out)
		return err
	})
}

// donorsCommand will search registries of donors.
type donorsCommand struct {
	Generate donorsGenerate `cmd:"" help:"A synthetic registry for trials (not built yet)."`
	Import   donorsImport   `cmd:"" help:"Take a registry in (not built yet)."`
	Search   donorsSearch   `cmd:"" help:"Search a registry (not built yet)."`
}

// donorsGenerate will make a synthetic registry.
type donorsGenerate struct {
	Frequencies string `placeholder:"FILE" help:"Haplotype frequencies."`
	Count       int    `placeholder:"N" help:"Donors to make."`
	Seed        uint64 `placeholder:"S" help:"Seed: the same one gives the same registry."`
	Output      string `short:"o" name:"output" placeholder:"FILE" help:"Where the registry goes."`
}

// Run says that it is not built yet.
func (donorsGenerate) Run() error { return notBuilt("donors generate") }

// donorsImport will take a registry in.
type donorsImport struct {
	File string `arg:"" name:"FILE" help:"Registry file."`
}

// Run says that it is not built yet.
func (donorsImport) Run() error { return notBuilt("donors import") }

// donorsSearch will search a registry.
type donorsSearch struct {
	Patient       string `placeholder:"GL" help:"Typing of the patient as a genotype list string."`
	MaxMismatches int    `name:"max-mismatches" placeholder:"N" help:"Mismatches allowed."`
	Top           int    `placeholder:"N" help:"Donors shown."`
	JSON          bool   `name:"json" help:"The result as JSON."`
}

// Run says that it is not built yet.
func (donorsSearch) Run() error { return notBuilt("donors search") }
