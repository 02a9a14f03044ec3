package dev.chirp.cli.run;

import dev.chirp.embedded.DatabaseRole;
import java.util.LinkedHashMap;
import java.util.Map;

/** Turns the entries of an env file into the properties of one service. */
final class ServiceEnvironment {
    /** What services read; everything else in the file is for people and tests. */
    private static final Map<String, String> PROPERTIES = Map.ofEntries(
            Map.entry("CHIRP_DB_HOST", "chirp.db.host"),
            Map.entry("CHIRP_DB_PORT", "chirp.db.port"),
            Map.entry("CHIRP_DB_NAME", "chirp.db.name"),
            Map.entry("CHIRP_KAFKA_BOOTSTRAP_SERVERS", "chirp.kafka.bootstrap-servers"),
            Map.entry("CHIRP_REDIS_URL", "chirp.redis.url"),
            Map.entry("CHIRP_STORAGE_ROOT", "chirp.storage.root"),
            Map.entry("CHIRP_STORAGE_S3_BUCKET", "chirp.storage.s3.bucket"),
            Map.entry("CHIRP_STORAGE_S3_PREFIX", "chirp.storage.s3.prefix"),
            Map.entry("CHIRP_STORAGE_S3_REGION", "chirp.storage.s3.region"),
            Map.entry("CHIRP_STORAGE_S3_ENDPOINT", "chirp.storage.s3.endpoint"),
            Map.entry("CHIRP_STORAGE_S3_ACCESS_KEY", "chirp.storage.s3.access-key"),
            Map.entry("CHIRP_STORAGE_S3_SECRET_KEY", "chirp.storage.s3.secret-key"),
            Map.entry("CHIRP_SECURITY_KEYS_DIR", "chirp.security.keys-dir"),
            Map.entry("CHIRP_SECURITY_JWKS_URI", "chirp.security.jwks-uri"),
            Map.entry("CHIRP_SECURITY_ISSUER", "chirp.security.issuer"),
            Map.entry("CHIRP_SECURITY_AUDIENCE", "chirp.security.audience"),
            Map.entry("CHIRP_TENANT_ID", "chirp.tenant-id"),
            Map.entry("CHIRP_BOOTSTRAP_OPS_USER", "chirp.bootstrap.ops-user"),
            Map.entry("CHIRP_BOOTSTRAP_OPS_PASSWORD", "chirp.bootstrap.ops-password"),
            Map.entry("CHIRP_CLASSIFY_PACK", "chirp.classify.pack"));

    private ServiceEnvironment() {}

    /** A service gets its own database password and nobody else's, but for the relay, which drops old events. */
    static Map<String, String> properties(DatabaseRole service, Map<String, String> environment) {
        Map<String, String> properties = new LinkedHashMap<>();
        PROPERTIES.forEach((key, property) -> copy(environment, key, properties, property));
        copy(environment, service.passwordKey(), properties, "chirp.db.password");
        if (service == DatabaseRole.OUTBOX_RELAY) {
            copy(environment, DatabaseRole.MAINTENANCE.passwordKey(), properties, "relay.event.maintenance-password");
        }
        if (service == DatabaseRole.DEVICE_INGEST) {
            // To the gateway the property of that name is where it listens.
            copy(environment, "CHIRP_INTAKE_ADDRESS", properties, "chirp.intake.address");
        }
        return properties;
    }

    private static void copy(Map<String, String> from, String key, Map<String, String> to, String property) {
        String value = from.get(key);
        if (value != null) {
            to.put(property, value);
        }
    }
}
