package dev.chirp.gateway.limit;

import dev.chirp.gateway.audit.AuditLog;
import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.ProblemType;
import dev.chirp.limits.Breaches;
import dev.chirp.limits.Decision;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What is told to whom did too much: 429, when to come back, and the limit; the audit log gets one entry a minute. */
@Component
final class Refusals {
    static final String REMAINING = "RateLimit";
    static final String POLICY = "RateLimit-Policy";
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_REMEMBERED = 100_000;
    private final Breaches breaches;
    private final AuditLog audit;

    Refusals(AuditLog audit, InstantSource clock) {
        this.breaches = new Breaches(MOST_REMEMBERED, clock);
        this.audit = audit;
    }

    /** @param userId null: nobody who is signed in */
    Problem of(Decision refusal, String subject, @Nullable Long userId) {
        Duration pause = breaches.retryAfter(refusal, subject);
        audit.note(
                userId,
                "rate_limit.hit",
                refusal.limit().name() + "/" + subject,
                Map.of("retry_after_seconds", pause.toSeconds()));
        return problem(refusal, pause);
    }

    /** Nobody in particular did too much, so nobody is held back for longer the next time. */
    static Problem ofInstance(Decision refusal) {
        return problem(refusal, refusal.pause().compareTo(SHORTEST_PAUSE) > 0 ? refusal.pause() : SHORTEST_PAUSE);
    }

    private static Problem problem(Decision refusal, Duration pause) {
        return Problem.of(
                        ProblemType.RATE_LIMITED, "This is more than is allowed in so short a time; please slow down.")
                .retryAfter(pause)
                .withHeader(REMAINING, refusal.header())
                .withHeader(POLICY, refusal.policyHeader());
    }
}
