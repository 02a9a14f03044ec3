package dev.chirp.gateway.auth;

import dev.chirp.gateway.meter.GatewayMeter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * The sessions that have been revoked, as the table {@code revocation} has them: asked every second, remembered for
 * longer than an access token lives. What this instance revokes it knows at once. At most {@value #MOST} are remembered;
 * when more are revoked within the life of a token, which nobody does by hand, the oldest go first.
 */
@Component
final class RevokedSessions implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(RevokedSessions.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /** A revocation becomes visible when it is committed, which is later than its time. */
    private static final Duration OVERLAP = Duration.ofSeconds(30);

    private static final int MOST = 100_000;
    /** By the database's own clock, the latest first. */
    private static final String RECENT = """
        SELECT substr(subject, 9)::uuid AS family FROM revocation
        WHERE revoked_at > now() - make_interval(secs => :seconds)
            AND subject ~ '^session/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
        ORDER BY revoked_at DESC LIMIT :most\
        """;

    private final DatabaseClient database;
    private final Duration remembered;
    /** When each was learned of, by this JVM's own clock in nanoseconds. */
    private final Map<UUID, Long> revoked = new ConcurrentHashMap<>();
    /** When the last question that was answered was asked; null before the first. */
    private volatile @Nullable Long answeredAt;

    private @Nullable Disposable asking;

    RevokedSessions(DatabaseClient database, SecuritySettings settings, MeterRegistry meters) {
        this.database = database;
        this.remembered = settings.accessTokenLifetime().plus(OVERLAP).plus(OVERLAP);
        GatewayMeter.REVOKED_SESSIONS.gauge(meters, revoked::size);
    }

    boolean contains(UUID session) {
        return revoked.containsKey(session);
    }

    /** This instance has just revoked it. */
    void add(UUID session) {
        revoked.putIfAbsent(session, System.nanoTime());
    }

    @Override
    public void start() {
        asking = Mono.defer(this::ask)
                .onErrorResume(failure -> {
                    log.atWarn().setCause(failure).log("Revoked sessions cannot be asked for");
                    return Mono.empty();
                })
                .repeatWhen(done -> done.delayElements(EVERY))
                .subscribe(
                        done -> {},
                        failure -> log.atError().setCause(failure).log("Revoked sessions are no longer watched"));
    }

    Mono<Void> ask() {
        long now = System.nanoTime();
        Long before = answeredAt;
        Duration since = before == null ? remembered : Duration.ofNanos(now - before);
        return database.sql(RECENT)
                .bind("seconds", (double) since.plus(OVERLAP).toSeconds())
                .bind("most", MOST)
                .map(row -> row.get("family", UUID.class))
                .all()
                .collectList()
                .timeout(PATIENCE)
                .doOnNext(found -> {
                    found.forEach(this::add);
                    answeredAt = now;
                    forget(now);
                })
                .then();
    }

    private void forget(long now) {
        revoked.values().removeIf(since -> now - since > remembered.toNanos());
        int tooMany = revoked.size() - MOST;
        if (tooMany > 0) {
            log.atWarn().addKeyValue("sessions", tooMany).log("Too many sessions were revoked to remember all");
            revoked.entrySet().stream()
                    .sorted(Map.Entry.comparingByValue())
                    .limit(tooMany)
                    .map(Map.Entry::getKey)
                    .toList()
                    .forEach(revoked::remove);
        }
    }

    @Override
    public void stop() {
        if (asking != null) {
            asking.dispose();
            asking = null;
        }
    }

    @Override
    public boolean isRunning() {
        return asking != null;
    }

    /** Stops after the requests that ask it. */
    @Override
    public int getPhase() {
        return 0;
    }
}
