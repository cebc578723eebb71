-- +goose Up
CREATE TABLE consult (
    number     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    token_hash TEXT COLLATE "C" NOT NULL UNIQUE,
    revision   BIGINT NOT NULL,
    body       BYTEA  NOT NULL
);

CREATE TABLE consult_document (
    consult TEXT COLLATE "C" NOT NULL REFERENCES consult (number),
    id      TEXT COLLATE "C" NOT NULL,
    body    BYTEA NOT NULL,
    PRIMARY KEY (consult, id)
);
