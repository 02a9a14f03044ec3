package dev.chirp.gateway.device;

import dev.chirp.contracts.event.EventId;
import dev.chirp.security.DeviceKey;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Creates devices: the row, its first key and the audit entry in one statement. Of the key only the hash is kept. */
@Component
final class Devices {
    private static final String CREATE = """
        WITH created AS (
            INSERT INTO device (id, user_id, name, timezone, latitude, longitude)
            VALUES (:device, :user, :name, :timezone, :latitude, :longitude)
        ), keyed AS (
            INSERT INTO device_key (id, device_id, prefix, key_hash) VALUES (:key, :device, :prefix, :hash)
        )
        INSERT INTO audit_log (user_id, action, subject)
        VALUES (:user, 'device_key.created', 'device_key/' || :keyText)\
        """;
    private final DatabaseClient database;
    private final SecureRandom random = new SecureRandom();

    Devices(DatabaseClient database) {
        this.database = database;
    }

    /** @param key shown this once */
    record Created(UUID id, String name, String key, UUID keyId) {
        @Override
        public String toString() {
            return "Created[" + id + "]";
        }
    }

    Mono<Created> create(NewDevice device, long userId) {
        return Mono.defer(() -> {
            String key = DeviceKey.generate(random);
            Created created = new Created(EventId.next(), Objects.requireNonNull(device.name()), key, EventId.next());
            return database.sql(CREATE)
                    .bind("device", created.id())
                    .bind("user", userId)
                    .bind("name", created.name())
                    .bind("timezone", Parameters.in(R2dbcType.VARCHAR, device.timezone()))
                    .bind("latitude", Parameters.in(R2dbcType.DOUBLE, device.latitude()))
                    .bind("longitude", Parameters.in(R2dbcType.DOUBLE, device.longitude()))
                    .bind("key", created.keyId())
                    .bind("keyText", created.keyId().toString())
                    .bind("prefix", DeviceKey.visiblePart(key))
                    .bind("hash", DeviceKey.hash(key))
                    .then()
                    .thenReturn(created);
        });
    }
}
