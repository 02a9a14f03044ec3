package dev.chirp.load.fanout;

/** The payload of {@code chirp.capture.processed}, of a chosen size. */
final class CaptureDocument {
    /** A document without predictions is of this many bytes, its frame of about 270 more. */
    static final int SMALL = 470;

    private CaptureDocument() {}

    /**
     * A document of about this size.
     *
     * @param bytes at least {@link #SMALL}; the rest is the file's name
     */
    static String of(long captureId, int bytes) {
        String name = "d".repeat(Math.max(1, bytes - SMALL)) + ".wav";
        return """
            {"id": %d, "status": "processed", "device_id": null, "filename": "%s", "duration_seconds": 9.0, \
            "recorded_at": "2026-05-01T06:00:00.000Z", "created_at": "2026-05-01T06:00:01.250Z", \
            "classified_at": "2026-05-01T06:00:01.600Z", "processed_at": "2026-05-01T06:00:01.640Z", \
            "confidence": 0.12, "verdict": "no_bird", "bird": null, "predictions": [], "detections": [], \
            "model": {"name": "backyard-mini", "version": "1.0.0"}, "error": null}\
            """.formatted(captureId, name);
    }
}
