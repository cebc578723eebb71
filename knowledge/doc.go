// Package knowledge holds what Dayzero knows about diseases, drugs, regimens,
// the calendar and published cases, and the rules drawn from it.
//
// Promises:
//   - Every item carries its sources and its status; a status is never better
//     than the text it was taken from.
//   - Only items that were read in a source, or that follow from such items, act
//     (evidence.Status.MayAct). Anything else is shown and does nothing.
//   - A missing input of a rule is unknown, never false.
//   - The same folder gives the same Version, the same order and the same outcomes.
//
// Use Embedded for the knowledge shipped with Dayzero, or Load for a folder of
// one's own; then ask the Base, or Evaluate the rules of a scope. Lint is the
// longer check that also validates the published schemas and runs the tests
// that lie beside each rule.
//
// It reads fs.FS only. It opens no file, no connection and no clock.
package knowledge
