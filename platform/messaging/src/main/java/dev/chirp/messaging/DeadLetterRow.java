package dev.chirp.messaging;

import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.contracts.event.EventJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.UUID;

/** The row that on-call finds a dead letter by. */
final class DeadLetterRow {
    private static final String INSERT = """
        INSERT INTO dead_letter (dlq_id, consumer, original_event_id, original_topic, partition, "offset", stream,
            key, seq, failure_reason, failure_detail, error_class, retry_count, payload, headers)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
        ON CONFLICT DO NOTHING\
        """;

    private DeadLetterRow() {}

    /** Inserts the row; false when this record is there already, which happens only to unplaced ones. */
    static boolean insert(Connection connection, ConsumerGroup group, UUID dlqId, Message message, DeadReason reason)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setObject(1, dlqId);
            insert.setString(2, group.groupId());
            insert.setObject(3, message.eventId());
            insert.setString(4, message.topic());
            insert.setObject(5, message.fromTable() ? null : message.partition(), Types.INTEGER);
            insert.setObject(6, message.fromTable() ? null : message.offset(), Types.BIGINT);
            insert.setString(7, message.placed() ? message.stream() : null);
            insert.setString(8, message.key());
            insert.setObject(9, message.placed() ? message.seq() : null, Types.BIGINT);
            insert.setString(10, reason.code());
            insert.setString(11, reason.detail());
            insert.setString(12, reason.errorClass());
            insert.setInt(13, reason.retries());
            insert.setBytes(14, message.value());
            insert.setString(15, EventJson.MAPPER.writeValueAsString(message.headers()));
            return insert.executeUpdate() == 1;
        }
    }

    /** REPLAYING → DONE, in the transaction of the replayed effect; false when somebody else has settled it. */
    static boolean replayed(Connection connection, UUID dlqId) throws SQLException {
        try (PreparedStatement done = connection.prepareStatement("""
            UPDATE dead_letter SET state = 'DONE', closed_at = clock_timestamp()
            WHERE dlq_id = ? AND state = 'REPLAYING'\
            """)) {
            done.setObject(1, dlqId);
            return done.executeUpdate() == 1;
        }
    }

    /** The event that a key was held for has been applied in its place. */
    static void replayedInPlace(Connection connection, UUID dlqId) throws SQLException {
        try (PreparedStatement done = connection.prepareStatement("""
            UPDATE dead_letter SET state = 'DONE', closed_at = clock_timestamp()
            WHERE dlq_id = ? AND state IN ('OPEN', 'REPLAYING')\
            """)) {
            done.setObject(1, dlqId);
            done.executeUpdate();
        }
        endReplay(connection, dlqId, "DONE", "Applied in its place.");
    }

    /** The event that a key is held for has failed again: it is open as before, for the reason of now. */
    static void failedInPlace(Connection connection, UUID dlqId, DeadReason reason) throws SQLException {
        endReplay(connection, dlqId, "FAILED", reason.code() + ": " + reason.detail());
        try (PreparedStatement open = connection.prepareStatement("""
            UPDATE dead_letter SET state = 'OPEN', failure_reason = ?, failure_detail = ?, error_class = ?
            WHERE dlq_id = ? AND state IN ('OPEN', 'REPLAYING')\
            """)) {
            open.setString(1, reason.code());
            open.setString(2, reason.detail());
            open.setString(3, reason.errorClass());
            open.setObject(4, dlqId);
            open.executeUpdate();
        }
    }

    private static void endReplay(Connection connection, UUID dlqId, String state, String detail) throws SQLException {
        try (PreparedStatement end = connection.prepareStatement("""
            SELECT end_replay_item(replay_id, ordinal, ?, ?, '[]') FROM replay_item
            WHERE dlq_id = ? AND state = 'RUNNING'\
            """)) {
            end.setString(1, state);
            end.setString(2, detail);
            end.setObject(3, dlqId);
            end.execute();
        }
    }
}
