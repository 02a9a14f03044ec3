package dev.chirp.ingest.problem;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Ends a device's request with {@code application/problem+json}. */
public final class DeviceProblem extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;
    private final String code;
    private final @Nullable Duration retryAfter;

    private DeviceProblem(int status, String code, String detail, @Nullable Duration retryAfter) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    public static DeviceProblem unauthenticated() {
        return new DeviceProblem(
                401, "unauthenticated", "The header X-Device-Key is missing, or its key is unknown or revoked.", null);
    }

    public static DeviceProblem badRequest(String detail) {
        return new DeviceProblem(400, "invalid_request", detail, null);
    }

    public static DeviceProblem tooLarge(long maxBytes) {
        return new DeviceProblem(
                413, "payload_too_large", "The clip is larger than " + maxBytes / 1_048_576 + " MB.", null);
    }

    public static DeviceProblem unavailable() {
        return new DeviceProblem(
                503,
                "unavailable",
                "The clip could not be stored now. Send it again later, with the same name.",
                Duration.ofSeconds(5));
    }

    public static DeviceProblem overloaded() {
        return new DeviceProblem(
                503, "overloaded", "Too many clips are on their way. Send it again later.", Duration.ofSeconds(2));
    }

    /** Says what the gateway said; what may be better later is to be sent again. */
    public static DeviceProblem refused(int status, String code, String detail) {
        return new DeviceProblem(status, code, detail, status == 503 ? Duration.ofSeconds(2) : null);
    }

    /** The database that knows the keys cannot be asked. */
    public static DeviceProblem databaseAway() {
        return new DeviceProblem(
                503,
                "database_away",
                "The device's key cannot be checked now. Send the clip again later.",
                Duration.ofSeconds(2));
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
