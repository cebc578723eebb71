-- +goose Up
CREATE TABLE commissioning (
    id   TEXT NOT NULL PRIMARY KEY,
    body BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER commissioning_keeps BEFORE UPDATE ON commissioning
BEGIN SELECT RAISE(ABORT, 'commissioning signatures are only added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER commissioning_stays BEFORE DELETE ON commissioning
BEGIN SELECT RAISE(ABORT, 'commissioning signatures are only added, never removed'); END;
-- +goose StatementEnd
