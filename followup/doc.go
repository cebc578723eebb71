// Package followup reads a chart after Day 0 against the calendar of the
// knowledge: what was done, what is due and overdue, the vaccines after
// transplant with the reasons to wait, the tapers that the team entered, and the
// family's own calendar.
//
// Promises. Nothing is ticked that the chart does not hold: an item is done by an
// entry, and the entry is named. A due item is a task, never an alert. Examinations
// with ionising radiation are not routine for a child in whom radiosensitivity was
// not excluded. What the texts leave open (intervals, local rules) is shown as
// the centre's and not computed.
//
// Not promised: an order. Doses and tapers are the team's; this package tracks
// what was entered.
package followup
