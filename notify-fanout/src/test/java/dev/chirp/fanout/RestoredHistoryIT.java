package dev.chirp.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.embedded.PostgresServer;
import dev.chirp.embedded.TestServers;
import dev.chirp.embedded.TokenIssuer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** What a restore does to clients that saw the history before it, while Redis still holds that history. */
class RestoredHistoryIT {
    private static final long USER = 40_001;

    @AfterEach
    void resetEpoch() throws SQLException {
        epoch(1);
    }

    @Test
    void tellsClientsOfTheReplacedHistoryThatTheyMustBeginAnew() throws Exception {
        try (TokenIssuer issuer = new TokenIssuer();
                ConfigurableApplicationContext instance = Instances.start(issuer, Map.of());
                ResultRecords records = new ResultRecords(TestServers.kafka().bootstrapServers())) {
            String query = "token=" + issuer.token(USER) + "&since=user@1:1";
            EventTable.append(USER, 3);
            for (long seq = 1; seq <= 3; seq++) {
                records.processed(USER, seq);
            }
            try (LiveClient before = LiveClient.connect(Instances.port(instance), query)) {
                assertThat(user(before).path("recovered").booleanValue()).isTrue();
                assertThat(before.nextOffsets(2)).containsExactly(2L, 3L);

                epoch(2);

                assertThat(before.closeCode()).isEqualTo(4010);
            }
            try (LiveClient after = LiveClient.connect(Instances.port(instance), query)) {
                JsonNode user = user(after);
                assertThat(user.path("recovered").booleanValue()).isFalse();
                assertThat(user.path("epoch").longValue()).isEqualTo(2);
            }
        }
    }

    private static JsonNode user(LiveClient client) {
        return client.next("connected").path("data").path("channels").get(0);
    }

    private static void epoch(long epoch) throws SQLException {
        try (Connection connection =
                TestServers.postgres().administrator(PostgresServer.DATABASE).getConnection()) {
            connection.createStatement().execute("UPDATE stream_epoch SET epoch = " + epoch);
        }
    }
}
