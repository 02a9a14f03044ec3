package dev.chirp.gateway.auth;

import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Sessions of clients: one for each access token, without a refresh token, ended when the client is deleted. */
@Component
final class ClientSessions {
    private final DatabaseClient database;
    private final SecuritySettings settings;

    ClientSessions(DatabaseClient database, SecuritySettings settings) {
        this.database = database;
        this.settings = settings;
    }

    /**
     * For whom the client acts.
     *
     * @param clientScope what the client was made with
     * @param userScope what its user holds now
     */
    record Begun(long userId, UUID session, String clientScope, String userScope) {}

    /** Empty when the client is unknown or the secret wrong. */
    Mono<Begun> begin(ClientCredentials credentials) {
        UUID session = UUID.randomUUID();
        return database.sql("""
            SELECT user_id, client_scope, user_scope
            FROM begin_client_session(:client, :hash, :session, make_interval(secs => :lifetime))\
            """)
                .bind("client", credentials.clientId())
                .bind("hash", OpaqueTokens.hash(credentials.secret()))
                .bind("session", session)
                .bind("lifetime", (double) settings.accessTokenLifetime().toSeconds())
                .map(row -> new Begun(
                        row.get("user_id", Long.class),
                        session,
                        row.get("client_scope", String.class),
                        row.get("user_scope", String.class)))
                .one();
    }
}
