package dev.chirp.gateway.device;

import dev.chirp.contracts.event.DeviceHealth;
import dev.chirp.gateway.paging.Paging;
import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The devices of a user; every statement names the owner. */
@Component
final class DeviceStore {
    private static final String DEVICE = """
        SELECT d.id, d.name, d.timezone, d.latitude, d.longitude, d.created_at,
            (SELECT max(c.created_at) FROM capture c WHERE c.device_id = d.id) AS last_capture_at,
            (SELECT max(k.last_used_at) FROM device_key k WHERE k.device_id = d.id) AS key_used_at, r.*
        FROM device d LEFT JOIN device_report r ON r.device_id = d.id WHERE d.user_id = :user\
        """;

    private final DatabaseClient database;

    DeviceStore(DatabaseClient database) {
        this.database = database;
    }

    /** Newest first. */
    Flux<Device> list(long userId, Paging paging) {
        return database.sql(DEVICE + " ORDER BY d.created_at DESC, d.id DESC LIMIT :limit OFFSET :offset")
                .bind("user", userId)
                .bind("limit", paging.size())
                .bind("offset", paging.offset())
                .map(DeviceStore::device)
                .all();
    }

    Mono<Long> count(long userId) {
        return database.sql("SELECT count(*) FROM device WHERE user_id = :user")
                .bind("user", userId)
                .mapValue(Long.class)
                .one();
    }

    Mono<Device> find(UUID id, long userId) {
        return database.sql(DEVICE + " AND d.id = :id")
                .bind("user", userId)
                .bind("id", id)
                .map(DeviceStore::device)
                .one();
    }

    /** Sets what the change names; false when the user has no such device. */
    Mono<Boolean> change(UUID id, long userId, DeviceChange change) {
        Map<String, Parameter> columns = change.columns();
        if (columns.isEmpty()) {
            return find(id, userId).hasElement();
        }
        String assignments = columns.keySet().stream()
                .map(column -> column + " = :" + column)
                .collect(Collectors.joining(", "));
        return database.sql("UPDATE device SET " + assignments + " WHERE id = :id AND user_id = :user")
                .bindValues(columns)
                .bind("id", id)
                .bind("user", userId)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    Mono<Boolean> delete(UUID id, long userId) {
        return database.sql("SELECT delete_device(:id, :user)")
                .bind("id", id)
                .bind("user", userId)
                .mapValue(Boolean.class)
                .one();
    }

    private static Device device(Readable row) {
        return new Device(
                row.get("id", UUID.class),
                row.get("name", String.class),
                row.get("timezone", String.class),
                row.get("latitude", Double.class),
                row.get("longitude", Double.class),
                row.get("created_at", Instant.class),
                moment(row, "key_used_at"),
                moment(row, "last_capture_at"),
                health(row));
    }

    private static @Nullable DeviceHealth health(Readable row) {
        Instant reported = moment(row, "reported_at");
        Instant seen = moment(row, "last_seen_at");
        Long gaps = row.get("gaps", Long.class);
        Long lostSamples = row.get("lost_samples", Long.class);
        if (reported == null || seen == null || gaps == null || lostSamples == null) {
            return null;
        }
        return new DeviceHealth(
                reported,
                seen,
                moment(row, "last_audio_at"),
                gaps,
                lostSamples,
                row.get("dropped_buffers", Long.class),
                row.get("clock_skew_ms", Long.class),
                row.get("rssi_dbm", Integer.class),
                row.get("free_heap_bytes", Long.class),
                row.get("battery_volts", Double.class),
                row.get("battery_percent", Double.class),
                row.get("temperature_celsius", Double.class),
                row.get("firmware", String.class),
                row.get("rms_dbfs", Double.class),
                row.get("peak_dbfs", Double.class),
                row.get("microphone", String.class));
    }

    private static @Nullable Instant moment(Readable row, String column) {
        return row.get(column, Instant.class);
    }
}
