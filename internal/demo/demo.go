// Package demo holds what a demonstration shows: the example cases that ship
// with the product, and an invented programme of transplants.
//
// Everything is synthetic, or marked as taken from a press report, and says so
// in the data itself. None of it enters evidence. The same seed gives the same
// programme.
package demo

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/chart/casefile"
	"github.com/dayzero-hsct/dayzero/examples"
)

// founding is the folder of the founding case, which comes first.
const founding = "lig4-shanghai/case.yaml"

// Cases reads the example cases, the founding case first, then by name. An error
// joins every problem of every file; a program that was built and tested never
// meets one.
func Cases() ([]chart.Case, error) {
	names, err := fs.Glob(examples.Files, "*/case.yaml")
	if err != nil {
		return nil, fmt.Errorf("examples: %w", err)
	}
	slices.SortFunc(names, func(a, b string) int {
		switch {
		case a == founding:
			return -1
		case b == founding:
			return 1
		}
		return slices.Compare([]byte(a), []byte(b))
	})
	var cases []chart.Case
	var all []error
	for _, name := range names {
		c, err := read(name)
		all = append(all, err)
		cases = append(cases, c)
	}
	if err := errors.Join(all...); err != nil {
		return nil, err
	}
	return cases, nil
}

// Centre is the centre of the demonstration: its name and contact are
// placeholders, so that nobody reaches a real desk.
func Centre() (chart.Centre, error) {
	c, err := read(founding)
	return c.Centre, err
}

func read(name string) (chart.Case, error) {
	f, err := examples.Files.Open(name)
	if err != nil {
		return chart.Case{}, fmt.Errorf("examples: %w", err)
	}
	c, problems := casefile.Parse(f, "examples/"+name)
	var all []error
	for _, p := range problems {
		all = append(all, p)
	}
	return c, errors.Join(append(all, f.Close())...)
}
