// Package jobs runs long work beside the server: River over a file of its own in
// the data folder, or over the PostgreSQL of the record. It is the only importer
// of River.
//
// Promises: a job that was asked for is on disk when Ask returns; a job whose
// server ended is taken up again by the next one, so work may run more than once
// and must take up what it finds; a job that failed by itself is not tried again.
// Not promised: that jobs are kept for ever (ended ones go after a week), nor
// that they are in a backup: they are no part of the record.
package jobs
