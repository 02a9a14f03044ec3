package dev.chirp.load.fanout;

import com.zaxxer.hikari.HikariDataSource;
import dev.chirp.contracts.event.EventDraft;
import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.EventType;
import dev.chirp.load.process.WorkerPool;
import dev.chirp.load.socket.SentAt;
import dev.chirp.messaging.EventWriter;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Commits events of the channel {@code user} as a worker does: PostgreSQL numbers them, the relay publishes them, and they
 * can be read again from the event table.
 */
final class EventPublisher implements AutoCloseable {
    private static final JsonNode SMALL = EventJson.MAPPER.readTree(CaptureDocument.of(1, CaptureDocument.SMALL));

    private final HikariDataSource pool;
    private final EventWriter events;
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean suspended;

    /** Connects as the classify-worker. */
    EventPublisher(Map<String, String> environment) {
        pool = WorkerPool.of(environment, 4);
        pool.setConnectionTimeout(2_000);
        events = new EventWriter(pool);
    }

    /** So many events of this user, in one transaction. */
    void publish(long user, int count, JsonNode payload) throws SQLException {
        List<EventDraft> drafts =
                Stream.generate(() -> draft(user, payload)).limit(count).toList();
        events.inTransaction(tx -> {
            drafts.forEach(tx::append);
            return count;
        });
    }

    private static EventDraft draft(long user, JsonNode payload) {
        var origin = new EventDraft.Origin("load", "capture/1", SentAt.requestId(System.nanoTime()), null);
        return EventDraft.of(EventType.CAPTURE_PROCESSED, Long.toString(user), origin, payload);
    }

    /** From now on nothing is published, and no connection is open. */
    void suspend() {
        suspended = true;
        pool.getHikariPoolMXBean().softEvictConnections();
    }

    void resume() {
        suspended = false;
    }

    /** Publishes until it is closed, one event after the other; what PostgreSQL refuses is only counted. */
    Flow keepPublishing(int perSecond, LongUnaryOperator userOf) {
        return new Flow(perSecond, userOf);
    }

    /** Publishing in the background. */
    final class Flow implements AutoCloseable {
        private final Thread thread;
        private volatile boolean running = true;

        private Flow(int perSecond, LongUnaryOperator userOf) {
            thread = Thread.ofPlatform().name("publishing").start(() -> run(perSecond, userOf));
        }

        private void run(int perSecond, LongUnaryOperator userOf) {
            long start = System.nanoTime();
            for (long n = 0; running; n++) {
                sleepUntil(start + n * 1_000_000_000L / perSecond);
                if (suspended) {
                    continue;
                }
                try {
                    publish(userOf.applyAsLong(n), 1, SMALL);
                } catch (SQLException e) {
                    refused.incrementAndGet();
                }
            }
        }

        /** Returns when the last event is committed. */
        @Override
        public void close() {
            running = false;
            try {
                thread.join(TimeUnit.SECONDS.toMillis(30));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
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
