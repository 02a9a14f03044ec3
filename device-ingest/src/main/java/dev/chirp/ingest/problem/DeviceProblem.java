package dev.chirp.ingest.problem;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ends a device's request with {@code application/problem+json}. */
public final class DeviceProblem extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;
    private final String code;
    private final String detail;
    private final @Nullable Duration retryAfter;
    private final Map<String, Object> members;
    private final Map<String, String> headers;

    private DeviceProblem(int status, String code, String detail, @Nullable Duration retryAfter) {
        this(status, code, detail, retryAfter, Map.of(), Map.of());
    }

    private DeviceProblem(
            int status,
            String code,
            String detail,
            @Nullable Duration retryAfter,
            Map<String, Object> members,
            Map<String, String> headers) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.detail = detail;
        this.retryAfter = retryAfter;
        this.members = Map.copyOf(members);
        this.headers = Map.copyOf(headers);
    }

    public static DeviceProblem of(int status, String code, String detail) {
        return new DeviceProblem(status, code, detail, null);
    }

    /** The same, to be tried again after this. */
    public DeviceProblem retryAfter(Duration pause) {
        return new DeviceProblem(status, code, detail, pause, members, headers);
    }

    /** The same with further members of the document. */
    public DeviceProblem with(Map<String, Object> further) {
        return new DeviceProblem(status, code, detail, retryAfter, further, headers);
    }

    /** The same with a header of the answer. */
    public DeviceProblem header(String name, String value) {
        return new DeviceProblem(status, code, detail, retryAfter, members, Map.of(name, value));
    }

    /** For users; devices have keys. */
    public static DeviceProblem invalidToken() {
        return of(401, "invalid_token", "The access token is missing, malformed or expired.")
                .header("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    }

    public static DeviceProblem missingScope(String scope) {
        return new DeviceProblem(
                403, "insufficient_scope", "The access token lacks the scope \"" + scope + "\".", null);
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

    /** Says what the gateway said; what may be better later is to be sent again, after {@code pause} if it says so. */
    public static DeviceProblem refused(int status, String code, String detail, Duration pause) {
        return new DeviceProblem(
                status, code, detail, pause.isZero() ? (status == 503 ? Duration.ofSeconds(2) : null) : pause);
    }

    /** The gateway has said so to another clip. */
    public static DeviceProblem behind(Duration pause) {
        return of(503, "pipeline_behind", "Recordings are not worked on as fast as they come. Send it again later.")
                .retryAfter(pause);
    }

    public static DeviceProblem rateLimited(Duration pause, Map<String, String> headers) {
        return new DeviceProblem(
                429,
                "rate_limited",
                "This is more than is allowed in so short a time. Please slow down.",
                pause,
                Map.of(),
                headers);
    }

    public static DeviceProblem anotherDevice() {
        return of(403, "another_device", "The key is good, but for another device than X-Device-Id says.");
    }

    public static DeviceProblem inFlight() {
        return of(409, "request_in_flight", "A clip of this name is on its way. Send it again when that has ended.")
                .retryAfter(Duration.ofSeconds(1));
    }

    /** {@code types}: what is taken. */
    public static DeviceProblem unsupported(String detail, String types) {
        return of(415, "unsupported_media_type", detail).header("Accept", types);
    }

    /** The database that knows the keys cannot be asked. */
    public static DeviceProblem databaseAway() {
        return new DeviceProblem(
                503,
                "database_away",
                "The device's key cannot be checked now. Send the clip again later.",
                Duration.ofSeconds(2));
    }

    /** Further members of the document. */
    public Map<String, Object> members() {
        return members;
    }

    /** Further headers of the answer. */
    public Map<String, String> headers() {
        return headers;
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
