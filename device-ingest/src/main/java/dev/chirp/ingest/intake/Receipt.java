package dev.chirp.ingest.intake;

/** What the gateway answers for one clip. */
public sealed interface Receipt {
    /** The capture is committed; {@code duplicate}: it was before. */
    record Committed(long captureId, boolean duplicate) implements Receipt {}

    /** The gateway will not take this clip; {@code status} is the HTTP status for the device. */
    record Refused(String code, String detail, int status) implements Receipt {}

    /** The gateway could not be reached in time: the device sends the clip again later. */
    record Unavailable() implements Receipt {}
}
