-- +goose Up
CREATE TABLE case_header (
    id   TEXT NOT NULL PRIMARY KEY,
    body BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE entry (
    id         TEXT NOT NULL,
    patient    TEXT NOT NULL REFERENCES case_header (id),
    supersedes TEXT NOT NULL,
    body       BLOB NOT NULL,
    PRIMARY KEY (patient, id)
) STRICT;

CREATE TABLE chain (
    name     TEXT    NOT NULL PRIMARY KEY,
    sequence INTEGER NOT NULL,
    hash     TEXT    NOT NULL,
    sealed   INTEGER NOT NULL
) STRICT;

CREATE TABLE event (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    chain    TEXT    NOT NULL,
    sequence INTEGER NOT NULL,
    previous TEXT    NOT NULL,
    hash     TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    actor    TEXT    NOT NULL,
    role     TEXT    NOT NULL,
    action   TEXT    NOT NULL,
    patient  TEXT    NOT NULL,
    outcome  TEXT    NOT NULL,
    detail   TEXT    NOT NULL,
    entries  TEXT    NOT NULL,
    digest   TEXT    NOT NULL,
    UNIQUE (chain, sequence)
) STRICT;

CREATE TABLE daily_root (
    number   INTEGER PRIMARY KEY,
    day      TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    previous TEXT    NOT NULL UNIQUE,
    heads    BLOB    NOT NULL,
    root     TEXT    NOT NULL
) STRICT;

CREATE TABLE account (
    name TEXT NOT NULL PRIMARY KEY,
    body BLOB NOT NULL
) STRICT;

CREATE TABLE session (
    token_hash TEXT    NOT NULL PRIMARY KEY,
    account    TEXT    NOT NULL,
    started    INTEGER NOT NULL,
    last_seen  INTEGER NOT NULL,
    language   TEXT    NOT NULL,
    forgery    TEXT    NOT NULL
) STRICT;
CREATE INDEX session_account ON session (account);

CREATE TABLE projection (
    name    TEXT NOT NULL,
    patient TEXT NOT NULL,
    body    BLOB NOT NULL,
    PRIMARY KEY (name, patient)
) STRICT, WITHOUT ROWID;

CREATE TABLE programme (
    position INTEGER PRIMARY KEY,
    body     BLOB NOT NULL
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER case_header_keeps BEFORE UPDATE ON case_header
BEGIN SELECT RAISE(ABORT, 'case headers are only added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER case_header_stays BEFORE DELETE ON case_header
BEGIN SELECT RAISE(ABORT, 'case headers are only added, never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entry_keeps BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'entries are only added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entry_stays BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'entries are only added, never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER event_keeps BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'audit events are only added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER event_stays BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'audit events are only added, never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER daily_root_keeps BEFORE UPDATE ON daily_root
BEGIN SELECT RAISE(ABORT, 'daily roots are only added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER daily_root_stays BEFORE DELETE ON daily_root
BEGIN SELECT RAISE(ABORT, 'daily roots are only added, never removed'); END;
-- +goose StatementEnd
