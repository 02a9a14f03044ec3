package dev.chirp.messaging;

import dev.chirp.contracts.event.ConsumerGroup;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Finds the parked keys that are due and takes them for a lease, whoever parked them: attempts survive a restart, and
 * the instances share them. Two that work on one key all the same cannot both apply.
 */
final class ParkedKeys {
    /** After a crash, a key that was worked on is taken up again after this. */
    static final Duration LEASE = Duration.ofSeconds(10);

    private static final byte[] NOTHING = new byte[0];

    private static final String CLAIM = """
        UPDATE parked SET next_at = clock_timestamp() + ? * interval '1 ms',
            reason = CASE state WHEN 'HELD' THEN ? ELSE reason END,
            state = CASE state WHEN 'HELD' THEN 'SKIPPING' ELSE state END
        WHERE (consumer, stream, key) IN (
            SELECT consumer, stream, key FROM parked
            WHERE consumer = ? AND (next_at <= clock_timestamp() OR state = 'HELD' AND known_seq - seq > ?)
            ORDER BY next_at LIMIT ? FOR UPDATE SKIP LOCKED)
        RETURNING stream, key, seq\
        """;
    private static final String RELEASE = """
        UPDATE parked SET next_at = clock_timestamp()
        WHERE consumer = ? AND state <> 'HELD' AND key = ANY (?)\
        """;

    private final DataSource dataSource;
    private final ConsumerGroup group;
    private final int maxHeld;

    ParkedKeys(DataSource dataSource, ConsumerGroup group, FailurePolicy policy) {
        this.dataSource = dataSource;
        this.group = group;
        this.maxHeld = policy.maxHeld();
    }

    /** Takes at most so many keys; each as a message that only says where to look. */
    List<Message> claim(int limit) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            claim.setLong(1, LEASE.toMillis());
            claim.setString(2, Parked.HOLD_EXPIRED);
            claim.setString(3, group.groupId());
            claim.setInt(4, maxHeld);
            claim.setInt(5, limit);
            List<Message> claimed = new ArrayList<>();
            try (ResultSet row = claim.executeQuery()) {
                while (row.next()) {
                    claimed.add(new Message(
                            group.stream().topic(),
                            row.getString("stream"),
                            row.getString("key"),
                            row.getLong("seq"),
                            Message.NO_RECORD,
                            Message.NO_RECORD,
                            Instant.now(),
                            NOTHING,
                            Map.of()));
                }
            }
            return claimed;
        }
    }

    /** Gives keys back before their lease ends. */
    void release(List<String> keys) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement release = connection.prepareStatement(RELEASE)) {
            Array array = connection.createArrayOf("text", keys.toArray());
            release.setString(1, group.groupId());
            release.setArray(2, array);
            release.executeUpdate();
        }
    }
}
