package dev.chirp.messaging;

import static dev.chirp.messaging.Platform.await;
import static dev.chirp.messaging.Platform.newKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.contracts.event.Header;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One running consumer; each test scripts the listener for its own keys. */
class EventConsumerIT {
    private static final Map<String, EventListener> LISTENERS = new ConcurrentHashMap<>();
    private static final SimpleMeterRegistry METERS = new SimpleMeterRegistry();

    private static Platform platform;
    private static EventConsumer consumer;

    @BeforeAll
    static void start() throws SQLException {
        platform = new Platform();
        consumer = new EventConsumer(settings(), platform.events, new ByKey(), METERS);
        consumer.start();
    }

    @AfterAll
    static void stop() {
        consumer.stop();
        platform.close();
    }

    private static ConsumerSettings settings() {
        return ConsumerSettings.of(ConsumerGroup.CLASSIFY_WORKER, Platform.bootstrapServers(), 4)
                .withFailures(FailurePolicy.skip()
                        .withRetryDelays(
                                List.of(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(400))));
    }

    /** Applies everything but what a test has scripted. */
    private record ByKey() implements EventListener {
        @Override
        public Effect on(Received event) throws Failure {
            EventListener scripted = LISTENERS.get(event.key());
            return scripted == null ? Platform.trace(event, "applied") : scripted.on(event);
        }

        @Override
        public Effect onDead(Received event, String reason, String detail) {
            EventListener scripted = LISTENERS.get(event.key());
            return scripted == null ? Effect.none() : scripted.onDead(event, reason, detail);
        }

        @Override
        public Effect onUnreadable(Unreadable event, String reason, String detail) {
            EventListener scripted = LISTENERS.get(event.key());
            return scripted == null ? Effect.none() : scripted.onUnreadable(event, reason, detail);
        }
    }

    @FunctionalInterface
    private interface Script extends EventListener {
        @Override
        default Effect onDead(Received event, String reason, String detail) {
            return Platform.trace(event, "dead " + reason);
        }
    }

    @Test
    void appliesRedeliveredEventsOnce() throws SQLException {
        String key = newKey();
        platform.append(key, 20);

        platform.publish(key, LongStream.rangeClosed(1, 20).toArray());
        platform.publish(key, LongStream.rangeClosed(1, 20).toArray());
        platform.append(key, 1);
        platform.publish(key, 21);

        await("21 applied", () -> platform.applied(key).size() >= 21);
        assertThat(platform.applied(key))
                .isEqualTo(LongStream.rangeClosed(1, 21).boxed().toList());
    }

    @Test
    void ordersRegressionsAndFillsGapsFromEventTable() throws SQLException {
        String key = newKey();
        platform.append(key, 40);

        platform.publish(key, 3, 1, 2, 40, 39, 5);

        await("40 applied", () -> platform.applied(key).size() >= 40);
        assertThat(platform.applied(key))
                .isEqualTo(LongStream.rangeClosed(1, 40).boxed().toList());
    }

