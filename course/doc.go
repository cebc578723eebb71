// Package course computes the named endpoints of the course after an allogeneic
// transplant: recovery of the counts, the graft failure family, chimerism,
// acute and chronic GVHD, sinusoidal obstruction, microangiopathy, engraftment
// and capillary leak syndrome, cytokine release, kidney injury, cystitis,
// platelet refractoriness, immune reconstitution, viruses, composite endpoints.
//
// Promises. Each function takes one input struct of typed quantities and gives
// one result that embeds an [Assessment]: the conclusion in two languages, the
// edition of the definition, the inputs used and missing, what a person should
// look at, and the derivation with its sources. Unknown is a value: a missing
// organ gives "at least II", a missing test "3 of 6 known criteria", never 0.
// A threshold whose source was not settled is not computed: it is listed under
// TeamDecides until the centre says that it has set it. Boundaries are compared
// on exact decimals.
//
// Not promised: a diagnosis, or what to do. No result names a direction for
// immunosuppression, and differential diagnoses stay with the team. The package
// reads no clock and no file; [RunAssess] reads and writes what it is handed.
package course
