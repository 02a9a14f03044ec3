package dev.chirp.embedded;

import java.util.Arrays;
import java.util.Locale;

/** The roles that the migrations create: one per service, one for maintenance. */
public enum DatabaseRole {
    API_GATEWAY,
    OUTBOX_RELAY,
    CLASSIFY_WORKER,
    ART_WORKER,
    NOTIFY_FANOUT,
    DEVICE_INGEST,
    MAINTENANCE;

    /** For example {@code API_GATEWAY} for {@code api-gateway}. */
    public static DatabaseRole of(String service) {
        return Arrays.stream(values())
                .filter(role -> role.service().equals(service))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("service: " + service + " (expected: one of "
                        + Arrays.stream(values()).map(DatabaseRole::service).toList() + ")"));
    }

    /** The service's name, for example {@code api-gateway}. */
    public String service() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The role's name in PostgreSQL, for example {@code chirp_api_gateway}. */
    public String roleName() {
        return "chirp_" + name().toLowerCase(Locale.ROOT);
    }

    /** Where {@code infra.env} and {@code secrets.env} keep the password. */
    public String passwordKey() {
        return "CHIRP_DB_PASSWORD_" + name();
    }
}
