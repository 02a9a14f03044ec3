package dev.chirp.ingest;

import static dev.chirp.ingest.FrameClient.audio;
import static dev.chirp.ingest.FrameClient.hello;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.DeviceHealth;
import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.Signal;
import dev.chirp.contracts.event.Signal.DeviceReported;
import dev.chirp.embedded.PostgresServer;
import dev.chirp.embedded.TestServers;
import dev.chirp.ingest.IngestFixture.Device;
import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.frame.Frame;
import dev.chirp.ingest.gate.FrameServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

class DeviceHealthIT {
    private static final int RATE = 16_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static FakeGateway gateway;
    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() throws Exception {
        gateway = new FakeGateway();
        service = IngestFixture.start(
                gateway.port(),
                Map.of("chirp.ingest.health.every", "200ms", "chirp.ingest.microphone.silent-after", "2s"));
    }

    @AfterAll
    static void stop() {
        service.close();
        gateway.close();
    }

    @Test
    void reportsADeviceToTheDatabaseAndToKafka() throws Exception {
        Device device = IngestFixture.newDevice();
        try (var reports = reports();
                FrameClient client =
                        FrameClient.connect(service.getBean(FrameServer.class).port())) {
            // When
            client.begin(hello(device, "boot-h", RATE, null));
            client.send(new Body.Telemetry(
                    -67, 90_000L, 3.7, 55.0, 12.5, 3L, 1_000L, Instant.now().toEpochMilli() - 60_000, null));
            client.send(audio(0, 1, 1, new byte[2 * RATE]));
            client.send(new Frame(0, 1, 2, new Body.Gap(2L, 800, "buffer_full")));
            client.send(audio(Frame.LAST_OF_CLIP, 2, 3, new byte[2 * RATE]));
            client.awaitCommitted(3);

            // Then
            JsonNode row = awaitReport(
                    device, kept -> kept.path("microphone").asString("").equals("constant"));
            assertThat(row.path("gaps").longValue()).isEqualTo(1);
            assertThat(row.path("lost_samples").longValue()).isEqualTo(800);
            assertThat(row.path("rssi_dbm").intValue()).isEqualTo(-67);
            assertThat(row.path("battery_percent").doubleValue()).isEqualTo(55);
            assertThat(row.path("dropped_buffers").longValue()).isEqualTo(3);
            assertThat(row.path("firmware").stringValue()).isEqualTo("test");
            assertThat(row.path("clock_skew_ms").longValue()).isBetween(60_000L, 75_000L);
            assertThat(row.path("rms_dbfs").doubleValue()).isEqualTo(-120);
            DeviceReported told = awaitSignal(reports, device.id());
            assertThat(told.userId()).isEqualTo(device.userId());
            assertThat(told.health().microphone()).isEqualTo("constant");
        }
    }

    @Test
    void reportsADeviceThatSendsClipsOverHttp() throws Exception {
        Device device = IngestFixture.newDevice();
        int port =
                ((ReactiveWebServerApplicationContext) service).getWebServer().getPort();
        Instant before = Instant.now();

        int status = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ingest/v1/clips"))
                                .header("X-Device-Key", device.key())
                                .POST(BodyPublishers.ofString("RIFF of a test"))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();

        assertThat(status).isEqualTo(202);
        JsonNode row = awaitReport(device, kept -> kept.path("last_audio_at").isString());
        assertThat(Instant.parse(row.path("last_audio_at").stringValue())).isAfter(before.minusSeconds(1));
        assertThat(row.path("gaps").longValue()).isZero();
    }

    @Test
    void keepsTheNewerOfTwoReportsAndAddsUpTheirGaps() throws Exception {
        Device device = IngestFixture.newDevice();
        Instant noon = Instant.parse("2026-05-01T12:00:00Z");

        keep(report(device.id(), noon, 2, -50));
        keep(report(device.id(), noon.minusSeconds(5), 3, -90));
        keep(report(UUID.randomUUID(), noon, 1, -1));
        keep(report(device.id(), noon.plusSeconds(5), 4, null));

        JsonNode row = awaitReport(device, kept -> true);
        assertThat(row.path("gaps").longValue()).isEqualTo(6);
        assertThat(row.path("rssi_dbm").intValue()).isEqualTo(-50);
        assertThat(Instant.parse(row.path("reported_at").stringValue())).isEqualTo(noon.plusSeconds(5));
    }

    private static DeviceReported report(UUID device, Instant at, long gaps, Integer rssi) {
        return new DeviceReported(
                device,
                1,
                new DeviceHealth(
                        at, at, null, gaps, 0, null, null, rssi, null, null, null, null, null, null, null, null));
    }

    private static void keep(DeviceReported report) throws SQLException {
        IngestFixture.run("DO $$ BEGIN PERFORM keep_device_reports('[%s]'); END $$"
                .formatted(EventJson.MAPPER.writeValueAsString(report)));
    }

    private static KafkaConsumer<byte[], byte[]> reports() {
        var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", TestServers.kafka().bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        var partitions = consumer.partitionsFor(Signal.DEVICE_REPORTED.topic()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private static DeviceReported awaitSignal(KafkaConsumer<byte[], byte[]> consumer, UUID device) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            for (var record : consumer.poll(Duration.ofMillis(200))) {
                DeviceReported report = EventJson.MAPPER.readValue(record.value(), DeviceReported.class);
                if (report.deviceId().equals(device) && report.health().microphone() != null) {
                    return report;
                }
            }
        }
        throw new AssertionError("no report of " + device);
    }

    private static JsonNode awaitReport(Device device, Predicate<JsonNode> wanted) throws Exception {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            try (var connection = TestServers.postgres()
                            .administrator(PostgresServer.DATABASE)
                            .getConnection();
                    var ask = connection.prepareStatement(
                            "SELECT to_jsonb(r)::text FROM device_report r WHERE device_id = ?")) {
                ask.setObject(1, device.id());
                var row = ask.executeQuery();
                if (row.next()) {
                    JsonNode kept = EventJson.MAPPER.readTree(row.getString(1));
                    if (wanted.test(kept)) {
                        return kept;
                    }
                }
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("no report of " + device.id() + " that was wanted");
    }
}
