-- +goose Up
CREATE TABLE centre_limit (
    id   TEXT NOT NULL PRIMARY KEY,
    body BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER centre_limit_keeps BEFORE UPDATE ON centre_limit
BEGIN SELECT RAISE(ABORT, 'limits of the centre are only added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER centre_limit_stays BEFORE DELETE ON centre_limit
BEGIN SELECT RAISE(ABORT, 'limits of the centre are only added, never removed'); END;
-- +goose StatementEnd
