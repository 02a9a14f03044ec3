package dev.chirp.web;

import dev.chirp.contracts.event.EventId;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The id that every answer and log line of a request carries. */
public final class RequestId {
    /** The header that brings it and that answers it. */
    public static final String HEADER = "X-Request-Id";

    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private RequestId() {}

    /** The caller's, when it is safe to log and to repeat, else a new one. */
    public static String of(@Nullable String given) {
        return given != null && SAFE.matcher(given).matches()
                ? given
                : EventId.next().toString();
    }
}
