-- The writes of a capture's life. Lock order: stream of accepted captures, consumer position, birds by id, captures by user
-- and id, tally, other streams.

-- A capture as its event says it.
CREATE FUNCTION capture_accepted_event(accepted capture, p_event_id uuid, p_lane integer, p_headers jsonb) RETURNS jsonb
    LANGUAGE sql STABLE
AS $$
SELECT jsonb_build_object(
    'event_id', p_event_id, 'stream', 'capture.accepted', 'key', accepted.user_id::text, 'lane', p_lane,
    'topic', 'chirp.capture.accepted.v1', 'type', 'chirp.capture.accepted',
    'headers', p_headers || jsonb_build_object('subject', 'capture/' || accepted.id),
    'payload', jsonb_build_object('capture_id', accepted.id, 'user_id', accepted.user_id,
        'device_id', accepted.device_id, 'audio_key', accepted.audio_key, 'content_type', accepted.content_type,
        'sha256', accepted.audio_sha256, 'bytes', accepted.audio_bytes,
        'duration_seconds', accepted.duration_seconds, 'recorded_at', rfc3339(accepted.recorded_at)))
$$;

-- One capture and its event, in autocommit. A repeated dedupe key answers the first capture.
CREATE FUNCTION accept_capture(p_user_id bigint, p_device_id uuid, p_dedupe_key text, p_filename text,
    p_content_type text, p_audio_key text, p_audio_sha256 text, p_audio_bytes bigint, p_duration_seconds double precision,
    p_recorded_at timestamptz, p_event_id uuid, p_lane integer, p_headers jsonb)
    RETURNS TABLE (capture_id bigint, duplicate boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    accepted capture;
BEGIN
    PERFORM FROM user_stream s WHERE s.stream = 'capture.accepted' AND s.key = p_user_id::text FOR UPDATE;
    INSERT INTO capture (user_id, device_id, dedupe_key, filename, content_type, audio_key, audio_sha256, audio_bytes,
        duration_seconds, recorded_at)
    VALUES (p_user_id, p_device_id, p_dedupe_key, p_filename, p_content_type, p_audio_key, p_audio_sha256, p_audio_bytes,
        p_duration_seconds, coalesce(p_recorded_at, now()))
    ON CONFLICT (user_id, dedupe_key) WHERE dedupe_key IS NOT NULL DO NOTHING
    RETURNING * INTO accepted;
    IF NOT FOUND THEN
        RETURN QUERY SELECT c.id, true FROM capture c WHERE c.user_id = p_user_id AND c.dedupe_key = p_dedupe_key;
        RETURN;
    END IF;
    PERFORM append_events(jsonb_build_array(capture_accepted_event(accepted, p_event_id, p_lane, p_headers)));
    RETURN QUERY SELECT accepted.id, false;
END $$;

-- Several captures at once; one row each, in their order.
-- p_captures: [{user_id, device_id, dedupe_key, filename, content_type, audio_key, sha256, bytes, duration_seconds,
--   recorded_at, event_id, lane, headers}]
-- p_skip_busy: captures of a user whose stream another transaction holds, or who has none yet, are left out, with
--   capture_id null. Thus it never waits for a stream that it has not sorted.
CREATE FUNCTION accept_captures(p_captures jsonb, p_skip_busy boolean)
    RETURNS TABLE (capture_id bigint, duplicate boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    free   text[];
    events jsonb;
BEGIN
    IF p_skip_busy THEN
        SELECT array_agg(held.key) INTO free FROM (
            SELECT s.key FROM user_stream s
            WHERE s.stream = 'capture.accepted'
              AND s.key IN (SELECT c.value ->> 'user_id' FROM jsonb_array_elements(p_captures) AS c (value))
            ORDER BY s.key FOR UPDATE SKIP LOCKED) AS held;
    ELSE
        PERFORM FROM user_stream s
        WHERE s.stream = 'capture.accepted'
          AND s.key IN (SELECT c.value ->> 'user_id' FROM jsonb_array_elements(p_captures) AS c (value))
        ORDER BY s.key FOR UPDATE;
        SELECT array_agg(DISTINCT c.value ->> 'user_id') INTO free FROM jsonb_array_elements(p_captures) AS c (value);
    END IF;

    WITH draft AS (
        SELECT d.*, c.ordinality AS ord
        FROM jsonb_array_elements(p_captures) WITH ORDINALITY AS c (value, ordinality),
             jsonb_to_record(c.value) AS d (user_id bigint, device_id uuid, dedupe_key text, filename text,
                 content_type text, audio_key text, sha256 text, bytes bigint, duration_seconds double precision,
                 recorded_at timestamptz, event_id uuid, lane integer, headers jsonb)
        WHERE c.value ->> 'user_id' = ANY (free)
    ), accepted AS (
        INSERT INTO capture AS a (user_id, device_id, dedupe_key, filename, content_type, audio_key, audio_sha256,
            audio_bytes, duration_seconds, recorded_at)
        SELECT d.user_id, d.device_id, d.dedupe_key, d.filename, d.content_type, d.audio_key, d.sha256, d.bytes,
            d.duration_seconds, coalesce(d.recorded_at, now())
        FROM draft d ORDER BY d.user_id, d.ord
        ON CONFLICT (user_id, dedupe_key) WHERE dedupe_key IS NOT NULL DO NOTHING
        RETURNING a
    )
    SELECT jsonb_agg(capture_accepted_event(w.a, d.event_id, d.lane, d.headers) ORDER BY d.ord) INTO events
    FROM accepted w JOIN draft d ON d.audio_key = (w.a).audio_key;
    IF events IS NOT NULL THEN
        PERFORM append_events(events);
    END IF;

    RETURN QUERY
    SELECT coalesce(written.id, first.id), written.id IS NULL AND first.id IS NOT NULL
    FROM jsonb_array_elements(p_captures) WITH ORDINALITY AS c (value, ordinality)
    LEFT JOIN (
        SELECT e.value -> 'payload' ->> 'audio_key' AS audio_key, (e.value -> 'payload' ->> 'capture_id')::bigint AS id
        FROM jsonb_array_elements(events) AS e (value)) AS written ON written.audio_key = c.value ->> 'audio_key'
    LEFT JOIN capture first ON written.id IS NULL AND c.value ->> 'user_id' = ANY (free)
        AND first.user_id = (c.value ->> 'user_id')::bigint AND first.dedupe_key = c.value ->> 'dedupe_key'
    ORDER BY c.ordinality;
END $$;

-- Removes a capture of this user with its derived rows; NULL when there is none. Returns the key of its audio.
CREATE FUNCTION delete_capture(p_capture_id bigint, p_user_id bigint, p_event_id uuid, p_lane integer, p_headers jsonb)
    RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    gone capture;
BEGIN
    DELETE FROM capture WHERE id = p_capture_id AND user_id = p_user_id RETURNING * INTO gone;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    PERFORM append_events(jsonb_build_array(jsonb_build_object(
        'event_id', p_event_id, 'stream', 'capture.results', 'key', p_user_id::text, 'lane', p_lane,
        'topic', 'chirp.capture.results.v1', 'type', 'chirp.capture.deleted',
        'headers', p_headers || jsonb_build_object('subject', 'capture/' || gone.id),
        'payload', jsonb_build_object('capture_id', gone.id, 'user_id', p_user_id, 'bird_id', gone.bird_id,
            'deleted_at', rfc3339(clock_timestamp())))));
    RETURN gone.audio_key;
END $$;

-- Records the owner's review of an identified capture. The retraction is emitted when the capture stops counting.
-- NULL: no such capture of this user that is processed.
CREATE FUNCTION review_capture(p_capture_id bigint, p_user_id bigint, p_correct boolean, p_bird_id bigint,
    p_event_id uuid, p_lane integer, p_headers jsonb)
    RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    before capture;
    after  capture;
BEGIN
    SELECT * INTO before FROM capture WHERE id = p_capture_id AND user_id = p_user_id AND status = 'processed'
        FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    UPDATE capture SET review_correct = p_correct, review_bird_id = p_bird_id, reviewed_at = clock_timestamp()
        WHERE id = p_capture_id RETURNING * INTO after;
    IF capture_is_counted(before) AND NOT capture_is_counted(after) THEN
        PERFORM append_events(jsonb_build_array(jsonb_build_object(
            'event_id', p_event_id, 'stream', 'capture.results', 'key', p_user_id::text, 'lane', p_lane,
            'topic', 'chirp.capture.results.v1', 'type', 'chirp.capture.retracted',
            'headers', p_headers || jsonb_build_object('subject', 'capture/' || after.id),
            'payload', jsonb_build_object('capture_id', after.id, 'user_id', p_user_id, 'bird_id', after.bird_id,
                'retracted_at', rfc3339(after.reviewed_at)))));
    ELSIF capture_is_counted(after) AND NOT capture_is_counted(before) THEN
        PERFORM append_events(jsonb_build_array(jsonb_build_object(
            'event_id', p_event_id, 'stream', 'capture.results', 'key', p_user_id::text, 'lane', p_lane,
            'topic', 'chirp.capture.results.v1', 'type', 'chirp.capture.processed',
            'headers', p_headers || jsonb_build_object('subject', 'capture/' || after.id),
            'payload', capture_document(after))));
    END IF;
    RETURN capture_document(after);
END $$;

-- pending → classified, and on to processed when nothing is left to draw. The caller appends the events, last.
-- p_bird: {scientific_name, common_name} of an identified capture, else NULL.
-- p_detections: [{scientific_name, common_name, start_seconds, end_seconds, confidence}].
-- p_private: somebody speaks; the audio is deleted soon after the commit, see private_audio().
-- No row: the capture is gone or no longer in p_from, nothing was changed.
-- art_wanted: this transaction is the one that asks for the sprite of bird_id.
CREATE FUNCTION classify_capture(p_capture_id bigint, p_from text, p_verdict text, p_bird jsonb,
    p_confidence double precision, p_predictions jsonb, p_detections jsonb, p_model_name text, p_model_version text,
    p_private boolean DEFAULT false)
    RETURNS TABLE (bird_id bigint, classified jsonb, processed jsonb, art_wanted boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    named     jsonb := p_detections || CASE WHEN p_bird IS NULL THEN '[]'::jsonb ELSE jsonb_build_array(p_bird) END;
    of_bird   bird;
    requested bigint;
    changed   capture;
    first_doc jsonb;
BEGIN
    IF p_from NOT IN ('pending', 'failed') THEN
        RAISE EXCEPTION 'classify_capture: from % (expected: pending or failed)', p_from;
    END IF;
    INSERT INTO bird (scientific_name, common_name)
    SELECT DISTINCT ON (n ->> 'scientific_name') n ->> 'scientific_name', n ->> 'common_name'
    FROM jsonb_array_elements(named) AS n
    WHERE NOT EXISTS (SELECT FROM bird b WHERE b.scientific_name = n ->> 'scientific_name')
    ORDER BY n ->> 'scientific_name'
    ON CONFLICT (scientific_name) DO NOTHING;
    -- The share lock makes "is there a sprite" and the art worker's store of one exclude each other.
    SELECT * INTO of_bird FROM bird WHERE scientific_name = p_bird ->> 'scientific_name' FOR SHARE;
    IF of_bird.id IS NOT NULL AND of_bird.sprite_checksum IS NULL
            AND EXISTS (SELECT FROM capture WHERE id = p_capture_id AND status = p_from) THEN
        INSERT INTO art_request (bird_id) VALUES (of_bird.id) ON CONFLICT DO NOTHING
        RETURNING bird_id INTO requested;
    END IF;
    UPDATE capture SET status = 'classified', classified_at = clock_timestamp(), verdict = p_verdict,
        bird_id = of_bird.id, confidence = p_confidence, predictions = p_predictions,
        model_name = p_model_name, model_version = p_model_version,
        private_at = CASE WHEN p_private THEN clock_timestamp() END, error_code = NULL, error_detail = NULL
    WHERE id = p_capture_id AND status = p_from
    RETURNING * INTO changed;
    IF NOT FOUND THEN
        IF requested IS NOT NULL THEN
            DELETE FROM art_request WHERE bird_id = requested;
        END IF;
        RETURN;
    END IF;
    DELETE FROM detection WHERE capture_id = p_capture_id;
    INSERT INTO detection (capture_id, ordinal, start_seconds, end_seconds, bird_id, confidence)
    SELECT p_capture_id, d.ordinality, (d.value ->> 'start_seconds')::double precision,
        (d.value ->> 'end_seconds')::double precision, b.id, (d.value ->> 'confidence')::double precision
    FROM jsonb_array_elements(p_detections) WITH ORDINALITY AS d (value, ordinality)
    JOIN bird b ON b.scientific_name = d.value ->> 'scientific_name';
    first_doc := capture_document(changed);
    IF p_verdict = 'identified' AND of_bird.sprite_checksum IS NULL THEN
        RETURN QUERY SELECT of_bird.id, first_doc, NULL::jsonb, requested IS NOT NULL;
        RETURN;
    END IF;
    UPDATE capture SET status = 'processed', processed_at = clock_timestamp() WHERE id = p_capture_id
    RETURNING * INTO changed;
    RETURN QUERY SELECT of_bird.id, first_doc, capture_document(changed), false;
END $$;

-- The oldest captures whose audio must go and is not known to be gone.
CREATE FUNCTION private_audio(p_limit integer) RETURNS TABLE (capture_id bigint, audio_key text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT c.id, c.audio_key FROM capture c WHERE c.private_at IS NOT NULL AND c.audio_deleted_at IS NULL
    ORDER BY c.private_at LIMIT p_limit
$$;

-- Their audio is gone from the store, and everything that was made of it.
CREATE FUNCTION private_audio_deleted(p_capture_ids bigint[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    UPDATE capture SET audio_deleted_at = clock_timestamp()
    WHERE id = ANY (p_capture_ids) AND private_at IS NOT NULL AND audio_deleted_at IS NULL
$$;

-- pending → failed; NULL when the capture is gone or no longer pending. Returns the capture's document.
CREATE FUNCTION fail_capture(p_capture_id bigint, p_code text, p_detail text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    changed capture;
BEGIN
    UPDATE capture SET status = 'failed', failed_at = clock_timestamp(), error_code = p_code, error_detail = p_detail
    WHERE id = p_capture_id AND status = 'pending'
    RETURNING * INTO changed;
    RETURN CASE WHEN FOUND THEN capture_document(changed) END;
END $$;

-- Stores the sprite of a species; the exclusive row lock waits for classify transactions that are deciding.
CREATE FUNCTION store_sprite(p_scientific_name text, p_common_name text, p_checksum text, p_recipe_version integer)
    RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    INSERT INTO bird AS b (scientific_name, common_name, sprite_checksum, recipe_version)
    VALUES (p_scientific_name, p_common_name, p_checksum, p_recipe_version)
    ON CONFLICT (scientific_name) DO UPDATE
        SET sprite_checksum = excluded.sprite_checksum, recipe_version = excluded.recipe_version
    RETURNING b.id
$$;

-- classified → processed for at most p_limit captures that wait for this bird, locked by user and id.
CREATE FUNCTION complete_captures(p_bird_id bigint, p_limit integer)
    RETURNS TABLE (user_id bigint, capture_id bigint, document jsonb)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    waiting_ids bigint[];
BEGIN
    SELECT coalesce(array_agg(w.id ORDER BY w.user_id, w.id), '{}') INTO waiting_ids FROM (
        SELECT c.id, c.user_id FROM capture c WHERE c.bird_id = p_bird_id AND c.status = 'classified'
        ORDER BY c.user_id, c.id LIMIT p_limit FOR UPDATE) AS w;
    -- One by one, in lock order, because the trigger locks each user's tally.
    FOR i IN 1 .. cardinality(waiting_ids) LOOP
        RETURN QUERY
        UPDATE capture AS c SET status = 'processed', processed_at = clock_timestamp()
        WHERE c.id = waiting_ids[i] AND c.status = 'classified'
        RETURNING c.user_id, c.id, capture_document(c);
    END LOOP;
END $$;

-- The birds whose captures have waited for art longer than p_age, or whose sprite exists while captures still wait.
CREATE FUNCTION birds_with_waiting_captures(p_age interval)
    RETURNS TABLE (bird_id bigint, scientific_name text, common_name text, has_sprite boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT b.id, b.scientific_name, b.common_name, b.sprite_checksum IS NOT NULL
    FROM bird b WHERE b.id IN (SELECT c.bird_id FROM capture c WHERE c.status = 'classified')
        AND (b.sprite_checksum IS NOT NULL
            OR EXISTS (SELECT FROM capture c WHERE c.bird_id = b.id AND c.status = 'classified'
                AND c.classified_at < clock_timestamp() - p_age))
$$;

-- Art of this bird was given up: the next capture may ask again.
CREATE FUNCTION forget_art_request(p_bird_id bigint) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    DELETE FROM art_request WHERE bird_id = p_bird_id
$$;

GRANT EXECUTE ON FUNCTION accept_capture(bigint, uuid, text, text, text, text, text, bigint, double precision,
    timestamptz, uuid, integer, jsonb), accept_captures(jsonb, boolean), delete_capture(bigint, bigint, uuid, integer, jsonb),
    review_capture(bigint, bigint, boolean, bigint, uuid, integer, jsonb) TO chirp_api_gateway;
GRANT EXECUTE ON FUNCTION capture_document(capture), bird_document(bigint), rfc3339(timestamptz), sprite_url(text)
    TO chirp_api_gateway, chirp_classify_worker, chirp_art_worker;
GRANT EXECUTE ON FUNCTION classify_capture(bigint, text, text, jsonb, double precision, jsonb, jsonb, text, text, boolean),
    fail_capture(bigint, text, text), private_audio(integer), private_audio_deleted(bigint[]) TO chirp_classify_worker;
GRANT EXECUTE ON FUNCTION store_sprite(text, text, text, integer), complete_captures(bigint, integer),
    birds_with_waiting_captures(interval), forget_art_request(bigint) TO chirp_art_worker;
GRANT SELECT ON capture, bird, detection, capture_tally, user_bird TO chirp_api_gateway;
GRANT SELECT ON capture TO chirp_classify_worker;
GRANT SELECT (id, device_id, status, recorded_at, created_at) ON capture TO chirp_notify_fanout;
GRANT SELECT (id, latitude, longitude) ON device TO chirp_classify_worker;
GRANT SELECT ON bird TO chirp_art_worker, chirp_classify_worker;
