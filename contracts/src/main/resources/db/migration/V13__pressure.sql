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
