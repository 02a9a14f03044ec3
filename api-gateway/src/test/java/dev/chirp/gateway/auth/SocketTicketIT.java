package dev.chirp.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestGateway.Answer;
import dev.chirp.gateway.TestPipeline;
import dev.chirp.gateway.TestUser;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tickets, from their issue to the function by which the service of the sockets spends them. */
class SocketTicketIT {
    private final TestGateway gateway = TestGateway.shared();
    private final TestUser user = gateway.newUser();

    @Test
    void isGoodForOneUpgradeOfItsUser() throws SQLException {
        Answer answer = gateway.postJson("/api/v1/auth/ws-ticket", Map.of(), user.bearer());
        String ticket = answer.json().get("ticket").asString();

        assertThat(answer.json().get("expires_in").asInt()).isEqualTo(30);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(redeem(ticket)).hasValue(user.id());
        assertThat(redeem(ticket)).isEmpty();
    }

    @Test
    void isWorthNothingWhenItIsUnknownOrLateOrItsSessionIsRevoked() throws SQLException {
        String late = ticket();
        execute("UPDATE ws_ticket SET expires_at = now() - interval '1 second' WHERE user_id = " + user.id());
        assertThat(redeem(late)).isEmpty();
        assertThat(redeem("unknown")).isEmpty();

        String revoked = ticket();
        execute("INSERT INTO revocation (subject, reason) SELECT 'session/' || family, 'test' FROM ws_ticket "
                + "WHERE user_id = " + user.id());
        assertThat(redeem(revoked)).isEmpty();
    }

    @Test
    void clearsAwayWhatNobodyCameFor() throws SQLException {
        ticket();
        execute("UPDATE ws_ticket SET expires_at = now() - interval '1 second' WHERE user_id = " + user.id());

        ticket();

        assertThat(count("SELECT count(*) FROM ws_ticket WHERE user_id = " + user.id()))
                .isEqualTo(1);
    }

    private String ticket() {
        return gateway.postJson("/api/v1/auth/ws-ticket", Map.of(), user.bearer())
                .json()
                .get("ticket")
                .asString();
    }

    private static Optional<Long> redeem(String ticket) throws SQLException {
        try (Connection connection = TestPipeline.connection();
                PreparedStatement spend = connection.prepareStatement("SELECT user_id FROM redeem_ws_ticket(?)")) {
            spend.setBytes(1, OpaqueTokens.hash(ticket));
            try (ResultSet found = spend.executeQuery()) {
                return found.next() ? Optional.of(found.getLong(1)) : Optional.empty();
            }
        }
    }

    private static long count(String sql) throws SQLException {
        try (Connection connection = TestPipeline.connection();
                ResultSet found = connection.createStatement().executeQuery(sql)) {
            found.next();
            return found.getLong(1);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = TestPipeline.connection()) {
            connection.createStatement().execute(sql);
        }
    }
}
