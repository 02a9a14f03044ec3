package dev.chirp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.cli.client.Authorities;
import dev.chirp.cli.demo.DemoAccount;
import dev.chirp.cli.service.PlatformServices;
import dev.chirp.contracts.event.EventJson;
import dev.chirp.embedded.Loopback;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** {@code chirp up --tls} in this JVM, in a folder of its own. */
final class UpPlatform implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern KAFKA = Pattern.compile("Kafka +\\d+ ms +(\\S+)");

    private final Path data;
    private final int offset = freeOffset();
    private final int port = freePort();
    private final CommandLineRun up;

    UpPlatform(Path folder) throws InterruptedException {
        data = folder.resolve("data");
        up = CommandLineRun.start(
                "up",
                "--tls",
                "--port",
                Integer.toString(port),
                "--port-offset",
                Integer.toString(offset),
                "--data-dir",
                data.toString());
        up.awaitOutput("Chirp Neighbor is up", PATIENCE);
    }

    Path data() {
        return data;
    }

    int port() {
        return port;
    }

    int framesTlsPort() {
        return PlatformServices.FRAMES_TLS_PORT + offset;
    }

    Path authority() {
        return data.resolve("device-tls").resolve("ca.pem");
    }

    String kafka() {
        Matcher line = KAFKA.matcher(up.out());
        assertThat(line.find()).as(up.out()).isTrue();
        return line.group(1);
    }

    /** The key of a new device of the demo user. */
    String newDeviceKey() throws Exception {
        DemoAccount demo = DemoAccount.read(data).orElseThrow();
        try (HttpClient http = HttpClient.newBuilder()
                .sslContext(Authorities.trusting(authority()))
                .build()) {
            String form = "grant_type=password&username=%s&password=%s"
                    .formatted(demo.user(), URLEncoder.encode(demo.password(), StandardCharsets.UTF_8));
            JsonNode token = post(http, "/api/v1/auth/token", "application/x-www-form-urlencoded", form, "");
            JsonNode device = post(
                    http,
                    "/api/v1/devices",
                    "application/json",
                    "{\"name\": \"Feeder\"}",
                    token.required("access_token").asString());
            return device.required("key").asString();
        }
    }

    private JsonNode post(HttpClient http, String path, String type, String body, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return EventJson.MAPPER.readTree(answer.body());
    }

    /** Ends it as Ctrl-C does; what it said. */
    String stop() throws Exception {
        assertThat(up.stop()).isZero();
        return up.out();
    }

    @Override
    public void close() throws Exception {
        up.stop();
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Below the ports that systems give to clients. */
    static int freeOffset() {
        int[] ports = IntStream.concat(
                        PlatformServices.all().stream()
                                .flatMap(service -> Stream.of(service.port(), service.managementPort()))
                                .mapToInt(Integer::intValue)
                                .filter(fixed -> fixed > 0),
                        IntStream.of(
                                PlatformServices.INTAKE_PORT,
                                PlatformServices.FRAMES_PORT,
                                PlatformServices.FRAMES_TLS_PORT))
                .toArray();
        return new Random()
                .ints(100, 0, 440)
                .map(step -> 11_000 + 20 * step)
                .filter(offset -> IntStream.of(ports).allMatch(fixed -> Loopback.isFree(fixed + offset)))
                .findFirst()
                .orElseThrow();
    }
}
