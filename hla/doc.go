// Package hla reads HLA names and typings, compares a patient with a donor
// locus by locus in both directions, and follows haplotypes through a family.
//
// Promises: pure functions of their inputs; a typing keeps every name exactly
// as it was reported; nothing missing is ever counted as a match; descent is
// claimed only where the typing of the family proves it.
//
// Non-goals of this level: no nomenclature release is loaded, so a name is
// checked for its form and not for its existence, G and P groups, multiple
// allele codes and serology are refused rather than guessed, and every
// comparison is of two-field names (see BasisTwoField).
//
// Sources: IPD-IMGT/HLA nomenclature (molecular names); Bochtler 2011,
// doi:10.1038/bmt.2010.132, and Bochtler 2016, doi:10.1111/tan.12817
// (directional counts); Osoegawa 2019, PMC6773484, table 5 (crossovers).
package hla
