package dev.chirp.messaging;

import dev.chirp.contracts.event.EventId;
import dev.chirp.contracts.event.EventJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of {@code job} of one consumer. Who has lost the lease changes nothing. */
record JobTable(String consumer) {
    private static final String ADD = """
        INSERT INTO job (job_id, consumer, stream, key, seq, event_id, topic, type, headers, payload, created_at, replayed)
        SELECT ?, ?, stream, key, seq, event_id, topic, type, headers, ?::jsonb, created_at, ?
        FROM event WHERE stream = ? AND key = ? AND seq = ?
        ON CONFLICT (consumer, event_id) DO NOTHING\
        """;
    private static final String IS_THERE = "SELECT FROM job WHERE consumer = ? AND event_id = ?";
    private static final String CLAIM = """
        UPDATE job SET next_at = clock_timestamp() + ? * interval '1 ms', lease = ?
        WHERE job_id = (SELECT job_id FROM job WHERE consumer = ? AND next_at <= clock_timestamp()
            ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING *\
        """;
    private static final String RENEW = """
        UPDATE job SET next_at = clock_timestamp() + ? * interval '1 ms', percent = ?, checkpoint = ?
        WHERE job_id = ? AND lease = ?\
        """;
    private static final String LEAVE = """
        UPDATE job SET next_at = clock_timestamp() + ? * interval '1 ms', percent = ?, checkpoint = ?, attempts = ?,
            lease = NULL
        WHERE job_id = ? AND lease = ?\
        """;

    /** A job as it was claimed; what its event says is still to be decoded. */
    record Claimed(UUID id, UUID lease, Message message, boolean replayed, int attempts, Job.State state) {}

    /** What is waiting or being worked on. */
    record Count(long jobs, double oldestAgeSeconds) {}

    void add(Connection connection, Received received) throws SQLException {
        try (PreparedStatement add = connection.prepareStatement(ADD)) {
            add.setObject(1, EventId.next());
            add.setString(2, consumer);
            add.setString(3, EventJson.MAPPER.writeValueAsString(EventJson.payload(received.event())));
            add.setBoolean(4, received.replayed());
            add.setString(5, received.stream());
            add.setString(6, received.key());
            add.setLong(7, received.seq());
            if (add.executeUpdate() == 0 && !isThere(connection, received)) {
                throw new SQLException("event %s of %s/%s: not in the event table any more"
                        .formatted(received.eventId(), received.stream(), received.key()));
            }
        }
    }

    private boolean isThere(Connection connection, Received received) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(IS_THERE)) {
            select.setString(1, consumer);
            select.setObject(2, received.eventId());
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Takes the job that has been due longest. */
    @Nullable
    Claimed claim(Connection connection, Duration time) throws SQLException {
        try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            UUID lease = UUID.randomUUID();
            claim.setLong(1, time.toMillis());
            claim.setObject(2, lease);
            claim.setString(3, consumer);
            try (ResultSet row = claim.executeQuery()) {
                return row.next()
                        ? new Claimed(
                                row.getObject("job_id", UUID.class),
                                lease,
                                EventRow.read(row, row.getString("stream"), row.getString("key")),
                                row.getBoolean("replayed"),
                                row.getInt("attempts"),
                                new Job.State(row.getInt("percent"), row.getBytes("checkpoint")))
                        : null;
            }
        }
    }

    boolean renew(Connection connection, Job job, Duration time) throws SQLException {
        try (PreparedStatement renew = connection.prepareStatement(RENEW)) {
            renew.setLong(1, time.toMillis());
            renew.setInt(2, job.state().percent);
            renew.setBytes(3, job.state().checkpoint);
            renew.setObject(4, job.id());
            renew.setObject(5, job.lease());
            return renew.executeUpdate() == 1;
        }
    }

    /** Leaves it to whoever looks next, after a delay. */
    void leave(Connection connection, Job job, int attempts, Duration delay) throws SQLException {
        try (PreparedStatement leave = connection.prepareStatement(LEAVE)) {
            leave.setLong(1, delay.toMillis());
            leave.setInt(2, job.state().percent);
            leave.setBytes(3, job.state().checkpoint);
            leave.setInt(4, attempts);
            leave.setObject(5, job.id());
            leave.setObject(6, job.lease());
            leave.executeUpdate();
        }
    }

    /** Ends it, in the transaction of its effect; false when it is no longer this instance's. */
    boolean end(Connection connection, UUID id, UUID lease) throws SQLException {
        try (PreparedStatement end = connection.prepareStatement("DELETE FROM job WHERE job_id = ? AND lease = ?")) {
            end.setObject(1, id);
            end.setObject(2, lease);
            return end.executeUpdate() == 1;
        }
    }

    Count count(Connection connection) throws SQLException {
        try (PreparedStatement count = connection.prepareStatement("""
            SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float8
            FROM job WHERE consumer = ?\
            """)) {
            count.setString(1, consumer);
            try (ResultSet row = count.executeQuery()) {
                row.next();
                return new Count(row.getLong(1), row.getDouble(2));
            }
        }
    }
}
