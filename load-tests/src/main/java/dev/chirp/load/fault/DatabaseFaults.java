package dev.chirp.load.fault;

import dev.chirp.load.check.Database;
import dev.chirp.load.process.ChirpProcess;
import dev.chirp.load.process.ServerProcess;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** PostgreSQL that is away, restarted, killed, frozen, or that ends connections in the middle of their work. */
final class DatabaseFaults {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final String SERVICES = "usename LIKE 'chirp_%'";

    private DatabaseFaults() {}

    /**
     * Ends whatever works for a service at that moment. In each second turn writers are held up inside the function that
     * appends their events, so that this is where it hits them.
     */
    static void terminateBackends(Site site) throws Exception {
        long end = System.nanoTime() + site.storm().toNanos();
        long ended = 0;
        while (System.nanoTime() < end) {
            try (Connection blocker = site.database().connect();
                    Statement statement = blocker.createStatement()) {
                blocker.setAutoCommit(false);
                if (site.random().nextBoolean()) {
                    statement.execute("LOCK TABLE user_stream IN EXCLUSIVE MODE");
                }
                site.passMillis(100, 300);
                ended += site.database().number("""
                    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                    WHERE usename IN ('chirp_api_gateway', 'chirp_classify_worker', 'chirp_art_worker')
                        AND state <> 'idle'
                    """);
            }
            site.passMillis(0, 200);
        }
        site.say("connections terminated: " + ended);
    }

    /** The end of one connection's process by SIGKILL makes the server end all others and recover from its log. */
    static void killMidCommit(Site site) throws Exception {
        for (int i = 0; i < (site.full() ? 8 : 2); i++) {
            long backend = 0;
            while (backend == 0) {
                backend = site.database().number("""
                    SELECT coalesce(max(pid), 0) FROM pg_stat_activity
                    WHERE usename = 'chirp_api_gateway' AND state = 'active'
                    """);
            }
            ChirpProcess.signal("KILL", backend);
            awaitAnswer(site.database());
            site.passMillis(500, 4_000);
        }
    }

    /** As {@code pg_ctl restart -m immediate}. */
    static void restart(Site site) throws Exception {
        for (int i = 0; i < (site.full() ? 3 : 1); i++) {
            site.platform().postgres().end("QUIT");
            start(site);
            site.passMillis(1_000, 4_000);
        }
    }

    static void away(Site site) throws Exception {
        site.away(() -> site.platform().postgres().end("INT"), () -> start(site));
    }

    /** Nobody is told that it is away: connections stay open and silent. */
    static void freeze(Site site) throws Exception {
        ServerProcess postgres = site.platform().postgres();
        site.away(postgres::pause, postgres::resume);
    }

    /** No service gets a connection; each attempt is told so at once. */
    static void withoutConnections(Site site) throws Exception {
        site.away(
                () -> {
                    limitConnections(site.database(), 0);
                    site.database()
                            .number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE " + SERVICES);
                },
                () -> limitConnections(site.database(), -1));
    }

    private static void limitConnections(Database database, int limit) throws SQLException, IOException {
        database.each(
                "SELECT rolname FROM pg_roles WHERE rolname LIKE 'chirp_%'",
                row -> database.execute("ALTER ROLE %s CONNECTION LIMIT %d".formatted(row.getString(1), limit)));
    }

    /** Waits until it answers. */
    static void start(Site site) throws Exception {
        site.platform().postgres().start();
        awaitAnswer(site.database());
    }

    /** Returns when PostgreSQL answers. */
    static void awaitAnswer(Database database) throws InterruptedException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (true) {
            try {
                database.number("SELECT 1");
                return;
            } catch (SQLException e) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("PostgreSQL does not answer", e);
                }
                Thread.sleep(50);
            }
        }
    }
}
