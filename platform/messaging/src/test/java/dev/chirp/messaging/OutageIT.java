package dev.chirp.messaging;

import static dev.chirp.messaging.Platform.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.messaging.ConsumerSettings.GroupProtocol;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.util.List;
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
        return new EventConsumer(
                ConsumerSettings.of(ConsumerGroup.CLASSIFY_WORKER, Platform.bootstrapServers(), 4)
                        .withFailures(FailurePolicy.skip().withRetryDelays(List.of()))
                        .withProtocol(protocol),
                platform.events,
                new EventListener() {
                    @Override
                    public Effect on(Received event) {
                        return Platform.trace(event, "applied");
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
