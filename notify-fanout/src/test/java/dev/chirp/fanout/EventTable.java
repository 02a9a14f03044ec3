package dev.chirp.fanout;

import dev.chirp.contracts.event.EventDraft;
import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.EventType;
import dev.chirp.embedded.DatabaseRole;
import dev.chirp.embedded.TestServers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.LongStream;

/** Appends events as the workers do, without a relay that would publish them. */
final class EventTable {
    private EventTable() {}

    /** Captures 1 to {@code count} of a new user are processed. */
    static void append(long userId, int count) throws SQLException {
        append(userId, 1, count);
    }

    /** The next captures of this user are processed; {@code from} follows the last that was appended. */
    static void append(long userId, long from, long to) throws SQLException {
        List<EventDraft> drafts = LongStream.rangeClosed(from, to)
                .mapToObj(seq -> EventDraft.of(
                        EventType.CAPTURE_PROCESSED,
                        Long.toString(userId),
                        new EventDraft.Origin("test", "capture/" + seq, "request-" + seq, null),
                        EventJson.MAPPER.readTree(ResultRecords.document(seq))))
                .toList();
        try (Connection connection =
                        TestServers.postgres().as(DatabaseRole.CLASSIFY_WORKER).getConnection();
                PreparedStatement append = connection.prepareStatement("SELECT * FROM append_events(?::jsonb)")) {
            append.setString(1, EventDraft.toJson(drafts));
            append.execute();
        }
    }
}
