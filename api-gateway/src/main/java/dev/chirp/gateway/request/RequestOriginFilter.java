package dev.chirp.gateway.request;

import dev.chirp.telemetry.trace.Operation;
import dev.chirp.web.RequestId;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Gives every request its id before anything else sees it, echoes it, and notes whom the request comes from. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RequestOriginFilter implements WebFilter {
    private final ProxySettings proxies;

    RequestOriginFilter(ProxySettings proxies) {
        this.proxies = proxies;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var headers = exchange.getRequest().getHeaders();
        String own = Operation.currentTraceparent();
        RequestOrigin origin = RequestOrigin.from(
                headers.getFirst(RequestId.HEADER), own == null ? headers.getFirst("traceparent") : own);
        exchange.getAttributes().put(RequestOrigin.ATTRIBUTE, origin);
        exchange.getAttributes()
                .put(
                        ClientAddress.ATTRIBUTE,
                        ClientAddress.find(
                                exchange.getRequest().getRemoteAddress(),
                                headers.getOrEmpty("X-Forwarded-For"),
                                proxies.trustedProxies()));
        exchange.getResponse().getHeaders().set(RequestId.HEADER, origin.requestId());
        return chain.filter(exchange);
    }
}
