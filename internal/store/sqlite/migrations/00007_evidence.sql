-- +goose Up
CREATE TABLE evidence_table (
    id      TEXT    NOT NULL PRIMARY KEY,
    decided INTEGER NOT NULL,
    body    BLOB    NOT NULL
) STRICT;
