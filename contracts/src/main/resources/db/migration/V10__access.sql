-- Access: clients of OAuth, the end of sessions and device keys, answers kept for a repeated request, and what intake
-- looks at before it takes more.

-- Programs that act for the user who made them. Only the hash of the secret is kept.
CREATE TABLE oauth_client (
    client_id    uuid PRIMARY KEY,
    user_id      bigint      NOT NULL REFERENCES app_user ON DELETE CASCADE,
    name         text        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    secret_hash  bytea       NOT NULL CHECK (length(secret_hash) = 32),
    scope        text        NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz
);
CREATE INDEX oauth_client__user ON oauth_client (user_id, created_at DESC);

-- The sessions that a client was given a token for, as long as the token lives: they end with the client.
CREATE TABLE client_session (
    family     uuid PRIMARY KEY,
    client_id  uuid        NOT NULL REFERENCES oauth_client ON DELETE CASCADE,
    expires_at timestamptz NOT NULL
);
CREATE INDEX client_session__client ON client_session (client_id);
CREATE INDEX client_session__expires ON client_session (expires_at);

-- A request that names itself, per user and route. request_hash is null while it is in flight; holder is the request
-- that may answer. body is encrypted by the gateway; null where the answer follows from location.
CREATE TABLE idempotency_key (
    user_id      bigint      NOT NULL REFERENCES app_user ON DELETE CASCADE,
    route        text        NOT NULL,
    key          text        NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    holder       uuid        NOT NULL,
    lease_until  timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    request_hash bytea CHECK (length(request_hash) = 32),
    status       smallint,
    location     text,
    body         bytea,
    PRIMARY KEY (user_id, route, key)
);
CREATE INDEX idempotency_key__expires ON idempotency_key (expires_at);

CREATE INDEX refresh_token__expires ON refresh_token (expires_at);

