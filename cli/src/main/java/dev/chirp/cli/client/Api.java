package dev.chirp.cli.client;

import dev.chirp.cli.CommandFailure;
import dev.chirp.contracts.event.EventJson;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongConsumer;
import javax.net.ssl.SSLContext;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The REST calls that the commands need. Every failure is a {@link CommandFailure} with the server's own sentence. */
public final class Api {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration UPLOAD_TIMEOUT = Duration.ofMinutes(5);
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int ATTEMPTS = 4;

    private final HttpClient http;
    private final URI url;
    private final String token;

    private Api(HttpClient http, URI url, String token) {
        this.http = http;
        this.url = url;
        this.token = token;
    }

    static Api withToken(SSLContext trust, URI url, String token) {
        return new Api(client(trust), url, token);
    }

    static Api signIn(SSLContext trust, URI url, String user, String password) {
        HttpClient http = client(trust);
        String form = "grant_type=password&username=%s&password=%s".formatted(encode(user), encode(password));
        HttpRequest request = HttpRequest.newBuilder(url.resolve("/api/v1/auth/token"))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        JsonNode answer = send(http, url, request);
        return new Api(http, url, answer.required("access_token").asString());
    }

    /** A new account, signed in. */
    static Api signUp(SSLContext trust, URI url, String user, String email, String password) {
        String body =
                EventJson.MAPPER.writeValueAsString(Map.of("username", user, "email", email, "password", password));
        HttpRequest request = HttpRequest.newBuilder(url.resolve("/api/v1/users"))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        send(client(trust), url, request);
        return signIn(trust, url, user, password);
    }

    private static HttpClient client(SSLContext trust) {
        return HttpClient.newBuilder()
                .sslContext(trust)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    HttpClient http() {
        return http;
    }

    URI url() {
        return url;
    }

    String token() {
        return token;
    }

    /** Returns the capture's id. {@code sent} hears the number of bytes handed to the connection so far. */
    long upload(Path file, LongConsumer sent) throws IOException {
        Multipart form = new Multipart(file);
        HttpRequest request = authorised("/api/v1/captures")
                .timeout(UPLOAD_TIMEOUT)
                .header("Content-Type", form.contentType())
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(form.publisher(sent))
                .build();
        return send(http, url, request).required("capture_id").asLong();
    }

    JsonNode capture(long id) {
        return send(
                http, url, authorised("/api/v1/captures/" + id).timeout(TIMEOUT).build());
    }

    /** Any JSON resource; the path begins with a slash. */
    public JsonNode get(String path) {
        return send(http, url, authorised(path).timeout(TIMEOUT).build());
    }

    /** What anybody may fetch, an image for example; the path begins with a slash. */
    byte[] bytes(String path) {
        HttpRequest request =
                HttpRequest.newBuilder(url.resolve(path)).timeout(TIMEOUT).build();
        return exchange(
                        http,
                        url,
                        request,
                        BodyHandlers.ofByteArray(),
                        answer -> path + " answered " + answer.statusCode() + ".")
                .body();
    }

    void delete(String path) {
        exchange(http, url, authorised(path).timeout(TIMEOUT).DELETE().build(), BodyHandlers.ofString(), Api::reason);
    }

    public JsonNode post(String path, JsonNode body) {
        return send(
                http,
                url,
                authorised(path)
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString()))
                        .build());
    }

    private HttpRequest.Builder authorised(String path) {
        return HttpRequest.newBuilder(url.resolve(path)).header("Authorization", "Bearer " + token);
    }

    private static JsonNode send(HttpClient http, URI url, HttpRequest request) {
        return EventJson.MAPPER.readTree(exchange(http, url, request, BodyHandlers.ofString(), Api::reason)
                .body());
    }

    private static <T> HttpResponse<T> exchange(
            HttpClient http,
            URI url,
            HttpRequest request,
            BodyHandler<T> bodies,
            Function<HttpResponse<T>, String> reason) {
        try {
            HttpResponse<T> answer = sendSlowly(http, request, bodies);
            if (answer.statusCode() / 100 != 2) {
                throw new CommandFailure(reason.apply(answer));
            }
            return answer;
        } catch (ConnectException e) {
            throw new CommandFailure(
                    "Nothing answers at %s; start it with './chirp up' or choose another --url.".formatted(url), e);
        } catch (IOException e) {
            throw new CommandFailure("The connection to %s failed: %s.".formatted(url, e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("Interrupted.", e);
        }
    }

    /** Waits when the server asks for that, a few times; what it refused it has not done. */
    private static <T> HttpResponse<T> sendSlowly(HttpClient http, HttpRequest request, BodyHandler<T> bodies)
            throws IOException, InterruptedException {
        HttpResponse<T> answer = http.send(request, bodies);
        for (int attempt = 1; answer.statusCode() == TOO_MANY_REQUESTS && attempt < ATTEMPTS; attempt++) {
            Thread.sleep(Duration.ofSeconds(
                    answer.headers().firstValueAsLong("Retry-After").orElse(1)));
            answer = http.send(request, bodies);
        }
        return answer;
    }

    private static String reason(HttpResponse<String> answer) {
        try {
            String detail =
                    EventJson.MAPPER.readTree(answer.body()).path("detail").asString("");
            if (!detail.isEmpty()) {
                return detail;
            }
        } catch (JacksonException e) {
            // Not the platform's own words; the status has to do.
        }
        return "%s answered %d.".formatted(answer.uri().getPath(), answer.statusCode());
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
