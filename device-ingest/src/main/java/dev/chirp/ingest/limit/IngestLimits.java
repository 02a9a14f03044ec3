package dev.chirp.ingest.limit;

import dev.chirp.ingest.problem.DeviceProblem;
import dev.chirp.limits.Breaches;
import dev.chirp.limits.Decision;
import dev.chirp.limits.Limit;
import dev.chirp.limits.RateLimiter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Charges clips to their device, over whatever connection and with whichever of its keys they come, and uploads to their
 * user: bytes for bytes, one of the user's changes for everything else. Reading is free.
 */
@Component
public class IngestLimits {
    private static final Logger log = LoggerFactory.getLogger(IngestLimits.class);
    private static final int MOST_REMEMBERED = 100_000;
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final String OVERRIDE = "X-HTTP-Method-Override";
    private static final long KIB = 1024;

    /** What comes without a Content-Length is charged in such pieces, while it comes. */
    private static final long PIECE_KIB = 1024;

    private final RateLimiter limiter;
    private final Breaches breaches = new Breaches(MOST_REMEMBERED, InstantSource.system());
    private final Limit device;
    private final Limit user = Limit.user();
    private final Limit uploadKib = Limit.uploadKib();

    IngestLimits(
            RateLimiter ingestLimiter,
            @Value("${chirp.limits.device-clips-at-once}") int atOnce,
            @Value("${chirp.limits.device-clips-per-minute}") int perMinute) {
        this.limiter = ingestLimiter;
        this.device = Limit.perMinute(Limit.device().name(), atOnce, perMinute);
    }

    /** Whether this device may begin another clip. */
    public Mono<Decision> clip(UUID deviceId) {
        return limiter.take(device, deviceId.toString(), 1);
    }

    /** The clip for which this was decided does not begin. */
    public Mono<Void> giveBack(UUID deviceId, Decision unused) {
        return limiter.giveBack(unused, deviceId.toString(), 1);
    }

    /** Charges what a request of this user is going to do; fails with 429 when that is too much. */
    public Mono<Void> charge(long userId, ServerHttpRequest request) {
        if (READING.contains(request.getMethod())) {
            return Mono.empty();
        }
        String subject = String.valueOf(userId);
        Mono<Void> change = bringsBytesOnly(request) ? Mono.empty() : require(limiter.take(user, subject, 1), subject);
        long kib = request.getHeaders().getContentLength() / KIB;
        return kib > 0 ? change.then(require(limiter.take(uploadKib, subject, kib), subject)) : change;
    }

    /** The method that the connection was used with counts, not only the one that a header claims. */
    private static boolean bringsBytesOnly(ServerHttpRequest request) {
        String override = request.getHeaders().getFirst(OVERRIDE);
        return request.getMethod().equals(HttpMethod.PATCH) && (override == null || override.equals("PATCH"));
    }

    private Mono<Void> require(Mono<Decision> charged, String subject) {
        return charged.flatMap(decision -> decision.allowed() ? Mono.empty() : Mono.error(refusal(decision, subject)));
    }

    /** The body of a request, whose bytes are charged as they come when its headers did not say how many they are. */
    public Flux<DataBuffer> body(long userId, ServerHttpRequest request) {
        if (request.getHeaders().getContentLength() >= 0) {
            return request.getBody();
        }
        return Flux.defer(() -> {
            String subject = String.valueOf(userId);
            AtomicReference<DeviceProblem> refusal = new AtomicReference<>();
            long[] unpaid = {0};
            return request.getBody().doOnNext(buffer -> {
                DeviceProblem refused = refusal.get();
                if (refused != null) {
                    DataBufferUtils.release(buffer);
                    throw refused;
                }
                unpaid[0] += buffer.readableByteCount();
                if (unpaid[0] >= PIECE_KIB * KIB) {
                    long kib = unpaid[0] / KIB;
                    unpaid[0] -= kib * KIB;
                    charge(subject, kib, refusal);
                }
            });
        });
    }

    /** Nobody waits for this: what comes next is refused. */
    private void charge(String subject, long kib, AtomicReference<DeviceProblem> refusal) {
        limiter.take(uploadKib, subject, kib)
                .filter(decision -> !decision.allowed())
                .subscribe(
                        refused -> refusal.set(refusal(refused, subject)),
                        failure -> log.atWarn().setCause(failure).log("Bytes of an upload were not charged"));
    }

    /** What is told to whom did too much: 429, when to come back, and the limit. */
    public DeviceProblem refusal(Decision refused, String subject) {
        Duration pause = breaches.retryAfter(refused, subject);
        return DeviceProblem.rateLimited(
                pause, Map.of("RateLimit", refused.header(), "RateLimit-Policy", refused.policyHeader()));
    }
}
