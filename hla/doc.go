// Package hla reads HLA names and typings of every form, reduces them against
// an IPD-IMGT/HLA release, compares a patient with a donor locus by locus in
// both directions, gives the probability of a match from haplotype frequencies,
// and follows haplotypes through a family.
//
// Two levels live side by side. Without a release, Compare and Segregate work
// on two-field names (see BasisTwoField): a name is checked for its form, and
// groups, codes and serology are refused rather than guessed. With a release of
// the user's own (LoadRelease), ReadGenotype and Match understand everything
// that laboratories and registries write, at the level of P groups, and every
// verdict names the group or row it rests on and the release.
//
// Promises: pure functions of their inputs, with files given as fs.FS or
// io.Reader; a typing keeps every name exactly as it was reported and remembers
// its release; what is only possible is never counted as certain (Score.Certain)
// and nothing missing is ever certain; a release that disagrees with its own
// checksums is refused; descent is claimed only where the typing of the family
// proves it; a probability is 1 only where nothing contradicts it.
//
// Non-goals: no nomenclature, code list or frequency set is part of the product;
// donors are not ranked here; phase given in a typing is read and not used for
// probabilities; no typing is corrected.
//
// Where reductions differ from the common reference program, Deviations says so
// by name with the reason; NamingFirst follows the reference itself.
//
// Sources: IPD-IMGT/HLA nomenclature and its wmda files; GL String 1.1, Mack
// 2023, doi:10.1111/tan.15126; Bochtler 2011, doi:10.1038/bmt.2010.132, and
// Bochtler 2016, doi:10.1111/tan.12817 (directional counts); Arrieta-Bolaños
// 2018, Blood Adv 2:1773 (DPB1 epitope groups); Osoegawa 2019, PMC6773484,
// table 5 (crossovers).
package hla
