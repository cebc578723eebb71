// Package robust holds the tests that break things on purpose: a killed process,
// a full disk, a folder that cannot be written to, a damaged backup, and a
// record that moves between the two engines. It has no code of its own; the
// README keeps the track record.
package robust
