-- Replay of dead letters: on-call writes commands through the gateway, the runtime of each consumer carries them out.

-- state: a STOPPED one met its failure limit; what it had not begun went back to OPEN, as after CANCELLED.
CREATE TABLE replay (
    replay_id             uuid PRIMARY KEY,
    requested_by          bigint           NOT NULL,
    reason                text             NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
    filter                jsonb            NOT NULL,
    dry_run               boolean          NOT NULL,
    rate_per_second       double precision NOT NULL CHECK (rate_per_second > 0),
    canary                integer          NOT NULL CHECK (canary >= 0),
    stop_at_failure_ratio double precision NOT NULL CHECK (stop_at_failure_ratio BETWEEN 0 AND 1),
    matched               integer          NOT NULL,
    finished              integer          NOT NULL DEFAULT 0,
    failed                integer          NOT NULL DEFAULT 0,
    state                 text             NOT NULL DEFAULT 'RUNNING'
        CHECK (state IN ('RUNNING', 'PAUSED', 'STOPPED', 'CANCELLED', 'DONE')),
    stop_reason           text,
    next_at               timestamptz      NOT NULL DEFAULT clock_timestamp(),
    created_at            timestamptz      NOT NULL DEFAULT clock_timestamp(),
    ended_at              timestamptz
);
CREATE INDEX replay__running ON replay (created_at) WHERE state = 'RUNNING';
CREATE INDEX replay__created ON replay (created_at DESC);

-- state: NOTHING had no effect because the dead letter was settled meanwhile; RELEASED was not begun.
-- events: the types of the events that were, or would be, emitted.
CREATE TABLE replay_item (
    replay_id   uuid    NOT NULL REFERENCES replay ON DELETE CASCADE,
    ordinal     integer NOT NULL,
    dlq_id      uuid    NOT NULL REFERENCES dead_letter,
    consumer    text    NOT NULL,
    key         text    NOT NULL,
    state       text    NOT NULL DEFAULT 'WAITING'
        CHECK (state IN ('WAITING', 'RUNNING', 'DONE', 'FAILED', 'NOTHING', 'RELEASED')),
    detail      text    NOT NULL DEFAULT '',
    events      jsonb   NOT NULL DEFAULT '[]',
    lease_until timestamptz,
    ended_at    timestamptz,
    PRIMARY KEY (replay_id, ordinal)
);
CREATE INDEX replay_item__open ON replay_item (consumer, replay_id, ordinal) WHERE state IN ('WAITING', 'RUNNING');
CREATE INDEX replay_item__dead_letter ON replay_item (dlq_id);

-- p_filter: {topic, group, reason, error_class, user_id, from, to, q, state, dlq_ids}, each optional. q is looked for in
-- the payload as it is.
CREATE FUNCTION find_dead_letters(p_filter jsonb) RETURNS SETOF dead_letter
    LANGUAGE sql STABLE
AS $$
    SELECT d.* FROM dead_letter d
    WHERE (p_filter ->> 'topic' IS NULL OR d.original_topic = p_filter ->> 'topic')
        AND (p_filter ->> 'group' IS NULL OR d.consumer = p_filter ->> 'group')
        AND (p_filter ->> 'reason' IS NULL OR d.failure_reason = p_filter ->> 'reason')
        AND (p_filter ->> 'error_class' IS NULL OR d.error_class = p_filter ->> 'error_class')
        AND (p_filter ->> 'user_id' IS NULL OR d.key = p_filter ->> 'user_id')
        AND (p_filter ->> 'state' IS NULL OR d.state = p_filter ->> 'state')
        AND (p_filter ->> 'from' IS NULL OR d.created_at >= (p_filter ->> 'from')::timestamptz)
        AND (p_filter ->> 'to' IS NULL OR d.created_at < (p_filter ->> 'to')::timestamptz)
        AND (p_filter ->> 'q' IS NULL OR position(convert_to(p_filter ->> 'q', 'UTF8') IN d.payload) > 0)
        AND (p_filter -> 'dlq_ids' IS NULL
            OR d.dlq_id IN (SELECT id::uuid FROM jsonb_array_elements_text(p_filter -> 'dlq_ids') AS id))
