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
}
