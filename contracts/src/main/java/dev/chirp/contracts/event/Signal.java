package dev.chirp.contracts.event;

import java.util.UUID;

/** News that may be lost: published without the event table, numbered by nobody, read by every instance from now on. */
public enum Signal {
    /** How far the analysis of a long recording is; key: user id, value: {@link CaptureProgress}. */
    CAPTURE_PROGRESS("chirp.capture.progress.v1"),
    /** How a device is; key: device id, value: {@link DeviceReported}. */
    DEVICE_REPORTED("chirp.device.telemetry.v1");

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

    /**
     * A device has been heard of.
     *
     * @param health its gaps and lost samples are those since the report before, so that reports of several instances
     *     add up
     */
    public record DeviceReported(UUID deviceId, long userId, DeviceHealth health) {}
}
