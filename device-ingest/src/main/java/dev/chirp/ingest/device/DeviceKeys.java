package dev.chirp.ingest.device;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.chirp.security.DeviceKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Resolves device keys with this service's own database role. An answer, also "no such key", is kept for
 * {@code chirp.ingest.key-cache}; at most 10,000 keys are remembered, the least recently used go first.
 */
@Component
public class DeviceKeys {
    private static final int MAX_REMEMBERED = 10_000;
    /** For one answer of the database; its own limit is of no use when the connection is lost without a word. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** A row {@code device-certificate/<id>} ends what certificates of a device are good for. */
    private static final String CERTIFIED =
            "NOT EXISTS (SELECT 1 FROM revocation WHERE subject = 'device-certificate/' || d.id)";

    private final DatabaseClient database;
    private final AsyncCache<ByteBuffer, Optional<DeviceIdentity>> known;

    DeviceKeys(DatabaseClient database, @Value("${chirp.ingest.key-cache}") Duration remembered) {
        this.database = database;
        this.known = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfterWrite(remembered)
                .buildAsync();
    }

    /** The device that this key belongs to; empty when the key is malformed, unknown, expired or revoked. */
    public Mono<DeviceIdentity> resolve(String key) {
        if (!DeviceKey.isWellFormed(key)) {
            return Mono.empty();
        }
        byte[] hash = DeviceKey.hash(key);
        return Mono.fromFuture(
                        () -> known.get(
                                ByteBuffer.wrap(hash),
                                (ignored, executor) -> read(hash)
                                        .map(Optional::of)
                                        .defaultIfEmpty(Optional.empty())
                                        .toFuture()),
                        true)
                .flatMap(Mono::justOrEmpty);
    }

    /** The device of a certificate; empty when there is no such device, or certificates are no longer taken for it. */
    public Mono<DeviceIdentity> ofCertificate(UUID deviceId) {
        return database.sql("SELECT id, user_id FROM device d WHERE id = :id AND " + CERTIFIED)
                .bind("id", deviceId)
                .map(row -> new DeviceIdentity(
                        Objects.requireNonNull(row.get("id", UUID.class)),
                        Objects.requireNonNull(row.get("user_id", Long.class)),
                        null))
                .one()
                .timeout(PATIENCE);
    }

    /** Those of these devices whose certificates are still taken; asks the database. */
    public Mono<Set<UUID>> certified(Collection<UUID> deviceIds) {
        return database.sql("SELECT id FROM device d WHERE id = ANY(:ids) AND " + CERTIFIED)
                .bind("ids", deviceIds.toArray(UUID[]::new))
                .map(row -> Objects.requireNonNull(row.get("id", UUID.class)))
                .all()
                .collect(Collectors.toSet())
                .timeout(PATIENCE);
    }

    /** Those of these keys that are still good; asks the database. */
    public Mono<Set<UUID>> live(Collection<UUID> keyIds) {
        return database.sql("""
            SELECT id FROM device_key
            WHERE id = ANY(:ids) AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
            """)
                .bind("ids", keyIds.toArray(UUID[]::new))
                .map(row -> Objects.requireNonNull(row.get("id", UUID.class)))
                .all()
                .collect(Collectors.toSet())
                .timeout(PATIENCE);
    }

    /** Also notes the use of the key, which makes it at most one write per key and cache period. */
    private Mono<DeviceIdentity> read(byte[] hash) {
        return database.sql("""
            WITH live AS (
                SELECT k.id, k.device_id, d.user_id FROM device_key k JOIN device d ON d.id = k.device_id
                WHERE k.key_hash = :hash AND k.revoked_at IS NULL
                    AND (k.expires_at IS NULL OR k.expires_at > now())
            ), used AS (
                UPDATE device_key SET last_used_at = now()
                WHERE id IN (SELECT id FROM live)
                    AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')
            )
            SELECT id, device_id, user_id FROM live
            """)
                .bind("hash", hash)
                .map(row -> new DeviceIdentity(
                        Objects.requireNonNull(row.get("device_id", UUID.class)),
                        Objects.requireNonNull(row.get("user_id", Long.class)),
                        Objects.requireNonNull(row.get("id", UUID.class))))
                .one()
                .timeout(PATIENCE);
    }
}
