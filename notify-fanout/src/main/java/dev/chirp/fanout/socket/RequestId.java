package dev.chirp.fanout.socket;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The id under which a request is logged: the caller's, if it is safe to repeat, or a new one. */
final class RequestId {
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private RequestId() {}

    static String of(@Nullable String header) {
        return header != null && SAFE.matcher(header).matches()
                ? header
                : UUID.randomUUID().toString();
    }
}
