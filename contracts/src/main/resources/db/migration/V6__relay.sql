-- The relay: who is alive, who owns which lane, up to where it has published, what the broker refused.

CREATE TABLE relay_presence (
    instance     uuid PRIMARY KEY,
    started_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    heartbeat_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- position: a pg_snapshot; every row visible in it has been acknowledged by the broker or is held.
CREATE TABLE relay_lane (
    lane              smallint PRIMARY KEY CHECK (lane BETWEEN 0 AND 127),
    owner             uuid,
    epoch             bigint      NOT NULL DEFAULT 0,
    position          pg_snapshot NOT NULL,
    system_identifier bigint      NOT NULL,
    persisted_at      timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 50);
INSERT INTO relay_lane (lane, position, system_identifier)
SELECT lane, '1:1:'::pg_snapshot, (SELECT system_identifier FROM pg_control_system())
FROM generate_series(0, 127) AS lane;

-- Events that the broker refused, and the later events of their keys, until on-call releases them. A row goes when the
-- broker has taken its event; a discarded one stays, so that the event is known never to have reached its topic.
CREATE TABLE held (
    stream   text        NOT NULL,
    key      text        NOT NULL,
    seq      bigint      NOT NULL,
    lane     smallint    NOT NULL,
    event_id uuid        NOT NULL,
    day      date        NOT NULL,
    reason   text        NOT NULL,
    state    text        NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'releasing', 'discarded')),
    held_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (stream, key, seq)
);
CREATE INDEX held__open ON held (lane) WHERE state <> 'discarded';
CREATE INDEX held__releasing ON held (lane, stream, key) WHERE state = 'releasing';

-- What on-call sees. reason: the broker's, of the first event that it refused; releasing: the relay is publishing it.
CREATE VIEW held_keys AS
SELECT stream, key, min(seq) AS first_seq, count(*) AS count,
       coalesce((array_agg(reason ORDER BY seq) FILTER (WHERE reason <> 'behind_held'))[1], 'behind_held') AS reason,
       min(held_at) AS since, bool_or(state = 'releasing') AS releasing
FROM held WHERE state <> 'discarded' GROUP BY stream, key;

-- Lets the relay try the events of a key again, in order. Returns how many are released now, the same when repeated.
CREATE FUNCTION release_held(p_stream text, p_key text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    UPDATE held SET state = 'releasing' WHERE stream = p_stream AND key = p_key AND state = 'held';
    RETURN (SELECT count(*) FROM held WHERE stream = p_stream AND key = p_key AND state = 'releasing');
END $$;

-- Never publishes the one event that the broker refused; those behind it wait for their release. The event stays in the
-- event table, from where consumers repair the gap that it leaves in the topic: what is discarded is its publication.
-- False when there is no such event, or the broker has not refused it.
CREATE FUNCTION discard_held(p_stream text, p_key text, p_seq bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    UPDATE held SET state = 'discarded'
    WHERE stream = p_stream AND key = p_key AND seq = p_seq AND reason <> 'behind_held' AND state <> 'discarded';
    RETURN FOUND;
END $$;

-- For on-call: what became of each event. A position is persisted once a second, so 'published' is late by that much;
-- 'held' is what stands in held, discarded or not.
CREATE VIEW outbox_events AS
SELECT e.event_id, e.key AS aggregate_id, e.type AS event_type, e.payload,
       CASE WHEN h.seq IS NOT NULL THEN 'held'
            WHEN pg_visible_in_snapshot(e.tx, l.position) THEN 'published'
            ELSE 'pending' END AS status,
       e.created_at
FROM event e
JOIN relay_lane l ON l.lane = e.lane
LEFT JOIN held h ON h.stream = e.stream AND h.key = e.key AND h.seq = e.seq;

GRANT SELECT, INSERT, UPDATE, DELETE ON relay_presence TO chirp_outbox_relay;
GRANT SELECT, UPDATE ON relay_lane TO chirp_outbox_relay;
GRANT SELECT, INSERT, UPDATE, DELETE ON held TO chirp_outbox_relay;
GRANT EXECUTE ON FUNCTION pg_control_system() TO chirp_outbox_relay;
GRANT EXECUTE ON FUNCTION release_held(text, text), discard_held(text, text, bigint) TO chirp_api_gateway;
GRANT SELECT ON held_keys, outbox_events TO chirp_api_gateway, chirp_maintenance;
-- A consumer whose next event stands here waits for it instead of repairing the gap.
GRANT SELECT ON held TO chirp_classify_worker, chirp_art_worker, chirp_notify_fanout;
-- Old days are dropped only when everything in them is published; what was discarded in them is forgotten with them.
GRANT SELECT ON relay_lane TO chirp_maintenance;
GRANT SELECT, DELETE ON held TO chirp_maintenance;
