-- Consumers: position, waiting, parked and dead letters are one mechanism.

CREATE TABLE consumer_registration (
    consumer      text        NOT NULL,
    topic         text        NOT NULL,
    start_mode    text        NOT NULL CHECK (start_mode IN ('FROM_NOW', 'FROM_START')),
    registered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (consumer, topic)
);

-- The inbox: the last event of each stream and key whose effects are committed.
CREATE TABLE position (
    consumer      text        NOT NULL,
    stream        text        NOT NULL,
    key           text        NOT NULL,
    last_seq      bigint      NOT NULL,
    last_event_id uuid,
    updated_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (consumer, stream, key)
) WITH (fillfactor = 50);

-- Events that came before their turn, or behind a parked one.
CREATE TABLE waiting (
    consumer   text        NOT NULL,
    stream     text        NOT NULL,
    key        text        NOT NULL,
    seq        bigint      NOT NULL,
    event_id   uuid        NOT NULL,
    record     jsonb       NOT NULL,
    waiting_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (consumer, stream, key, seq)
);

-- The event that a key is stuck on: its attempts survive a restart.
CREATE TABLE parked (
    consumer  text        NOT NULL,
    stream    text        NOT NULL,
    key       text        NOT NULL,
    seq       bigint      NOT NULL,
    event_id  uuid        NOT NULL,
    record    jsonb       NOT NULL,
    attempts  integer     NOT NULL CHECK (attempts >= 1),
    next_at   timestamptz NOT NULL,
    state     text        NOT NULL CHECK (state IN ('RETRYING', 'DEAD')),
    reason    text        NOT NULL,
    parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (consumer, stream, key, seq)
);
CREATE INDEX parked__due ON parked (consumer, next_at) WHERE state = 'RETRYING';

-- partition and offset are null when the event was read from the event table; seq is null when the record could not
-- be placed in a stream.
CREATE TABLE dead_letter (
    dlq_id            uuid PRIMARY KEY,
    consumer          text        NOT NULL,
    original_event_id uuid,
    original_topic    text        NOT NULL,
    partition         integer,
    "offset"          bigint,
    stream            text,
    key               text,
    seq               bigint,
    failure_reason    text        NOT NULL,
    failure_detail    text        NOT NULL DEFAULT '',
    error_class       text        NOT NULL,
    retry_count       integer     NOT NULL,
    payload           bytea       NOT NULL,
    headers           jsonb       NOT NULL,
    created_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    state             text        NOT NULL DEFAULT 'OPEN'
        CHECK (state IN ('OPEN', 'REPLAYING', 'DONE', 'DISCARDED'))
);
CREATE INDEX dead_letter__created ON dead_letter (created_at DESC);
CREATE INDEX dead_letter__open ON dead_letter (original_topic, consumer, failure_reason) WHERE state = 'OPEN';
-- A record with a seq is dead-lettered once by its position; one without, by where it lies.
CREATE UNIQUE INDEX dead_letter__source ON dead_letter (consumer, original_topic, partition, "offset")
    WHERE seq IS NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON consumer_registration, position, waiting, parked
    TO chirp_classify_worker, chirp_art_worker;
GRANT SELECT, INSERT, UPDATE ON dead_letter TO chirp_classify_worker, chirp_art_worker;
GRANT SELECT ON dead_letter, parked, position TO chirp_api_gateway;
