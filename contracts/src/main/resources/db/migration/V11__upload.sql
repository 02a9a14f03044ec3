-- Recordings that are sent in pieces. Rows hold object keys; the pieces are objects until they are put together.

CREATE TABLE upload (
    id           uuid PRIMARY KEY,
    user_id      bigint      NOT NULL REFERENCES app_user ON DELETE CASCADE,
    protocol     text        NOT NULL CHECK (protocol IN ('chunks', 'tus')),
    filename     text,
    size         bigint      NOT NULL CHECK (size > 0),
    chunk_size   integer CHECK (chunk_size > 0),
    sha256       text,
    recorded_at  timestamptz,
    status       text        NOT NULL DEFAULT 'UPLOADING'
        CHECK (status IN ('UPLOADING', 'MERGING', 'COMPLETED', 'FAILED')),
    received     bigint      NOT NULL DEFAULT 0 CHECK (received BETWEEN 0 AND size),
    capture_id   bigint,
    error_code   text,
    error_detail text,
    -- It failed through a fault of ours: the pieces stay for another attempt.
    pieces_kept  boolean     NOT NULL DEFAULT false,
    -- Under which its client may ask for it again.
    request_key  text,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((protocol = 'chunks') = (chunk_size IS NOT NULL)),
    CHECK ((status = 'COMPLETED') = (capture_id IS NOT NULL)),
    CHECK ((status = 'FAILED') = (error_code IS NOT NULL))
);
CREATE INDEX upload__user ON upload (user_id, status);
CREATE INDEX upload__updated ON upload (status, updated_at);
CREATE UNIQUE INDEX upload__request_key ON upload (user_id, request_key) WHERE request_key IS NOT NULL;

-- Where each piece begins in the recording; pieces of one upload never overlap.
CREATE TABLE upload_chunk (
    upload_id uuid   NOT NULL REFERENCES upload ON DELETE CASCADE,
    start     bigint NOT NULL CHECK (start >= 0),
    bytes     bigint NOT NULL CHECK (bytes > 0),
    blob_key  text   NOT NULL,
    PRIMARY KEY (upload_id, start)
);
CREATE UNIQUE INDEX upload_chunk__blob_key ON upload_chunk (blob_key);

-- Bytes that a user has stored, or has announced and not finished.
CREATE FUNCTION upload_usage(p_user_id bigint) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT (coalesce((SELECT sum(size) FROM upload WHERE user_id = p_user_id AND status IN ('UPLOADING', 'MERGING')), 0)
        + coalesce((SELECT sum(audio_bytes) FROM capture WHERE user_id = p_user_id AND audio_deleted_at IS NULL), 0))::bigint
$$;

GRANT SELECT, INSERT, UPDATE, DELETE ON upload, upload_chunk TO chirp_device_ingest;
GRANT EXECUTE ON FUNCTION upload_usage(bigint), append_events(jsonb), accept_capture(bigint, uuid, text, text, text, text,
    text, bigint, double precision, timestamptz, uuid, integer, jsonb) TO chirp_device_ingest;

-- What a consumer of events needs.
GRANT SELECT ON event, stream_epoch, user_stream, held TO chirp_device_ingest;
GRANT SELECT, INSERT, UPDATE, DELETE ON consumer_registration, position, parked, job TO chirp_device_ingest;
GRANT SELECT, INSERT, UPDATE ON dead_letter TO chirp_device_ingest;
GRANT EXECUTE ON FUNCTION claim_replay_item(text, interval), end_replay_item(uuid, integer, text, text, jsonb)
    TO chirp_device_ingest;
GRANT SELECT ON replay, replay_item TO chirp_device_ingest;
GRANT UPDATE ON replay_item TO chirp_device_ingest;
