package dev.chirp.gateway.live;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.EventType;
import dev.chirp.contracts.event.Stream;
import dev.chirp.contracts.live.LiveFrame;
import dev.chirp.contracts.live.LiveMapping;
import dev.chirp.gateway.live.EventController.EventPage;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reads a user's results from the event table, in the order of their offsets. */
@Component
final class EventLog {
    private static final String EVENTS = """
        SELECT e.seq, e.event_id, e.type, rfc3339(e.created_at) AS ts, e.headers ->> 'request_id' AS request_id,
               e.payload::text AS payload, epoch
        FROM event e CROSS JOIN stream_epoch
        WHERE e.stream = :stream AND e.key = :key AND e.seq > :after ORDER BY e.seq LIMIT :limit\
        """;
    private static final String END = """
        SELECT epoch, coalesce((SELECT last_seq FROM user_stream WHERE stream = :stream AND key = :key), 0) AS last_seq
        FROM stream_epoch\
        """;
    private final DatabaseClient database;

    EventLog(DatabaseClient database) {
        this.database = database;
    }

    /** The end is read first, so that no event before {@code last_offset} can be missing from what follows it. */
    Mono<EventPage> read(long userId, long after, int limit) {
        String key = String.valueOf(userId);
        return database.sql(END)
                .bind("stream", Stream.CAPTURE_RESULTS.streamName())
                .bind("key", key)
                .map(row -> new EventPage(List.of(), row.get("epoch", Long.class), row.get("last_seq", Long.class)))
                .one()
                .flatMap(end -> database.sql(EVENTS)
                        .bind("stream", Stream.CAPTURE_RESULTS.streamName())
                        .bind("key", key)
                        .bind("after", after)
                        .bind("limit", limit)
                        .map(EventLog::frame)
                        .all()
                        .flatMapIterable(frame -> frame.stream().toList())
                        .collectList()
                        .map(frames -> new EventPage(frames, end.epoch(), end.lastOffset())));
    }

    private static Optional<LiveFrame> frame(Readable row) {
        return EventType.ofCeType(row.get("type", String.class))
                .flatMap(type -> LiveMapping.frame(
                        type,
                        row.get("event_id", UUID.class),
                        row.get("seq", Long.class),
                        row.get("epoch", Long.class),
                        row.get("ts", String.class),
                        row.get("request_id", String.class),
                        EventJson.MAPPER.readTree(row.get("payload", String.class))));
    }
}
