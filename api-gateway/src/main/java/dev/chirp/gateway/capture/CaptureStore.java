package dev.chirp.gateway.capture;

import dev.chirp.contracts.event.EventId;
import dev.chirp.contracts.event.Lane;
import dev.chirp.gateway.request.RequestOrigin;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Captures in PostgreSQL; every statement names the owner, so a capture of somebody else does not exist here. */
@Component
final class CaptureStore {
    private final DatabaseClient database;

    CaptureStore(DatabaseClient database) {
        this.database = database;
    }

    /** @param captures a JSON array of documents */
    record Page(String captures, long total) {}

    /**
     * Where the audio of a capture is.
     *
     * @param isPrivate somebody speaks in it: it is deleted, or will be in a moment
     */
    record Audio(
            String key,
            String contentType,
            long bytes,
            String sha256,
            @Nullable String filename,
            boolean isPrivate) {}

    Mono<Page> list(CaptureFilter filter, long userId) {
        return database.sql(filter.sql())
                .bindValues(filter.parameters(userId))
                .map(row -> new Page(row.get("captures", String.class), row.get("total", Long.class)))
                .one();
    }

    Mono<String> document(long id, long userId) {
        return database.sql("SELECT capture_document(c)::text AS document FROM capture c"
                        + " WHERE id = :id AND user_id = :user")
                .bind("id", id)
                .bind("user", userId)
                .map(row -> row.get("document", String.class))
                .one();
    }

    Mono<Audio> audio(long id, long userId) {
        return database.sql("SELECT audio_key, content_type, audio_bytes, audio_sha256, filename,"
                        + " private_at IS NOT NULL AS is_private FROM capture"
                        + " WHERE id = :id AND user_id = :user")
                .bind("id", id)
                .bind("user", userId)
                .map(row -> new Audio(
                        row.get("audio_key", String.class),
                        row.get("content_type", String.class),
                        row.get("audio_bytes", Long.class),
                        row.get("audio_sha256", String.class),
                        row.get("filename", String.class),
                        row.get("is_private", Boolean.class)))
                .one();
    }

    /** Deletes the row with an event; answers the key of the audio, which is now nobody's. */
    Mono<String> delete(long id, long userId, RequestOrigin origin) {
        return event(
                        database.sql(
                                "SELECT audio_key FROM delete_capture(:id, :user, :event, :lane, :headers) AS audio_key"
                                        + " WHERE audio_key IS NOT NULL"),
                        id,
                        userId,
                        origin)
                .mapValue(String.class)
                .one();
    }

    /** Answers the reviewed document; empty when there is no processed capture with this id. */
    Mono<String> review(long id, long userId, boolean correct, @Nullable Long birdId, RequestOrigin origin) {
        return event(
                        database.sql(
                                "SELECT document::text FROM review_capture(:id, :user, :correct, :bird, :event, :lane,"
                                        + " :headers) AS document WHERE document IS NOT NULL"),
                        id,
                        userId,
                        origin)
                .bind("correct", correct)
                .bind("bird", Parameters.in(R2dbcType.BIGINT, birdId))
                .mapValue(String.class)
                .one();
    }

    private static GenericExecuteSpec event(GenericExecuteSpec sql, long id, long userId, RequestOrigin origin) {
        return sql.bind("id", id)
                .bind("user", userId)
                .bind("event", EventId.next())
                .bind("lane", Lane.of(String.valueOf(userId)))
                .bind("headers", Json.of(origin.eventHeaders()));
    }
}
