package dev.chirp.gateway.auth;

import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.ProblemType;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token may be used for: {@code user} everything of one's own, {@code device} to upload recordings alone,
 * {@code ops} the work of on-call, {@code internal} calls between services. Who holds {@code user} may give
 * {@code device} away, which is a part of it.
 */
public final class Scopes {
    static final String USER = "user";
    static final String DEVICE = "device";
    static final String OPS = "ops";

    private Scopes() {}

    /** All that is held, or the wanted part of it. */
    public static String granted(String held, @Nullable String wanted) {
        if (wanted == null || wanted.isBlank()) {
            return held;
        }
        Set<String> asked = split(wanted);
        if (!givable(held).containsAll(asked)) {
            throw Problem.of(ProblemType.INVALID_SCOPE, "scope: expected some of: " + String.join(" ", givable(held)))
                    .asOAuth("invalid_scope")
                    .toException();
        }
        return String.join(" ", asked);
    }

    /** What of {@code granted} may still be used by somebody who now holds {@code held}; empty when nothing is left. */
    static String stillHeld(String granted, String held) {
        Set<String> left = split(granted);
        left.retainAll(givable(held));
        return String.join(" ", left);
    }

    private static Set<String> givable(String held) {
        Set<String> scopes = split(held);
        if (scopes.contains(USER)) {
            scopes.add(DEVICE);
        }
        return scopes;
    }

    private static Set<String> split(String scopes) {
        return new LinkedHashSet<>(Arrays.asList(scopes.strip().split(" +")));
    }
}
