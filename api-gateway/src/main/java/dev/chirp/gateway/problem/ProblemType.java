package dev.chirp.gateway.problem;

import java.util.Locale;

/** The closed list of everything that a request can be refused for; {@link #code()} is part of the public contract. */
public enum ProblemType {
    INVALID_REQUEST(400, "Invalid request"),
    INVALID_GRANT(400, "Invalid grant"),
    UNSUPPORTED_GRANT_TYPE(400, "Unsupported grant type"),
    INVALID_SCOPE(400, "Invalid scope"),
    INVALID_CLIENT(401, "Invalid client"),
    UNAUTHENTICATED(401, "Sign-in needed"),
    INVALID_TOKEN(401, "Invalid token"),
    INSUFFICIENT_SCOPE(403, "Insufficient scope"),
    NOT_FOUND(404, "Not found"),
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    NOT_ACCEPTABLE(406, "Not acceptable"),
    ALREADY_EXISTS(409, "Already exists"),
    TOO_MANY_KEYS(409, "Too many keys"),
    TOO_MANY_CLIENTS(409, "Too many clients"),
    REQUEST_IN_FLIGHT(409, "Request in flight"),
    NOT_REVIEWABLE(409, "Not reviewable"),
    DEAD_LETTER_SETTLED(409, "Dead letter settled"),
    REPLAY_STATE(409, "Wrong state of the replay"),
    PRIVATE_SPEECH(410, "Private speech"),
    REQUEST_TOO_LARGE(413, "Request too large"),
    AUDIO_TOO_LONG(413, "Audio too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
    RANGE_NOT_SATISFIABLE(416, "Range not satisfiable"),
    EMPTY_AUDIO(422, "Empty audio"),
    INVALID_AUDIO(422, "Invalid audio"),
    CHECKSUM_MISMATCH(422, "Checksum mismatch"),
    INVALID_IDEMPOTENCY_KEY(422, "Invalid idempotency key"),
    IDEMPOTENCY_KEY_REUSED(422, "Idempotency key reused"),
    RATE_LIMITED(429, "Rate limited"),
    INTERNAL_ERROR(500, "Internal error"),
    PIPELINE_BEHIND(503, "Pipeline behind"),
    OVERLOADED(503, "Overloaded"),
    DATABASE_AWAY(503, "Database away"),
    STORE_AWAY(503, "Store away");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The HTTP status that goes with it. */
    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The stable name in {@code code}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Where the readable page explains it. */
    public String uri() {
        return "/docs#problem-" + code();
    }
}
