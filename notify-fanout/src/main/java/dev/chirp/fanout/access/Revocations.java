package dev.chirp.fanout.access;

import dev.chirp.fanout.database.Database;
import dev.chirp.fanout.database.Ticks;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The sign-ins that have been revoked, as the table {@code revocation} has them: asked every {@value #EVERY_MILLIS} ms.
 * Remembered for longer than an access token lives, so that none of them comes back with a token that is still good.
 */
@SuppressWarnings("FutureReturnValueIgnored") // The outcome of a poll is taken in its callback.
public final class Revocations implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Revocations.class);
    private static final long EVERY_MILLIS = 2_000;
    private static final Duration REMEMBERED = Duration.ofHours(1);
    /** A revocation becomes visible when it is committed, which is later than its time. */
    private static final Duration OVERLAP = Duration.ofSeconds(30);

    private static final String SESSION = "session/";

    private record Revoked(UUID signIn, Instant at) {}

    private final Database database;
    private final Ticks ticks;
    private final Map<UUID, Instant> revoked = new ConcurrentHashMap<>();
    private volatile Consumer<Set<UUID>> onRevoked = signIns -> {};
    private volatile @Nullable Instant asked;
    private volatile boolean asking;
    private volatile boolean running;
    private Ticks.Tick polling = () -> {};

    Revocations(Database database, Ticks ticks) {
        this.database = database;
        this.ticks = ticks;
    }

    public boolean contains(UUID signIn) {
        return revoked.containsKey(signIn);
    }

    /** {@code action} gets what is newly revoked, on a thread of the database; it must not block. */
    public void whenRevoked(Consumer<Set<UUID>> action) {
        onRevoked = action;
    }

    private void poll() {
        if (asking) {
            return;
        }
        asking = true;
        Instant now = Instant.now();
        Instant since = Optional.ofNullable(asked).orElse(now.minus(REMEMBERED)).minus(OVERLAP);
        database.ask(jdbc -> jdbc.sql("""
            SELECT subject, revoked_at FROM revocation
            WHERE revoked_at > :since AND subject LIKE 'session/%'\
            """)
                        .param("since", since.atOffset(ZoneOffset.UTC))
                        .query((row, n) -> new Revoked(
                                UUID.fromString(row.getString("subject").substring(SESSION.length())),
                                row.getObject("revoked_at", OffsetDateTime.class)
                                        .toInstant()))
                        .list())
                .whenComplete((found, failure) -> {
                    asking = false;
                    if (failure == null) {
                        asked = now;
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

    @Override
    public void start() {
        running = true;
        poll();
        polling = ticks.every(EVERY_MILLIS, this::poll);
    }

    @Override
    public void stop() {
        running = false;
        polling.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the sockets, after them in stopping. */
    @Override
    public int getPhase() {
        return 50;
    }
}
