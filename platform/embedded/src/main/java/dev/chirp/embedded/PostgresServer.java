package dev.chirp.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;

/**
 * A PostgreSQL 18 server, one process group of its own. Everybody, the superuser included, signs in with a SCRAM
 * password; there is no Unix socket.
 */
public final class PostgresServer implements Postgres {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final String ANYBODY_MAY_CONNECT = "host all all 127.0.0.1/32 trust\n";
    private static final String EVERYBODY_NEEDS_A_PASSWORD = "host all all 127.0.0.1/32 scram-sha-256\n";

    private final PostgresSettings settings;
    private final FolderLock lock;
    private final EmbeddedPostgres server;

    private PostgresServer(PostgresSettings settings, FolderLock lock, EmbeddedPostgres server) {
        this.settings = settings;
        this.lock = lock;
        this.server = server;
    }

    /** Blocks until the server answers and the database {@link #DATABASE} exists. */
    public static PostgresServer start(PostgresSettings settings) {
        FolderLock lock = FolderLock.take(settings.folder());
        try {
            LeftOver.stop(data(settings).resolve("postmaster.pid"), "postgres");
            PostgresServer server = new PostgresServer(settings, lock, startServer(settings));
            server.secure();
            server.createDatabase(DATABASE);
            return server;
        } catch (IOException | SQLException | IllegalStateException e) {
            lock.close();
            throw new ServerStartException("PostgreSQL did not start; its log is %s.".formatted(logFile(settings)), e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static EmbeddedPostgres startServer(PostgresSettings settings) throws IOException {
        QuietLogs.apply();
        String onOff = settings.durable() ? "on" : "off";
        ProcessBuilder.Redirect log =
                ProcessBuilder.Redirect.appendTo(logFile(settings).toFile());
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data(settings))
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPort(Loopback.claim(settings.port(), "PostgreSQL"))
                .setPGStartupWait(START_TIMEOUT)
                .setErrorRedirector(log)
                .setOutputRedirector(log)
                .setConnectConfig("password", settings.secrets().superuserPassword())
                .setDataDirectoryCustomizer(PostgresServer::allowFirstConnection)
                // The same collation on every machine, whatever locales it has.
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8");
        Map.ofEntries(
                        Map.entry("listen_addresses", Loopback.HOST),
                        Map.entry("unix_socket_directories", "''"),
                        Map.entry("password_encryption", "scram-sha-256"),
                        Map.entry("fsync", onOff),
                        Map.entry("full_page_writes", onOff),
                        Map.entry("synchronous_commit", "on"),
                        Map.entry("shared_buffers", "128MB"),
                        Map.entry("max_connections", "200"),
                        Map.entry("max_prepared_transactions", "0"),
                        Map.entry("max_wal_size", "512MB"),
                        Map.entry("wal_level", settings.logicalDecoding() ? "logical" : "replica"),
                        Map.entry("jit", "off"))
                .forEach(builder::setServerConfig);
        return builder.start();
    }

    /** Until {@link #secure} has set the superuser's password, the fresh cluster has none to ask for. */
    private static void allowFirstConnection(File data) {
        Path rules = data.toPath().resolve("pg_hba.conf");
        try {
            if (!Files.readString(rules).equals(EVERYBODY_NEEDS_A_PASSWORD)) {
                Files.writeString(rules, ANYBODY_MAY_CONNECT);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void secure() throws SQLException, IOException {
        Path rules = data(settings).resolve("pg_hba.conf");
        if (Files.readString(rules).equals(EVERYBODY_NEEDS_A_PASSWORD)) {
            return;
        }
        try (Connection connection = administrator("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            RolePasswords.set(connection, SUPERUSER, settings.secrets().superuserPassword());
            Files.writeString(rules, EVERYBODY_NEEDS_A_PASSWORD);
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    @Override
    public String host() {
        return Loopback.HOST;
    }

    @Override
    public int port() {
        return server.getPort();
    }

    @Override
    public Secrets secrets() {
        return settings.secrets();
    }

    /** The process id of the postmaster. */
    public long pid() {
        return LeftOver.pid(data(settings).resolve("postmaster.pid"))
                .orElseThrow(() -> new IllegalStateException("PostgreSQL is not running"));
    }

    /** Stops the server; open sessions are ended, committed work stays. */
    @Override
    public void close() {
        try (lock) {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path data(PostgresSettings settings) {
        return settings.folder().toAbsolutePath().normalize().resolve("data");
    }

    private static Path logFile(PostgresSettings settings) {
        return settings.folder().resolve("postgres.log");
    }
}
