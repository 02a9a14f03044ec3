package dev.chirp.fanout.device;

import dev.chirp.contracts.event.DeviceHealth;
import dev.chirp.contracts.event.EventJson;
import dev.chirp.fanout.channel.EventTime;
import dev.chirp.fanout.channel.SnapshotChannel;
import dev.chirp.fanout.database.Database;
import dev.chirp.fanout.snapshot.SnapshotSource;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the platform knows of a device: how it is, and what became of its latest recording. */
public final class DeviceStates implements SnapshotSource {
    private static final String STATE = """
        SELECT d.id, d.name, (SELECT max(k.last_used_at) FROM device_key k WHERE k.device_id = d.id) AS seen_at,
            c.id AS capture_id, c.status, c.recorded_at, c.created_at, r.*
        FROM device d LEFT JOIN device_report r ON r.device_id = d.id LEFT JOIN LATERAL (
            SELECT id, status, recorded_at, created_at FROM capture WHERE device_id = d.id
            ORDER BY created_at DESC LIMIT 1) c ON true
        WHERE d.id = :id\
        """;
    private static final String OWNED = "SELECT count(*) FROM device WHERE id = :id AND user_id = :user";

    private final Database database;

    DeviceStates(Database database) {
        this.database = database;
    }

    @Override
    public SnapshotChannel.Kind kind() {
        return SnapshotChannel.Kind.DEVICE;
    }

    @Override
    public CompletableFuture<JsonNode> read(String key) {
        UUID id = UUID.fromString(key);
        return database.ask(jdbc -> jdbc.sql(STATE)
                .param("id", id)
                .query((row, n) -> state(row))
                .optional()
                .orElseThrow(() -> new IllegalStateException("device " + id + " is gone")));
    }

    public CompletableFuture<Boolean> isOwner(long userId, UUID id) {
        return database.ask(jdbc -> jdbc.sql(OWNED)
                        .param("id", id)
                        .param("user", userId)
                        .query(Long.class)
                        .single()
                == 1);
    }

    private static JsonNode state(ResultSet row) throws SQLException {
        ObjectNode state = EventJson.MAPPER.createObjectNode();
        state.put("device_id", row.getString("id"));
        state.put("name", row.getString("name"));
        state.put("last_seen_at", time(row, "seen_at"));
        state.put("last_capture_at", time(row, "created_at"));
        if (row.getObject("capture_id") == null) {
            state.putNull("last_capture");
        } else {
            state.putObject("last_capture")
                    .put("id", row.getLong("capture_id"))
                    .put("status", row.getString("status"))
                    .put("recorded_at", time(row, "recorded_at"));
        }
        state.set("health", EventJson.MAPPER.valueToTree(health(row)));
        state.put("snapshot", true);
        return state;
    }

    private static @Nullable DeviceHealth health(ResultSet row) throws SQLException {
        Instant reported = instant(row, "reported_at");
        Instant seen = instant(row, "last_seen_at");
        if (reported == null || seen == null) {
            return null;
        }
        return new DeviceHealth(
                reported,
                seen,
                instant(row, "last_audio_at"),
                row.getLong("gaps"),
                row.getLong("lost_samples"),
                row.getObject("dropped_buffers", Long.class),
                row.getObject("clock_skew_ms", Long.class),
                row.getObject("rssi_dbm", Integer.class),
                row.getObject("free_heap_bytes", Long.class),
                row.getObject("battery_volts", Double.class),
                row.getObject("battery_percent", Double.class),
                row.getObject("temperature_celsius", Double.class),
                row.getString("firmware"),
                row.getObject("rms_dbfs", Double.class),
                row.getObject("peak_dbfs", Double.class),
                row.getString("microphone"));
    }

    private static @Nullable String time(ResultSet row, String column) throws SQLException {
        Instant at = instant(row, column);
        return at == null ? null : EventTime.format(at);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
