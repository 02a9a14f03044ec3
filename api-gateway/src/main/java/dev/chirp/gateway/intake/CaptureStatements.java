package dev.chirp.gateway.intake;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.gateway.idempotency.RequestName;
import dev.chirp.gateway.idempotency.Reservation;
import dev.chirp.gateway.intake.CaptureWriter.Accepted;
import dev.chirp.gateway.intake.CaptureWriter.NotWritten;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Calls of the SQL functions that write captures, each in autocommit, so that no transaction can be left open. */
@Component
final class CaptureStatements implements WriteQueue.Statements {
    private static final String ACCEPT = "SELECT capture_id, duplicate"
            + " FROM accept_capture($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    private static final String ACCEPT_SEVERAL = "SELECT capture_id, duplicate FROM accept_captures($1, $2)";
    private static final String ACCEPT_ONCE =
            "SELECT capture_id, duplicate FROM accept_capture_once($1, $2, $3, $4, $5)";
    private static final String IS_OF = "SELECT audio_sha256 = $2 AS same FROM capture WHERE id = $1";
    private static final Duration TAKEN_OVER = Duration.ofSeconds(1);
    private final ConnectionPool pool;
    private final Duration timeout;

    CaptureStatements(ConnectionPool pool, IntakeSettings settings) {
        this.pool = pool;
        this.timeout = settings.writeTimeout();
    }

    /** A capture whose request has a name; what happens when that has been taken over is an answer to its sender alone. */
    private Mono<List<Optional<Accepted>>> once(CaptureRow row, RequestName name) {
        return execute(connection -> connection
                        .createStatement(ACCEPT_ONCE)
                        .bind(0, Json.of(EventJson.MAPPER.writeValueAsString(row)))
                        .bind(1, name.route())
                        .bind(2, name.key())
                        .bind(3, name.holder())
                        .bind(4, row.requestHash()))
                .map(answered -> {
                    if (answered.isEmpty()) {
                        throw new NotWritten(Reservation.inFlight(TAKEN_OVER), true);
                    }
                    return answered;
                });
    }

    /** A single capture goes without JSON, and is answered without a row when its first one was deleted in between. */
    @Override
    public Mono<List<Optional<Accepted>>> write(List<CaptureRow> rows, boolean skipBusy) {
        RequestName name = rows.getFirst().name();
        if (name != null) {
            return once(rows.getFirst(), name);
        }
        return rows.size() == 1
                ? execute(connection -> lone(connection, rows.getFirst()))
                        .map(answered -> answered.isEmpty() ? List.of(Optional.empty()) : answered)
                : execute(connection -> connection
                        .createStatement(ACCEPT_SEVERAL)
                        .bind(0, Json.of(EventJson.MAPPER.writeValueAsString(rows)))
                        .bind(1, skipBusy));
    }

    /** Whether this capture was made of that audio; empty when it has been deleted. */
    Mono<Boolean> isOf(long captureId, String sha256) {
        return Mono.usingWhen(
                        pool.create(),
                        connection -> Flux.from(connection
                                        .createStatement(IS_OF)
                                        .bind(0, captureId)
                                        .bind(1, sha256)
                                        .execute())
                                .concatMap(result -> result.map(
                                        (row, metadata) -> Boolean.TRUE.equals(row.get("same", Boolean.class))))
                                .next(),
                        Connection::close)
                .timeout(timeout);
    }

    private interface Preparation {
        Statement on(Connection connection);
    }

    /** The rows come before the commit; only the end of the results says that it has happened. */
    private Mono<List<Optional<Accepted>>> execute(Preparation preparation) {
        return Mono.defer(() -> {
            AtomicBoolean sent = new AtomicBoolean();
            return Mono.usingWhen(
                            pool.create(),
                            connection -> {
                                sent.set(true);
                                return Flux.from(preparation.on(connection).execute())
                                        .concatMap(result -> result.map((row, metadata) -> accepted(row)))
                                        .collectList();
                            },
                            Connection::close)
                    .timeout(timeout)
                    .onErrorMap(CaptureStatements::serverRefused, failure -> new NotWritten(failure, true))
                    .onErrorMap(failure -> !sent.get(), failure -> new NotWritten(failure, false));
        });
    }

    private static Statement lone(Connection connection, CaptureRow row) {
        Statement statement = connection
                .createStatement(ACCEPT)
                .bind(0, row.userId())
                .bind(4, row.contentType())
                .bind(5, row.audioKey())
                .bind(6, row.sha256())
                .bind(7, row.bytes())
                .bind(8, row.durationSeconds())
                .bind(10, row.eventId())
                .bind(11, row.lane())
                .bind(12, Json.of(row.headers()));
        bind(statement, 1, row.deviceId(), UUID.class);
        bind(statement, 2, row.dedupeKey(), String.class);
        bind(statement, 3, row.filename(), String.class);
        bind(statement, 9, row.recordedAt(), Instant.class);
        return statement;
    }

    private static <T> void bind(Statement statement, int index, @Nullable T value, Class<T> type) {
        if (value == null) {
            statement.bindNull(index, type);
        } else {
            statement.bind(index, value);
        }
    }

    private static Optional<Accepted> accepted(Row row) {
        return Optional.ofNullable(row.get("capture_id", Long.class))
                .map(id -> new Accepted(id, Boolean.TRUE.equals(row.get("duplicate", Boolean.class))));
    }

    /** The server answered with an error, so it rolled back. An error of the connection leaves that open. */
    private static boolean serverRefused(Throwable failure) {
        return failure instanceof R2dbcException error
                && error.getSqlState() != null
                && !error.getSqlState().startsWith("08")
                && !error.getSqlState().startsWith("57P");
    }
}
