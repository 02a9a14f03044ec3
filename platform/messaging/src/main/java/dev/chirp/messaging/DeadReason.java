package dev.chirp.messaging;

import org.jspecify.annotations.Nullable;

/**
 * Why a message is given up.
 *
 * @param code short and stable; alerts and filters go by it
 * @param retries how many attempts followed the first
 */
record DeadReason(String code, String detail, String errorClass, int retries) {
    private static final int MAX_DETAIL = 500;

    static DeadReason of(Throwable error, int retries) {
        Throwable origin = error instanceof Failure && error.getCause() != null ? error.getCause() : error;
        return new DeadReason(
                error instanceof Failure failure ? failure.code() : "unexpected_error",
                text(error.getMessage()),
                origin.getClass().getName(),
                retries);
    }

    /** What PostgreSQL takes as text, and no more than a person reads. */
    private static String text(@Nullable String message) {
        String text = message == null ? "" : message.replace('\0', ' ');
        return text.length() > MAX_DETAIL ? text.substring(0, MAX_DETAIL) : text;
    }
}
