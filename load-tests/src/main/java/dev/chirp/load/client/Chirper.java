package dev.chirp.load.client;

import dev.chirp.contracts.event.EventJson;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A signed-in user of the platform. Thread-safe. */
public final class Chirper {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private final HttpClient http;
    private final String url;
    private final String username;
    private final String token;

    private Chirper(HttpClient http, String url, String username, String token) {
        this.http = http;
        this.url = url;
        this.username = username;
        this.token = token;
    }

    /** Creates an account with a fresh name and signs in. */
    public static Chirper signUp(HttpClient http, String url) throws IOException, InterruptedException {
        String name = "user-" + UUID.randomUUID();
        String password = passwordOf(name);
        String body = EventJson.MAPPER.writeValueAsString(
                Map.of("username", name, "email", emailOf(name), "password", password));
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/v1/users"))
                .header("Content-Type", "application/json")
                .timeout(TIMEOUT)
                .POST(BodyPublishers.ofString(body))
                .build();
        expect(201, http.send(request, HttpResponse.BodyHandlers.ofString()));
        return signIn(http, url, name, password);
    }

    public static Chirper signIn(HttpClient http, String url, String username, String password)
            throws IOException, InterruptedException {
        String form = Map.of("grant_type", "password", "username", username, "password", password).entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/v1/auth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .timeout(TIMEOUT)
                .POST(BodyPublishers.ofString(form))
                .build();
        JsonNode tokens = json(expect(200, http.send(request, HttpResponse.BodyHandlers.ofString())));
        return new Chirper(http, url, username, tokens.required("access_token").asString());
    }

    /** The same user before another gateway of the same platform. */
    public Chirper at(String otherUrl) {
        return new Chirper(http, otherUrl, username, token);
    }

    public String url() {
        return url;
    }

    public String username() {
        return username;
    }

    /** Of an account that {@link #signUp} has made. */
    public String password() {
        return passwordOf(username);
    }

    /** Of an account that {@link #signUp} has made. */
    public String email() {
        return emailOf(username);
    }

    private static String passwordOf(String name) {
        return "long enough " + name;
    }

    private static String emailOf(String name) {
        return name + "@example.org";
    }

    public String token() {
        return token;
    }

    /**
     * Uploads a recording; completes with the answer, whatever its status.
     *
     * @param headers further ones: name, value, name, value
     */
    public CompletableFuture<HttpResponse<String>> upload(String filename, byte[] audio, String... headers) {
        String boundary = "chirp-" + UUID.randomUUID();
        byte[] head = ("--" + boundary + "\r\nContent-Disposition: form-data; name=\"audio_file\"; filename=\""
                        + filename + "\"\r\nContent-Type: audio/wav\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] tail = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request = authorised("/api/v1/captures")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(BodyPublishers.ofByteArrays(List.of(head, audio, tail)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Uploads a recording that must be accepted; its capture's id. */
    public long capture(String filename, byte[] audio) throws IOException {
        return json(expect(202, upload(filename, audio).join()))
                .required("capture_id")
                .asLong();
    }

    public JsonNode get(String path) throws IOException, InterruptedException {
        return json(expect(200, http.send(authorised(path).build(), HttpResponse.BodyHandlers.ofString())));
    }

    /** Waits until the capture is processed or failed. */
    public JsonNode awaitTerminal(long captureId, Duration timeout) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            JsonNode capture = get("/api/v1/captures/" + captureId);
            String status = capture.required("status").asString();
            if (Arrays.asList("processed", "failed").contains(status)) {
                return capture;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("capture " + captureId + " is still " + status + " after " + timeout);
            }
            Thread.sleep(100);
        }
    }

    public HttpRequest.Builder authorised(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token);
    }

    static HttpResponse<String> expect(int status, HttpResponse<String> response) throws IOException {
        if (response.statusCode() != status) {
            throw new IOException(
                    response.request().method() + " " + response.request().uri().getPath() + " answered "
                            + response.statusCode() + " (expected: " + status + "): " + response.body());
        }
        return response;
    }

    public static JsonNode json(HttpResponse<String> response) {
        return EventJson.MAPPER.readTree(response.body());
    }
}
