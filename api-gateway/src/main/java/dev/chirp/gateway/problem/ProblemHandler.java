package dev.chirp.gateway.problem;

import dev.chirp.gateway.request.RequestOrigin;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/** The one place where a failed request becomes an answer. What nobody expected is logged here and told nobody. */
@Component
@Order(-2)
final class ProblemHandler implements WebExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);
    private static final Duration DATABASE_PAUSE = Duration.ofSeconds(2);
    private final ProblemWriter writer;

    ProblemHandler(ProblemWriter writer) {
        this.writer = writer;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        if (exchange.getResponse().isCommitted()) {
            log.atDebug()
                    .addKeyValue("request_id", RequestOrigin.of(exchange).requestId())
                    .addKeyValue("reason", failure.getClass().getSimpleName())
                    .log("Answer ended early");
            return Mono.error(failure);
        }
        return writer.write(exchange, problem(exchange, failure));
    }

    private static Problem problem(ServerWebExchange exchange, Throwable failure) {
        return switch (failure) {
            case ProblemException expected -> expected.problem();
            case MethodNotAllowedException method ->
                Problem.of(ProblemType.METHOD_NOT_ALLOWED, "This address does not know " + method.getHttpMethod() + ".")
                        .withHeader(
                                HttpHeaders.ALLOW,
                                String.join(
                                        ", ",
                                        method.getSupportedMethods().stream()
                                                .map(HttpMethod::name)
                                                .sorted()
                                                .toList()));
            case ErrorResponse known -> ofStatus(known.getStatusCode().value());
            case DataBufferLimitException large -> ofStatus(413);
            case DecodingException undecodable -> ofStatus(400);
            case DataAccessResourceFailureException away -> databaseAway(exchange, failure);
            case QueryTimeoutException slow -> databaseAway(exchange, failure);
            case R2dbcNonTransientResourceException away -> databaseAway(exchange, failure);
            case R2dbcTransientResourceException away -> databaseAway(exchange, failure);
            case R2dbcTimeoutException away -> databaseAway(exchange, failure);
            case RejectedExecutionException full ->
                Problem.of(ProblemType.OVERLOADED, "Too much is going on right now; please try again.")
                        .retryAfter(Duration.ofSeconds(1));
            default -> unexpected(exchange, failure);
        };
    }

    private static Problem ofStatus(int status) {
        return switch (status) {
            case 404 -> Problem.of(ProblemType.NOT_FOUND, "There is nothing at this address.");
            case 406 -> Problem.of(ProblemType.NOT_ACCEPTABLE, "The answer exists only as JSON.");
            case 413 -> Problem.of(ProblemType.REQUEST_TOO_LARGE, "The body is too large.");
            case 415 -> Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "The body has an unexpected Content-Type.");
            case 416 -> Problem.of(ProblemType.RANGE_NOT_SATISFIABLE, "The range lies outside the file.");
            case 503 ->
                Problem.of(ProblemType.OVERLOADED, "Too much is going on right now; please try again.")
                        .retryAfter(Duration.ofSeconds(1));
            default -> Problem.of(ProblemType.INVALID_REQUEST, "The request cannot be read.");
        };
    }

    private static Problem databaseAway(ServerWebExchange exchange, Throwable failure) {
        log.atWarn()
                .addKeyValue("request_id", RequestOrigin.of(exchange).requestId())
                .addKeyValue("reason", failure.getClass().getSimpleName())
                .log("Request refused: database away");
        return databaseAway();
    }

    /** The answer while PostgreSQL is away; nothing was kept. */
    static Problem databaseAway() {
        return Problem.of(ProblemType.DATABASE_AWAY, "The database cannot be reached right now; please try again.")
                .retryAfter(DATABASE_PAUSE);
    }

    private static Problem unexpected(ServerWebExchange exchange, Throwable failure) {
        var event = failure instanceof IOException ? log.atDebug() : log.atError();
        event.setCause(failure)
                .addKeyValue("request_id", RequestOrigin.of(exchange).requestId())
                .addKeyValue("method", exchange.getRequest().getMethod())
                .addKeyValue("path", exchange.getRequest().getPath().value())
                .log("Request failed");
        return Problem.of(ProblemType.INTERNAL_ERROR, "Something went wrong on our side; please try again later.");
    }
}
