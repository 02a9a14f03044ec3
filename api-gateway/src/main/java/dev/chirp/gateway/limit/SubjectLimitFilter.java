package dev.chirp.gateway.limit;

import dev.chirp.gateway.request.Caller;
import dev.chirp.gateway.request.ClientAddress;
import dev.chirp.limits.Decision;
import dev.chirp.limits.Limit;
import dev.chirp.limits.LocalBuckets;
import dev.chirp.limits.RateLimiter;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Charges every change to whoever asks for it: the user of the token, whichever of its tokens and addresses that is, or
 * the address of the connection where there is no token (this instance counts those alone). It looks at the method and
 * at nothing else, so that no spelling of a path and no header passes it by, and refuses before the body is read. Comes
 * after the filters of security.
 */
@Component
@Order(0)
final class SubjectLimitFilter implements WebFilter {
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final int MOST_ADDRESSES = 100_000;
    private final RateLimiter limiter;
    private final LocalBuckets addresses = new LocalBuckets(MOST_ADDRESSES);
    private final Refusals refusals;
    private final Limit user = Limit.user();
    private final Limit address;

    SubjectLimitFilter(RateLimiter limiter, Refusals refusals, LimitSettings settings) {
        this.limiter = limiter;
        this.refusals = refusals;
        this.address = settings.address();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (READING.contains(exchange.getRequest().getMethod())) {
            return chain.filter(exchange);
        }
        return ReactiveSecurityContextHolder.getContext()
                .mapNotNull(SecurityContext::getAuthentication)
                .mapNotNull(Authentication::getPrincipal)
                .ofType(Caller.class)
                .flatMap(caller -> {
                    String subject = String.valueOf(caller.userId());
                    return limiter.take(user, subject, 1)
                            .map(decision -> new Charge(decision, subject, caller.userId()));
                })
                .switchIfEmpty(Mono.fromSupplier(() -> {
                    String subject = ClientAddress.of(exchange);
                    return new Charge(addresses.take(address, subject, 1), subject, null);
                }))
                .flatMap(charge -> {
                    if (!charge.decision.allowed()) {
                        return Mono.error(refusals.of(charge.decision, charge.subject, charge.userId)
                                .toException());
                    }
                    tell(exchange, charge.decision);
                    return chain.filter(exchange);
                });
    }

    private record Charge(
            Decision decision, String subject, @Nullable Long userId) {}

    private static void tell(ServerWebExchange exchange, Decision decision) {
        var headers = exchange.getResponse().getHeaders();
        headers.set(Refusals.REMAINING, decision.header());
        headers.set(Refusals.POLICY, decision.policyHeader());
    }
}
