package dev.chirp.relay.hold;

import dev.chirp.relay.read.EventRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The table {@code held}; an event in it counts as settled. */
public final class HeldStore {
    private static final String INSERT = """
        INSERT INTO held (stream, key, seq, lane, event_id, day, reason) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (stream, key, seq) DO NOTHING\
        """;

    private final Connection connection;

    public HeldStore(Connection connection) {
        this.connection = connection;
    }

    /**
     * Puts an event aside, durably when this returns.
     *
     * @param reason a short, stable code
     */
    public void hold(EventRow row, String reason) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, row.key().stream());
            insert.setString(2, row.key().key());
            insert.setLong(3, row.key().seq());
            insert.setInt(4, row.lane());
            insert.setObject(5, row.eventId());
            insert.setObject(6, row.day());
            insert.setString(7, reason);
            insert.executeUpdate();
        }
    }
}
