package dev.chirp.messaging;

import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.contracts.event.EventId;
import dev.chirp.messaging.Parked.State;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tables {@code position}, {@code parked}, {@code dead_letter} and {@code event}, as one consumer sees them. */
final class JdbcInbox implements Inbox {
    private static final int REPAIR_ROWS = 16;

    private static final String PLACE = """
        SELECT (SELECT last_seq FROM position WHERE consumer = ? AND stream = ? AND key = ?),
            EXISTS (SELECT FROM parked WHERE consumer = ? AND stream = ? AND key = ?)\
        """;
    private static final String MISSING = """
        SELECT seq, event_id, topic, type, headers, payload, created_at FROM event
        WHERE stream = ? AND key = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?\
        """;
    private static final String NUMBERED = "SELECT last_seq >= ? FROM user_stream WHERE stream = ? AND key = ?";

    private final ConsumerGroup group;
    private final FailurePolicy policy;
    private final EventWriter events;
    private final CachedEpoch epoch;
    private final PositionTable positions;
    private final ParkedTable parkedKeys;

    JdbcInbox(ConsumerGroup group, FailurePolicy policy, EventWriter events) {
        this.group = group;
        this.policy = policy;
        this.events = events;
        this.epoch = new CachedEpoch(events.dataSource());
        this.positions = new PositionTable(group.groupId());
        this.parkedKeys = new ParkedTable(group.groupId());
    }

    @Override
    public long epoch() throws SQLException {
        return epoch.get();
    }

    @Override
    public Place place(Message ofKey) throws SQLException {
        try (Connection connection = events.dataSource().getConnection();
                PreparedStatement select = connection.prepareStatement(PLACE)) {
            for (int half = 0; half < 6; half += 3) {
                select.setString(half + 1, group.groupId());
                select.setString(half + 2, ofKey.stream());
                select.setString(half + 3, ofKey.key());
            }
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new Place(row.getLong(1), row.getBoolean(2));
            }
        }
    }

    @Override
    public boolean hasNumbered(Message message) throws SQLException {
        try (Connection connection = events.dataSource().getConnection();
                PreparedStatement select = connection.prepareStatement(NUMBERED)) {
            select.setLong(1, message.seq());
            select.setString(2, message.stream());
            select.setString(3, message.key());
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    @Override
    public List<Message> missing(String stream, String key, long after, long upTo) throws SQLException {
        try (Connection connection = events.dataSource().getConnection();
                PreparedStatement select = connection.prepareStatement(MISSING)) {
            select.setString(1, stream);
            select.setString(2, key);
            select.setLong(3, after);
            select.setLong(4, upTo);
            select.setInt(5, REPAIR_ROWS);
            List<Message> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(EventRow.read(row, stream, key));
                }
            }
            return found;
        }
    }

    @Override
    public boolean apply(Turn turn, Effect effect) throws SQLException {
        return events.inTransaction(tx -> {
            if (!advance(tx.connection(), turn)) {
                return false;
            }
            effect.apply(tx);
            Parked parked = turn.parked();
            if (parked != null && parked.isReplayed()) {
                DeadLetterRow.replayedInPlace(tx.connection(), Objects.requireNonNull(parked.dlqId()));
            }
            return true;
        });
    }

    @Override
    public boolean bury(Turn turn, DeadReason reason, DeadLetterEvent.Form form, Effect effect) throws SQLException {
        return events.write(tx -> {
            if (turn.message().placed() && !advance(tx.connection(), turn)) {
                return false;
            }
            effect.apply(tx);
            return deadLetter(tx, EventId.next(), turn.message(), reason, form);
        });
    }

    @Override
    public boolean hold(Turn turn, long knownSeq, DeadReason reason, DeadLetterEvent.Form form) throws SQLException {
        return events.write(tx -> {
            if (!isAt(tx.connection(), turn)) {
                return false;
            }
            Parked parked = turn.parked();
            UUID again = parked == null ? null : parked.dlqId();
            UUID dlqId = again == null ? EventId.next() : again;
            parkedKeys.park(
                    tx.connection(),
                    turn.message(),
                    knownSeq,
                    State.HELD,
                    reason.retries() + 1,
                    policy.maxHold(),
                    reason.code(),
                    dlqId);
            if (again == null) {
                return deadLetter(tx, dlqId, turn.message(), reason, form);
            }
            DeadLetterRow.failedInPlace(tx.connection(), again, reason);
            return true;
        });
    }

    private boolean deadLetter(
            EventWriter.Drafts tx, UUID dlqId, Message message, DeadReason reason, DeadLetterEvent.Form form)
            throws SQLException {
        if (!DeadLetterRow.insert(tx.connection(), group, dlqId, message, reason)) {
            return false;
        }
        tx.append(DeadLetterEvent.of(group, dlqId, message, reason, form));
        return true;
    }

    @Override
    public boolean park(Turn turn, long knownSeq, DeadReason reason, Duration delay) throws SQLException {
        return events.inTransaction(tx -> {
            if (!isAt(tx.connection(), turn)) {
                return false;
            }
            parkedKeys.park(tx.connection(), turn.message(), knownSeq, State.RETRYING, 1, delay, reason.code(), null);
            return true;
        });
    }

    @Override
    public boolean follow(Message message) throws SQLException {
        try (Connection connection = events.dataSource().getConnection()) {
            return parkedKeys.follow(connection, message);
        }
    }

    @Override
    public @Nullable Parked parked(String stream, String key) throws SQLException {
        try (Connection connection = events.dataSource().getConnection()) {
            return parkedKeys.read(connection, stream, key);
        }
    }

    @Override
    public boolean retryLater(Turn turn, int attempts, DeadReason reason, Duration delay) throws SQLException {
        try (Connection connection = events.dataSource().getConnection()) {
            return parkedKeys.retryLater(
                    connection, Objects.requireNonNull(turn.parked()), turn.message(), attempts, delay, reason.code());
        }
    }

    @Override
    public void pass(Parked parked, long seq) throws SQLException {
        events.inTransaction(tx -> {
            parkedKeys.pass(tx.connection(), parked.stream(), parked.key(), seq);
            return true;
        });
    }

    private boolean advance(Connection connection, Turn turn) throws SQLException {
        Message message = turn.message();
        if (!positions.advance(connection, message, turn.last())) {
            return false;
        }
        if (turn.parked() != null) {
            parkedKeys.pass(connection, message.stream(), message.key(), message.seq());
        }
        return true;
    }

    private boolean isAt(Connection connection, Turn turn) throws SQLException {
        Message message = turn.message();
        return positions.lock(connection, message.stream(), message.key()) == turn.last();
    }
}
