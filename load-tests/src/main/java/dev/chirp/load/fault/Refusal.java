package dev.chirp.load.fault;

/**
 * An upload that was not accepted.
 *
 * @param status of the answer; 0 when there was none
 * @param retryAfter whether the answer said when to come back
 * @param text the answer, or the error
 */
record Refusal(int status, boolean retryAfter, String text) {
    static final int NO_ANSWER = 0;
}
