package dev.chirp.gateway;

import dev.chirp.embedded.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A gateway on a real socket before a real PostgreSQL; {@link #shared()} is one for all tests of this JVM. */
public final class TestGateway implements AutoCloseable {
    public static final String OPS_USER = "ops-of-the-tests";
    public static final String OPS_PASSWORD = "correct horse battery";
    private static final JsonMapper JSON = new JsonMapper();
    private static TestGateway shared;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final ConfigurableApplicationContext context;
    private final Path storage;

    private TestGateway(Map<String, String> properties) {
        this.storage = Path.of(properties.get("chirp.storage.root"));
        this.context = GatewayApplication.application()
                .run(properties.entrySet().stream()
                        .map(property -> "--" + property.getKey() + "=" + property.getValue())
                        .toArray(String[]::new));
    }

    public static synchronized TestGateway shared() {
        if (shared == null) {
            shared = start(Map.of());
            Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
        }
        return shared;
    }

    public static TestGateway start(Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(TestServers.properties("api-gateway"));
        properties.put("chirp.bootstrap.ops-user", OPS_USER);
        properties.put("chirp.bootstrap.ops-password", OPS_PASSWORD);
        properties.put(
                "chirp.storage.root",
                TestServers.folder().resolve("storage-" + UUID.randomUUID()).toString());
        // All users of the tests come from one address, and some of them forget their passwords.
        properties.put("chirp.limits.address-per-minute", "1000000");
        properties.put("chirp.limits.sign-in-failures-per-minute", "1000000");
        // Nothing is classified here, and some tests fill the table.
        properties.put("chirp.pressure.classify-captures", "1000000");
        properties.put("chirp.pressure.classify-age", "36500d");
        properties.putAll(more);
        return new TestGateway(properties);
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    public Path storage() {
        return storage;
    }

    public int port() {
        return ((WebServerApplicationContext) context).getWebServer().getPort();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /** Further headers beside the token of a user. */
    public static String[] with(TestUser user, String... headers) {
        String[] all = java.util.Arrays.copyOf(user.bearer(), 2 + headers.length);
        System.arraycopy(headers, 0, all, 2, headers.length);
        return all;
    }

    /** An answer with its body as text. */
    public record Answer(int status, Map<String, String> headers, String body) {
        public JsonNode json() {
            return JSON.readTree(body);
        }

        public String header(String name) {
            return headers.get(name.toLowerCase(java.util.Locale.ROOT));
        }

        public String code() {
            return json().path("code").asString();
        }
    }

    public Answer get(String path, String... headers) {
        return send(HttpRequest.newBuilder(uri(path)).GET(), headers);
    }

    public Answer delete(String path, String... headers) {
        return send(HttpRequest.newBuilder(uri(path)).DELETE(), headers);
    }

    public Answer postJson(String path, Object body, String... headers) {
        return send(
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))),
                headers);
    }

    public Answer postForm(String path, Map<String, String> form, String... headers) {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body)),
                headers);
    }

    public Answer patchJson(String path, Object body, String... headers) {
        return send(
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/json")
                        .method("PATCH", BodyPublishers.ofString(JSON.writeValueAsString(body))),
                headers);
    }

    /** Any method; a body of JSON where the method takes one. */
    public Answer send(String method, String path, Object body, String... headers) {
        return switch (method) {
            case "GET" -> get(path, headers);
            case "DELETE" -> delete(path, headers);
            case "PATCH" -> patchJson(path, body, headers);
            default -> postJson(path, body, headers);
        };
    }

    public Answer post(String path, String contentType, BodyPublisher body, String... headers) {
        return send(
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", contentType)
                        .POST(body),
                headers);
    }

    /** Uploads a file as a browser does. */
    public Answer upload(TestUser user, String filename, byte[] file) {
        return upload(filename, file, user.bearer());
    }

    public Answer upload(String filename, byte[] file, String... headers) {
        String boundary = "----chirp" + UUID.randomUUID();
        byte[] head = ("--" + boundary + "\r\nContent-Disposition: form-data; name=\"audio_file\"; filename=\""
                        + filename + "\"\r\nContent-Type: audio/wav\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] tail = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8);
        return post(
                "/api/v1/captures",
                "multipart/form-data; boundary=" + boundary,
                BodyPublishers.ofByteArrays(java.util.List.of(head, file, tail)),
                headers);
    }

    /** Uploads a good clip and answers its id. */
    public long capture(TestUser user) {
        return upload(user, "dawn.wav", TestWav.ofSeconds(1))
                .json()
                .get("capture_id")
                .asLong();
    }

    /** The names of all stored files, unfinished ones included. */
    public Set<String> files() {
        Set<String> found = new TreeSet<>();
        try {
            Files.walkFileTree(storage, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (!file.endsWith(".chirp-store")) {
                        found.add(storage.relativize(file).toString());
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    public HttpResponse<byte[]> bytes(String path, String... headers) {
        return exchange(HttpRequest.newBuilder(uri(path)).GET(), BodyHandlers.ofByteArray(), headers);
    }

    private Answer send(HttpRequest.Builder request, String... headers) {
        HttpResponse<String> response = exchange(request, BodyHandlers.ofString(), headers);
        return new Answer(
                response.statusCode(),
                response.headers().map().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, header -> String.join(", ", header.getValue()))),
                response.body());
    }

    private <T> HttpResponse<T> exchange(
            HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler, String... headers) {
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return http.send(request.timeout(Duration.ofSeconds(60)).build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A new user, signed in. */
    public TestUser newUser() {
        String name = "u" + UUID.randomUUID().toString().replace("-", "");
        return signUp(name);
    }

    /** A new user with the scope of on-call, signed in. */
    public TestUser opsUser() {
        TestUser user = newUser();
        try (var connection = TestPipeline.connection()) {
            connection.createStatement().execute("UPDATE app_user SET scope = 'user ops' WHERE id = " + user.id());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return signIn(user.id(), user.name(), TestUser.PASSWORD);
    }

    public TestUser signUp(String name) {
        Answer user = postJson(
                "/api/v1/users",
                Map.of("username", name, "email", name + "@example.org", "password", TestUser.PASSWORD));
        return signIn(user.json().get("id").asLong(), name, TestUser.PASSWORD);
    }

    public TestUser signIn(long id, String name, String password) {
        Answer token = postForm(
                "/api/v1/auth/token", Map.of("grant_type", "password", "username", name, "password", password));
        JsonNode json = token.json();
        return new TestUser(
                id,
                name,
                json.get("access_token").asString(),
                json.get("refresh_token").asString());
    }

    @Override
    public void close() {
        context.close();
        http.close();
    }
}
