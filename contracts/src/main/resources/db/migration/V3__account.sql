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

-- One-time passes to a WebSocket, so that no access token stands in an address; 30 s. Only hashes are kept. Unlogged: who
-- loses one in a crash asks for another.
CREATE UNLOGGED TABLE ws_ticket (
    ticket_hash      bytea PRIMARY KEY CHECK (length(ticket_hash) = 32),
    user_id          bigint      NOT NULL,
    family           uuid        NOT NULL,
    scope            text        NOT NULL,
    token_expires_at timestamptz NOT NULL,
    expires_at       timestamptz NOT NULL
);
CREATE INDEX ws_ticket__expires ON ws_ticket (expires_at);

-- How far a client of live delivery has acknowledged each of its durable channels.
CREATE TABLE client_position (
    user_id    bigint      NOT NULL REFERENCES app_user ON DELETE CASCADE,
    client_id  text        NOT NULL CHECK (length(client_id) BETWEEN 1 AND 64),
    channel    text        NOT NULL CHECK (length(channel) BETWEEN 1 AND 128),
    epoch      bigint      NOT NULL,
    acked      bigint      NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, client_id, channel)
);

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
-- unknown, expired, revoked or spent. A spent one is in two hands, so its family is revoked. "held" is what its user
-- may do now, which may be less than at the sign-in.
CREATE FUNCTION rotate_refresh_token(p_spent bytea, p_successor bytea)
    RETURNS TABLE (user_id bigint, family uuid, scope text, held text)
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
    RETURN QUERY SELECT spent.user_id, spent.family, spent.scope, u.scope FROM app_user u WHERE u.id = spent.user_id;
END $$;
GRANT EXECUTE ON FUNCTION rotate_refresh_token(bytea, bytea) TO chirp_api_gateway;

-- Takes a ticket in; what nobody came for is cleared away, a few at a time.
CREATE FUNCTION issue_ws_ticket(p_hash bytea, p_user bigint, p_family uuid, p_scope text, p_token_expires timestamptz,
        p_lifetime interval) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    DELETE FROM ws_ticket WHERE ticket_hash IN (
        SELECT ticket_hash FROM ws_ticket WHERE expires_at < clock_timestamp() LIMIT 8 FOR UPDATE SKIP LOCKED);
    INSERT INTO ws_ticket VALUES (p_hash, p_user, p_family, p_scope, p_token_expires, clock_timestamp() + p_lifetime);
$$;
GRANT EXECUTE ON FUNCTION issue_ws_ticket(bytea, bigint, uuid, text, timestamptz, interval) TO chirp_api_gateway;

-- Spends a ticket. No row: it is unknown, spent, too late, or its session has been revoked.
CREATE FUNCTION redeem_ws_ticket(p_hash bytea)
    RETURNS TABLE (user_id bigint, family uuid, scope text, token_expires_at timestamptz)
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    WITH spent AS (DELETE FROM ws_ticket WHERE ticket_hash = p_hash RETURNING *)
    SELECT spent.user_id, spent.family, spent.scope, spent.token_expires_at FROM spent
    WHERE spent.expires_at > clock_timestamp()
        AND NOT EXISTS (SELECT FROM revocation WHERE subject = 'session/' || spent.family);
$$;
GRANT EXECUTE ON FUNCTION redeem_ws_ticket(bytea) TO chirp_notify_fanout;

-- Keeps acknowledged positions, which never go back, and of each user the 128 latest.
CREATE FUNCTION keep_client_positions(
        p_users bigint[], p_clients text[], p_channels text[], p_epochs bigint[], p_acked bigint[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    INSERT INTO client_position AS kept (user_id, client_id, channel, epoch, acked)
    SELECT a.user_id, a.client_id, a.channel, a.epoch, a.acked
    FROM unnest(p_users, p_clients, p_channels, p_epochs, p_acked) AS a (user_id, client_id, channel, epoch, acked)
    WHERE EXISTS (SELECT FROM app_user WHERE id = a.user_id)
    ORDER BY 1, 2, 3
    ON CONFLICT (user_id, client_id, channel) DO UPDATE
        SET epoch = excluded.epoch, acked = excluded.acked, updated_at = now()
        WHERE (excluded.epoch, excluded.acked) > (kept.epoch, kept.acked);
    DELETE FROM client_position AS old USING (
        SELECT user_id, client_id, channel, row_number() OVER (PARTITION BY user_id ORDER BY updated_at DESC) AS place
        FROM client_position WHERE user_id = ANY (p_users)) AS ranked
    WHERE ranked.place > 128 AND old.user_id = ranked.user_id AND old.client_id = ranked.client_id
        AND old.channel = ranked.channel;
$$;
GRANT EXECUTE ON FUNCTION keep_client_positions(bigint[], text[], text[], bigint[], bigint[]) TO chirp_notify_fanout;

GRANT SELECT, INSERT, UPDATE ON app_user, refresh_token TO chirp_api_gateway;
GRANT SELECT, INSERT, UPDATE, DELETE ON device, device_key TO chirp_api_gateway;
GRANT SELECT, INSERT ON revocation, audit_log TO chirp_api_gateway;
GRANT SELECT ON revocation TO chirp_notify_fanout, chirp_device_ingest;
GRANT SELECT ON client_position TO chirp_notify_fanout;
GRANT SELECT (id, user_id, name) ON device TO chirp_notify_fanout;
GRANT SELECT (device_id, last_used_at) ON device_key TO chirp_notify_fanout;
GRANT SELECT ON device, device_key TO chirp_device_ingest;
GRANT UPDATE (last_used_at) ON device_key TO chirp_device_ingest;
