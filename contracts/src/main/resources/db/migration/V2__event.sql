-- The event table: outbox, durable log of live delivery, gap repair and rebuild source in one. Insert-only.

CREATE TABLE stream_epoch (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    epoch    bigint NOT NULL CHECK (epoch >= 1)
);
INSERT INTO stream_epoch (epoch) VALUES (1);

-- The last sequence number of each stream and key; its row lock makes commit order equal seq order per key.
CREATE TABLE user_stream (
    stream   text   NOT NULL,
    key      text   NOT NULL,
    last_seq bigint NOT NULL CHECK (last_seq >= 0),
    PRIMARY KEY (stream, key)
) WITH (fillfactor = 50);

CREATE TABLE event (
    day        date        NOT NULL,
    tx         xid8        NOT NULL DEFAULT pg_current_xact_id(),
    lane       smallint    NOT NULL CHECK (lane BETWEEN 0 AND 127),
    stream     text        NOT NULL,
    key        text        NOT NULL,
    seq        bigint      NOT NULL CHECK (seq >= 1),
    event_id   uuid        NOT NULL,
    topic      text        NOT NULL,
    type       text        NOT NULL,
    headers    jsonb       NOT NULL,
    payload    jsonb       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (stream, key, seq, day)
) PARTITION BY RANGE (day);
CREATE INDEX event__tx ON event (tx);

-- Only its owner can attach, detach and drop days, so the table belongs to a role for nothing else. The leaves have a
-- schema of their own, in which that role may create; elsewhere it may not. Who deploys need not be a superuser, but has
-- to be a member of that role, to give tables away and to alter them later. A role that has created another is no member
-- up to PostgreSQL 15, and one that inherits nothing since 16; both may make themselves one.
DO $$
BEGIN
    IF NOT pg_has_role(current_user, 'chirp_maintenance', 'USAGE') THEN
        EXECUTE format('GRANT chirp_maintenance TO %I', current_user);
    END IF;
END $$;
CREATE SCHEMA event_day AUTHORIZATION chirp_maintenance;

-- Makes the leaf of one day if it is missing. LIKE + ATTACH instead of PARTITION OF, which would stall inserts behind
-- a long reader.
CREATE FUNCTION create_event_day(p_day date) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    leaf text := 'event_' || to_char(p_day, 'YYYYMMDD');
BEGIN
    IF to_regclass('event_day.' || leaf) IS NOT NULL THEN
        RETURN false;
    END IF;
    PERFORM set_config('lock_timeout', '50ms', true);
    EXECUTE format('CREATE TABLE event_day.%I (LIKE event INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)',
        leaf);
    EXECUTE format('ALTER TABLE event_day.%I ADD CONSTRAINT %I CHECK (day >= %L AND day < %L)',
        leaf, leaf || '__day', p_day, p_day + 1);
    EXECUTE format('ALTER TABLE event ATTACH PARTITION event_day.%I FOR VALUES FROM (%L) TO (%L)',
        leaf, p_day, p_day + 1);
    RETURN true;
END $$;

-- A new owner needs the right to create in the schema at this moment only.
GRANT CREATE ON SCHEMA public TO chirp_maintenance;
ALTER TABLE event OWNER TO chirp_maintenance;
ALTER FUNCTION create_event_day(date) OWNER TO chirp_maintenance;
REVOKE CREATE ON SCHEMA public FROM chirp_maintenance;
-- append_events and the views stay the deployer's.
GRANT SELECT, INSERT ON event TO CURRENT_USER;

SELECT create_event_day((current_timestamp AT TIME ZONE 'UTC')::date + ahead) FROM generate_series(-1, 7) AS ahead;

-- The only way to emit. Called once, as the last statement before commit: it locks all its (stream, key) rows in
-- sorted order, numbers the events and inserts them.
-- p_events: [{event_id, stream, key, lane, topic, type, headers: {…}, payload: {…}}], in the order of their effects.
CREATE FUNCTION append_events(p_events jsonb) RETURNS TABLE (event_id uuid, seq bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'append_events: isolation is % (expected: read committed)',
            current_setting('transaction_isolation') USING ERRCODE = 'invalid_transaction_state';
    END IF;
    RETURN QUERY
    WITH draft AS (
        SELECT d.*, e.ordinality AS ord
        FROM jsonb_array_elements(p_events) WITH ORDINALITY AS e (value, ordinality),
             jsonb_to_record(e.value) AS d (event_id uuid, stream text, key text, lane smallint, topic text,
                 type text, headers jsonb, payload jsonb)
    ), numbered AS (
        INSERT INTO user_stream AS s (stream, key, last_seq)
        SELECT d.stream, d.key, count(*) FROM draft d GROUP BY d.stream, d.key ORDER BY d.stream, d.key
        ON CONFLICT (stream, key) DO UPDATE SET last_seq = s.last_seq + excluded.last_seq
        RETURNING s.stream, s.key, s.last_seq
    )
    INSERT INTO event (day, lane, stream, key, seq, event_id, topic, type, headers, payload)
    SELECT (current_timestamp AT TIME ZONE 'UTC')::date, d.lane, d.stream, d.key,
           n.last_seq - count(*) OVER of_key + row_number() OVER (of_key ORDER BY d.ord),
           d.event_id, d.topic, d.type, d.headers, d.payload
    FROM draft d JOIN numbered n ON n.stream = d.stream AND n.key = d.key
    WINDOW of_key AS (PARTITION BY d.stream, d.key)
    ORDER BY d.ord
    RETURNING event.event_id, event.seq;
END $$;

GRANT EXECUTE ON FUNCTION append_events(jsonb) TO chirp_api_gateway, chirp_classify_worker, chirp_art_worker;
GRANT EXECUTE ON FUNCTION create_event_day(date) TO chirp_maintenance, chirp_outbox_relay;
GRANT SELECT ON event, stream_epoch TO chirp_outbox_relay, chirp_classify_worker, chirp_art_worker, chirp_notify_fanout,
    chirp_api_gateway, chirp_maintenance;
GRANT SELECT ON user_stream TO chirp_classify_worker, chirp_art_worker, chirp_notify_fanout, chirp_api_gateway;
