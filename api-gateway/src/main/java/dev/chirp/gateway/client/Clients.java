package dev.chirp.gateway.client;

import dev.chirp.contracts.event.EventId;
import dev.chirp.gateway.auth.ClientSecret;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table {@code oauth_client}; of a secret only the hash is kept. */
@Component
final class Clients {
    static final int MOST_OF_A_USER = 20;
    private final DatabaseClient database;

    Clients(DatabaseClient database) {
        this.database = database;
    }

    /** @param clientSecret shown this once */
    record Created(UUID clientId, String clientSecret, String name, String scopes) {
        @Override
        public String toString() {
            return "Created[" + clientId + "]";
        }
    }

    record Client(
            UUID clientId,
            String name,
            String scopes,
            Instant createdAt,
            @Nullable Instant lastUsedAt) {}

    /** Empty when the user has too many. */
    Mono<Created> create(long userId, String name, String scope) {
        return Mono.defer(() -> {
            ClientSecret secret = ClientSecret.next();
            Created created = new Created(EventId.next(), secret.text(), name, scope);
            return database.sql("SELECT create_oauth_client(:client, :user, :name, :hash, :scope, :most)")
                    .bind("client", created.clientId())
                    .bind("user", userId)
                    .bind("name", name)
                    .bind("hash", secret.hash())
                    .bind("scope", scope)
                    .bind("most", MOST_OF_A_USER)
                    .mapValue(Boolean.class)
                    .one()
                    .filter(Boolean.TRUE::equals)
                    .map(done -> created);
        });
    }

    Flux<Client> of(long userId) {
        return database.sql("""
            SELECT client_id, name, scope, created_at, last_used_at FROM oauth_client
            WHERE user_id = :user ORDER BY created_at DESC, client_id DESC LIMIT :most\
            """)
                .bind("user", userId)
                .bind("most", MOST_OF_A_USER)
                .map(row -> new Client(
                        row.get("client_id", UUID.class),
                        row.get("name", String.class),
                        row.get("scope", String.class),
                        row.get("created_at", Instant.class),
                        row.get("last_used_at", Instant.class)))
                .all();
    }

    /** Whether there was one; its sessions have ended. */
    Mono<Boolean> delete(UUID clientId, long userId) {
        return database.sql("SELECT delete_oauth_client(:client, :user)")
                .bind("client", clientId)
                .bind("user", userId)
                .mapValue(Boolean.class)
                .one();
    }
}
