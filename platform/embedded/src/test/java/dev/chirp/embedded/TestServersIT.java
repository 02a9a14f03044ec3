package dev.chirp.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chirp.contracts.event.Topics;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class TestServersIT {
    @Test
    void givesEveryRoleItsPassword() throws SQLException {
        Postgres postgres = TestServers.postgres();

        for (DatabaseRole role : DatabaseRole.values()) {
            try (Connection connection = postgres.as(role).getConnection()) {
                assertThat(connection.isValid(1)).isTrue();
            }
        }
    }

    @Test
    void createsEveryTopic() throws Exception {
        Map<String, Object> config =
                Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers());

        try (Admin admin = Admin.create(config)) {
            assertThat(admin.listTopics().names().get()).containsAll(Topics.all());
        }
    }

    @Test
    void startsRedis() {
        assertThat(TestServers.redis().url()).startsWith("redis://127.0.0.1:");
    }

    @Test
    void refusesAWrongPassword() {
        Postgres postgres = TestServers.postgres();

        assertThatThrownBy(() -> java.sql.DriverManager.getConnection(postgres.jdbcUrl(), "postgres", "guess"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password authentication failed");
    }
}
