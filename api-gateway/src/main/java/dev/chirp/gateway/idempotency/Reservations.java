package dev.chirp.gateway.idempotency;

import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The table {@code idempotency_key}. */
@Component
public final class Reservations {
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
    private final DatabaseClient database;
    private final Settings settings;

    Reservations(DatabaseClient database, Settings settings) {
        this.database = database;
        this.settings = settings;
    }

    /**
     * {@code chirp.idempotency}.
     *
     * @param lease after which a request that has not been answered may be begun anew by another one
     * @param kept how long an answer is given again
     */
    @ConfigurationProperties("chirp.idempotency")
    record Settings(Duration lease, Duration kept) {}

    /** Reserves a name, or tells who has it. */
    public Mono<Reservation> reserve(RequestName name) {
        return bound(
                        "SELECT outcome, wait_seconds, request_hash, status, location, body FROM"
                            + " reserve_idempotency_key(:user, :route, :key, :holder, make_interval(secs => :lease),"
                            + " make_interval(secs => :kept))",
                        name)
                .bind("lease", (double) settings.lease().toSeconds())
                .bind("kept", (double) settings.kept().toSeconds())
                .map(row -> reservation(name, row))
                .one();
    }

    /** Keeps an answer, in the transaction of what it tells of; false when the name is no longer this request's. */
    Mono<Boolean> keep(RequestName name, byte[] hash, int status, @Nullable String location, byte[] sealedBody) {
        return bound(
                        "SELECT keep_idempotent_answer(:user, :route, :key, :holder, :hash, :status, :location, :body)",
                        name)
                .bind("hash", hash)
                .bind("status", status)
                .bind("location", Parameters.in(R2dbcType.VARCHAR, location))
                .bind("body", sealedBody)
                .mapValue(Boolean.class)
                .one();
    }

    /** Lets the next request of this name begin anew; what cannot be released now expires. */
    public Mono<Void> release(RequestName name) {
        return bound("SELECT release_idempotency_key(:user, :route, :key, :holder)", name)
                .then()
                .onErrorComplete();
    }

    private DatabaseClient.GenericExecuteSpec bound(String sql, RequestName name) {
        return database.sql(sql)
                .bind("user", name.userId())
                .bind("route", name.route())
                .bind("key", name.key())
                .bind("holder", name.holder());
    }

    private static Reservation reservation(RequestName name, Readable row) {
        return switch (Objects.requireNonNull(row.get("outcome", String.class))) {
            case "reserved" -> new Reservation.Mine(name);
            case "done" ->
                new Reservation.Answered(
                        Objects.requireNonNull(row.get("request_hash", byte[].class)),
                        Objects.requireNonNull(row.get("status", Integer.class)),
                        row.get("location", String.class),
                        row.get("body", byte[].class));
            default ->
                new Reservation.InFlight(
                        SHORTEST_WAIT.multipliedBy(Objects.requireNonNull(row.get("wait_seconds", Integer.class))));
        };
    }
}
