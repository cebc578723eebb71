-- +goose Up
CREATE TABLE evidence_table (
    id      TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    decided BIGINT NOT NULL,
    body    BYTEA  NOT NULL
);
