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

-- Events that the broker refused, and the later events of their keys, until on-call releases them.
CREATE TABLE held (
    stream      text        NOT NULL,
    key         text        NOT NULL,
    seq         bigint      NOT NULL,
    lane        smallint    NOT NULL,
    event_id    uuid        NOT NULL,
    day         date        NOT NULL,
    reason      text        NOT NULL,
    held_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    released_at timestamptz,
    PRIMARY KEY (stream, key, seq)
);
CREATE INDEX held__open ON held (lane) WHERE released_at IS NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON relay_presence TO chirp_outbox_relay;
GRANT SELECT, UPDATE ON relay_lane TO chirp_outbox_relay;
GRANT SELECT, INSERT, UPDATE ON held TO chirp_outbox_relay;
GRANT EXECUTE ON FUNCTION pg_control_system() TO chirp_outbox_relay;
