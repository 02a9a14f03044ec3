package dev.chirp.limits;

import dev.chirp.telemetry.Breakers;
import io.github.bucket4j.ConsumptionProbe;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Decides by buckets in Redis, and by buckets of this instance while Redis does not answer in time: each instance then
 * allows what otherwise all do together. Nothing here blocks, and nothing fails because of Redis. Decisions come on
 * threads named {@code parallel}.
 */
public final class RateLimiter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RateLimiter.class);
    /** Subjects that are remembered while Redis is away. */
    private static final int MOST_LOCAL = 100_000;

    private final SharedBuckets shared;
    private final LocalBuckets local = new LocalBuckets(MOST_LOCAL);
    private final CircuitBreaker breaker;
    private final Duration timeout;
    private final MeterRegistry meters;

    /** @param timeout how long an answer of Redis is waited for */
    public RateLimiter(String redisUrl, Duration timeout, MeterRegistry meters) {
        this.shared = new SharedBuckets(redisUrl);
        this.timeout = timeout;
        this.meters = meters;
        this.breaker = Breakers.create("limits", LimitsMeter.REDIS_BREAKER, meters);
    }

    /** Connects in the background. */
    public void start() {
        shared.start();
    }

    /**
     * Takes tokens of a subject's bucket if there are so many.
     *
     * @param subject whom the limit is for, as authenticated; never something that a client chooses freely
     */
    public Mono<Decision> take(Limit limit, String subject, long tokens) {
        return asked(limit, subject, tokens)
                .transformDeferred(CircuitBreakerOperator.of(breaker))
                .map(probe -> Decision.of(limit, probe, false))
                .onErrorResume(failure -> {
                    if (!(failure instanceof CallNotPermittedException)) {
                        log.atDebug()
                                .addKeyValue("reason", failure.getClass().getSimpleName())
                                .log("Redis did not decide");
                    }
                    return Mono.fromSupplier(() -> local.take(limit, subject, tokens, true));
                })
                .publishOn(Schedulers.parallel())
                .doOnNext(this::count);
    }

    /** An answer that is too late has charged for something that was decided without it: that is put back. */
    private Mono<ConsumptionProbe> asked(Limit limit, String subject, long tokens) {
        return Mono.defer(() -> {
            CompletableFuture<ConsumptionProbe> answer = shared.take(limit, subject, tokens);
            Mono<Void> correction = Mono.fromFuture(answer)
                    .filter(ConsumptionProbe::isConsumed)
                    .flatMap(late -> Mono.fromFuture(shared.giveBack(limit, subject, tokens)))
                    .onErrorComplete();
            return Mono.fromFuture(answer, true)
                    .timeout(timeout)
                    .doOnError(TimeoutException.class, late -> correction.subscribe());
        });
    }

    /**
     * Puts back tokens that were taken and not used, no more than there is room for. Nobody is told when that fails: they
     * come back with the time anyway.
     *
     * @param taken the decision that they were taken by
     */
    public Mono<Void> giveBack(Decision taken, String subject, long tokens) {
        if (taken.degraded()) {
            return Mono.fromRunnable(() -> local.giveBack(taken.limit(), subject, tokens));
        }
        return Mono.fromFuture(() -> shared.giveBack(taken.limit(), subject, tokens), true)
                .transformDeferred(CircuitBreakerOperator.of(breaker))
                .onErrorComplete();
    }

    private void count(Decision decision) {
        String outcome = decision.degraded() ? "degraded" : decision.allowed() ? "allowed" : "refused";
        LimitsMeter.DECISIONS
                .counter(meters, "limit", decision.limit().name(), "decision", outcome)
                .increment();
    }

    @Override
    public void close() {
        shared.close();
    }
}
