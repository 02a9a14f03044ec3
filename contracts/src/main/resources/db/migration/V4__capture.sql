-- Captures and birds. Rows hold object keys, never bytes. Every change of state is guarded by the state before it.

CREATE TABLE bird (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scientific_name text        NOT NULL UNIQUE,
    common_name     text        NOT NULL,
    sprite_checksum text,
    recipe_version  integer,
    created_at      timestamptz NOT NULL DEFAULT now()
);

-- A species is asked for once; the row goes when its art is dead-lettered, so that the next capture asks again.
CREATE TABLE art_request (
    bird_id      bigint PRIMARY KEY REFERENCES bird,
    requested_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE capture (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id          bigint           NOT NULL REFERENCES app_user ON DELETE CASCADE,
    device_id        uuid,
    dedupe_key       text,
    filename         text,
    content_type     text             NOT NULL,
    audio_key        text             NOT NULL,
    audio_sha256     text             NOT NULL,
    audio_bytes      bigint           NOT NULL,
    duration_seconds double precision NOT NULL,
    recorded_at      timestamptz      NOT NULL,
    status           text             NOT NULL DEFAULT 'pending'
        CHECK (status IN ('pending', 'classified', 'processed', 'failed')),
    verdict          text CHECK (verdict IN ('identified', 'unsure', 'no_bird')),
    bird_id          bigint REFERENCES bird,
    confidence       double precision,
    predictions      jsonb            NOT NULL DEFAULT '[]',
    model_name       text,
    model_version    text,
    error_code       text,
    error_detail     text,
    review_correct   boolean,
    review_bird_id   bigint REFERENCES bird,
    created_at       timestamptz      NOT NULL DEFAULT now(),
    classified_at    timestamptz,
    processed_at     timestamptz,
    failed_at        timestamptz,
    reviewed_at      timestamptz,
    private_at       timestamptz,
    audio_deleted_at timestamptz,
    CHECK ((verdict = 'identified') = (bird_id IS NOT NULL)),
    CHECK ((status IN ('classified', 'processed')) = (verdict IS NOT NULL))
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX capture__dedupe ON capture (user_id, dedupe_key) WHERE dedupe_key IS NOT NULL;
CREATE INDEX capture__user_created ON capture (user_id, created_at DESC, id DESC);
CREATE INDEX capture__user_status ON capture (user_id, status, created_at DESC, id DESC);
CREATE INDEX capture__user_bird ON capture (user_id, bird_id, created_at DESC, id DESC);
CREATE INDEX capture__device ON capture (device_id, created_at DESC) WHERE device_id IS NOT NULL;
CREATE INDEX capture__awaiting_art ON capture (bird_id, user_id, id) WHERE status = 'classified';
CREATE INDEX capture__pending ON capture (created_at) WHERE status = 'pending';
CREATE INDEX capture__classified_at ON capture (classified_at) WHERE status = 'classified';
CREATE INDEX capture__private_audio ON capture (private_at) WHERE private_at IS NOT NULL AND audio_deleted_at IS NULL;
CREATE UNIQUE INDEX capture__audio_key ON capture (audio_key);

CREATE TABLE detection (
    capture_id    bigint           NOT NULL REFERENCES capture ON DELETE CASCADE,
    ordinal       integer          NOT NULL,
    start_seconds double precision NOT NULL,
    end_seconds   double precision NOT NULL CHECK (end_seconds >= start_seconds),
    bird_id       bigint           NOT NULL REFERENCES bird,
    confidence    double precision NOT NULL,
    PRIMARY KEY (capture_id, ordinal)
);

-- Kept by trigger, so that a list answers its total without counting rows.
CREATE TABLE capture_tally (
    user_id    bigint PRIMARY KEY REFERENCES app_user ON DELETE CASCADE,
    pending    bigint NOT NULL DEFAULT 0,
    classified bigint NOT NULL DEFAULT 0,
    processed  bigint NOT NULL DEFAULT 0,
    failed     bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

-- What a user has discovered: one row per species heard, over captures that are processed and not reviewed as wrong.
CREATE TABLE user_bird (
    user_id         bigint           NOT NULL REFERENCES app_user ON DELETE CASCADE,
    bird_id         bigint           NOT NULL REFERENCES bird,
    count           bigint           NOT NULL,
    first_heard_at  timestamptz      NOT NULL,
    last_heard_at   timestamptz      NOT NULL,
    best_confidence double precision NOT NULL,
    PRIMARY KEY (user_id, bird_id)
) WITH (fillfactor = 70);

CREATE FUNCTION capture_is_counted(c capture) RETURNS boolean LANGUAGE sql IMMUTABLE
    RETURN c.status = 'processed' AND c.bird_id IS NOT NULL AND c.review_correct IS DISTINCT FROM false;

CREATE FUNCTION count_capture() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    before_status  text := CASE WHEN TG_OP <> 'INSERT' THEN OLD.status END;
    after_status   text := CASE WHEN TG_OP <> 'DELETE' THEN NEW.status END;
    of_user        bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.user_id ELSE NEW.user_id END;
    counted_before boolean := TG_OP <> 'INSERT' AND capture_is_counted(OLD);
    counted_after  boolean := TG_OP <> 'DELETE' AND capture_is_counted(NEW);
BEGIN
    IF before_status IS DISTINCT FROM after_status THEN
        INSERT INTO capture_tally AS t (user_id, pending, classified, processed, failed)
        SELECT of_user, d.pending, d.classified, d.processed, d.failed
        FROM (SELECT
            coalesce((after_status = 'pending')::int, 0) - coalesce((before_status = 'pending')::int, 0),
            coalesce((after_status = 'classified')::int, 0) - coalesce((before_status = 'classified')::int, 0),
            coalesce((after_status = 'processed')::int, 0) - coalesce((before_status = 'processed')::int, 0),
            coalesce((after_status = 'failed')::int, 0) - coalesce((before_status = 'failed')::int, 0)
        ) AS d (pending, classified, processed, failed)
        WHERE EXISTS (SELECT FROM app_user WHERE id = of_user)
        ON CONFLICT (user_id) DO UPDATE SET
            pending = t.pending + excluded.pending, classified = t.classified + excluded.classified,
            processed = t.processed + excluded.processed, failed = t.failed + excluded.failed;
    END IF;
    IF counted_before AND (NOT counted_after OR OLD.bird_id <> NEW.bird_id) THEN
        DELETE FROM user_bird WHERE user_id = of_user AND bird_id = OLD.bird_id;
        INSERT INTO user_bird (user_id, bird_id, count, first_heard_at, last_heard_at, best_confidence)
        SELECT user_id, bird_id, count(*), min(recorded_at), max(recorded_at), max(confidence)
        FROM capture c WHERE user_id = of_user AND bird_id = OLD.bird_id AND capture_is_counted(c)
        GROUP BY user_id, bird_id;
    END IF;
    IF counted_after AND (NOT counted_before OR OLD.bird_id <> NEW.bird_id) THEN
        INSERT INTO user_bird AS b (user_id, bird_id, count, first_heard_at, last_heard_at, best_confidence)
        VALUES (of_user, NEW.bird_id, 1, NEW.recorded_at, NEW.recorded_at, NEW.confidence)
        ON CONFLICT (user_id, bird_id) DO UPDATE SET
            count = b.count + 1,
            first_heard_at = least(b.first_heard_at, excluded.first_heard_at),
            last_heard_at = greatest(b.last_heard_at, excluded.last_heard_at),
            best_confidence = greatest(b.best_confidence, excluded.best_confidence);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER capture__count AFTER INSERT OR UPDATE OR DELETE ON capture
    FOR EACH ROW EXECUTE FUNCTION count_capture();

CREATE FUNCTION rfc3339(t timestamptz) RETURNS text LANGUAGE sql STABLE
    RETURN to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

CREATE FUNCTION sprite_url(checksum text) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN '/sprites/' || coalesce(checksum, 'placeholder') || '.png';

CREATE FUNCTION bird_document(p_bird_id bigint) RETURNS jsonb
    LANGUAGE sql STABLE SET search_path = public, pg_temp
AS $$
    SELECT jsonb_build_object('id', b.id, 'common_name', b.common_name, 'scientific_name', b.scientific_name,
        'pixel_art_url', sprite_url(b.sprite_checksum))
    FROM bird b WHERE b.id = p_bird_id
$$;

-- The capture as every reader gets it: REST, the CaptureProcessed event and the new_capture frame are this document.
CREATE FUNCTION capture_document(c capture) RETURNS jsonb
    LANGUAGE sql STABLE SET search_path = public, pg_temp
AS $$
    SELECT jsonb_build_object(
        'id', c.id, 'status', c.status, 'device_id', c.device_id, 'filename', c.filename,
        'duration_seconds', c.duration_seconds, 'recorded_at', rfc3339(c.recorded_at),
        'created_at', rfc3339(c.created_at), 'classified_at', rfc3339(c.classified_at),
        'processed_at', rfc3339(c.processed_at), 'failed_at', rfc3339(c.failed_at),
        'confidence', c.confidence, 'verdict', c.verdict, 'bird', bird_document(c.bird_id),
        'predictions', c.predictions, 'private', c.private_at IS NOT NULL,
        'detections', (SELECT coalesce(jsonb_agg(jsonb_build_object('start_seconds', d.start_seconds,
                'end_seconds', d.end_seconds, 'bird_id', d.bird_id, 'common_name', b.common_name,
                'confidence', d.confidence) ORDER BY d.ordinal), '[]')
            FROM detection d JOIN bird b ON b.id = d.bird_id WHERE d.capture_id = c.id),
        'model', CASE WHEN c.model_name IS NOT NULL
            THEN jsonb_build_object('name', c.model_name, 'version', c.model_version) END,
        'review', CASE WHEN c.reviewed_at IS NOT NULL
            THEN jsonb_build_object('correct', c.review_correct, 'bird_id', c.review_bird_id,
                'reviewed_at', rfc3339(c.reviewed_at)) END,
        'error', CASE WHEN c.error_code IS NOT NULL
            THEN jsonb_build_object('code', c.error_code, 'detail', c.error_detail) END)
$$;