$$;

-- Takes the open dead letters that match, oldest first, and returns how many; a dry run takes nothing.
CREATE FUNCTION start_replay(p_replay_id uuid, p_user_id bigint, p_reason text, p_filter jsonb, p_dry_run boolean,
    p_rate double precision, p_canary integer, p_stop_ratio double precision, p_limit integer)
    RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    taken integer;
BEGIN
    INSERT INTO replay (replay_id, requested_by, reason, filter, dry_run, rate_per_second, canary,
        stop_at_failure_ratio, matched)
    VALUES (p_replay_id, p_user_id, p_reason, p_filter, p_dry_run, p_rate, p_canary, p_stop_ratio, 0);
    WITH open AS (
        SELECT f.dlq_id FROM find_dead_letters(p_filter - 'state') AS f WHERE f.state = 'OPEN'
        ORDER BY f.created_at, f.dlq_id LIMIT p_limit
    ), taken AS (
        UPDATE dead_letter d SET state = CASE WHEN p_dry_run THEN 'OPEN' ELSE 'REPLAYING' END
        FROM open WHERE d.dlq_id = open.dlq_id AND d.state = 'OPEN' RETURNING d.*
    )
    INSERT INTO replay_item (replay_id, ordinal, dlq_id, consumer, key)
    SELECT p_replay_id, row_number() OVER (ORDER BY t.created_at, t.dlq_id), t.dlq_id, t.consumer, coalesce(t.key, '')
    FROM taken t;
    GET DIAGNOSTICS taken = ROW_COUNT;
    UPDATE replay SET matched = taken, state = CASE WHEN taken = 0 THEN 'DONE' ELSE 'RUNNING' END,
        ended_at = CASE WHEN taken = 0 THEN clock_timestamp() END
    WHERE replay_id = p_replay_id;
    INSERT INTO audit_log (user_id, action, subject, detail)
    VALUES (p_user_id, CASE WHEN p_dry_run THEN 'replay.dry_run' ELSE 'replay.started' END, 'replay/' || p_replay_id,
        jsonb_build_object('reason', p_reason, 'filter', p_filter, 'matched', taken));
    RETURN taken;
END $$;

