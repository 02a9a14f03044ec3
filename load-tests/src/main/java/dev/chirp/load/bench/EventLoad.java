package dev.chirp.load.bench;

import com.zaxxer.hikari.HikariDataSource;
import dev.chirp.contracts.event.EventDraft;
import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.EventType;
import dev.chirp.messaging.EventWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Events of about 1 KB, written as a service writes them. */
final class EventLoad implements AutoCloseable {
    private static final int WRITERS = 8;
    private static final int KEYS = 400;
    private static final EventDraft.Origin ORIGIN = new EventDraft.Origin("bench", "bench/1", null, null);
    private static final JsonNode PAYLOAD = EventJson.MAPPER.createObjectNode().put("text", "chirp ".repeat(160));

    private final HikariDataSource pool = new HikariDataSource();
    private final EventWriter events;

    /** @param environment what {@code infra.env} says */
    EventLoad(Map<String, String> environment) {
        pool.setJdbcUrl("jdbc:postgresql://%s:%s/%s"
                .formatted(
                        environment.get("CHIRP_DB_HOST"),
                        environment.get("CHIRP_DB_PORT"),
                        environment.get("CHIRP_DB_NAME")));
        pool.setUsername("chirp_classify_worker");
        pool.setPassword(environment.get("CHIRP_DB_PASSWORD_CLASSIFY_WORKER"));
        pool.setMaximumPoolSize(WRITERS + 2);
        events = new EventWriter(pool);
    }

    /** Writes single events at this rate; {@code committed} is told of each. */
    void atRate(int perSecond, Duration duration, CommitLog committed) {
        AtomicLong next = new AtomicLong();
        long start = System.nanoTime();
        long total = perSecond * duration.toSeconds();
        try (var writers = Executors.newFixedThreadPool(WRITERS)) {
            for (int writer = 0; writer < WRITERS; writer++) {
                writers.execute(() -> {
                    for (long i = next.getAndIncrement(); i < total; i = next.getAndIncrement()) {
                        sleepUntil(start + i * 1_000_000_000L / perSecond);
                        write("key-" + i % KEYS, 1, committed);
                    }
                });
            }
        }
    }

    /** Writes this many events, in transactions of 50 of one key each. */
    void backlog(int count, int keys) throws InterruptedException, ExecutionException {
        try (var writers = Executors.newFixedThreadPool(WRITERS)) {
            for (Future<?> writing : IntStream.range(0, count / 50)
                    .mapToObj(i -> writers.submit(() -> write("backlog-" + i % keys, 50, CommitLog.NONE)))
                    .toList()) {
                writing.get();
            }
        }
    }

    private void write(String key, int count, CommitLog committed) {
        EventDraft first = draft(key);
        try {
            events.inTransaction(tx -> {
                tx.append(first);
                for (int i = 1; i < count; i++) {
                    tx.append(draft(key));
                }
                return first;
            });
            committed.committed(first.eventId().toString(), System.currentTimeMillis());
        } catch (SQLException e) {
            throw new IllegalStateException("Event not written", e);
        }
    }

    private static EventDraft draft(String key) {
        return EventDraft.of(EventType.CAPTURE_ACCEPTED, key, ORIGIN, PAYLOAD);
    }

    private static void sleepUntil(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos - System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        events.close();
        pool.close();
    }
}
