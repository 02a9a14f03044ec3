package dev.chirp.gateway.limit;

import dev.chirp.limits.Decision;
import dev.chirp.limits.Limit;
import dev.chirp.limits.LimitsMeter;
import dev.chirp.limits.LocalBuckets;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Refuses what is more than this instance can bear, before a token is verified. It asks nobody, so Redis has no part in
 * it. Whether the instance lives, and the keys of its tokens, are always told.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
final class InstanceLimitFilter implements WebFilter {
    private static final Set<String> ALWAYS = Set.of("/health", "/.well-known/jwks.json");
    private static final String THIS = "this";
    private final LocalBuckets bucket = new LocalBuckets(1);
    private final Limit limit;
    private final Counter refused;

    InstanceLimitFilter(LimitSettings settings, MeterRegistry meters) {
        this.limit = settings.instance();
        this.refused = LimitsMeter.DECISIONS.counter(meters, "limit", limit.name(), "decision", "refused");
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (ALWAYS.contains(exchange.getRequest().getPath().value())) {
            return chain.filter(exchange);
        }
        Decision decision = bucket.take(limit, THIS, 1);
        if (decision.allowed()) {
            return chain.filter(exchange);
        }
        refused.increment();
        return Mono.error(Refusals.ofInstance(decision).toException());
    }
}
