package dev.chirp.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What {@code append_events} promises to everybody who emits. */
class EventTableIT {
    private final String key = UUID.randomUUID().toString();

    @Test
    void numbersTheEventsOfOneKeyInTheOrderGiven() throws SQLException {
        assertThat(append(event("a", key), event("b", key), event("a", key))).containsExactly(1L, 1L, 2L);
        assertThat(append(event("a", key))).containsExactly(3L);
    }

    @Test
    void leavesNoGapAfterARollback() throws SQLException {
        // Given
        append(event("a", key));
        try (Connection connection = gateway()) {
            connection.setAutoCommit(false);
            append(connection, event("a", key));
            connection.rollback();
        }

        // When
        List<Long> next = append(event("a", key));

        // Then
        assertThat(next).containsExactly(2L);
    }

    @Test
    void numbersConcurrentWritersOfOneKeyWithoutGapOrDouble() throws Exception {
        // Given
        int writers = 8;
        int each = 25;
        Callable<List<Long>> writer = () -> {
            List<Long> seqs = new ArrayList<>();
            for (int i = 0; i < each; i++) {
                seqs.addAll(append(event("a", key)));
            }
            return seqs;
        };

        // When
        List<Long> all = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(writers)) {
            for (Future<List<Long>> done : executor.invokeAll(Collections.nCopies(writers, writer))) {
                all.addAll(done.get());
            }
        }

        // Then
        assertThat(all)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, writers * each).boxed().toList());
    }

    @Test
    void refusesAnIsolationThatCouldNotSeeTheLastNumber() throws SQLException {
        try (Connection connection = gateway()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);

            assertThatThrownBy(() -> append(connection, event("a", key)))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("repeatable read (expected: read committed)");
        }
    }

    private static List<Long> append(String... events) throws SQLException {
        try (Connection connection = gateway()) {
            return append(connection, events);
        }
    }

    private static List<Long> append(Connection connection, String... events) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT seq FROM append_events(?::jsonb) WITH ORDINALITY ORDER BY ordinality")) {
            statement.setString(1, "[" + String.join(",", events) + "]");
            try (ResultSet rows = statement.executeQuery()) {
                List<Long> seqs = new ArrayList<>();
                while (rows.next()) {
                    seqs.add(rows.getLong(1));
                }
                return seqs;
            }
        }
    }

    private static String event(String stream, String key) {
        return """
            {"event_id": "%s", "stream": "test.%s", "key": "%s", "lane": 1, "topic": "t", "type": "t",
             "headers": {}, "payload": {}}\
            """.formatted(UUID.randomUUID(), stream, key);
    }

    private static Connection gateway() throws SQLException {
        return TestServers.postgres().as(DatabaseRole.API_GATEWAY).getConnection();
    }
}
