package dev.chirp.messaging;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The rows of {@code position} of one consumer. Each change locks its row until commit, before every other statement. */
record PositionTable(String consumer) {
    private static final String FIRST = """
        INSERT INTO position AS p (last_seq, last_event_id, consumer, stream, key) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (consumer, stream, key) DO UPDATE
        SET last_seq = excluded.last_seq, last_event_id = excluded.last_event_id, updated_at = clock_timestamp()
        WHERE p.last_seq = ?\
        """;
    private static final String NEXT = """
        UPDATE position SET last_seq = ?, last_event_id = ?, updated_at = clock_timestamp()
        WHERE consumer = ? AND stream = ? AND key = ? AND last_seq = ?\
        """;
    private static final String MAKE =
            "INSERT INTO position (consumer, stream, key, last_seq) VALUES (?, ?, ?, 0) ON CONFLICT DO NOTHING";
    private static final String LOCK =
            "SELECT last_seq FROM position WHERE consumer = ? AND stream = ? AND key = ? FOR UPDATE";

    /** From {@code expectedLast} to the message; false when the position is another. */
    boolean advance(Connection connection, Message message, long expectedLast) throws SQLException {
        try (PreparedStatement set = connection.prepareStatement(expectedLast == 0 ? FIRST : NEXT)) {
            set.setLong(1, message.seq());
            set.setObject(2, message.eventId());
            set.setString(3, consumer);
            set.setString(4, message.stream());
            set.setString(5, message.key());
            set.setLong(6, expectedLast);
            return set.executeUpdate() == 1;
        }
    }

    /** Locks the position of a key, made if there is none, and returns it. */
    long lock(Connection connection, String stream, String key) throws SQLException {
        try (PreparedStatement make = connection.prepareStatement(MAKE)) {
            bind(make, stream, key);
            make.executeUpdate();
        }
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            bind(lock, stream, key);
            try (ResultSet row = lock.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private void bind(PreparedStatement statement, String stream, String key) throws SQLException {
        statement.setString(1, consumer);
        statement.setString(2, stream);
        statement.setString(3, key);
    }
}
