package dev.chirp.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RolesIT {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OUTBOX_RELAY    | SELECT * FROM app_user",
                "OUTBOX_RELAY    | SELECT * FROM refresh_token",
                "ART_WORKER      | SELECT * FROM refresh_token",
                "ART_WORKER      | SELECT * FROM capture",
                "CLASSIFY_WORKER | SELECT * FROM app_user",
                "NOTIFY_FANOUT   | SELECT * FROM device_key",
                "NOTIFY_FANOUT   | SELECT append_events('[]')",
                "DEVICE_INGEST   | UPDATE device SET name = 'x'",
                "API_GATEWAY     | UPDATE capture SET status = 'processed'",
                "API_GATEWAY     | DELETE FROM audit_log",
                "API_GATEWAY     | DELETE FROM event",
            })
    void aServiceIsKeptFromWhatIsNotItsOwn(DatabaseRole role, String sql) throws SQLException {
        try (Connection connection = TestServers.postgres().as(role).getConnection();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(sql))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
        }
    }

    @ParameterizedTest
    @EnumSource(DatabaseRole.class)
    void noServiceMayMakeTables(DatabaseRole role) throws SQLException {
        try (Connection connection = TestServers.postgres().as(role).getConnection();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("CREATE TABLE mine ()"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void anIdleTransactionIsEndedAfterTenSeconds() throws SQLException {
        try (Connection connection =
                        TestServers.postgres().as(DatabaseRole.API_GATEWAY).getConnection();
                Statement statement = connection.createStatement();
                ResultSet setting = statement.executeQuery("SHOW idle_in_transaction_session_timeout")) {
            setting.next();
            assertThat(setting.getString(1)).isEqualTo("10s");
        }
    }
}
