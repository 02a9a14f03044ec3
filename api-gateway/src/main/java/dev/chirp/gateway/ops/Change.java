package dev.chirp.gateway.ops;

import dev.chirp.gateway.problem.Problem;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What on-call does to one thing, and why.
 *
 * @param payload the new one, for an edit
 */
record Change(@Nullable JsonNode payload, @Nullable String reason) {
    private static final int MAX_REASON_CHARS = 1_000;

    /** The payload of an edit, or the problem with it. */
    JsonNode newPayload() {
        if (payload == null || !payload.isObject()) {
            throw Problem.ofField("payload", "expected the whole new payload, a JSON object")
                    .toException();
        }
        return payload;
    }

    /** The reason, or the problem with it. */
    String why() {
        return why(reason);
    }

    static String why(@Nullable String reason) {
        if (reason == null || reason.isBlank() || reason.length() > MAX_REASON_CHARS || reason.indexOf('\0') >= 0) {
            throw Problem.ofField("reason", "expected 1 to " + MAX_REASON_CHARS + " characters that say why")
                    .toException();
        }
        return reason;
    }
}
