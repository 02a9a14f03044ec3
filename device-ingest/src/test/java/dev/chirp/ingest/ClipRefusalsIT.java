package dev.chirp.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.audio.AudioReader;
import dev.chirp.contracts.event.EventJson;
import dev.chirp.ingest.IngestFixture.Device;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** What clips over HTTP are taken as, and one refusal of each kind. */
class ClipRefusalsIT {
    private static final byte[] CLIP = "RIFF and whatever follows".getBytes(StandardCharsets.US_ASCII);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static FakeGateway gateway;
    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() throws Exception {
        gateway = new FakeGateway();
        service = IngestFixture.start(gateway.port(), Map.of());
    }

    @AfterAll
    static void stop() {
        service.close();
        gateway.close();
    }

    @Test
    void takesBareSamplesAsTheBigEndianWavThatTheyAre() throws Exception {
        byte[] samples = ByteBuffer.allocate(2 * 16_000)
                .putShort((short) 16_384)
                .putShort((short) -16_384)
                .array();

        Answer answer = post(samples, "Content-Type", "audio/L16;rate=16000;channels=1");

        assertThat(answer.status()).isEqualTo(202);
        AudioReader reader = AudioReader.open(
                new ByteArrayInputStream(gateway.taken.poll(5, TimeUnit.SECONDS).audio()));
        float[] mono = new float[16_000];
        assertThat(reader.sampleRate()).isEqualTo(16_000);
        assertThat(reader.read(mono)).isPositive();
        assertThat(mono[0]).isEqualTo(0.5f);
        assertThat(mono[1]).isEqualTo(-0.5f);
    }

