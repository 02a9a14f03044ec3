package dev.chirp.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chirp.contracts.event.Stream;
import dev.chirp.embedded.DatabaseRole;
import dev.chirp.embedded.KafkaServer;
import dev.chirp.embedded.KafkaSettings;
import dev.chirp.embedded.TestServers;
import dev.chirp.embedded.TopicCreator;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The broker goes away under load and comes back with what it had. */
class KafkaOutageIT {
    private static final String DATABASE = "kafka_outage";
    private static final String PREFIX = "outage-";
    private static final Duration AWAY = Duration.ofSeconds(5);
    // A deadline, not an expectation: machines that build are busy.
    private static final Duration SOON = Duration.ofSeconds(90);

    @Test
    void keepsEverythingWhileTheBrokerIsAwayAndGoesOnInOrder() throws Exception {
        // Given
        TestServers.newDatabase(DATABASE);
        var folder = TestServers.folder().resolve("kafka-outage");
        KafkaServer broker = KafkaServer.start(new KafkaSettings(folder, 0));
        var settings = new KafkaSettings(folder, broker.port());
        String servers = broker.bootstrapServers();
        TopicCreator.run(servers);
        Map<String, String> properties = new HashMap<>(TestServers.properties("outbox-relay"));
        properties.put("chirp.db.name", DATABASE);
        properties.put("chirp.kafka.bootstrap-servers", servers);
        try (var relay = RelayApplication.application()
                        .run(properties.entrySet().stream()
                                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                                .toArray(String[]::new));
                var writers = new EventWriters(TestServers.postgres().as(DatabaseRole.API_GATEWAY, DATABASE), PREFIX)) {
            writers.start(11);
            try (var log = new TopicLog(servers, Stream.CAPTURE_ACCEPTED.topic())) {
                await().atMost(SOON).until(() -> !log.poll(PREFIX).isEmpty());
            }

            // When
            broker.close();
            TimeUnit.MILLISECONDS.sleep(AWAY.toMillis());
            assertThat(relay.getBean(Relay.class).lanesOwned()).isEqualTo(128);
            broker = KafkaServer.start(settings);
            writers.stop();

            // Then
            Set<String> committed =
                    Delivery.committed(TestServers.postgres().as(DatabaseRole.OUTBOX_RELAY, DATABASE), PREFIX);
            try (var log = new TopicLog(servers, Stream.CAPTURE_ACCEPTED.topic())) {
                await().atMost(SOON)
                        .untilAsserted(() ->
                                assertThat(Delivery.eventIds(log.poll(PREFIX))).containsAll(committed));
                List<ConsumerRecord<String, String>> records = log.poll(PREFIX);
                assertThat(Delivery.eventIds(records)).isEqualTo(committed);
                Delivery.assertFirstPublishedInOrder(records);
            }
        } finally {
            broker.close();
        }
    }
}
