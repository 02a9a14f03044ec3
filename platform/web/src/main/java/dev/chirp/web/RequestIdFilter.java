package dev.chirp.web;

import dev.chirp.telemetry.trace.Operation;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Gives every request its id before anything else sees it, and answers it; notes the trace that the request belongs to. */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class RequestIdFilter implements WebFilter {
    private static final String ATTRIBUTE = RequestIdFilter.class.getName();
    private static final String TRACEPARENT = "traceparent";

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String traceparent = Operation.currentTraceparent();
        if (traceparent != null) {
            exchange.getAttributes().put(TRACEPARENT, traceparent);
        }
        exchange.getResponse().getHeaders().set(RequestId.HEADER, idOf(exchange));
        return chain.filter(exchange);
    }

    /** The same for as long as the request is worked on. */
    public static String idOf(ServerWebExchange exchange) {
        Object id = exchange.getAttributes()
                .computeIfAbsent(
                        ATTRIBUTE,
                        absent ->
                                RequestId.of(exchange.getRequest().getHeaders().getFirst(RequestId.HEADER)));
        return String.valueOf(id);
    }

    /** Of the request's own span; without one what the client sent, if that is one; else null. */
    public static @Nullable String traceparentOf(ServerWebExchange exchange) {
        return exchange.getAttribute(TRACEPARENT) instanceof String own
                ? own
                : Operation.traceparentOrNull(exchange.getRequest().getHeaders().getFirst(TRACEPARENT));
    }
}