    @Test
    void takesABodyWhoseLengthIsNotAnnounced() throws Exception {
        Device device = IngestFixture.newDevice();

        Answer answer = Answer.of(HTTP.send(
                HttpRequest.newBuilder(uri(service))
                        .header("X-Device-Key", device.key())
                        .header("Content-Type", "audio/flac")
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(CLIP)))
                        .build(),
                HttpResponse.BodyHandlers.ofString()));

        assertThat(answer.status()).isEqualTo(202);
        FakeGateway.Taken taken = gateway.taken.poll(5, TimeUnit.SECONDS);
        assertThat(taken.audio()).isEqualTo(CLIP);
        assertThat(taken.start().getContentType()).isEqualTo("audio/flac");
    }

    @Test
    void says401WithoutAKey() throws Exception {
        expect(post(service, "", CLIP), 401, "unauthenticated");
    }

    @Test
    void says403ForTheKeyOfAnotherDevice() throws Exception {
        expect(post(CLIP, "X-Device-Id", UUID.randomUUID().toString()), 403, "another_device");
    }

    @Test
    void says409WhileAClipOfThatNameIsOnItsWay() throws Exception {
        // Given
        Device device = IngestFixture.newDevice();
        gateway.started.clear();
        try (Socket socket = new Socket("127.0.0.1", uri(service).getPort())) {
            socket.getOutputStream()
                    .write(("POST /ingest/v1/clips HTTP/1.1\r\nHost: x\r\nX-Device-Key: " + device.key()
                                    + "\r\n"
                                    + "Idempotency-Key: k\r\n"
                                    + "Content-Type: audio/wav\r\n"
                                    + "Content-Length: 1000\r\n\r\n"
                                    + "RIFF")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(gateway.started.poll(10, TimeUnit.SECONDS)).isNotNull();

            // When
            Answer answer = post(service, device.key(), CLIP, "Idempotency-Key", "k");

            // Then
            expect(answer, 409, "request_in_flight");
            assertThat(answer.retryAfter()).isPositive();
            assertThat(post(service, device.key(), CLIP, "Idempotency-Key", "other")
                            .status())
                    .isEqualTo(202);
        }
        gateway.taken.clear();
    }

    @Test
    void says413ForMoreThanAClip() throws Exception {
        expect(post(new byte[26 * 1024 * 1024]), 413, "payload_too_large");
    }

    @Test
    void says415AndWhatIsTaken() throws Exception {
        for (String type : new String[] {"text/plain", "audio/L16", "audio/L16;rate=0", "no type", "video/mp4"}) {
            Answer answer = post(CLIP, "Content-Type", type);
            expect(answer, 415, "unsupported_media_type");
            assertThat(answer.header("Accept")).as(type).contains("audio/wav");
        }
        expect(post("nothing to hear".getBytes(StandardCharsets.US_ASCII)), 415, "unsupported_media_type");
    }

    /** An odd number of quotation marks breaks the reader of Spring. */
    @Test
    void answersAContentTypeAndAnAcceptThatNobodyCanRead() throws Exception {
        expect(post(CLIP, "Content-Type", "\"\"\"\"\"di/ol15e1"), 415, "unsupported_media_type");
        expect(post(CLIP, "Accept", "\"\"\"\"\"di/ol15e1"), 406, "not_acceptable");
    }

    @Test
    void says422WhenThereIsNothingToHear() throws Exception {
        expect(post(new byte[] {FakeGateway.SILENT}), 422, "empty_audio");
    }

    @Test
    void says503AndHoldsEverythingBackWhileThePipelineIsBehind() throws Exception {
        try (ConfigurableApplicationContext another = IngestFixture.start(gateway.port(), Map.of())) {
            // Given
            Answer first = post(another, IngestFixture.newDevice().key(), new byte[] {FakeGateway.BEHIND});
            expect(first, 503, "pipeline_behind");
            assertThat(first.retryAfter()).isEqualTo(2);
            gateway.started.clear();

            // When
            Answer second = post(another, IngestFixture.newDevice().key(), CLIP);

            // Then
            expect(second, 503, "pipeline_behind");
            assertThat(second.retryAfter()).isBetween(1, 2);
            assertThat(gateway.started).isEmpty();
            MeterRegistry meters = another.getBean(MeterRegistry.class);
            assertThat(meters.get("ingest.intake.held.back").gauge().value()).isOne();
        }
    }

    @Test
    void callsAGatewayThatIsAwayNoMoreThanTheBreakerAllows() throws Exception {
        try (ConfigurableApplicationContext another = IngestFixture.start(1, Map.of())) {
            MeterRegistry meters = another.getBean(MeterRegistry.class);
            for (int i = 0; i < 14; i++) {
                Answer answer = post(another, IngestFixture.newDevice().key(), CLIP);
                expect(answer, 503, "unavailable");
                assertThat(answer.retryAfter()).isPositive();
            }
            assertThat(meters.get("ingest.intake.retries").counter().count()).isBetween(2.0, 50.0);
            assertThat(meters.get("ingest.intake.not.called").counter().count()).isPositive();
            assertThat(meters.get("ingest.intake.breaker").gauge().value()).isPositive();
        }
    }

    record Answer(int status, JsonNode json, HttpResponse<String> response) {
        static Answer of(HttpResponse<String> response) {
            return new Answer(response.statusCode(), EventJson.MAPPER.readTree(response.body()), response);
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        int retryAfter() {
            return Integer.parseInt(header("Retry-After"));
        }
    }

    private static void expect(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(status);
        assertThat(answer.json().get("code").asString()).isEqualTo(code);
        assertThat(answer.json().get("status").asInt()).isEqualTo(status);
        assertThat(answer.json().get("request_id").asString()).isNotEmpty();
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }

    static Answer post(byte[] clip, String... headers) throws Exception {
        return post(service, IngestFixture.newDevice().key(), clip, headers);
    }

    static Answer post(ConfigurableApplicationContext to, String key, byte[] clip, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(to)).POST(BodyPublishers.ofByteArray(clip));
        if (!key.isEmpty()) {
            request.header("X-Device-Key", key);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return Answer.of(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    }

    static URI uri(ConfigurableApplicationContext of) {
        int port = ((ReactiveWebServerApplicationContext) of).getWebServer().getPort();
        return URI.create("http://127.0.0.1:" + port + "/ingest/v1/clips");
    }
}
