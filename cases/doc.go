// Package cases reads the published cases and cohorts of the knowledge base the
// way evidence may be read, and ranks what resembles one child.
//
// Promises: a field is reported, not reported or not read, and the three never
// melt into one another; a count carries the number of cases whose field is
// known and is never turned into a rate; a proportion is shown only where the
// source itself gives a percentage, with the interval of the source, one
// computed from the counts of the source by a named method, or the reason why
// there is none; a likeness is a list of named parts, and its order follows from
// counting them, without weights.
//
// Not promised: that published cases are a sample. They are what was published
// and could be read; a case report is written more readily when the outcome is
// remarkable. The package estimates no survival from them.
//
// The package is pure: no files, no clock; a reader takes an io.Reader.
package cases
