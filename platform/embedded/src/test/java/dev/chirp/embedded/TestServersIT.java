package dev.chirp.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chirp.contracts.event.Topics;
import java.sql.Connection;
import java.sql.ResultSet;
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

    @Test
    void givesEachServiceWhatItNeedsAndNoMore() {
        assertThat(TestServers.properties("api-gateway"))
                .containsKeys("chirp.db.password", "chirp.redis.url")
                .doesNotContainKey("chirp.kafka.bootstrap-servers");
        assertThat(TestServers.properties("outbox-relay"))
                .containsKeys("chirp.kafka.bootstrap-servers", "relay.event.maintenance-password")
                .doesNotContainKey("chirp.redis.url");
        assertThat(TestServers.properties("art-worker"))
                .containsKey("chirp.kafka.bootstrap-servers")
                .doesNotContainKey("chirp.redis.url");
        assertThat(TestServers.arguments("notify-fanout"))
                .anyMatch(argument -> argument.startsWith("--chirp.redis.url=redis://"))
                .anyMatch(argument -> argument.startsWith("--chirp.kafka.bootstrap-servers="))
                .contains("--server.port=0");
    }

    @Test
    void givesADatabaseToWhoCountsEverything() throws SQLException {
        TestServers.newDatabase("counted");

        try (Connection connection = TestServers.postgres()
                        .as(DatabaseRole.API_GATEWAY, "counted")
                        .getConnection();
                ResultSet row = connection.createStatement().executeQuery("SELECT count(*) FROM capture")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getLong(1)).isZero();
        }
    }

    @Test
    void saysWhatItIsToStartServersWith() {
        System.setProperty(ServerSource.PROPERTY, "clouds");
        try {
            assertThatThrownBy(ServerSource::chosen)
                    .hasMessage("chirp.test.servers: clouds (expected: embedded or containers)");
        } finally {
            System.clearProperty(ServerSource.PROPERTY);
        }
    }
}
