package dev.chirp.embedded;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Objects;

/** The database passwords: generated once and kept in {@code secrets.env} (mode 0600), or given. */
public final class Secrets {
    private static final String SUPERUSER_KEY = "CHIRP_DB_PASSWORD_SUPERUSER";
    private static final String REPLICATION_KEY = "CHIRP_DB_PASSWORD_REPLICATION";
    private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Map<String, String> values;

    private Secrets(Map<String, String> values) {
        this.values = values;
    }

    /** Reads the file; whatever is missing is generated and written back. */
    public static Secrets in(Path file) {
        Map<String, String> values = EnvFile.read(file);
        boolean changed = values.putIfAbsent(SUPERUSER_KEY, generate()) == null;
        changed |= values.putIfAbsent(REPLICATION_KEY, generate()) == null;
        for (DatabaseRole role : DatabaseRole.values()) {
            changed |= values.putIfAbsent(role.passwordKey(), generate()) == null;
        }
        if (changed) {
            EnvFile.write(file, values);
        }
        return new Secrets(Map.copyOf(values));
    }

    /** Those of the roles, by {@link DatabaseRole#passwordKey}; all have to be there. */
    public static Secrets of(Map<String, String> passwords) {
        for (DatabaseRole role : DatabaseRole.values()) {
            if (passwords.getOrDefault(role.passwordKey(), "").isBlank()) {
                throw new ServerStartException(role.passwordKey() + " is missing or empty.");
            }
        }
        return new Secrets(Map.copyOf(passwords));
    }

    public String passwordOf(DatabaseRole role) {
        return Objects.requireNonNull(values.get(role.passwordKey()));
    }

    String superuserPassword() {
        return Objects.requireNonNull(values.get(SUPERUSER_KEY));
    }

    String replicationPassword() {
        return Objects.requireNonNull(values.get(REPLICATION_KEY));
    }

    /** A password of 24 letters and digits, about 139 bits. */
    public static String generate() {
        StringBuilder password = new StringBuilder(24);
        for (int i = 0; i < 24; i++) {
            password.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return password.toString();
    }
}
