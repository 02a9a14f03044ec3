package dev.chirp.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chirp.contracts.event.Lane;
import dev.chirp.contracts.event.Stream;
import dev.chirp.embedded.DatabaseRole;
import dev.chirp.embedded.TestServers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Relays that come and go in an orderly way, and connections that do not. */
class HandOverIT {
    // A deadline, not an expectation: machines that build are busy.
    private static final Duration SOON = Duration.ofSeconds(90);

    @Test
    void sendsNothingTwiceWhenRelaysJoinAndLeaveInOrder() throws Exception {
        // Given
        Outbox outbox = Outbox.create("hand_over");
        String prefix = "handed-";
        var gateway = TestServers.postgres().as(DatabaseRole.API_GATEWAY, outbox.database());
        try (var log = new TopicLog(TestServers.kafka().bootstrapServers(), Stream.CAPTURE_ACCEPTED.topic());
                var writers = new EventWriters(gateway, prefix)) {
            var first = outbox.run();
            writers.start(3);
            await().atMost(SOON).until(() -> !log.poll(prefix).isEmpty());

            // When
            try (var second = outbox.run()) {
                await().atMost(SOON).until(() -> lanes(second) == Lane.COUNT / 2 && lanes(first) == Lane.COUNT / 2);
                goOn(log, prefix);
                first.close();
                await().atMost(SOON).until(() -> lanes(second) == Lane.COUNT);
                goOn(log, prefix);
                writers.stop();

                // Then
                Set<String> committed = Delivery.committed(
                        TestServers.postgres().as(DatabaseRole.OUTBOX_RELAY, outbox.database()), prefix);
                await().atMost(SOON)
                        .until(() -> Delivery.eventIds(log.poll(prefix)).containsAll(committed));
            }
            List<ConsumerRecord<String, String>> records = log.poll(prefix);
            assertThat(records).as("each once").hasSameSizeAs(Delivery.eventIds(records));
            Delivery.assertFirstPublishedInOrder(records);
        }
    }

    @Test
    void listensAgainAfterItsConnectionWasCut() throws Exception {
        // Given
        Outbox outbox = Outbox.create("listening");
        try (var relay = outbox.run();
                Connection administrator = outbox.administrator()) {
            Counter wakeUps =
                    relay.getBean(MeterRegistry.class).get("relay.wakeups").counter();
            await().atMost(SOON).until(() -> listeners(administrator).size() == 1);
            List<String> before = listeners(administrator);

            // When
            Outbox.query(administrator, "SELECT pg_terminate_backend(?)", Integer.valueOf(before.getFirst()));

            // Then
            await().atMost(SOON).until(() -> {
                List<String> now = listeners(administrator);
                return now.size() == 1 && !now.equals(before);
            });
            double heard = wakeUps.count();
            try (Statement notify = administrator.createStatement()) {
                notify.execute("NOTIFY chirp_event");
            }
            await().atMost(SOON).until(() -> wakeUps.count() > heard);
        }
    }

    private static List<String> listeners(Connection administrator) throws SQLException {
        return Outbox.query(
                administrator,
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN chirp_event'");
    }

    private static int lanes(ConfigurableApplicationContext relay) {
        return relay.getBean(Relay.class).lanesOwned();
    }

    private static void goOn(TopicLog log, String prefix) {
        int enough = log.poll(prefix).size() + 100;
        await().atMost(SOON).until(() -> log.poll(prefix).size() >= enough);
    }
}
