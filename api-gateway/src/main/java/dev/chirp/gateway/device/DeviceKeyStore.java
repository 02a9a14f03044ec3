package dev.chirp.gateway.device;

import dev.chirp.contracts.event.EventId;
import dev.chirp.security.DeviceKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The keys of devices; every change is audited by the statement that makes it. */
@Component
final class DeviceKeyStore {
    private final DatabaseClient database;
    private final SecureRandom random = new SecureRandom();

    DeviceKeyStore(DatabaseClient database) {
        this.database = database;
    }

    /** @param prefix the part that people may see */
    record LiveKey(
            UUID id,
            String prefix,
            Instant createdAt,
            @Nullable Instant lastUsedAt,
            @Nullable Instant expiresAt) {}

    /** What became of the wish for a further key. */
    sealed interface Added {
        /**
         * There it is.
         *
         * @param key shown this once
         */
        record Key(String key, UUID keyId, String prefix) implements Added {
            @Override
            public String toString() {
                return "Key[" + keyId + "]";
            }
        }

        /** There are two live keys already. */
        record TooMany() implements Added {}

        /** The user has no such device. */
        record NoDevice() implements Added {}
    }

    /** Newest first; empty when the user has no such device. */
    Mono<List<LiveKey>> list(UUID device, long userId) {
        return database.sql("""
            SELECT k.id, k.prefix, k.created_at, k.last_used_at, k.expires_at
            FROM device d LEFT JOIN LATERAL live_device_keys(d.id) k ON true
            WHERE d.id = :device AND d.user_id = :user ORDER BY k.created_at DESC, k.id DESC\
            """)
                .bind("device", device)
                .bind("user", userId)
                .map(row -> row.get("id", UUID.class) == null
                        ? List.<LiveKey>of()
                        : List.of(new LiveKey(
                                row.get("id", UUID.class),
                                row.get("prefix", String.class),
                                row.get("created_at", Instant.class),
                                row.get("last_used_at", Instant.class),
                                row.get("expires_at", Instant.class))))
                .all()
                .collectList()
                .filter(rows -> !rows.isEmpty())
                .map(rows -> rows.stream().flatMap(List::stream).toList());
    }

    Mono<Added> add(UUID device, long userId) {
        return Mono.defer(() -> {
            String key = DeviceKey.generate(random);
            Added.Key fresh = new Added.Key(key, EventId.next(), DeviceKey.visiblePart(key));
            return database.sql("SELECT coalesce(add_device_key(:device, :user, :key, :prefix, :hash), 'no_device')")
                    .bind("device", device)
                    .bind("user", userId)
                    .bind("key", fresh.keyId())
                    .bind("prefix", fresh.prefix())
                    .bind("hash", DeviceKey.hash(key))
                    .mapValue(String.class)
                    .one()
                    .map(outcome -> switch (outcome) {
                        case "added" -> fresh;
                        case "too_many" -> new Added.TooMany();
                        default -> new Added.NoDevice();
                    });
        });
    }

    /** Whether there was such a live key. */
    Mono<Boolean> revoke(UUID device, UUID key, long userId) {
        return database.sql("SELECT revoke_device_keys(:device, :user, :key, 'revoked_by_owner')")
                .bind("device", device)
                .bind("user", userId)
                .bind("key", key)
                .mapValue(Integer.class)
                .one()
                .map(revoked -> revoked > 0);
    }
}