-- What was not begun goes back to OPEN.
CREATE FUNCTION release_replay_items(p_replay_id uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    WITH released AS (
        UPDATE replay_item SET state = 'RELEASED', ended_at = clock_timestamp()
        WHERE replay_id = p_replay_id AND state = 'WAITING' RETURNING dlq_id
    )
    UPDATE dead_letter d SET state = 'OPEN' FROM released r
    WHERE d.dlq_id = r.dlq_id AND d.state = 'REPLAYING'
        AND NOT (SELECT dry_run FROM replay WHERE replay_id = p_replay_id)
$$;

-- p_action: pause, resume or cancel. Returns the state before, NULL when there is no such replay; nothing changes unless
-- the action fits it.
CREATE FUNCTION steer_replay(p_replay_id uuid, p_user_id bigint, p_action text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    before text;
    after  text;
BEGIN
    SELECT state INTO before FROM replay WHERE replay_id = p_replay_id FOR UPDATE;
    after := CASE
        WHEN p_action = 'pause' AND before = 'RUNNING' THEN 'PAUSED'
        WHEN p_action = 'resume' AND before = 'PAUSED' THEN 'RUNNING'
        WHEN p_action = 'cancel' AND before IN ('RUNNING', 'PAUSED') THEN 'CANCELLED' END;
    IF after IS NULL THEN
        RETURN before;
    END IF;
    UPDATE replay SET state = after, ended_at = CASE WHEN after = 'CANCELLED' THEN clock_timestamp() END
    WHERE replay_id = p_replay_id;
    IF after = 'CANCELLED' THEN
        PERFORM release_replay_items(p_replay_id);
    END IF;
    INSERT INTO audit_log (user_id, action, subject) VALUES (p_user_id, 'replay.' || p_action, 'replay/' || p_replay_id);
    RETURN before;
END $$;

-- The next dead letter that this consumer may handle again now, within the rate; no row when there is none. The items
-- of one key run one after the other; behind the canaries nothing begins before they have ended.
CREATE FUNCTION claim_replay_item(p_consumer text, p_lease interval)
    RETURNS TABLE (replay_id uuid, ordinal integer, dlq_id uuid, dry_run boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    r replay;
    i replay_item;
BEGIN
    -- Of a replay that was ended while somebody who has died since worked on it.
    WITH lost AS (
        UPDATE replay_item o SET state = 'RELEASED', ended_at = clock_timestamp() FROM replay e
        WHERE o.consumer = p_consumer AND o.state = 'RUNNING' AND o.lease_until < clock_timestamp()
            AND e.replay_id = o.replay_id AND e.state IN ('STOPPED', 'CANCELLED')
        RETURNING o.dlq_id, e.dry_run
    )
    UPDATE dead_letter d SET state = 'OPEN' FROM lost
    WHERE d.dlq_id = lost.dlq_id AND d.state = 'REPLAYING' AND NOT lost.dry_run;
    FOR r IN
        SELECT * FROM replay WHERE state = 'RUNNING' AND next_at <= clock_timestamp()
            AND EXISTS (SELECT FROM replay_item o WHERE o.consumer = p_consumer AND o.replay_id = replay.replay_id
                AND o.state IN ('WAITING', 'RUNNING'))
        ORDER BY created_at FOR UPDATE SKIP LOCKED
    LOOP
        SELECT * INTO i FROM replay_item o
        WHERE o.replay_id = r.replay_id AND o.consumer = p_consumer
            AND (o.state = 'WAITING' OR o.state = 'RUNNING' AND o.lease_until < clock_timestamp())
            AND (o.ordinal <= r.canary OR NOT EXISTS (SELECT FROM replay_item c WHERE c.replay_id = r.replay_id
                AND c.ordinal <= r.canary AND c.state IN ('WAITING', 'RUNNING')))
            AND NOT EXISTS (SELECT FROM replay_item e WHERE e.replay_id = r.replay_id AND e.consumer = p_consumer
                AND e.ordinal < o.ordinal AND e.key = o.key AND e.state = 'RUNNING')
        ORDER BY o.ordinal LIMIT 1 FOR UPDATE SKIP LOCKED;
        IF FOUND THEN
            UPDATE replay_item o SET state = 'RUNNING', lease_until = clock_timestamp() + p_lease
            WHERE o.replay_id = r.replay_id AND o.ordinal = i.ordinal;
            UPDATE replay SET next_at = greatest(next_at, clock_timestamp() - interval '1 s')
                + make_interval(secs => 1 / r.rate_per_second)
            WHERE replay_id = r.replay_id;
            RETURN QUERY SELECT r.replay_id, i.ordinal, i.dlq_id, r.dry_run;
            RETURN;
        END IF;
    END LOOP;
END $$;

-- Ends an item that runs; false when it does not run any more. A failed dead letter is OPEN again. Stops the replay when
-- a canary failed or, from five items on, when too many did; ends it when nothing is left.
CREATE FUNCTION end_replay_item(p_replay_id uuid, p_ordinal integer, p_state text, p_detail text, p_events jsonb)
    RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    r       replay;
    of_item uuid;
    why     text;
BEGIN
    SELECT * INTO r FROM replay WHERE replay_id = p_replay_id FOR UPDATE;
    UPDATE replay_item SET state = p_state, detail = p_detail, events = p_events, ended_at = clock_timestamp()
    WHERE replay_id = p_replay_id AND ordinal = p_ordinal AND state = 'RUNNING' RETURNING dlq_id INTO of_item;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF p_state = 'FAILED' AND NOT r.dry_run THEN
        UPDATE dead_letter SET state = 'OPEN', retry_count = retry_count + 1
        WHERE dlq_id = of_item AND state = 'REPLAYING';
    END IF;
    UPDATE replay SET finished = finished + 1, failed = failed + (p_state = 'FAILED')::integer
    WHERE replay_id = p_replay_id RETURNING * INTO r;
    why := CASE
        WHEN p_state = 'FAILED' AND p_ordinal <= r.canary THEN 'A canary failed: ' || p_detail
        WHEN r.finished >= 5 AND r.failed > r.finished * r.stop_at_failure_ratio
            THEN format('%s of %s failed (limit: %s %%)', r.failed, r.finished,
                round((r.stop_at_failure_ratio * 100)::numeric, 1))
        END;
    IF r.state NOT IN ('RUNNING', 'PAUSED') THEN
        RETURN true;
    ELSIF r.finished = r.matched THEN
        UPDATE replay SET state = 'DONE', ended_at = clock_timestamp() WHERE replay_id = p_replay_id;
    ELSIF why IS NOT NULL AND NOT r.dry_run THEN
        UPDATE replay SET state = 'STOPPED', stop_reason = why, ended_at = clock_timestamp()
        WHERE replay_id = p_replay_id;
        PERFORM release_replay_items(p_replay_id);
    ELSE
        RETURN true;
    END IF;
    INSERT INTO audit_log (action, subject, detail)
    SELECT 'replay.' || lower(state), 'replay/' || p_replay_id,
        jsonb_build_object('finished', finished, 'failed', failed, 'stop_reason', stop_reason)
    FROM replay WHERE replay_id = p_replay_id;
    RETURN true;
END $$;

-- OPEN → DISCARDED. A held key goes on without the event. False when it is not open any more.
CREATE FUNCTION discard_dead_letter(p_dlq_id uuid, p_user_id bigint, p_reason text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    discarded dead_letter;
BEGIN
    UPDATE dead_letter SET state = 'DISCARDED', closed_at = clock_timestamp()
    WHERE dlq_id = p_dlq_id AND state = 'OPEN' RETURNING * INTO discarded;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE parked SET state = 'SKIPPING', next_at = clock_timestamp() WHERE dlq_id = p_dlq_id AND state = 'HELD';
    INSERT INTO audit_log (user_id, action, subject, detail)
    VALUES (p_user_id, 'dead_letter.discarded', 'dead-letter/' || p_dlq_id,
        jsonb_build_object('reason', p_reason, 'order_broken', discarded.seq IS NOT NULL,
            'stream', discarded.stream, 'key', discarded.key, 'seq', discarded.seq));
    RETURN true;
END $$;

-- Replaces the payload of an open dead letter; what it was stays in the audit log.
CREATE FUNCTION edit_dead_letter(p_dlq_id uuid, p_user_id bigint, p_payload text, p_reason text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    before dead_letter;
BEGIN
    SELECT * INTO before FROM dead_letter WHERE dlq_id = p_dlq_id AND state = 'OPEN' FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE dead_letter SET payload = convert_to(p_payload, 'UTF8'), edited = true WHERE dlq_id = p_dlq_id;
    INSERT INTO audit_log (user_id, action, subject, detail)
    VALUES (p_user_id, 'dead_letter.edited', 'dead-letter/' || p_dlq_id, jsonb_build_object('reason', p_reason,
        'payload_before', encode(before.payload, 'base64')));
    RETURN true;
END $$;

REVOKE EXECUTE ON FUNCTION release_replay_items(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_dead_letters(jsonb), steer_replay(uuid, bigint, text),
    start_replay(uuid, bigint, text, jsonb, boolean, double precision, integer, double precision, integer),
    discard_dead_letter(uuid, bigint, text), edit_dead_letter(uuid, bigint, text, text) TO chirp_api_gateway;
GRANT EXECUTE ON FUNCTION claim_replay_item(text, interval), end_replay_item(uuid, integer, text, text, jsonb)
    TO chirp_classify_worker, chirp_art_worker;
GRANT SELECT ON replay, replay_item TO chirp_api_gateway, chirp_classify_worker, chirp_art_worker;
GRANT UPDATE ON replay_item TO chirp_classify_worker, chirp_art_worker;
