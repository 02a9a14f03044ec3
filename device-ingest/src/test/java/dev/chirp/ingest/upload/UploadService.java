package dev.chirp.ingest.upload;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.embedded.PostgresServer;
import dev.chirp.embedded.TestServers;
import dev.chirp.embedded.TokenIssuer;
import dev.chirp.ingest.IngestApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** The service with real servers, and a user who asks it for something. */
final class UploadService implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final TokenIssuer issuer = new TokenIssuer();
    private final ConfigurableApplicationContext service;
    private final Path folder = TestServers.folder().resolve("uploads-" + UUID.randomUUID());

    public UploadService(Map<String, String> more) {
        Map<String, String> properties = new LinkedHashMap<>(TestServers.properties("device-ingest"));
        properties.put("chirp.security.jwks-uri", issuer.jwksUri());
        properties.put("chirp.storage.root", folder.toString());
        properties.put("chirp.intake.address", "127.0.0.1:1");
        properties.putAll(more);
        service = IngestApplication.application()
                .run(properties.entrySet().stream()
                        .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                        .toArray(String[]::new));
    }

    public int port() {
        return ((ReactiveWebServerApplicationContext) service).getWebServer().getPort();
    }

    /** The root of its blob store. */
    public Path folder() {
        return folder;
    }

    public <T> T bean(Class<T> type) {
        return service.getBean(type);
    }

    /** Somebody who has an account. */
    public User newUser() throws SQLException {
        String name = "up" + UUID.randomUUID();
        long id = number("INSERT INTO app_user (username, email, password_hash) VALUES ('" + name + "', '" + name
                + "@x', '-') RETURNING id");
        return new User(id, issuer.token(id));
    }

    /** The same user after signing in once more. */
    public User signedIn(User user, UUID signIn) {
        return new User(user.id(), issuer.token(user.id(), signIn));
    }

    /** Whoever has this token. */
    public User userWith(String token) {
        return new User(0, token);
    }

    public String token(long user, String scope) {
        return issuer.token(user, scope, Duration.ofMinutes(5));
    }

    /** A user with a token. */
    public final class User {
        private final long id;
        private final String token;

        User(long id, String token) {
            this.id = id;
            this.token = token;
        }

        public long id() {
            return id;
        }

        public String token() {
            return token;
        }

        public HttpResponse<String> send(String method, String path, BodyPublisher body, String... headers)
                throws Exception {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                    .header("Authorization", "Bearer " + token)
                    .method(method, body);
            if (headers.length > 0) {
                request.headers(headers);
            }
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }

        public HttpResponse<String> json(String method, String path, Object body) throws Exception {
            return send(
                    method,
                    path,
                    BodyPublishers.ofString(EventJson.MAPPER.writeValueAsString(body)),
                    "Content-Type",
                    "application/json");
        }

        public HttpResponse<String> get(String path) throws Exception {
            return send("GET", path, BodyPublishers.noBody());
        }
    }

    public static JsonNode json(HttpResponse<String> answer) {
        return EventJson.MAPPER.readTree(answer.body());
    }

    public static long number(String query) throws SQLException {
        try (Connection connection = TestServers.postgres()
                        .administrator(PostgresServer.DATABASE)
                        .getConnection();
                var rows = connection.createStatement().executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Override
    public void close() {
        service.close();
        issuer.close();
    }
}
