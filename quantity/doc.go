// Package quantity holds the numbers of the ward as values that carry their
// unit: weights, doses, concentrations, counts, exposures.
//
// Promises. A number enters with its unit, by parsing UCUM text or through a
// constructor that names the unit, and leaves only through a method that names
// one. Quantities of different kinds do not mix: adding a mass to a body weight
// or handing a dose per day to what wants a dose per course does not compile.
// The decimal text is kept as entered ("6.80 kg" prints 6.80 kg), and sums,
// products and comparisons are computed on exact decimals.
//
// Unknown is a value. The zero value of every type is not known; its getters
// give NaN, its text is empty, and whatever is computed from it is unknown or
// an error. A constructor that is handed a number that cannot be (not finite,
// negative where that is impossible) gives the unknown value: it fails closed.
//
// A computed value is kept as the exact decimal if that has at most 30 digits,
// otherwise as the shortest decimal of the nearest float64.
//
// Not promised: plausibility. Whether 68 kg can be an infant's weight is for
// the plan to ask. No clinical limit lives here.
package quantity
