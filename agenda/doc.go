// Package agenda judges the items of the calendar after Day 0 against a chart:
// what was done, by which entry, what is due and overdue, and the vaccines after
// transplant with the reasons to wait. The plan and the follow-up room read the
// same judgement here.
//
// Promises. An item is done by an entry, and the entry is named; nothing is done
// because its window has come. Intervals that the texts leave open are not
// computed. Examinations with ionising radiation have no date for a child in whom
// radiosensitivity was not excluded.
//
// Not promised: an order, and what an item means for the child.
package agenda
