package dev.chirp.art.completion;

import dev.chirp.contracts.event.EventDraft;
import dev.chirp.contracts.event.EventDraft.Origin;
import dev.chirp.contracts.event.EventId;
import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.EventType;
import dev.chirp.contracts.event.Lane;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** Makes and reads captures as the other services do. */
public final class Captures {
    private final DataSource administrator;

    public Captures(DataSource administrator) {
        this.administrator = administrator;
    }

    public long user() throws SQLException {
        String name = "u" + UUID.randomUUID();
        return number(
                "INSERT INTO app_user (username, email, password_hash) VALUES (?, ? || '@example.org', 'x') RETURNING"
                        + " id",
                name,
                name);
    }

    /** Makes captures of this user as the gateway does, classifies them as the worker does; the id of the bird. */
    public long classified(long user, String scientificName, int count) throws SQLException {
        long bird = 0;
        for (int i = 1; i <= count; i++) {
            long capture = number(
                    "SELECT capture_id FROM accept_capture(?, NULL, NULL, 'a.wav', 'audio/wav', ?, 'x', 1, 1, NULL, ?,"
                            + " ?, '{}')",
                    user,
                    "uploads/" + UUID.randomUUID(),
                    EventId.next(),
                    Lane.of(Long.toString(user)));
            bird = number(
                    "SELECT bird_id FROM classify_capture(?, 'pending', 'identified', jsonb_build_object("
                            + "'scientific_name', ?, 'common_name', 'A bird'), 0.9, '[]', '[]', 'm', '1')",
                    capture,
                    scientificName);
            EventDraft classified = EventDraft.of(
                    EventType.CAPTURE_CLASSIFIED,
                    Long.toString(user),
                    new Origin("classify-worker", "capture/" + capture, "request-" + i, null),
                    EventJson.MAPPER.createObjectNode());
            number("SELECT seq FROM append_events(?::jsonb)", EventDraft.toJson(List.of(classified)));
        }
        return bird;
    }

    long count(long bird, String status) throws SQLException {
        return number("SELECT count(*) FROM capture WHERE bird_id = ? AND status = ?", bird, status);
    }

    public void awaitCount(long bird, String status, long expected) throws Exception {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(20));
        while (count(bird, status) != expected) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError(status + ": " + count(bird, status) + " (expected: " + expected + ")");
            }
            Thread.sleep(20);
        }
    }

    void awaitNoSpriteOf(int recipeVersion) throws Exception {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(20));
        while (number("SELECT count(*) FROM bird WHERE recipe_version = ?", recipeVersion) > 0) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("a sprite of recipe version " + recipeVersion + " is left");
            }
            Thread.sleep(20);
        }
    }

    public long processedEvents(long bird) throws SQLException {
        return number(
                "SELECT count(*) FROM event WHERE type = 'chirp.capture.processed' AND (payload #>>"
                        + " '{bird,id}')::bigint = ?",
                bird);
    }

    List<String> requestsOfProcessedEvents(long user) throws SQLException {
        return texts(
                "SELECT headers ->> 'request_id' FROM event WHERE type = 'chirp.capture.processed' AND key = ?::text"
                        + " ORDER BY seq",
                Long.toString(user));
    }

    List<String> artUrls(long user) throws SQLException {
        return texts(
                "SELECT payload #>> '{bird,pixel_art_url}' FROM event WHERE type = 'chirp.capture.processed' AND key ="
                        + " ?",
                Long.toString(user));
    }

    public String spriteOf(long bird) throws SQLException {
        return texts("SELECT sprite_checksum FROM bird WHERE id = ?", bird).getFirst();
    }

    boolean isRequested(long bird) throws SQLException {
        return number("SELECT count(*) FROM art_request WHERE bird_id = ?", bird) > 0;
    }

    private long number(String sql, Object... arguments) throws SQLException {
        return Long.parseLong(texts(sql, arguments).getFirst());
    }

    private List<String> texts(String sql, Object... arguments) throws SQLException {
        try (Connection connection = administrator.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            List<String> texts = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
            return texts;
        }
    }
}
