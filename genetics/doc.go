// Package genetics checks the form of variant names, tells whether two
// variants lie in trans, whether a child's disease is explained by them, what
// each relative carries, and classifies a variant by the ACMG/AMP rules and by
// points side by side.
//
// Promises: pure functions; nothing that was not tested is ever taken as
// absent; a gap is named and never filled; every conclusion gives its reason in
// English and Chinese.
//
// Non-goals: no reference sequence is loaded, so a variant name is checked for
// its form and never for its truth; the class of a variant is computed from
// criteria that a person assigned; the geneticist's signature, not this
// package, clears a carrier as donor.
//
// Sources: HGVS nomenclature (form of names); Richards 2015, PMC4544753, table
// 5 (combining rules); Tavtigian 2020, PMC8011844, table 3 (points).
package genetics
