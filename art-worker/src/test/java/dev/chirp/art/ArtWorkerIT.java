package dev.chirp.art;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.art.completion.Captures;
import dev.chirp.contracts.event.Header;
import dev.chirp.embedded.TestServers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole service against real PostgreSQL and Kafka. */
class ArtWorkerIT {
    private static ConfigurableApplicationContext service;
    private static Captures captures;
    private static int port;

    @BeforeAll
    static void start() {
        Map<String, String> properties = TestServers.properties("art-worker");
        service = ArtApplication.application()
                .run(properties.entrySet().stream()
                        .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                        .toArray(String[]::new));
        port = ((ReactiveWebServerApplicationContext) service).getWebServer().getPort();
        captures = new Captures(
                TestServers.postgres().administrator(TestServers.postgres().database()));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void drawsWhatIsAskedForAndCompletesTheCaptures() throws Exception {
        long bird = captures.classified(captures.user(), "Cyanistes caeruleus", 3);

        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(requested(bird, "Cyanistes caeruleus")).get();
        }

        captures.awaitCount(bird, "processed", 3);
        assertThat(captures.processedEvents(bird)).isEqualTo(3);
        assertThat(captures.spriteOf(bird)).hasSize(64);
    }

    @Test
    void servesTwentyRequestsAtOnce() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var answers = IntStream.range(0, 20)
                    .mapToObj(seed -> client.sendAsync(generate(seed), HttpResponse.BodyHandlers.ofString()))
                    .toList();

            assertThat(answers.stream().map(CompletableFuture::join))
                    .allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(200));
        }
    }

    private static HttpRequest generate(int seed) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/generate"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"common_name\": \"Song Thrush\", \"scientific_name\": \"Turdus philomelos\", \"seed\": "
                                + seed + "}"))
                .build();
    }

    /** As the relay publishes it. */
    private static ProducerRecord<byte[], byte[]> requested(long bird, String species) {
        byte[] value = ("{\"bird_id\": " + bird + ", \"scientific_name\": \"" + species
                        + "\", \"common_name\": \"Eurasian Blue Tit\"}")
                .getBytes(StandardCharsets.UTF_8);
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>("chirp.art.requested.v1", species.getBytes(StandardCharsets.UTF_8), value);
        Map.of(
                        Header.CE_ID, UUID.randomUUID().toString(),
                        Header.CE_TYPE, "chirp.art.requested",
                        Header.CE_SOURCE, "classify-worker",
                        Header.CHIRP_STREAM, "art.requested",
                        Header.CHIRP_SEQ, "1",
                        Header.CHIRP_EPOCH, "1",
                        Header.SCHEMA_VERSION, "1.0")
                .forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return record;
    }
}
