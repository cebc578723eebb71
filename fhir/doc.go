// Package fhir holds the resources of FHIR R4 (4.0.1) that Dayzero writes and
// reads: patient, observation, medication administration, condition, procedure,
// plan of care, and the bundle around them. Structs, and nothing else.
//
// Promises: a decimal keeps its text (1.50 stays 1.50); what is not known is left
// out, never filled in; the same value gives the same bytes. Decode refuses a
// repeated key, a modifier extension (it could turn the meaning of a resource
// round), and anything too deep or too long, and keeps what it does not know in
// Raw. Not promised: the whole standard, profiles, or a server.
//
// Source: hl7.org/fhir/R4, as far as the example resources of the shared samples
// show it.
package fhir
