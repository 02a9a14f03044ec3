package dev.chirp.load.bench;

import com.zaxxer.hikari.HikariDataSource;
import dev.chirp.contracts.event.EventDraft;
import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.EventType;
import dev.chirp.load.measure.Latencies;
import dev.chirp.load.process.WorkerPool;
import dev.chirp.messaging.EventWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Events of about 1 KB, written as a service writes them. */
final class EventLoad implements AutoCloseable {
    private static final int WRITERS = 32;
    private static final int KEYS = 400;
    private static final EventDraft.Origin ORIGIN = new EventDraft.Origin("bench", "bench/1", null, null);
    private static final JsonNode PAYLOAD = EventJson.MAPPER.createObjectNode().put("text", "chirp ".repeat(160));

    private final HikariDataSource pool;
    private final EventWriter events;

    /** @param environment what {@code infra.env} says */
    EventLoad(Map<String, String> environment) {
        pool = WorkerPool.of(environment, WRITERS + 3);
        events = new EventWriter(pool);
    }

    /**
     * Writes events at this rate.
     *
     * @param perTransaction events of one key that are written together
     * @param committed is told of each event
     * @return how long the transactions took
     */
    Latencies atRate(int perSecond, int perTransaction, Duration duration, CommitLog committed) {
        Latencies latencies = new Latencies();
        AtomicLong next = new AtomicLong();
        long start = System.nanoTime();
        long transactions = perSecond * duration.toSeconds() / perTransaction;
        try (var writers = Executors.newFixedThreadPool(WRITERS)) {
            for (int writer = 0; writer < WRITERS; writer++) {
                writers.execute(() -> {
                    for (long i = next.getAndIncrement(); i < transactions; i = next.getAndIncrement()) {
                        sleepUntil(start + i * perTransaction * 1_000_000_000L / perSecond);
                        long begun = System.nanoTime();
                        write("key-" + i % KEYS, perTransaction, committed);
                        latencies.record(System.nanoTime() - begun);
                    }
                });
            }
        }
        return latencies;
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

    /** A connection as the writers have it. */
    Connection connection() throws SQLException {
        return pool.getConnection();
    }

    private void write(String key, int count, CommitLog committed) {
        List<EventDraft> drafts = Stream.generate(() -> draft(key)).limit(count).toList();
        try {
            events.inTransaction(tx -> {
                drafts.forEach(tx::append);
                return drafts;
            });
            long now = System.currentTimeMillis();
            drafts.forEach(draft -> committed.committed(draft.eventId().toString(), now));
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
