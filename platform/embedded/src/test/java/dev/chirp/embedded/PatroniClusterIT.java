package dev.chirp.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Needs Patroni, etcd and PostgreSQL's server programs: of Debian 12 those of version 15, the oldest that we support. */
@Timeout(300)
class PatroniClusterIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    @Test
    void keepsWhatWasCommittedWhenThePrimaryIsLost() throws Exception {
        Optional<String> missing = PatroniCluster.missing();
        assumeTrue(missing.isEmpty(), missing::get);
        Secrets secrets = Secrets.in(folder.resolve("secrets.env"));
        try (PatroniCluster cluster = PatroniCluster.start(folder.resolve("servers"), List.of(0, 0, 0), secrets)) {
            DataSource primary = cluster.administrator(Postgres.DATABASE);
            assertThat(Migrations.run(primary, secrets)).isPositive();
            int lost;
            try (Connection connection = primary.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE kept (id int)");
                statement.execute("INSERT INTO kept VALUES (1)");
                lost = port(statement);
            }

            kill(cluster, cluster.ports().indexOf(lost));
            awaitInsert(primary);

            try (Connection connection = primary.getConnection();
                    Statement statement = connection.createStatement()) {
                assertThat(port(statement)).isNotEqualTo(lost);
                assertThat(Migrations.run(primary, secrets)).isZero();
                try (ResultSet row = statement.executeQuery("SELECT string_agg(id::text, ' ' ORDER BY id) FROM kept")) {
                    row.next();
                    assertThat(row.getString(1)).isEqualTo("1 2");
                }
            }
        }
    }

    private static int port(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT inet_server_port()")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** The server and what watches over it, as if its machine had lost power. */
    private void kill(PatroniCluster cluster, int node) throws Exception {
        Path pidFile = folder.resolve("servers/" + (node + 1) + "/data/postmaster.pid");
        long server = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
        for (long pid : new long[] {cluster.pids().get(node), server}) {
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        }
    }

    private static void awaitInsert(DataSource primary) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Connection connection = primary.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO kept VALUES (2)");
                return;
            } catch (SQLException e) {
                assertThat(System.nanoTime()).as(e.toString()).isLessThan(deadline);
                Thread.sleep(200);
            }
        }
    }
}
