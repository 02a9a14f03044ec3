-- Consumers: position, parked events and dead letters are one mechanism.

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

-- A key whose next event failed. Its later events are a number here, not copies: they are read from the event table when
-- their turn comes. The row moves along with the position and goes when nothing is left between the two numbers.
-- state: RETRYING waits for its next attempt or catches up; HELD waits for on-call; SKIPPING was given up by on-call.
-- next_at: the next attempt, or until when somebody works on it.
-- record: the failing event as it came from Kafka; NULL when it is to be read from the event table.
CREATE TABLE parked (
    consumer  text        NOT NULL,
    stream    text        NOT NULL,
    key       text        NOT NULL,
    seq       bigint      NOT NULL CHECK (seq >= 1),
    known_seq bigint      NOT NULL,
    state     text        NOT NULL DEFAULT 'RETRYING' CHECK (state IN ('RETRYING', 'HELD', 'SKIPPING')),
    attempts  integer     NOT NULL CHECK (attempts >= 0),
    next_at   timestamptz NOT NULL,
    reason    text        NOT NULL,
    record    jsonb,
    dlq_id    uuid,
    parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (consumer, stream, key),
    CHECK (known_seq >= seq)
);
CREATE INDEX parked__due ON parked (consumer, next_at);
CREATE UNIQUE INDEX parked__dead_letter ON parked (dlq_id) WHERE dlq_id IS NOT NULL;

-- What an event asks for that takes too long for its key to wait: the event has been applied, this is its effect to come.
-- The columns of the event are as in event; payload as it was handled, edits included.
-- next_at: the next attempt, or until when somebody works on it; lease: who does.
-- checkpoint: what the next attempt need not do again.
CREATE TABLE job (
    job_id     uuid PRIMARY KEY,
    consumer   text        NOT NULL,
    stream     text        NOT NULL,
    key        text        NOT NULL,
    seq        bigint      NOT NULL,
    event_id   uuid        NOT NULL,
    topic      text        NOT NULL,
    type       text        NOT NULL,
    headers    jsonb       NOT NULL,
    payload    jsonb       NOT NULL,
    created_at timestamptz NOT NULL,
    replayed   boolean     NOT NULL,
    attempts   integer     NOT NULL DEFAULT 0,
    next_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    lease      uuid,
    percent    smallint    NOT NULL DEFAULT 0 CHECK (percent BETWEEN 0 AND 100),
    checkpoint bytea,
    UNIQUE (consumer, event_id)
);
CREATE INDEX job__due ON job (consumer, next_at);

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
        CHECK (state IN ('OPEN', 'REPLAYING', 'DONE', 'DISCARDED')),
    edited            boolean     NOT NULL DEFAULT false,
    closed_at         timestamptz
);
CREATE INDEX dead_letter__created ON dead_letter (created_at DESC, dlq_id DESC);
CREATE INDEX dead_letter__open ON dead_letter (original_topic, consumer, failure_reason) WHERE state = 'OPEN';
-- A record with a seq is dead-lettered once by its position; one without, by where it lies.
CREATE UNIQUE INDEX dead_letter__source ON dead_letter (consumer, original_topic, partition, "offset")
    WHERE seq IS NULL;

-- Arrivals are audited where they happen, whoever writes them.
CREATE FUNCTION audit_dead_letter() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO audit_log (action, subject, detail)
    VALUES ('dead_letter.arrived', 'dead-letter/' || NEW.dlq_id,
        jsonb_build_object('group', NEW.consumer, 'topic', NEW.original_topic, 'reason', NEW.failure_reason));
    RETURN NULL;
END $$;
CREATE TRIGGER dead_letter__audit AFTER INSERT ON dead_letter
    FOR EACH ROW EXECUTE FUNCTION audit_dead_letter();

GRANT SELECT, INSERT, UPDATE, DELETE ON consumer_registration, position, parked, job
    TO chirp_classify_worker, chirp_art_worker;
GRANT SELECT, INSERT, UPDATE ON dead_letter TO chirp_classify_worker, chirp_art_worker;
GRANT SELECT ON dead_letter, parked, position, job TO chirp_api_gateway;
