// Package casefile reads and writes a case file: one child as a text file that
// a person can write, review and sign off line by line.
//
// The format is a strict subset of YAML: one document, no anchors, aliases or
// tags, known keys only, a unit on every number, a source on every entry. Parse
// reports all problems of a file at once, each with line, column and one
// sentence; a file with a problem yields no case. Parse of what Write writes
// gives the same case back. Schema gives the same rules as JSON Schema for
// editors.
//
// Not promised: that what a file says is true, or that it is clinically
// complete; gaps are named by the plan, not here.
package casefile

// Format is the first line of every case file: its name and version.
const Format = "case/1"

// Limits of a case file. They are checked before the text is interpreted, so
// that no file can take the reader's memory or time.
const (
	maxBytes    = 8 << 20 // size of a file
	maxDepth    = 32      // nesting of mappings and sequences
	maxKeys     = 500     // keys of one mapping
	maxTokens   = 1 << 20 // words and signs
	maxText     = 20_000  // characters of one value
	maxProblems = 100     // problems listed
)
