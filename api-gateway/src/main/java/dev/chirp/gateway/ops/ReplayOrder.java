package dev.chirp.gateway.ops;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.gateway.problem.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What on-call wants to have handled again: by filter, or one by one.
 *
 * @param filter as the list takes it; its {@code state} is ignored, since only open ones can be replayed
 * @param ratePerSecond over all instances (default 10)
 * @param canary how many are handled before all others begin; one that fails stops the replay (default 1)
 * @param stopAtFailureRatio of those ended, looked at from the fifth on (default 0.2)
 * @param dryRun simulate in a transaction that is rolled back
 */
record ReplayOrder(
        @Nullable Map<String, Object> filter,
        @Nullable List<UUID> dlqIds,
        @Nullable Double ratePerSecond,
        @Nullable Integer canary,
        @Nullable Double stopAtFailureRatio,
        @Nullable String reason,
        @Nullable Boolean dryRun) {
    private static final double MAX_RATE = 1_000;
    private static final int MAX_CANARIES = 100;

    /** How many one replay takes; a filter that matches more takes the oldest. */
    static final int MAX_LETTERS = 10_000;

    List<FieldError> errors() {
        List<FieldError> errors = new ArrayList<>();
        if ((filter == null) == (dlqIds == null)) {
            errors.add(new FieldError("filter", "expected either filter or dlq_ids; {} takes every open dead letter"));
        } else if (filter != null) {
            DeadLetterFilter.of(filter, errors);
        } else if (dlqIds.isEmpty() || dlqIds.size() > MAX_LETTERS || dlqIds.contains(null)) {
            errors.add(new FieldError("dlq_ids", "expected 1 to " + MAX_LETTERS + " ids"));
        }
        if (!(rate() > 0 && rate() <= MAX_RATE)) {
            errors.add(new FieldError("rate_per_second", "expected more than 0, at most " + (int) MAX_RATE));
        }
        if (canaries() < 0 || canaries() > MAX_CANARIES) {
            errors.add(new FieldError("canary", "expected 0 to " + MAX_CANARIES));
        }
        if (!(stopRatio() >= 0 && stopRatio() <= 1)) {
            errors.add(new FieldError("stop_at_failure_ratio", "expected 0 to 1"));
        }
        return errors;
    }

    /** The reason, or the problem with it. */
    String why() {
        return Change.why(reason);
    }

    double rate() {
        return ratePerSecond == null ? 10 : ratePerSecond;
    }

    int canaries() {
        return canary == null ? 1 : canary;
    }

    double stopRatio() {
        return stopAtFailureRatio == null ? 0.2 : stopAtFailureRatio;
    }

    boolean isDryRun() {
        return dryRun != null && dryRun;
    }

    String filterJson() {
        return filter == null
                ? EventJson.MAPPER.writeValueAsString(Map.of("dlq_ids", dlqIds))
                : DeadLetterFilter.of(filter, new ArrayList<>()).json();
    }
}
