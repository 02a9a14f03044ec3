-- Accounts, sessions and devices.

CREATE TABLE app_user (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    username      text        NOT NULL CHECK (length(username) BETWEEN 1 AND 64),
    email         text        NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
    password_hash text        NOT NULL,
    scope         text        NOT NULL DEFAULT 'user',
    created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX app_user__username ON app_user (lower(username));
CREATE UNIQUE INDEX app_user__email ON app_user (lower(email));

-- One row per refresh token ever issued; a family is one sign-in. Only hashes are kept.
CREATE TABLE refresh_token (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    family     uuid        NOT NULL,
    user_id    bigint      NOT NULL REFERENCES app_user ON DELETE CASCADE,
    scope      text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    spent_at   timestamptz
);
CREATE INDEX refresh_token__family ON refresh_token (family);
CREATE INDEX refresh_token__user ON refresh_token (user_id);

-- Revoked session families ('session/<family>') and device keys ('device_key/<id>'); polled by the services that hold sockets.
CREATE TABLE revocation (
    subject    text PRIMARY KEY,
    revoked_at timestamptz NOT NULL DEFAULT now(),
    reason     text        NOT NULL
);
CREATE INDEX revocation__revoked_at ON revocation (revoked_at);

CREATE TABLE device (
    id         uuid PRIMARY KEY,
    user_id    bigint      NOT NULL REFERENCES app_user ON DELETE CASCADE,
    name       text        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    timezone   text,
    latitude   double precision CHECK (latitude BETWEEN -90 AND 90),
    longitude  double precision CHECK (longitude BETWEEN -180 AND 180),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX device__user ON device (user_id, created_at DESC);

CREATE TABLE device_key (
    id           uuid PRIMARY KEY,
    device_id    uuid        NOT NULL REFERENCES device ON DELETE CASCADE,
    prefix       text        NOT NULL,
    key_hash     bytea       NOT NULL UNIQUE CHECK (length(key_hash) = 32),
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz,
    expires_at   timestamptz,
    revoked_at   timestamptz
);
CREATE INDEX device_key__device ON device_key (device_id);

-- Append-only: no role is granted UPDATE or DELETE.
CREATE TABLE audit_log (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL DEFAULT now(),
    user_id bigint,
    action  text        NOT NULL,
    subject text,
    detail  jsonb       NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_log__at ON audit_log (at DESC, id DESC);
CREATE INDEX audit_log__subject ON audit_log (subject, at DESC);

-- Spends a refresh token and issues its successor, which inherits the family's absolute end. No row: the token is
-- unknown, expired, revoked or spent. A spent one is in two hands, so its family is revoked.
CREATE FUNCTION rotate_refresh_token(p_spent bytea, p_successor bytea)
    RETURNS TABLE (user_id bigint, family uuid, scope text)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    spent refresh_token;
BEGIN
    SELECT * INTO spent FROM refresh_token WHERE token_hash = p_spent FOR UPDATE;
    IF NOT FOUND OR spent.expires_at <= clock_timestamp()
            OR EXISTS (SELECT FROM revocation WHERE subject = 'session/' || spent.family) THEN
        RETURN;
    END IF;
    IF spent.spent_at IS NOT NULL THEN
        INSERT INTO revocation (subject, reason) VALUES ('session/' || spent.family, 'refresh_token_reused')
        ON CONFLICT DO NOTHING;
        INSERT INTO audit_log (user_id, action, subject)
        VALUES (spent.user_id, 'refresh_token.reused', 'session/' || spent.family);
        RETURN;
    END IF;
    UPDATE refresh_token SET spent_at = clock_timestamp() WHERE token_hash = p_spent;
    INSERT INTO refresh_token (token_hash, family, user_id, scope, expires_at)
    VALUES (p_successor, spent.family, spent.user_id, spent.scope, spent.expires_at);
    RETURN QUERY SELECT spent.user_id, spent.family, spent.scope;
END $$;
GRANT EXECUTE ON FUNCTION rotate_refresh_token(bytea, bytea) TO chirp_api_gateway;

GRANT SELECT, INSERT, UPDATE ON app_user, refresh_token TO chirp_api_gateway;
GRANT SELECT, INSERT, UPDATE, DELETE ON device, device_key TO chirp_api_gateway;
GRANT SELECT, INSERT ON revocation, audit_log TO chirp_api_gateway;
GRANT SELECT ON revocation TO chirp_notify_fanout, chirp_device_ingest;
GRANT SELECT ON device, device_key TO chirp_device_ingest;
GRANT UPDATE (last_used_at) ON device_key TO chirp_device_ingest;
