-- Makes a database usable that was restored from a dump, or set back to an earlier time. See restore.md.
-- Once, while no service runs: psql -v ON_ERROR_STOP=1 -d chirp -f restore.sql, as a superuser. Again does no harm.
BEGIN;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND usename LIKE 'chirp\_%') THEN
        RAISE EXCEPTION 'services are connected: % (expected: none)', (SELECT string_agg(DISTINCT usename, ', ')
            FROM pg_stat_activity WHERE datname = current_database() AND usename LIKE 'chirp\_%');
    END IF;
END $$;
LOCK TABLE event, relay_lane, stream_epoch, position, held IN ACCESS EXCLUSIVE MODE;

-- What the relay has to publish, some of it again, because whoever has not consumed it yet will drop what was published
-- under the old epoch: what was never published; what a consumer of ours has not applied; and the last hour (or
-- chirp.republish) for consumers that keep no position here. What is held is the relay's to release.
-- tx and position still are of the cluster that was dumped, so the two can be compared.
CREATE TEMPORARY TABLE unconsumed ON COMMIT DROP AS
SELECT e.stream, e.key, e.seq FROM event e JOIN relay_lane l ON l.lane = e.lane
WHERE NOT EXISTS (SELECT FROM held h WHERE h.stream = e.stream AND h.key = e.key AND h.seq = e.seq)
    AND (NOT pg_visible_in_snapshot(e.tx, l.position)
        OR e.created_at > (SELECT max(created_at) FROM event)
            - coalesce(nullif(current_setting('chirp.republish', true), ''), '1 hour')::interval
        OR EXISTS (SELECT FROM consumer_registration r
            LEFT JOIN position p ON p.consumer = r.consumer AND p.stream = e.stream AND p.key = e.key
            WHERE r.topic = e.topic AND coalesce(p.last_seq, 0) < e.seq));
ANALYZE unconsumed;

-- Transaction 3 is the first of every cluster, long before any of ours; 4:4: is the snapshot that sees it and no other.
UPDATE event SET tx = CASE WHEN (stream, key, seq) IN (SELECT stream, key, seq FROM unconsumed)
    THEN pg_current_xact_id() ELSE '3'::xid8 END;
UPDATE relay_lane SET owner = NULL, epoch = epoch + 1, position = '4:4:', persisted_at = clock_timestamp(),
    system_identifier = (SELECT system_identifier FROM pg_control_system());
DELETE FROM relay_presence;

-- Above all that were ever stamped, also after a second restore of the same dump: seconds since 1970.
UPDATE stream_epoch SET epoch = greatest(epoch + 1, extract(epoch FROM clock_timestamp())::bigint);

-- A number that was given away in the lost time must not become somebody else's: tokens and clients still name it.
SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, last_value + 1000000)
FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;

-- An old dump has no leaves for today.
SELECT create_event_day((current_timestamp AT TIME ZONE 'UTC')::date + ahead) FROM generate_series(-1, 7) AS ahead;

COMMIT;
