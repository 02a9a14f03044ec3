package dev.chirp.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.chirp.database.DatabaseServers.Server;
import dev.chirp.embedded.DatabaseRole;
import dev.chirp.embedded.TestServers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class JdbcPoolIT {
    private final Server primary =
            new Server(TestServers.postgres().host(), TestServers.postgres().port());

    @Test
    void passesByAServerThatIsSilent() throws IOException, SQLException {
        // The kernel takes connections for it, and nobody ever answers.
        try (ServerSocket frozen = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                HikariDataSource pool =
                        open(new Server(frozen.getInetAddress().getHostAddress(), frozen.getLocalPort()), primary);
                Connection connection = pool.getConnection()) {
            assertThat(backend(connection)).isPositive();
        }
    }

    @Test
    void givesNoConnectionAgainWhoseServerBecameReadOnly() throws SQLException {
        try (HikariDataSource pool = open(primary)) {
            long before;
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                before = backend(connection);
                statement.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY");

                assertThatThrownBy(() -> statement.execute("CREATE TEMPORARY TABLE note ()"))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                failure -> assertThat(failure.getSQLState()).isEqualTo("25006"));
            }
            try (Connection connection = pool.getConnection()) {
                assertThat(backend(connection)).isNotEqualTo(before);
            }
        }
    }

    private static HikariDataSource open(Server... servers) {
        return new JdbcPool(
                        "pool-it",
                        "pool-it",
                        new DatabaseServers(List.of(servers), "chirp"),
                        DatabaseRole.API_GATEWAY.roleName(),
                        TestServers.passwordOf("api-gateway"),
                        1,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10))
                .open(new SimpleMeterRegistry());
    }

    private static long backend(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getLong(1);
        }
    }
}
