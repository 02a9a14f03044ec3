package dev.chirp.messaging;

import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.contracts.event.EventId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tables {@code position}, {@code dead_letter} and {@code event}, as one consumer sees them. */
final class JdbcInbox implements Inbox {
    private static final int REPAIR_ROWS = 16;

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
    private static final String MISSING = """
        SELECT seq, event_id, topic, type, headers, payload, created_at FROM event
        WHERE stream = ? AND key = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?\
        """;

    private final ConsumerGroup group;
    private final EventWriter events;
    private final CachedEpoch epoch;

    JdbcInbox(ConsumerGroup group, EventWriter events) {
        this.group = group;
        this.events = events;
        this.epoch = new CachedEpoch(events.dataSource());
    }

    @Override
    public long epoch() throws SQLException {
        return epoch.get();
    }

    @Override
    public long lastSeq(Message ofKey) throws SQLException {
        Long last = number(
                "SELECT last_seq FROM position WHERE consumer = ? AND stream = ? AND key = ?",
                group.groupId(),
                ofKey.stream(),
                ofKey.key());
        return last == null ? 0 : last;
    }

    @Override
    public boolean hasNumbered(Message message) throws SQLException {
        Long top = number(
                "SELECT last_seq FROM user_stream WHERE stream = ? AND key = ?", message.stream(), message.key());
        return top != null && top >= message.seq();
    }

    private @Nullable Long number(String sql, String... parameters) throws SQLException {
        try (Connection connection = events.dataSource().getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                select.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? (Long) row.getLong(1) : null;
            }
        }
    }

    @Override
    public List<Message> missing(Message head, long after) throws SQLException {
        try (Connection connection = events.dataSource().getConnection();
                PreparedStatement select = connection.prepareStatement(MISSING)) {
            select.setString(1, head.stream());
            select.setString(2, head.key());
            select.setLong(3, after);
            select.setLong(4, head.seq());
            select.setInt(5, REPAIR_ROWS);
            List<Message> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(EventRow.read(row, head));
                }
            }
            return found;
        }
    }

    @Override
    public boolean apply(Message message, long expectedLast, Effect effect) throws SQLException {
        return events.inTransaction(tx -> {
            if (!advance(tx.connection(), message, expectedLast)) {
                return false;
            }
            effect.apply(tx);
            return true;
        });
    }

    @Override
    public boolean bury(Message message, long expectedLast, DeadReason reason, DeadLetterEvent.Form form, Effect effect)
            throws SQLException {
        UUID dlqId = EventId.next();
        return events.write(tx -> {
            if (message.placed() && !advance(tx.connection(), message, expectedLast)) {
                return false;
            }
            effect.apply(tx);
            if (!DeadLetterRow.insert(tx.connection(), group, dlqId, message, reason)) {
                return false;
            }
            tx.append(DeadLetterEvent.of(group, dlqId, message, reason, form));
            return true;
        });
    }

    /** Locks the position until commit, so that this comes before every other statement. */
    private boolean advance(Connection connection, Message message, long expectedLast) throws SQLException {
        try (PreparedStatement set = connection.prepareStatement(expectedLast == 0 ? FIRST : NEXT)) {
            set.setLong(1, message.seq());
            set.setObject(2, message.eventId());
            set.setString(3, group.groupId());
            set.setString(4, message.stream());
            set.setString(5, message.key());
            set.setLong(6, expectedLast);
            return set.executeUpdate() == 1;
        }
    }
}
