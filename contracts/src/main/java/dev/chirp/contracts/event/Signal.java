package dev.chirp.contracts.event;

/** News that may be lost: published without the event table, numbered by nobody, read by every instance from now on. */
public enum Signal {
    /** How far the analysis of a long recording is; key: user id, value: {@link CaptureProgress}. */
    CAPTURE_PROGRESS("chirp.capture.progress.v1");

    private final String topic;

    Signal(String topic) {
        this.topic = topic;
    }

    public String topic() {
        return topic;
    }

    /**
     * A long recording is being analysed.
     *
     * @param percent of its length
     */
    public record CaptureProgress(long captureId, long userId, int percent) {}
}
