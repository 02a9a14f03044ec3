package dev.chirp.ingest.access;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.chirp.ingest.problem.DeviceProblem;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Sessions that were ended before their tokens expire, as the table {@code revocation} has them. An answer is kept for
 * {@code chirp.ingest.key-cache}; at most 10,000 sessions are remembered, the least recently used go first.
 */
@Component
final class EndedSessions {
    private static final int MAX_REMEMBERED = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final DatabaseClient database;
    private final AsyncCache<UUID, Boolean> known;

    EndedSessions(DatabaseClient database, @Value("${chirp.ingest.key-cache}") Duration remembered) {
        this.database = database;
        this.known = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfterWrite(remembered)
                .buildAsync();
    }

    /** Asks the database at most once per session and cache period; fails when it does not answer in 2 s. */
    Mono<Boolean> contains(UUID session) {
        return Mono.fromFuture(() -> known.get(session, (id, executor) -> read(id).toFuture()), true);
    }

    private Mono<Boolean> read(UUID session) {
        return database.sql("SELECT EXISTS (SELECT FROM revocation WHERE subject = 'session/' || :id)")
                .bind("id", session)
                .map(row -> Objects.requireNonNull(row.get(0, Boolean.class)))
                .one()
                .timeout(PATIENCE, Mono.error(DeviceProblem::databaseAway));
    }
}
