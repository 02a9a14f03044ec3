package dev.chirp.messaging;

import dev.chirp.messaging.Parked.State;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of {@code parked} of one consumer. */
record ParkedTable(String consumer) {
    private static final String PARK = """
        INSERT INTO parked AS p (consumer, stream, key, seq, known_seq, state, attempts, next_at, reason, record, dlq_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, clock_timestamp() + ? * interval '1 ms', ?, ?::jsonb, ?)
        ON CONFLICT (consumer, stream, key) DO UPDATE SET known_seq = greatest(p.known_seq, excluded.known_seq)\
        """;
    // Another instance may have parked the key meanwhile, and has not advanced its position.
    private static final String HOLD = PARK + """
        , seq = excluded.seq, state = excluded.state, attempts = excluded.attempts, next_at = excluded.next_at,
            reason = excluded.reason, record = excluded.record, dlq_id = excluded.dlq_id\
        """;
    private static final String FOLLOW = """
        UPDATE parked SET known_seq = greatest(known_seq, ?) WHERE consumer = ? AND stream = ? AND key = ?\
        """;
    private static final String LATER = """
        UPDATE parked SET attempts = ?, next_at = clock_timestamp() + ? * interval '1 ms', reason = ?,
            record = coalesce(record, ?::jsonb)
        WHERE consumer = ? AND stream = ? AND key = ? AND seq = ? AND attempts = ? AND state = 'RETRYING'\
        """;
    private static final String CAUGHT_UP =
            "DELETE FROM parked WHERE consumer = ? AND stream = ? AND key = ? AND known_seq <= ?";
    // The key is worked on: whoever sees the row after a crash waits for the lease.
    private static final String MOVE = """
        UPDATE parked SET seq = ? + 1, state = 'RETRYING', attempts = 0, reason = '', record = NULL, dlq_id = NULL,
            next_at = clock_timestamp() + ? * interval '1 ms'
        WHERE consumer = ? AND stream = ? AND key = ? AND seq <= ?\
        """;
    private static final String READ = """
        SELECT p.seq, p.known_seq, p.state, p.attempts, p.reason, p.record, p.dlq_id, d.payload
        FROM parked p LEFT JOIN dead_letter d ON d.dlq_id = p.dlq_id AND d.edited
        WHERE p.consumer = ? AND p.stream = ? AND p.key = ?\
        """;

    void park(
            Connection connection,
            Message message,
            long knownSeq,
            State state,
            int attempts,
            Duration delay,
            String reason,
            @Nullable UUID dlqId)
            throws SQLException {
        try (PreparedStatement park = connection.prepareStatement(state == State.HELD ? HOLD : PARK)) {
            park.setString(1, consumer);
            park.setString(2, message.stream());
            park.setString(3, message.key());
            park.setLong(4, message.seq());
            park.setLong(5, Math.max(message.seq(), knownSeq));
            park.setString(6, state.name());
            park.setInt(7, attempts);
            park.setLong(8, delay.toMillis());
            park.setString(9, reason);
            park.setString(10, ParkedRecord.write(message));
            park.setObject(11, dlqId);
            park.executeUpdate();
        }
    }

    boolean follow(Connection connection, Message message) throws SQLException {
        try (PreparedStatement follow = connection.prepareStatement(FOLLOW)) {
            follow.setLong(1, message.seq());
            follow.setString(2, consumer);
            follow.setString(3, message.stream());
            follow.setString(4, message.key());
            return follow.executeUpdate() == 1;
        }
    }

    boolean retryLater(
            Connection connection, Parked parked, Message message, int attempts, Duration delay, String reason)
            throws SQLException {
        try (PreparedStatement later = connection.prepareStatement(LATER)) {
            later.setInt(1, attempts);
            later.setLong(2, delay.toMillis());
            later.setString(3, reason);
            later.setString(4, ParkedRecord.write(message));
            later.setString(5, consumer);
            later.setString(6, parked.stream());
            later.setString(7, parked.key());
            later.setLong(8, parked.seq());
            later.setInt(9, parked.attempts());
            return later.executeUpdate() == 1;
        }
    }

    /** The key goes on behind {@code seq}; deleting comes first, as what is known to wait only grows. */
    void pass(Connection connection, String stream, String key, long seq) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(CAUGHT_UP)) {
            delete.setString(1, consumer);
            delete.setString(2, stream);
            delete.setString(3, key);
            delete.setLong(4, seq);
            if (delete.executeUpdate() == 1) {
                return;
            }
        }
        try (PreparedStatement move = connection.prepareStatement(MOVE)) {
            move.setLong(1, seq);
            move.setLong(2, ParkedKeys.LEASE.toMillis());
            move.setString(3, consumer);
            move.setString(4, stream);
            move.setString(5, key);
            move.setLong(6, seq);
            move.executeUpdate();
        }
    }

    @Nullable
    Parked read(Connection connection, String stream, String key) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(READ)) {
            select.setString(1, consumer);
            select.setString(2, stream);
            select.setString(3, key);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? parked(row, stream, key) : null;
            }
        }
    }

    private static Parked parked(ResultSet row, String stream, String key) throws SQLException {
        long seq = row.getLong("seq");
        String record = row.getString("record");
        byte[] edited = row.getBytes("payload");
        Message message = record == null ? null : ParkedRecord.read(record, stream, key, seq);
        return new Parked(
                stream,
                key,
                seq,
                row.getLong("known_seq"),
                State.valueOf(row.getString("state")),
                row.getInt("attempts"),
                row.getString("reason"),
                message != null && edited != null ? message.withValue(edited) : message,
                row.getObject("dlq_id", UUID.class));
    }
}
