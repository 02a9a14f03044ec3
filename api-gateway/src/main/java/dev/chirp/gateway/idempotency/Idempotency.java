package dev.chirp.gateway.idempotency;

import dev.chirp.gateway.auth.AnswerSeal;
import dev.chirp.gateway.request.Caller;
import io.r2dbc.pool.ConnectionPool;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers a creating request once: with the header {@code Idempotency-Key} what is created and the answer are one
 * transaction, and a repetition gets the answer again. Once it has begun, the work no longer belongs to the request, so
 * that a client that goes away cannot leave a transaction open. A failure frees the key.
 */
@Component
public final class Idempotency {
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final Duration TAKEN_OVER = Duration.ofSeconds(1);
    private final Reservations reservations;
    private final TransactionalOperator transaction;
    private final AnswerSeal seal;
    private final JsonMapper json;

    Idempotency(Reservations reservations, ConnectionPool pool, AnswerSeal seal, JsonMapper json) {
        this.reservations = reservations;
        this.transaction = TransactionalOperator.create(new R2dbcTransactionManager(pool));
        this.seal = seal;
        this.json = json;
    }

    /**
     * Does {@code work}, unless an earlier request of this name has done it.
     *
     * @param request the body as it was read, which tells requests apart
     * @param work statements of one transaction
     */
    public Mono<ResponseEntity<byte[]>> once(
            ServerWebExchange exchange, Caller caller, Object request, Mono<Answer> work) {
        return Mono.defer(() -> RequestName.of(exchange, caller.userId())
                .map(name -> named(name, RequestHash.of(json.writeValueAsBytes(request)), work))
                .orElseGet(() ->
                        work.map(answer -> entity(answer.status().value(), answer.location(), answer.bytes(json)))));
    }

    private Mono<ResponseEntity<byte[]>> named(RequestName name, byte[] hash, Mono<Answer> work) {
        return reservations.reserve(name).flatMap(reservation -> switch (reservation) {
            case Reservation.Mine _ -> first(name, hash, work);
            case Reservation.InFlight other -> Mono.error(Reservation.inFlight(other.lease()));
            case Reservation.Answered earlier -> Mono.fromCallable(() -> again(name, earlier.require(hash)));
        });
    }

    private Mono<ResponseEntity<byte[]>> first(RequestName name, byte[] hash, Mono<Answer> work) {
        Mono<ResponseEntity<byte[]>> all = transaction
                .transactional(work.flatMap(answer -> keep(name, hash, answer)))
                .timeout(PATIENCE)
                .onErrorResume(failure -> reservations.release(name).then(Mono.error(failure)));
        return Mono.deferContextual(
                context -> Mono.fromFuture(all.contextWrite(context).toFuture(), true));
    }

    private Mono<ResponseEntity<byte[]>> keep(RequestName name, byte[] hash, Answer answer) {
        byte[] body = answer.bytes(json);
        return reservations
                .keep(name, hash, answer.status().value(), answer.location(), seal.seal(body, name.context()))
                .filter(Boolean.TRUE::equals)
                .switchIfEmpty(Mono.error(() -> Reservation.inFlight(TAKEN_OVER)))
                .map(kept -> entity(answer.status().value(), answer.location(), body));
    }

    private ResponseEntity<byte[]> again(RequestName name, Reservation.Answered earlier) {
        byte[] sealed = earlier.sealedBody();
        return entity(
                earlier.status(), earlier.location(), sealed == null ? new byte[0] : seal.open(sealed, name.context()));
    }

    private static ResponseEntity<byte[]> entity(int status, @Nullable String location, byte[] body) {
        ResponseEntity.BodyBuilder builder = ResponseEntity.status(status).contentType(MediaType.APPLICATION_JSON);
        if (location != null) {
            builder.location(URI.create(location));
        }
        return builder.cacheControl(CacheControl.noStore()).body(body);
    }
}
