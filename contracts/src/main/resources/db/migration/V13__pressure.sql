-- What intake looks at before it takes more: how much waits for the broker.

-- Bytes of the events that the broker has not taken, and of the recordings that they announce; of at most 20,000 events
-- behind each position.
CREATE FUNCTION unpublished_bytes() RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT coalesce(sum(pg_column_size(waiting.payload) + pg_column_size(waiting.headers)
        + CASE WHEN waiting.type = 'chirp.capture.accepted' THEN (waiting.payload ->> 'bytes')::bigint ELSE 0 END), 0)::bigint
    FROM (SELECT l.position::text AS position, array_agg(l.lane) AS lanes FROM relay_lane l GROUP BY 1) AS g
    CROSS JOIN LATERAL (
        SELECT beyond.* FROM (
            SELECT e.tx, e.lane, e.type, e.payload, e.headers FROM event e
            WHERE e.tx >= pg_snapshot_xmin(g.position::pg_snapshot) ORDER BY e.tx LIMIT 20000) AS beyond
        WHERE beyond.lane = ANY (g.lanes) AND NOT pg_visible_in_snapshot(beyond.tx, g.position::pg_snapshot)) AS waiting
$$;
REVOKE EXECUTE ON FUNCTION unpublished_bytes() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION unpublished_bytes() TO chirp_api_gateway;

-- How fast each classify-worker is, as it says itself; a lost row comes back within seconds.
CREATE UNLOGGED TABLE classify_pace (
    instance    uuid PRIMARY KEY,
    p95_ms      double precision NOT NULL CHECK (p95_ms >= 0),
    reported_at timestamptz      NOT NULL
);

CREATE FUNCTION report_classify_pace(p_instance uuid, p_p95_ms double precision) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    DELETE FROM classify_pace WHERE reported_at < clock_timestamp() - interval '1 hour';
    INSERT INTO classify_pace VALUES (p_instance, p_p95_ms, clock_timestamp())
    ON CONFLICT (instance) DO UPDATE SET p95_ms = excluded.p95_ms, reported_at = excluded.reported_at;
$$;

-- Of the slowest worker that lives, in milliseconds; NULL when none says anything.
CREATE FUNCTION classify_p95_ms() RETURNS double precision
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT max(p95_ms) FROM classify_pace WHERE reported_at > clock_timestamp() - interval '30 seconds'
$$;
REVOKE EXECUTE ON FUNCTION report_classify_pace(uuid, double precision), classify_p95_ms() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION report_classify_pace(uuid, double precision) TO chirp_classify_worker;
GRANT EXECUTE ON FUNCTION classify_p95_ms() TO chirp_api_gateway;
