-- +goose Up
CREATE TABLE case_header (
    id   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    body BYTEA NOT NULL
);

CREATE TABLE entry (
    id         TEXT COLLATE "C" NOT NULL,
    patient    TEXT COLLATE "C" NOT NULL REFERENCES case_header (id),
    supersedes TEXT COLLATE "C" NOT NULL,
    body       BYTEA NOT NULL,
    PRIMARY KEY (patient, id)
);

CREATE TABLE chain (
    name     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    sequence BIGINT NOT NULL,
    hash     TEXT   NOT NULL,
    sealed   BIGINT NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE event (
    number   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chain    TEXT COLLATE "C" NOT NULL,
    sequence BIGINT NOT NULL,
    previous TEXT   NOT NULL,
    hash     TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    actor    TEXT   NOT NULL,
    role     TEXT   NOT NULL,
    action   TEXT   NOT NULL,
    patient  TEXT   NOT NULL,
    outcome  TEXT   NOT NULL,
    detail   TEXT   NOT NULL,
    entries  TEXT   NOT NULL,
    digest   TEXT   NOT NULL,
    UNIQUE (chain, sequence)
);

CREATE TABLE daily_root (
    number   BIGINT NOT NULL PRIMARY KEY,
    day      TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    previous TEXT   NOT NULL UNIQUE,
    heads    BYTEA  NOT NULL,
    root     TEXT   NOT NULL
);

CREATE TABLE account (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    body BYTEA NOT NULL
);

CREATE TABLE session (
    token_hash TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    account    TEXT   COLLATE "C" NOT NULL,
    started    BIGINT NOT NULL,
    last_seen  BIGINT NOT NULL,
    language   TEXT   NOT NULL,
    forgery    TEXT   NOT NULL
);
CREATE INDEX session_account ON session (account);

CREATE TABLE projection (
    name    TEXT COLLATE "C" NOT NULL,
    patient TEXT COLLATE "C" NOT NULL,
    body    BYTEA NOT NULL,
    PRIMARY KEY (name, patient)
);

CREATE TABLE programme (
    position BIGINT NOT NULL PRIMARY KEY,
    body     BYTEA  NOT NULL
);

-- +goose StatementBegin
CREATE FUNCTION only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only added, never changed or removed', TG_TABLE_NAME;
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER case_header_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON case_header
    FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER entry_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON entry
    FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER event_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER daily_root_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON daily_root
    FOR EACH STATEMENT EXECUTE FUNCTION only_added();
