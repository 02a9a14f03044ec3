package dev.chirp.messaging;

import static dev.chirp.messaging.Platform.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.messaging.ConsumerSettings.GroupProtocol;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

/** What an outage and a restart leave behind; no retry is allowed here, so that a consumed attempt would be fatal. */
class OutageIT {
    private Platform platform;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @BeforeEach
    void start() throws SQLException {
        platform = new Platform();
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    private EventConsumer consumer(GroupProtocol protocol) {
        return consumer(protocol, event -> Platform.trace(event, "applied"));
    }

    private EventConsumer consumer(GroupProtocol protocol, Handling handling) {
        return new EventConsumer(
                ConsumerSettings.of(ConsumerGroup.CLASSIFY_WORKER, Platform.bootstrapServers(), 4)
                        .withFailures(FailurePolicy.skip().withRetryDelays(List.of()))
                        .withProtocol(protocol),
                platform.events,
                new EventListener() {
                    @Override
                    public Effect on(Received event) throws Failure {
                        return handling.on(event);
                    }

                    @Override
                    public Effect onDead(Received event, String reason, String detail) {
                        return Effect.none();
                    }
                },
                meters);
    }

    @Test
    void consumesNoAttemptWhileTheDatabaseIsAway() throws SQLException {
        String key = Platform.newKey();
        platform.append(key, 30);
        EventConsumer consumer = consumer(GroupProtocol.CONSUMER);
        consumer.start();
        ConsumerHealth health = new ConsumerHealth(consumer);
        platform.publish(key, 1);
        await("the first one applied", () -> platform.applied(key).size() == 1);
        List<Message> rest = platform.messages(key, 2, 30);

        platform.administer("ALTER ROLE chirp_classify_worker NOLOGIN");
        try {
            platform.administer(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'chirp_classify_worker'");
            rest.forEach(platform::send);
            await("paused", () -> health.health().getStatus().equals(Status.OUT_OF_SERVICE));
        } finally {
            platform.administer("ALTER ROLE chirp_classify_worker LOGIN");
        }

        await("all applied", () -> platform.applied(key).size() >= 30);
        assertThat(platform.applied(key))
                .isEqualTo(LongStream.rangeClosed(1, 30).boxed().toList());
        assertThat(platform.longs("SELECT seq FROM dead_letter WHERE key = '" + key + "'"))
                .isEmpty();
        await("working again", () -> health.health().getStatus().equals(Status.UP));
        consumer.stop();
    }

    @Test
    void givesNothingUpWhileADependencyOfItsListenerIsAway() throws SQLException {
        assertThat(deadLettersOfAnOutage(cause -> new Failure.DependencyDown("blob store", cause)))
                .isEmpty();
    }

    /** What the test before would see of a listener that takes the outage for a fault of the message. */
    @Test
    void seesAnOutageThatIsTakenForAFaultOfTheMessage() throws SQLException {
        assertThat(deadLettersOfAnOutage(cause -> new Failure.MessageFault("scripted", "taken for a fault", cause)))
                .isNotEmpty();
    }

    /** Of ten events, the first of which comes while something is away for a second. */
    private List<Long> deadLettersOfAnOutage(Function<Exception, Failure> failure) throws SQLException {
        String key = Platform.newKey();
        platform.append(key, 10);
        AtomicBoolean away = new AtomicBoolean(true);
        CountDownLatch noticed = new CountDownLatch(1);
        EventConsumer consumer = consumer(GroupProtocol.CONSUMER, event -> {
            if (away.get() && event.key().equals(key)) {
                noticed.countDown();
                throw failure.apply(new IOException("away"));
            }
            return Platform.trace(event, "applied");
        });
        consumer.start();
        platform.publish(key, LongStream.rangeClosed(1, 10).toArray());
        await("noticed", () -> noticed.getCount() == 0);
        long back = System.nanoTime() + 1_000_000_000L;
        await("a second passed", () -> System.nanoTime() > back);
        away.set(false);
        await(
                "all handled",
                () -> !platform.longs("SELECT last_seq FROM position WHERE last_seq = 10 AND key = '" + key + "'")
                        .isEmpty());
        consumer.stop();
        return platform.longs("SELECT seq FROM dead_letter WHERE key = '" + key + "'");
    }

    private interface Handling {
        Effect on(Received event) throws Failure;
    }

    @Test
    void goesOnAfterARestartWhereItStopped() throws SQLException {
        String key = Platform.newKey();
        platform.append(key, 20);
        EventConsumer first = consumer(GroupProtocol.CLASSIC);
        first.start();
        platform.publish(key, LongStream.rangeClosed(1, 10).toArray());
        await("ten applied", () -> platform.applied(key).size() == 10);
        first.stop();

        EventConsumer second = consumer(GroupProtocol.CONSUMER);
        second.start();
        platform.publish(key, LongStream.rangeClosed(11, 20).toArray());
        await("twenty applied", () -> platform.applied(key).size() >= 20);
        second.stop();

        assertThat(platform.applied(key))
                .isEqualTo(LongStream.rangeClosed(1, 20).boxed().toList());
        assertThat(platform.committed()).isEqualTo(platform.end());
    }
}
