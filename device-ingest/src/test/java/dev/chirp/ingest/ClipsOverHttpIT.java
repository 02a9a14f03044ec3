package dev.chirp.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.embedded.PostgresServer;
import dev.chirp.embedded.TestServers;
import dev.chirp.security.DeviceKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

class ClipsOverHttpIT {
    private static final byte[] CLIP = clip(300_000);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static FakeGateway gateway;
    private static ConfigurableApplicationContext service;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        gateway = new FakeGateway();
        service = IngestApplication.application().run(arguments(gateway.port(), Map.of()));
        port = ((ReactiveWebServerApplicationContext) service).getWebServer().getPort();
    }

    @AfterAll
    static void stop() {
        service.close();
        gateway.close();
    }

    @Test
    void answersWithTheCaptureOnceItIsCommitted() throws Exception {
        // Given
        Device device = newDevice();

        // When
        HttpResponse<String> answer = post(device.key, CLIP, "X-Device-Boot", "b1", "X-Device-Seq", "7");

        // Then
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(json(answer).get("capture_id").asLong()).isPositive();
        assertThat(json(answer).get("duplicate").asBoolean()).isFalse();
        FakeGateway.Taken taken = gateway.taken.poll(5, TimeUnit.SECONDS);
        assertThat(taken.audio()).isEqualTo(CLIP);
        assertThat(taken.start().getDeviceId()).isEqualTo(device.id.toString());
        assertThat(taken.start().getUserId()).isEqualTo(device.userId);
        assertThat(taken.start().getBootId()).isEqualTo("b1");
        assertThat(taken.start().getClip()).isEqualTo(7);
    }

    @Test
    void answersARepeatedClipWithItsFirstCapture() throws Exception {
        // Given
        Device device = newDevice();
        JsonNode first = json(post(device.key, CLIP, "Idempotency-Key", "dawn-1"));

        // When
        JsonNode second = json(post(device.key, CLIP, "Idempotency-Key", "dawn-1"));

        // Then
        assertThat(second.get("capture_id")).isEqualTo(first.get("capture_id"));
        assertThat(second.get("duplicate").asBoolean()).isTrue();
        gateway.taken.clear();
    }

    @Test
    void refusesMissingMistypedUnknownAndRevokedKeys() throws Exception {
        Device device = newDevice();
        sql("UPDATE device_key SET revoked_at = now() WHERE device_id = '" + device.id + "'");
        String unknown = DeviceKey.generate(new SecureRandom());
        for (String key : new String[] {"", "nonsense", unknown.replace('_', '-'), unknown, device.key}) {
            HttpResponse<String> answer = post(key, CLIP);
            assertThat(answer.statusCode()).as(key).isEqualTo(401);
            assertThat(json(answer).get("code").asString()).isEqualTo("unauthenticated");
            assertThat(json(answer).get("request_id").asString()).isNotEmpty();
        }
    }

    @Test
    void notesTheUseOfAKey() throws Exception {
        // Given
        Device device = newDevice();

        // When
        post(device.key, CLIP);

        // Then
        assertThat(count("SELECT count(*) FROM device_key WHERE last_used_at IS NOT NULL AND device_id = '" + device.id
                        + "'"))
                .isOne();
        gateway.taken.clear();
    }

    @Test
    void passesOnWhyTheGatewayRefusesAClip() throws Exception {
        HttpResponse<String> answer = post(newDevice().key, "not audio at all".getBytes(StandardCharsets.US_ASCII));

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(json(answer).get("detail").asString()).isEqualTo("Not a WAV.");
    }

    @Test
    void saysWhenToComeBackToABusyGateway() throws Exception {
        // Given
        Counter unavailable =
                service.getBean(MeterRegistry.class).counter("ingest.clips.refused", "reason", "unavailable");
        double before = unavailable.count();

        // When
        HttpResponse<String> answer = post(newDevice().key, new byte[] {FakeGateway.BUSY});

        // Then
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(json(answer).get("code").asString()).isEqualTo("overloaded");
        assertThat(answer.headers().firstValue("Retry-After")).contains("2");
        assertThat(unavailable.count()).isEqualTo(before + 1);
    }

    @Test
    void endsTheStreamOfAClipThatIsRefusedBeforeItsLastByte() throws Exception {
        // Given
        Device device = newDevice();
        gateway.broken.clear();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);

            // When
            socket.getOutputStream().write(head(device, 1_000_000));
            socket.getOutputStream().write(FakeGateway.EARLY);
            socket.getOutputStream().write(CLIP, 0, 100_000);
            socket.getOutputStream().flush();

            // Then
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 415");
            assertThat(gateway.broken.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void refusesAClipThatIsTooLargeHoweverItIsSent() throws Exception {
        Device device = newDevice();
        byte[] tooLarge = clip(26 * 1024 * 1024);

        HttpResponse<String> declared = post(device.key, tooLarge);
        HttpResponse<String> chunked = HTTP.send(
                request(device.key)
                        .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(tooLarge)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(declared.statusCode()).isEqualTo(413);
        assertThat(chunked.statusCode()).isEqualTo(413);
        assertThat(gateway.taken).isEmpty();
        gateway.broken.clear();
    }

    @Test
    void refusesHalfAName() throws Exception {
        HttpResponse<String> answer = post(newDevice().key, CLIP, "X-Device-Boot", "b1");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("detail").asString()).contains("X-Device-Seq");
    }

    @Test
    void breaksTheStreamWhenTheDeviceIsCutOff() throws Exception {
        // Given
        Device device = newDevice();
        gateway.broken.clear();
        gateway.started.clear();

        // When
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(head(device, 1_000_000));
            socket.getOutputStream().write(CLIP, 0, 100_000);
            socket.getOutputStream().flush();
            assertThat(gateway.started.poll(10, TimeUnit.SECONDS)).isNotNull();
            socket.setSoLinger(true, 0);
        }

        // Then
        assertThat(gateway.broken.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(gateway.taken).isEmpty();
    }

    @Test
    void asksToComeBackLaterWhileTheGatewayIsAway() throws Exception {
        HttpResponse<String> answer = postToAnother(newDevice().key, arguments(1, Map.of()));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(json(answer).get("code").asString()).isEqualTo("unavailable");
        assertThat(answer.headers().firstValue("Retry-After")).contains("5");
    }

    @Test
    void asksToComeBackLaterWhileTheDatabaseIsAway() throws Exception {
        HttpResponse<String> answer =
                postToAnother(newDevice().key, arguments(gateway.port(), Map.of("chirp.db.port", "1")));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(json(answer).get("code").asString()).isEqualTo("database_away");
        assertThat(answer.headers().firstValue("Retry-After")).contains("2");
    }

    private static HttpResponse<String> postToAnother(String key, String[] arguments) throws Exception {
        try (ConfigurableApplicationContext another =
                IngestApplication.application().run(arguments)) {
            int itsPort = ((ReactiveWebServerApplicationContext) another)
                    .getWebServer()
                    .getPort();
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + itsPort + "/ingest/v1/clips"))
                            .header("X-Device-Key", key)
                            .POST(BodyPublishers.ofByteArray(CLIP))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static byte[] head(Device device, int contentLength) {
        return ("POST /ingest/v1/clips HTTP/1.1\r\nHost: x\r\nX-Device-Key: " + device.key
                        + "\r\nContent-Type: audio/wav\r\nContent-Length: " + contentLength + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private record Device(UUID id, long userId, String key) {}

    private static Device newDevice() throws SQLException {
        UUID device = UUID.randomUUID();
        String key = DeviceKey.generate(new SecureRandom());
        String name = "u" + device;
        sql("INSERT INTO app_user (username, email, password_hash) VALUES ('" + name + "', '" + name + "@x', '-')");
        sql("INSERT INTO device (id, user_id, name) SELECT '" + device
                + "', id, 'feeder' FROM app_user WHERE username = '" + name + "'");
        sql("INSERT INTO device_key (id, device_id, prefix, key_hash) VALUES ('" + UUID.randomUUID() + "', '" + device
                + "', '" + DeviceKey.visiblePart(key) + "', '\\x"
                + java.util.HexFormat.of().formatHex(DeviceKey.hash(key)) + "')");
        return new Device(device, count("SELECT user_id FROM device WHERE id = '" + device + "'"), key);
    }

    private static String[] arguments(int gatewayPort, Map<String, String> more) {
        Map<String, String> properties = new LinkedHashMap<>(TestServers.properties("device-ingest"));
        properties.put("chirp.intake.address", "127.0.0.1:" + gatewayPort);
        properties.putAll(more);
        return properties.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
    }

    private static void sql(String statement) throws SQLException {
        try (Connection connection = administrator()) {
            connection.createStatement().execute(statement);
        }
    }

    private static long count(String query) throws SQLException {
        try (Connection connection = administrator();
                var rows = connection.createStatement().executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static Connection administrator() throws SQLException {
        return TestServers.postgres().administrator(PostgresServer.DATABASE).getConnection();
    }

    private static HttpResponse<String> post(String key, byte[] clip, String... headers) throws Exception {
        HttpRequest.Builder request = request(key).POST(BodyPublishers.ofByteArray(clip));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String key) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/ingest/v1/clips"))
                .header("Content-Type", "audio/wav");
        return key.isEmpty() ? request : request.header("X-Device-Key", key);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return EventJson.MAPPER.readTree(answer.body());
    }

    private static byte[] clip(int bytes) {
        byte[] clip = new byte[bytes];
        new Random(1).nextBytes(clip);
        System.arraycopy("RIFF".getBytes(StandardCharsets.US_ASCII), 0, clip, 0, 4);
        return clip;
    }
}
