package dev.chirp.messaging;

import dev.chirp.contracts.event.EventJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One dead letter of a replay, claimed by this instance. */
record ReplayItem(UUID replayId, int ordinal, UUID dlqId, boolean dryRun) {
    private static final String CLAIM =
            "SELECT replay_id, ordinal, dlq_id, dry_run FROM claim_replay_item(?, interval '60 s')";
    private static final String END = "SELECT end_replay_item(?, ?, ?, ?, ?::jsonb)";
    private static final String GIVE_BACK = """
        UPDATE replay_item SET state = 'WAITING', lease_until = NULL
        WHERE replay_id = ? AND ordinal = ? AND state = 'RUNNING'\
        """;

    /** How an item can end. */
    enum End {
        DONE,
        FAILED,
        /** The dead letter was settled by somebody else meanwhile. */
        NOTHING
    }

    /** The next one whose turn it is, within the rate of its replay. */
    static Optional<ReplayItem> claim(Connection connection, String consumer) throws SQLException {
        try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            claim.setString(1, consumer);
            try (ResultSet row = claim.executeQuery()) {
                return row.next()
                        ? Optional.of(new ReplayItem(
                                row.getObject(1, UUID.class),
                                row.getInt(2),
                                row.getObject(3, UUID.class),
                                row.getBoolean(4)))
                        : Optional.empty();
            }
        }
    }

    /**
     * Ends it, and with the last one its replay.
     *
     * @param events the types of the events that were, or would be, emitted
     */
    void end(Connection connection, End state, String detail, List<String> events) throws SQLException {
        try (PreparedStatement end = connection.prepareStatement(END)) {
            end.setObject(1, replayId);
            end.setInt(2, ordinal);
            end.setString(3, state.name());
            end.setString(4, detail);
            end.setString(5, EventJson.MAPPER.writeValueAsString(events));
            end.execute();
        }
    }

    /** Nothing was done: it has another turn later. */
    void giveBack(Connection connection) throws SQLException {
        try (PreparedStatement back = connection.prepareStatement(GIVE_BACK)) {
            back.setObject(1, replayId);
            back.setInt(2, ordinal);
            back.executeUpdate();
        }
    }
}
