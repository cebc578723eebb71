-- +goose Up
CREATE TABLE feed_message (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    sender     TEXT    NOT NULL,
    control    TEXT    NOT NULL,
    sha256     TEXT    NOT NULL,
    connection TEXT    NOT NULL,
    received   INTEGER NOT NULL,
    raw        BLOB    NOT NULL,
    UNIQUE (sender, control, sha256)
) STRICT;

CREATE TABLE feed_waiting (
    number INTEGER PRIMARY KEY REFERENCES feed_message (number)
) STRICT;

CREATE TABLE feed_outcome (
    number INTEGER PRIMARY KEY REFERENCES feed_message (number),
    state  TEXT NOT NULL,
    body   BLOB NOT NULL
) STRICT;
CREATE INDEX feed_outcome_state ON feed_outcome (state, number);

CREATE TABLE feed_task (
    id     TEXT    NOT NULL PRIMARY KEY,
    state  TEXT    NOT NULL,
    opened INTEGER NOT NULL,
    body   BLOB    NOT NULL
) STRICT;
CREATE INDEX feed_task_state ON feed_task (state, opened);

CREATE TABLE feed_task_message (
    task   TEXT    NOT NULL REFERENCES feed_task (id),
    number INTEGER NOT NULL REFERENCES feed_message (number),
    PRIMARY KEY (task, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_task_message_number ON feed_task_message (number);

CREATE TABLE feed_mapping (
    id   TEXT NOT NULL PRIMARY KEY,
    body BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER feed_message_keeps BEFORE UPDATE ON feed_message
BEGIN SELECT RAISE(ABORT, 'messages are only added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER feed_message_stays BEFORE DELETE ON feed_message
BEGIN SELECT RAISE(ABORT, 'messages are only added, never removed'); END;
-- +goose StatementEnd
