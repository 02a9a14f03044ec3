package dev.chirp.load.socket;

/** The time at which an event was handed over, carried through the platform as its request id. */
public final class SentAt {
    static final String PREFIX = "sent-";

    private SentAt() {}

    /**
     * As a request id.
     *
     * @param nanos by {@link System#nanoTime()}, which all processes of a Linux machine share
     */
    public static String requestId(long nanos) {
        return PREFIX + nanos;
    }
}
