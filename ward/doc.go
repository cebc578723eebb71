// Package ward reads the chart of a transplanted child the way the ward does: a
// flowsheet by transplant day, every endpoint of the course by its named
// definition (package course), scored forms, alerts that say why, the discharge
// gate, lines, cultures, fluid balance and the list of medicines.
//
// Promises. Everything is a pure function of a chart.View: the same entries and
// moment give the same result, in whatever order they arrived. A value in
// another unit, specimen or method never shares a row with the first. What was
// not entered is a named gap and never read as normal. Limits that the texts do
// not settle are the centre's: without them the ward shows the value and says
// that the team decides. No alert names a direction for immunosuppression.
//
// Not promised: a diagnosis, a dose, or what to do.
package ward
