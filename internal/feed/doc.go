// Package feed takes results and admissions in: a listener for HL7 version 2
// messages on a connection, the sorting of stored messages into charts, and the
// import of tables.
//
// Promises: a message is on disk, byte for byte with its hash, before it is
// acknowledged; it is then sorted, and ends in a chart or as a visible task with
// an owner, never unseen; the same message twice has one effect; the final chart
// does not depend on the order of arrival; nothing is guessed: an unknown
// patient, code or unit, an ambiguous decimal comma, a time in the future or a
// contradiction is named and waits. Everything that reaches a chart goes through
// the door (internal/app) as an entry with the feed as its author.
//
// Not promised: that a laboratory's own order of versions is right; orders,
// documents and images are stored and passed over by name.
package feed
