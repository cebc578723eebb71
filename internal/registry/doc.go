// Package registry keeps the donors of a registry as a compact index on disk and
// searches it: at most k mismatches over chosen loci, graded, in both
// directions, with filters.
//
// The index is a folder of files that only grow: a column of four bytes a donor
// for each locus (the number of the typing of that locus in a list of distinct
// typings), four bytes for birth, sex, CMV and blood group, and the records as
// they were given. A manifest names how many bytes of each file count. It is
// replaced in one step after the bytes have reached the disk, so that an import
// that ends anywhere is taken up where the manifest stands: no donor is lost, none
// is there twice. Typings are kept as written and read against a release when the
// index is opened; the same index serves any release, and names alone where none
// is loaded.
//
// Promises: a row that cannot be used is rejected with line and reason and never
// ends the import; the same file or the same donor given again changes nothing;
// what is only possible is never counted as certain; a donor of unknown age, sex,
// CMV or blood group never passes a filter on it, and is counted apart.
//
// Non-goals: the index is no part of the record of any child and is not in its
// backup (the files of the registry are its source); nothing is asked of a
// registry over the network; a search proposes, it never chooses.
package registry
