-- +goose Up
CREATE TABLE consult (
    number     TEXT    NOT NULL PRIMARY KEY,
    token_hash TEXT    NOT NULL UNIQUE,
    revision   INTEGER NOT NULL,
    body       BLOB    NOT NULL
) STRICT;

CREATE TABLE consult_document (
    consult TEXT NOT NULL REFERENCES consult (number),
    id      TEXT NOT NULL,
    body    BLOB NOT NULL,
    PRIMARY KEY (consult, id)
) STRICT;
