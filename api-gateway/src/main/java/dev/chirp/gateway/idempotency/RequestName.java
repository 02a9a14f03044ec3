package dev.chirp.gateway.idempotency;

import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.ProblemType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.web.server.ServerWebExchange;

/**
 * A request under its idempotency key.
 *
 * @param route method and path: a key names one request of a user on each
 * @param holder this attempt of it
 */
public record RequestName(long userId, String route, String key, UUID holder) {
    static final String HEADER = "Idempotency-Key";
    private static final Pattern VISIBLE = Pattern.compile("[!-~]{1,255}");

    /** Empty without the header; 422 for a key that cannot be one. */
    public static Optional<RequestName> of(ServerWebExchange exchange, long userId) {
        List<String> keys = exchange.getRequest().getHeaders().getOrEmpty(HEADER);
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        if (keys.size() > 1 || !VISIBLE.matcher(keys.getFirst()).matches()) {
            throw Problem.of(
                            ProblemType.INVALID_IDEMPOTENCY_KEY,
                            HEADER + ": expected one value of 1 to 255 visible ASCII characters")
                    .toException();
        }
        String route = exchange.getRequest().getMethod() + " "
                + exchange.getRequest().getPath().pathWithinApplication().value();
        return Optional.of(new RequestName(userId, route, keys.getFirst(), UUID.randomUUID()));
    }

    /** What an answer belongs to. */
    String context() {
        return userId + "\n" + route + "\n" + key;
    }
}
