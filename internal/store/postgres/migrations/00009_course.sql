-- +goose Up
CREATE TABLE centre_limit (
    id   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    body BYTEA NOT NULL
);
CREATE TRIGGER centre_limit_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON centre_limit
    FOR EACH STATEMENT EXECUTE FUNCTION only_added();
