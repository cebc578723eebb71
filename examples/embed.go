// Package examples carries the example cases, so that a demonstration needs no
// other file than the program itself. All example data is synthetic or, where
// marked so, taken from a press report; none of it is advice.
package examples

import "embed"

// Files holds the example cases: one folder each, with case.yaml inside.
//
//go:embed */case.yaml
var Files embed.FS
