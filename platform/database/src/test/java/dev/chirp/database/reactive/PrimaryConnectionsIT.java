package dev.chirp.database.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chirp.database.DatabaseServers;
import dev.chirp.database.DatabaseServers.Server;
import dev.chirp.embedded.DatabaseRole;
import dev.chirp.embedded.Loopback;
import dev.chirp.embedded.TestServers;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.ValidationDepth;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reactor.netty.resources.LoopResources;

class PrimaryConnectionsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final LoopResources LOOPS = LoopResources.create("primary-it", 1, true);

    private final Server primary =
            new Server(TestServers.postgres().host(), TestServers.postgres().port());

    @AfterAll
    static void stop() {
        LOOPS.dispose();
    }

    @Test
    void passesByServersThatAreGoneOrSilent() throws IOException {
        // The kernel takes connections for it, and nobody ever answers.
        try (ServerSocket frozen = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            PrimaryConnections connections = connections(
                    "chirp",
                    new Server(Loopback.HOST, Loopback.freePort()),
                    new Server(Loopback.HOST, frozen.getLocalPort()),
                    primary);

            PostgresqlConnection connection = connections.create().block(TIMEOUT);

            assertThat(connection).isNotNull();
            connection.close().block(TIMEOUT);
        }
    }

    @Test
    void refusesAServerThatTakesNoWrites() throws SQLException {
        try (Connection administrator =
                        TestServers.postgres().administrator("postgres").getConnection();
                Statement statement = administrator.createStatement()) {
            statement.execute("CREATE DATABASE standby");
            statement.execute("ALTER DATABASE standby SET default_transaction_read_only = on");
        }
        PrimaryConnections connections = connections("standby", primary);

        assertThatThrownBy(() -> connections.create().block(TIMEOUT))
                .hasMessageContaining("no server of PostgreSQL takes writes")
                .hasMessageContaining(primary.toString());
    }

    @Test
    void closesEveryConnectionOfAServerThatIsNoPrimaryAnyMore() {
        PrimaryConnections connections = connections("chirp", primary);
        PostgresqlConnection first = connections.create().block(TIMEOUT);
        PostgresqlConnection second = connections.create().block(TIMEOUT);

        connections.retire();

        for (PostgresqlConnection connection : List.of(first, second)) {
            assertThat(connection
                            .validate(ValidationDepth.LOCAL)
                            .filter(valid -> !valid)
                            .repeatWhenEmpty(again -> again.delayElements(Duration.ofMillis(20)))
                            .block(TIMEOUT))
                    .isFalse();
        }
        PostgresqlConnection third = connections.create().block(TIMEOUT);
        assertThat(third.validate(ValidationDepth.LOCAL).block(TIMEOUT)).isTrue();
        third.close().block(TIMEOUT);
    }

    private static PrimaryConnections connections(String database, Server... servers) {
        return new PrimaryConnections(
                new DatabaseServers(List.of(servers), database),
                new PrimaryConnections.Settings(
                        "primary-it",
                        DatabaseRole.API_GATEWAY.roleName(),
                        TestServers.passwordOf("api-gateway"),
                        PATIENCE,
                        PATIENCE),
                LOOPS);
    }
}
