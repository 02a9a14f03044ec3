package dev.chirp.web;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Gives every request its id before anything else sees it, and answers it. */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class RequestIdFilter implements WebFilter {
    private static final String ATTRIBUTE = RequestIdFilter.class.getName();

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
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
}
