package dev.chirp.gateway.problem;

import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.MethodNotAllowedException;

/** What the outside is told of a failure; unexpected ones become {@code internal_error} without a word of theirs. */
public final class FailureMapping {
    private static final Duration DATABASE_PAUSE = Duration.ofSeconds(2);
    private static final Duration STORE_PAUSE = Duration.ofSeconds(5);
    private static final Duration OVERLOAD_PAUSE = Duration.ofSeconds(1);

    private FailureMapping() {}

    public static Problem problemOf(Throwable failure) {
        return switch (failure) {
            case ProblemException expected -> expected.problem();
            case MethodNotAllowedException method -> methodNotAllowed(method);
            case InvalidMediaTypeException unreadable -> ofStatus(415);
            case ErrorResponse known -> ofStatus(known.getStatusCode().value());
            case DataBufferLimitException large -> ofStatus(413);
            case DecodingException undecodable -> ofStatus(400);
            case DataAccessResourceFailureException away -> databaseAway();
            case QueryTimeoutException slow -> databaseAway();
            case R2dbcNonTransientResourceException away -> databaseAway();
            case R2dbcTransientResourceException away -> databaseAway();
            case R2dbcTimeoutException slow -> databaseAway();
            case IOException away -> storeAway();
            case UncheckedIOException away -> storeAway();
            case TimeoutException slow -> ofStatus(503);
            case RejectedExecutionException full -> ofStatus(503);
            default -> internalError();
        };
    }

    private static Problem methodNotAllowed(MethodNotAllowedException failure) {
        String allowed = String.join(
                ", ",
                failure.getSupportedMethods().stream()
                        .map(HttpMethod::name)
                        .sorted()
                        .toList());
        return Problem.of(ProblemType.METHOD_NOT_ALLOWED, "This address knows only: " + allowed + ".")
                .withHeader(HttpHeaders.ALLOW, allowed);
    }

    private static Problem ofStatus(int status) {
        return switch (status) {
            case 404 -> Problem.of(ProblemType.NOT_FOUND, "There is nothing at this address.");
            case 406 -> Problem.of(ProblemType.NOT_ACCEPTABLE, "The answer does not exist in the form asked for.");
            case 413 -> Problem.of(ProblemType.REQUEST_TOO_LARGE, "The body is too large.");
            case 415 -> Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "The body has an unexpected Content-Type.");
            case 503 ->
                Problem.of(ProblemType.OVERLOADED, "Too much is going on right now; please try again.")
                        .retryAfter(OVERLOAD_PAUSE);
            default ->
                status >= 500
                        ? internalError()
                        : Problem.of(ProblemType.INVALID_REQUEST, "The request cannot be read.");
        };
    }

    private static Problem internalError() {
        return Problem.of(ProblemType.INTERNAL_ERROR, "Something went wrong on our side; please try again later.");
    }

    /** Nothing else that a request needs is read from or written to files. */
    private static Problem storeAway() {
        return Problem.of(
                        ProblemType.STORE_AWAY,
                        "The store of recordings cannot be reached right now; please try again.")
                .retryAfter(STORE_PAUSE);
    }

    private static Problem databaseAway() {
        return Problem.of(ProblemType.DATABASE_AWAY, "The database cannot be reached right now; please try again.")
                .retryAfter(DATABASE_PAUSE);
    }
}