    @Test
    void stopsOnlyTheKeyThatRetries() throws SQLException {
        String failing = newKey();
        String other = newKey();
        platform.append(failing, 3);
        platform.append(other, 3);
        // The failing key recovers only after the other one is through.
        LISTENERS.put(failing, (Script) event -> {
            if (event.seq() == 1 && platform.applied(other).size() < 3) {
                platform.publishQuietly(other, 1, 2, 3);
                throw new Failure.MessageFault("not yet", null);
            }
            return Platform.trace(event, "applied");
        });

        platform.publish(failing, 1, 2, 3);

        await("both keys through", () -> platform.applied(failing).size() >= 3);
        assertThat(platform.applied(other)).containsExactly(1L, 2L, 3L);
        assertThat(platform.applied(failing)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void parksEventAfterLastAttemptWithItsEffectAndGoesOn() throws SQLException {
        String key = newKey();
        AtomicInteger attempts = new AtomicInteger();
        platform.append(key, 2);
        LISTENERS.put(key, (Script) event -> {
            if (event.seq() == 1) {
                attempts.incrementAndGet();
                throw new Failure.MessageFault("broken_clip", "always", new IllegalStateException());
            }
            return Platform.trace(event, "applied");
        });

        platform.publish(key, 1, 2);

        await("the next one applied", () -> platform.applied(key).equals(List.of(2L)));
        assertThat(attempts).hasValue(4);
        assertThat(platform.text("SELECT what FROM trace WHERE seq = 1 AND key = '" + key + "'"))
                .isEqualTo("dead broken_clip");
        assertThat(platform.text("SELECT concat_ws(' ', seq, failure_reason, error_class, retry_count, state)"
                        + " FROM dead_letter WHERE key = '" + key + "'"))
                .isEqualTo("1 broken_clip java.lang.IllegalStateException 3 OPEN");
        assertThat(platform.text("SELECT concat_ws(' ', topic, type, seq, headers ->> 'chirp_dlq_reason',"
                        + " payload ->> 'user_id') FROM event WHERE stream = 'dlq.classify-worker' AND key = '" + key
                        + "'"))
                .isEqualTo("chirp.capture.accepted.v1.classify-worker.dlq chirp.capture.accepted 1 broken_clip " + key);
    }

    @Test
    void givesUpHopelessEventsAtOnce() throws SQLException {
        String key = newKey();
        AtomicInteger attempts = new AtomicInteger();
        platform.append(key, 1);
        LISTENERS.put(key, (Script) event -> {
            attempts.incrementAndGet();
            throw new Failure.Hopeless("no", null);
        });

        platform.publish(key, 1);

        await("dead", () -> !deadLetters(key).isEmpty());
        assertThat(attempts).hasValue(1);
    }

    @Test
    void writesDeadLetterWithoutTheEffectThatFails() throws SQLException {
        String key = newKey();
        platform.append(key, 2);
        LISTENERS.put(key, new EventListener() {
            @Override
            public Effect on(Received event) throws Failure {
                if (event.seq() == 1) {
                    throw new Failure.Hopeless("no", null);
                }
                return Platform.trace(event, "applied");
            }

            @Override
            public Effect onDead(Received event, String reason, String detail) {
                return tx -> {
                    Platform.trace(event, "half").apply(tx);
                    throw new SQLException("effect broken");
                };
            }
        });

        platform.publish(key, 1, 2);

        await("the next one applied", () -> platform.applied(key).equals(List.of(2L)));
        assertThat(deadLetters(key)).containsExactly(1L);
        assertThat(platform.longs("SELECT 1 FROM trace WHERE what = 'half' AND key = '" + key + "'"))
                .isEmpty();
    }

    @Test
    void consumesNoAttemptWhileDependencyIsAway() throws SQLException {
        String key = newKey();
        AtomicInteger attempts = new AtomicInteger();
        platform.append(key, 2);
        LISTENERS.put(key, (Script) event -> {
            if (attempts.incrementAndGet() <= 5) {
                throw new Failure.DependencyDown("storage", null);
            }
            return Platform.trace(event, "applied");
        });

        platform.publish(key, 1, 2);

        await("both applied", () -> platform.applied(key).size() >= 2);
        assertThat(platform.applied(key)).containsExactly(1L, 2L);
        assertThat(deadLetters(key)).isEmpty();
    }

    @Test
    void givesUpBytesThatAreNoEventAndAppliesTheEventThatIsWritten() throws SQLException {
        String key = newKey();
        platform.append(key, 6);
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        Message first = platform.message(key, 1);

        long unplaced = platform.send(keyBytes, new byte[] {(byte) 0xff, 0, 1}, Map.of());
        long truncated = platform.send(keyBytes, "{\"user_id\":".getBytes(StandardCharsets.UTF_8), first.headers());
        Message second = platform.message(key, 2);
        long newer = platform.send(keyBytes, second.value(), with(second, Header.SCHEMA_VERSION, "2.0"));
        Message third = platform.message(key, 3);
        long unheard = platform.send(keyBytes, third.value(), with(third, Header.CE_TYPE, "chirp.unheard.of"));
        Message fourth = platform.message(key, 4);
        long nameless = platform.send(keyBytes, fourth.value(), with(fourth, Header.CE_ID, "\0"));
        Message fifth = platform.message(key, 5);
        long nul = platform.send(keyBytes, "{\"x\":\"\\u0000\"}".getBytes(StandardCharsets.UTF_8), fifth.headers());
        platform.publish(key, 6);
        long neverNumbered = platform.send(keyBytes, first.value(), with(first, Header.CHIRP_SEQ, "999999999999"));

        await("all given up", () -> deadLetters(key).size() >= 7);
        await("all applied", () -> platform.applied(key).size() >= 6);
        assertThat(platform.applied(key)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(platform.text("SELECT string_agg(\"offset\" || ' ' || failure_reason, ', ' ORDER BY \"offset\")"
                        + " FROM dead_letter WHERE seq IS NULL AND key = '" + key + "'"))
                .isEqualTo(
                        "%d unplaced, %d unreadable, %d unknown_schema, %d unknown_type, %d bad_header, %d unreadable, %d never_numbered"
                                .formatted(unplaced, truncated, newer, unheard, nameless, nul, neverNumbered));
        assertThat(platform.longs("SELECT seq FROM event WHERE stream = 'dlq.classify-worker' AND key = '" + key + "'"))
                .hasSize(7);
    }

    @Test
    void givesUpWhatANewerVersionHasWrittenWithItsPlace() throws SQLException {
        String key = newKey();
        platform.append(key, 1);
        platform.administer(
                "UPDATE event SET headers = headers || '{\"schema_version\": \"2.0\"}' WHERE key = '" + key + "'");
        platform.append(key, 1);
        LISTENERS.put(key, new Script() {
            @Override
            public Effect on(Received event) {
                return Platform.trace(event, "applied");
            }

            @Override
            public Effect onUnreadable(Unreadable event, String reason, String detail) {
                return tx -> {
                    try (var insert =
                            tx.connection().prepareStatement("INSERT INTO trace (key, seq, what) VALUES (?, 0, ?)")) {
                        insert.setString(1, event.key());
                        insert.setString(2, event.subject() + " " + reason);
                        insert.executeUpdate();
                    }
                };
            }
        });

        platform.publish(key, 1, 2);

        await("the next one applied", () -> platform.applied(key).equals(List.of(2L)));
        assertThat(platform.text(
                        "SELECT concat_ws(' ', seq, failure_reason) FROM dead_letter WHERE key = '" + key + "'"))
                .isEqualTo("1 unknown_schema");
        assertThat(platform.text("SELECT what FROM trace WHERE seq = 0 AND key = '" + key + "'"))
                .isEqualTo("capture/0 unknown_schema");
    }

    @Test
    void givesUpRecordsWithoutKey() throws SQLException {
        String key = newKey();
        platform.append(key, 1);
        Map<String, String> old = new HashMap<>(platform.message(key, 1).headers());

        long offset = platform.send(null, null, old);

        await(
                "dead",
                () -> !platform.longs("SELECT 1 FROM dead_letter WHERE partition = 0 AND \"offset\" = " + offset)
                        .isEmpty());
        assertThat(platform.applied(key)).isEmpty();
    }

    private static Map<String, String> with(Message message, String header, String value) {
        Map<String, String> headers = new HashMap<>(message.headers());
        headers.put(header, value);
        return headers;
    }

    private static List<Long> deadLetters(String key) {
        return platform.longs("SELECT seq FROM dead_letter WHERE key = '" + key + "' ORDER BY seq");
    }
}
