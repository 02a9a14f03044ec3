package dev.chirp.fanout.access;

import dev.chirp.fanout.database.Database;
import dev.chirp.fanout.tick.Recurring;
import dev.chirp.fanout.tick.Ticks;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sign-ins that have been revoked, as the table {@code revocation} has them: asked every {@value #EVERY_MILLIS} ms.
 * Remembered for longer than an access token lives, so that none of them comes back with a token that is still good.
 */
public final class Revocations extends Recurring {
    private static final Logger log = LoggerFactory.getLogger(Revocations.class);
    private static final long EVERY_MILLIS = 2_000;
    private static final Duration REMEMBERED = Duration.ofHours(1);
    /** A revocation becomes visible when it is committed, which is later than its time. */
    private static final Duration OVERLAP = Duration.ofSeconds(30);

    /** By the database's own clock; what is no session, or none that can be read, is another's to know. */
    private static final String RECENT = """
        SELECT substr(subject, 9)::uuid AS sign_in, revoked_at FROM revocation
        WHERE revoked_at > now() - make_interval(secs => :seconds)
            AND subject ~ '^session/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'\
        """;

    private record Revoked(UUID signIn, Instant at) {}

    private final Database database;
    private final Map<UUID, Instant> revoked = new ConcurrentHashMap<>();
    private volatile Consumer<Set<UUID>> onRevoked = signIns -> {};
    /** When the last question that was answered was asked; 0 before the first. */
    private volatile long answeredAt;

    Revocations(Database database, Ticks ticks) {
        super(ticks, EVERY_MILLIS);
        this.database = database;
    }

    public boolean contains(UUID signIn) {
        return revoked.containsKey(signIn);
    }

    /** {@code action} gets what is newly revoked, on a thread of the database; it must not block. */
    public void whenRevoked(Consumer<Set<UUID>> action) {
        onRevoked = action;
    }

    @Override
    protected CompletionStage<?> turn() {
        long now = System.nanoTime();
        long answered = answeredAt;
        Duration since = answered == 0 ? REMEMBERED : Duration.ofNanos(now - answered);
        return database.ask(jdbc -> jdbc.sql(RECENT)
                        .param("seconds", (double) since.plus(OVERLAP).toSeconds())
                        .query((row, n) -> new Revoked(
                                row.getObject("sign_in", UUID.class),
                                row.getObject("revoked_at", OffsetDateTime.class)
                                        .toInstant()))
                        .list())
                .whenComplete((found, failure) -> {
                    if (failure == null) {
                        answeredAt = now;
                        take(found);
                    } else {
                        log.atWarn().setCause(failure).log("Revocations cannot be asked for");
                    }
                });
    }

    private void take(List<Revoked> found) {
        Set<UUID> fresh = found.stream()
                .filter(one -> revoked.put(one.signIn, one.at) == null)
                .map(Revoked::signIn)
                .collect(Collectors.toSet());
        if (!fresh.isEmpty()) {
            onRevoked.accept(fresh);
        }
        Instant old = Instant.now().minus(REMEMBERED).minus(OVERLAP).minus(OVERLAP);
        revoked.values().removeIf(at -> at.isBefore(old));
    }
}
