package dev.chirp.ingest.session;

import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.frame.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection cannot go on.
 *
 * @param retryAfterMillis the earliest time for the device to come back; null: at once
 */
record Objection(ErrorCode code, String detail, @Nullable Long retryAfterMillis) {
    private static final long COME_BACK_MILLIS = 2_000;

    /** The device has done something that it should not do. */
    static Objection to(ErrorCode code, String detail) {
        return new Objection(code, detail, null);
    }

    /** The device has done nothing wrong. */
    static Objection later(String detail) {
        return new Objection(ErrorCode.OVERLOADED, detail, COME_BACK_MILLIS);
    }

    Body asFailure() {
        return new Body.Failure(code.wireName(), detail, retryAfterMillis, true);
    }
}
