package dev.chirp.classify.http;

import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Takes the caller's {@code X-Request-Id} when it is safe to log, else makes one; answers it. */
@Component
final class RequestId implements WebFilter {
    private static final String HEADER = "X-Request-Id";
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        exchange.getResponse().getHeaders().set(HEADER, of(exchange));
        return chain.filter(exchange);
    }

    static String of(ServerWebExchange exchange) {
        Object known = exchange.getAttributes().computeIfAbsent(HEADER, header -> {
            String given = exchange.getRequest().getHeaders().getFirst(HEADER);
            return given != null && SAFE.matcher(given).matches()
                    ? given
                    : UUID.randomUUID().toString();
        });
        return String.valueOf(known);
    }
}