-- Ends a session: its refresh token buys nothing more, and those who hold its sockets or verify its tokens learn of it.
CREATE FUNCTION revoke_session(p_family uuid, p_user bigint, p_reason text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO revocation (subject, reason) VALUES ('session/' || p_family, p_reason) ON CONFLICT DO NOTHING;
    IF FOUND THEN
        INSERT INTO audit_log (user_id, action, subject, detail)
        VALUES (p_user, 'session.revoked', 'session/' || p_family, jsonb_build_object('reason', p_reason));
    END IF;
END $$;

-- The same for whoever holds any refresh token of the session, spent or not; null when it is unknown.
CREATE FUNCTION revoke_refresh_token(p_hash bytea, p_reason text) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    held refresh_token;
BEGIN
    SELECT * INTO held FROM refresh_token WHERE token_hash = p_hash;
    IF FOUND THEN
        PERFORM revoke_session(held.family, held.user_id, p_reason);
    END IF;
    RETURN held.family;
END $$;

-- Begins a session of a client for one access token. No row: the client or its secret is wrong.
CREATE FUNCTION begin_client_session(p_client uuid, p_secret_hash bytea, p_family uuid, p_lifetime interval)
    RETURNS TABLE (user_id bigint, client_scope text, user_scope text)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    client oauth_client;
BEGIN
    -- Whoever removes the client waits for this, and then sees the session.
    SELECT * INTO client FROM oauth_client WHERE client_id = p_client AND secret_hash = p_secret_hash FOR KEY SHARE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE oauth_client SET last_used_at = clock_timestamp()
    WHERE client_id = p_client AND coalesce(last_used_at < clock_timestamp() - interval '1 minute', true);
    INSERT INTO client_session VALUES (p_family, p_client, clock_timestamp() + p_lifetime);
    RETURN QUERY SELECT client.user_id, client.scope, u.scope FROM app_user u WHERE u.id = client.user_id;
END $$;

-- Adds a client unless its user has so many already; false then.
CREATE FUNCTION create_oauth_client(p_client uuid, p_user bigint, p_name text, p_secret_hash bytea, p_scope text,
        p_most integer) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM FROM app_user WHERE id = p_user FOR NO KEY UPDATE;
    IF (SELECT count(*) FROM oauth_client WHERE user_id = p_user) >= p_most THEN
        RETURN false;
    END IF;
    INSERT INTO oauth_client (client_id, user_id, name, secret_hash, scope)
    VALUES (p_client, p_user, p_name, p_secret_hash, p_scope);
    INSERT INTO audit_log (user_id, action, subject, detail)
    VALUES (p_user, 'oauth_client.created', 'oauth_client/' || p_client, jsonb_build_object('scope', p_scope));
    RETURN true;
END $$;

-- Removes a client of this user and ends its sessions; false when there is none.
CREATE FUNCTION delete_oauth_client(p_client uuid, p_user bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM FROM oauth_client WHERE client_id = p_client AND user_id = p_user FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO revocation (subject, reason)
    SELECT 'session/' || family, 'client_deleted' FROM client_session
    WHERE client_id = p_client AND expires_at > clock_timestamp()
    ON CONFLICT DO NOTHING;
    DELETE FROM oauth_client WHERE client_id = p_client;
    INSERT INTO audit_log (user_id, action, subject)
    VALUES (p_user, 'oauth_client.deleted', 'oauth_client/' || p_client);
    RETURN true;
END $$;

-- The keys of a device that are good now.
CREATE FUNCTION live_device_keys(p_device uuid) RETURNS SETOF device_key LANGUAGE sql STABLE
AS $$
    SELECT * FROM device_key
    WHERE device_id = p_device AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp())
$$;

-- A further key for a rotation: 'added', 'too_many' beside two live ones, null when the user has no such device.
CREATE FUNCTION add_device_key(p_device uuid, p_user bigint, p_key uuid, p_prefix text, p_hash bytea) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM FROM device WHERE id = p_device AND user_id = p_user FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF (SELECT count(*) FROM live_device_keys(p_device)) >= 2 THEN
        RETURN 'too_many';
    END IF;
    INSERT INTO device_key (id, device_id, prefix, key_hash) VALUES (p_key, p_device, p_prefix, p_hash);
    INSERT INTO audit_log (user_id, action, subject, detail)
    VALUES (p_user, 'device_key.rotated', 'device_key/' || p_key, jsonb_build_object('device', p_device));
    RETURN 'added';
END $$;

-- Ends one key, or all keys, of a device of this user; its open streams end with it. Returns how many were live.
CREATE FUNCTION revoke_device_keys(p_device uuid, p_user bigint, p_key uuid, p_reason text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    ended uuid[];
BEGIN
    PERFORM FROM device WHERE id = p_device AND user_id = p_user FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    WITH revoked AS (
        UPDATE device_key SET revoked_at = clock_timestamp()
        WHERE id IN (SELECT id FROM live_device_keys(p_device)) AND (p_key IS NULL OR id = p_key)
        RETURNING id)
    SELECT coalesce(array_agg(id), '{}') INTO ended FROM revoked;
    INSERT INTO revocation (subject, reason)
    SELECT 'device_key/' || id, p_reason FROM unnest(ended) AS id ON CONFLICT DO NOTHING;
    INSERT INTO audit_log (user_id, action, subject, detail)
    SELECT p_user, 'device_key.revoked', 'device_key/' || id, jsonb_build_object('device', p_device, 'reason', p_reason)
    FROM unnest(ended) AS id;
    RETURN cardinality(ended);
END $$;

-- Removes a device of this user with its keys; its captures stay. False when there is none.
CREATE FUNCTION delete_device(p_device uuid, p_user bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM revoke_device_keys(p_device, p_user, NULL, 'device_deleted');
    DELETE FROM device WHERE id = p_device AND user_id = p_user;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO audit_log (user_id, action, subject) VALUES (p_user, 'device.deleted', 'device/' || p_device);
    RETURN true;
END $$;

-- The first use of a key is audited where it happens, whichever service notes it.
CREATE FUNCTION audit_first_use() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO audit_log (user_id, action, subject, detail)
    SELECT d.user_id, 'device_key.first_used', 'device_key/' || NEW.id, jsonb_build_object('device', NEW.device_id)
    FROM device d WHERE d.id = NEW.device_id;
    RETURN NULL;
END $$;
CREATE TRIGGER device_key__first_use AFTER UPDATE OF last_used_at ON device_key
    FOR EACH ROW WHEN (OLD.last_used_at IS NULL AND NEW.last_used_at IS NOT NULL) EXECUTE FUNCTION audit_first_use();

-- Reserves a key for one request: 'reserved'; 'in_flight' with the seconds that its holder has left; or 'done' with the
-- first answer. A reservation that has expired, and an answer that is too old, may be taken over.
CREATE FUNCTION reserve_idempotency_key(p_user bigint, p_route text, p_key text, p_holder uuid, p_lease interval,
        p_kept interval)
    RETURNS TABLE (outcome text, wait_seconds integer, request_hash bytea, status smallint, location text, body bytea)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    at    timestamptz := clock_timestamp();
    first idempotency_key;
BEGIN
    INSERT INTO idempotency_key AS k (user_id, route, key, holder, lease_until, expires_at)
    VALUES (p_user, p_route, p_key, p_holder, at + p_lease, at + p_kept)
    ON CONFLICT (user_id, route, key) DO UPDATE SET holder = p_holder, lease_until = at + p_lease,
        expires_at = at + p_kept, request_hash = NULL, status = NULL, location = NULL, body = NULL
        WHERE k.expires_at <= at OR k.request_hash IS NULL AND k.lease_until <= at;
    IF FOUND THEN
        RETURN QUERY SELECT 'reserved', 0, NULL::bytea, NULL::smallint, NULL::text, NULL::bytea;
        RETURN;
    END IF;
    SELECT * INTO first FROM idempotency_key WHERE user_id = p_user AND route = p_route AND key = p_key;
    IF first.request_hash IS NULL THEN
        RETURN QUERY SELECT 'in_flight',
            greatest(1, ceil(extract(epoch FROM coalesce(first.lease_until, at) - at)))::integer,
            NULL::bytea, NULL::smallint, NULL::text, NULL::bytea;
    ELSE
        RETURN QUERY SELECT 'done', 0, first.request_hash, first.status, first.location, first.body;
    END IF;
END $$;

-- Keeps the answer of a request that still holds its key; false when another has taken it over.
CREATE FUNCTION keep_idempotent_answer(p_user bigint, p_route text, p_key text, p_holder uuid, p_hash bytea,
        p_status integer, p_location text, p_body bytea) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    UPDATE idempotency_key SET request_hash = p_hash, status = p_status, location = p_location, body = p_body
    WHERE user_id = p_user AND route = p_route AND key = p_key AND holder = p_holder AND request_hash IS NULL;
    RETURN FOUND;
END $$;

-- Lets the next request with this key begin anew, unless this one was answered or overtaken.
CREATE FUNCTION release_idempotency_key(p_user bigint, p_route text, p_key text, p_holder uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    DELETE FROM idempotency_key
    WHERE user_id = p_user AND route = p_route AND key = p_key AND holder = p_holder AND request_hash IS NULL;
$$;

-- A capture, its event and the answer under its idempotency key, in one transaction. No row: another request has taken
-- the key over, and nothing is written. The key's row is locked before any stream, by this request alone.
CREATE FUNCTION accept_capture_once(p_capture jsonb, p_route text, p_key text, p_holder uuid, p_hash bytea)
    RETURNS TABLE (capture_id bigint, duplicate boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    owner    bigint := (p_capture ->> 'user_id')::bigint;
    accepted record;
BEGIN
    PERFORM FROM idempotency_key WHERE user_id = owner AND route = p_route AND key = p_key AND holder = p_holder
        AND request_hash IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT a.capture_id, a.duplicate INTO accepted FROM accept_captures(jsonb_build_array(p_capture), false) AS a;
    PERFORM keep_idempotent_answer(owner, p_route, p_key, p_holder, p_hash, 202,
        '/api/v1/captures/' || accepted.capture_id, NULL);
    RETURN QUERY SELECT accepted.capture_id, accepted.duplicate;
END $$;

-- Clears away what nobody can use any more, at most so many rows of each kind; returns how many went.
CREATE FUNCTION sweep_access(p_most integer, p_revocations_kept interval) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    gone integer := 0;
    n    integer;
BEGIN
    DELETE FROM idempotency_key WHERE (user_id, route, key) IN (
        SELECT user_id, route, key FROM idempotency_key WHERE expires_at < clock_timestamp() LIMIT p_most
        FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS n = ROW_COUNT;
    gone := gone + n;
    DELETE FROM client_session WHERE family IN (
        SELECT family FROM client_session WHERE expires_at < clock_timestamp() LIMIT p_most FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS n = ROW_COUNT;
    gone := gone + n;
    DELETE FROM refresh_token WHERE token_hash IN (
        SELECT token_hash FROM refresh_token WHERE expires_at < clock_timestamp() - interval '1 day' LIMIT p_most
        FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS n = ROW_COUNT;
    gone := gone + n;
    DELETE FROM revocation WHERE subject IN (
        SELECT subject FROM revocation WHERE revoked_at < clock_timestamp() - p_revocations_kept LIMIT p_most
        FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS n = ROW_COUNT;
    RETURN gone + n;
END $$;

-- How far the pipeline is behind, each figure at a bounded cost.
-- unpublished_seconds: age of the oldest event beyond the persisted position of its lane. Lanes with one position are
--   looked at together, up to 20,000 events beyond it: a position of a living relay is some seconds old at most.
-- pending: captures that wait for classification, counted up to p_captures; pending_seconds: age of the tenth
--   oldest, because a few may be stuck for reasons of their own, which is no reason to refuse everybody; long recordings
--   apart, which are worked on for as long as they need. letters: open dead letters, up to p_letters.
CREATE FUNCTION pipeline_pressure(p_captures integer, p_letters integer)
    RETURNS TABLE (unpublished_seconds double precision, pending bigint, pending_seconds double precision,
        letters bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT
        (SELECT extract(epoch FROM clock_timestamp() - min(oldest.created_at))::float8
         FROM (SELECT l.position::text AS position, array_agg(l.lane) AS lanes FROM relay_lane l GROUP BY 1) AS g
         CROSS JOIN LATERAL (
             SELECT beyond.created_at FROM (
                 SELECT e.tx, e.lane, e.created_at FROM event e
                 WHERE e.tx >= pg_snapshot_xmin(g.position::pg_snapshot) ORDER BY e.tx LIMIT 20000) AS beyond
             WHERE beyond.lane = ANY (g.lanes) AND NOT pg_visible_in_snapshot(beyond.tx, g.position::pg_snapshot)
             ORDER BY beyond.tx LIMIT 1) AS oldest),
        (SELECT count(*) FROM (SELECT FROM capture WHERE status = 'pending' LIMIT p_captures) AS p),
        (SELECT extract(epoch FROM clock_timestamp() - created_at)::float8 FROM capture
         WHERE status = 'pending' AND duration_seconds <= 60 ORDER BY created_at OFFSET 9 LIMIT 1),
        (SELECT count(*) FROM (SELECT FROM dead_letter WHERE state = 'OPEN' LIMIT p_letters) AS d)
$$;

GRANT SELECT ON oauth_client TO chirp_api_gateway;
GRANT EXECUTE ON FUNCTION revoke_session(uuid, bigint, text), revoke_refresh_token(bytea, text),
    begin_client_session(uuid, bytea, uuid, interval),
    create_oauth_client(uuid, bigint, text, bytea, text, integer), delete_oauth_client(uuid, bigint),
    live_device_keys(uuid), add_device_key(uuid, bigint, uuid, text, bytea),
    revoke_device_keys(uuid, bigint, uuid, text), delete_device(uuid, bigint),
    reserve_idempotency_key(bigint, text, text, uuid, interval, interval),
    keep_idempotent_answer(bigint, text, text, uuid, bytea, integer, text, bytea),
    release_idempotency_key(bigint, text, text, uuid), accept_capture_once(jsonb, text, text, uuid, bytea),
    sweep_access(integer, interval), pipeline_pressure(integer, integer) TO chirp_api_gateway;
