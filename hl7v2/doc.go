// Package hl7v2 reads and writes HL7 version 2 messages in the encoding of
// vertical bars: bytes to typed values and back, and nothing else.
//
// Promises: what was read is written again byte for byte, but for the ends of
// segments, which become carriage returns; no digit of a number is ever changed;
// a field that is empty and a field that says "delete" (two quotation marks) stay
// different; an escape sequence that is not known stays as it is; a character set
// is never guessed. What cannot be read is refused with the segment, the field
// and the reason, every problem of a message at once.
//
// Not promised: the grammar of message types (which segment may follow which) and
// the tables of the standard. Use Parse for one message, Split for a file of
// them, FrameReader for a connection, and Acknowledge for the answer.
//
// Source: HL7 Messaging Standard version 2.5.1, chapter 2 (encoding rules, escape
// sequences, acknowledgement) and appendix C (minimal lower layer protocol), as
// far as the notes in the knowledge folder read them.
package hl7v2
