// Package app is the only door to data. Each use case checks rights, reads or
// writes through the store, and leaves an audit event; pages, commands and feeds
// call it and nothing beneath it.
package app

import "errors"

// The closed kinds of error at the door. Everything that leaves it wraps one.
var (
	// ErrNotFound: no such thing, or the person may not know that it exists.
	ErrNotFound = errors.New("not found")
	// ErrExists: the id is taken.
	ErrExists = errors.New("already exists")
	// ErrConflict: the record changed since it was shown.
	ErrConflict = errors.New("the record changed since it was shown")
	// ErrDenied: the role does not carry this right.
	ErrDenied = errors.New("not permitted")
	// ErrRefused: the input is not acceptable; the message says why.
	ErrRefused = errors.New("refused")
	// ErrStop: a stop applies.
	ErrStop = errors.New("a stop applies")
	// ErrSignedOut: there is no valid session.
	ErrSignedOut = errors.New("signed out")
	// ErrStorage: the database failed; nothing was written.
	ErrStorage = errors.New("storage failed")
	// ErrUnsound: the check found something in the record; nothing was copied.
	ErrUnsound = errors.New("the record does not hold")
)
