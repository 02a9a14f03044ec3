package dev.chirp.fanout.history;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.EventType;
import dev.chirp.contracts.live.LiveFrame;
import dev.chirp.contracts.live.LiveMapping;
import dev.chirp.fanout.channel.DurableChannel;
import dev.chirp.fanout.channel.EventTime;
import dev.chirp.fanout.channel.LiveMessage;
import dev.chirp.fanout.channel.Position;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The durable log of every channel: the event table, 30 days. Blocking. */
final class EventLog {
    /**
     * The last place that has surely been through the feed: events of the last 10 s may still be on their way, and a
     * session that starts before them gets them live. Too early a place only costs a repetition, too late one an event.
     */
    private static final String SETTLED = """
        SELECT e.epoch, coalesce((
            SELECT min(v.seq) - 1 FROM event v
            WHERE v.stream = :stream AND v.key = :key AND v.seq > s.last_seq - 256
              AND v.day >= (now() AT TIME ZONE 'UTC')::date - 1
              AND v.created_at > clock_timestamp() - interval '10 seconds'), s.last_seq, 0) AS settled
        FROM stream_epoch e LEFT JOIN user_stream s ON s.stream = :stream AND s.key = :key\
        """;

    private static final String LAST = """
        SELECT e.epoch, coalesce(s.last_seq, 0) AS last_seq
        FROM stream_epoch e LEFT JOIN user_stream s ON s.stream = :stream AND s.key = :key\
        """;

    private static final String AFTER = """
        SELECT seq, event_id, type, headers ->> 'request_id' AS request_id, payload, created_at
        FROM event WHERE stream = :stream AND key = :key AND seq > :after ORDER BY seq LIMIT :limit\
        """;

    Position settled(JdbcClient jdbc, DurableChannel channel) {
        return of(jdbc, channel, SETTLED)
                .query((row, n) -> new Position(row.getLong("epoch"), row.getLong("settled")))
                .single();
    }

    /** What follows {@code from}, at most {@code limit} messages. */
    Replay after(JdbcClient jdbc, DurableChannel channel, Position from, int limit) {
        Position last = of(jdbc, channel, LAST)
                .query((row, n) -> new Position(row.getLong("epoch"), row.getLong("last_seq")))
                .single();
        if (last.epoch() != from.epoch() || last.offset() < from.offset()) {
            return new Replay.Lost();
        }
        if (last.offset() == from.offset()) {
            return new Replay.Page(List.of(), false);
        }
        List<LiveMessage> messages = of(jdbc, channel, AFTER)
                .param("after", from.offset())
                .param("limit", limit)
                .query((row, n) -> message(row, from.epoch()))
                .list();
        return messages.isEmpty() || messages.getFirst().offset() != from.offset() + 1
                ? new Replay.Lost()
                : new Replay.Page(new ArrayList<>(messages), messages.getLast().offset() < last.offset());
    }

    private static JdbcClient.StatementSpec of(JdbcClient jdbc, DurableChannel channel, String sql) {
        return jdbc.sql(sql).param("stream", channel.stream().streamName()).param("key", channel.key());
    }

    private static LiveMessage message(ResultSet row, long epoch) throws SQLException {
        Position place = new Position(epoch, row.getLong("seq"));
        Instant at = row.getObject("created_at", OffsetDateTime.class).toInstant();
        return frame(row, place, at)
                .map(frame -> LiveMessage.of(place, at.toEpochMilli(), frame.toBytes()))
                .orElseGet(() -> LiveMessage.skip(place));
    }

    private static Optional<LiveFrame> frame(ResultSet row, Position place, Instant at) throws SQLException {
        Optional<EventType> type = EventType.ofCeType(row.getString("type"));
        if (type.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonNode payload = EventJson.MAPPER.readTree(row.getString("payload"));
            return LiveMapping.frame(
                    type.get(),
                    row.getObject("event_id", UUID.class),
                    place.offset(),
                    place.epoch(),
                    EventTime.format(at),
                    row.getString("request_id"),
                    payload);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
