package dev.chirp.gateway.intake;

import dev.chirp.contracts.event.EventId;
import dev.chirp.contracts.event.Lane;
import dev.chirp.gateway.request.RequestOrigin;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Writes a capture and its event: one call of one SQL function in autocommit, so no transaction can be left open. */
@Component
final class CaptureWriter {
    private static final String ACCEPT = "SELECT capture_id, duplicate"
            + " FROM accept_capture($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    private final ConnectionPool pool;

    CaptureWriter(ConnectionPool pool) {
        this.pool = pool;
    }

    /** @param duplicate the dedupe key was known: this is the first capture, and the new audio belongs to nobody */
    record Accepted(long captureId, boolean duplicate) {}

    /** The write is known not to have happened, whatever became of the connection. */
    static final class NotWritten extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final Throwable reason;

        NotWritten(Throwable reason) {
            super(reason.getMessage(), reason, false, false);
            this.reason = reason;
        }

        Throwable reason() {
            return reason;
        }
    }

    Mono<Accepted> write(StoredClip clip, StoredClip.Label label, RequestOrigin origin) {
        return Mono.defer(() -> {
            AtomicBoolean sent = new AtomicBoolean();
            return Mono.usingWhen(
                            pool.create(),
                            connection -> {
                                sent.set(true);
                                return execute(connection, clip, label, origin);
                            },
                            Connection::close)
                    .onErrorMap(failure -> !sent.get() || serverRefused(failure), NotWritten::new);
        });
    }

    private static Mono<Accepted> execute(
            Connection connection, StoredClip clip, StoredClip.Label label, RequestOrigin origin) {
        Statement statement = connection
                .createStatement(ACCEPT)
                .bind(0, label.userId())
                .bind(4, clip.contentType())
                .bind(5, clip.audioKey())
                .bind(6, clip.sha256())
                .bind(7, clip.bytes())
                .bind(8, clip.durationSeconds())
                .bind(10, EventId.next())
                .bind(11, Lane.of(String.valueOf(label.userId())))
                .bind(12, Json.of(origin.eventHeaders()));
        bind(statement, 1, label.deviceId(), UUID.class);
        bind(statement, 2, label.dedupeKey(), String.class);
        bind(statement, 3, label.filename(), String.class);
        bind(statement, 9, label.recordedAt(), Instant.class);
        // The row comes before the commit; only the end of the results says that it has happened.
        return Flux.from(statement.execute())
                .concatMap(result -> result.map((row, metadata) -> accepted(row)))
                .last();
    }

    private static <T> void bind(Statement statement, int index, @Nullable T value, Class<T> type) {
        if (value == null) {
            statement.bindNull(index, type);
        } else {
            statement.bind(index, value);
        }
    }

    private static Accepted accepted(Row row) {
        return new Accepted(
                row.get("capture_id", Long.class), Boolean.TRUE.equals(row.get("duplicate", Boolean.class)));
    }

    /** The server answered with an error, so it rolled back. An error of the connection leaves that open. */
    private static boolean serverRefused(Throwable failure) {
        return failure instanceof R2dbcException error
                && error.getSqlState() != null
                && !error.getSqlState().startsWith("08")
                && !error.getSqlState().startsWith("57P");
    }
}
