-- +goose Up
CREATE TABLE commissioning (
    id   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    body BYTEA NOT NULL
);
CREATE TRIGGER commissioning_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON commissioning
    FOR EACH STATEMENT EXECUTE FUNCTION only_added();
