package dev.chirp.ingest.http;

import dev.chirp.ingest.device.DeviceIdentity;
import dev.chirp.ingest.intake.Clip;
import dev.chirp.ingest.problem.DeviceProblem;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Reads what a device says about its clip in the headers of the request. */
final class ClipHeaders {
    static final String DEVICE_KEY = "X-Device-Key";
    private static final String DEVICE_ID = "X-Device-Id";
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final String BOOT = "X-Device-Boot";
    private static final String SEQ = "X-Device-Seq";
    private static final String RECORDED_AT = "X-Recorded-At";
    private static final Pattern SAFE = Pattern.compile("[\\x21-\\x7e]{1,128}");
    private static final Pattern UNSIGNED_INT = Pattern.compile("[0-9]{1,10}");
    private static final long MAX_SEQ = 0xffff_ffffL;

    private ClipHeaders() {}

    /** Refuses a device that says to be another one than its key does. */
    static void requireDevice(DeviceIdentity device, HttpHeaders headers) {
        String claimed = headers.getFirst(DEVICE_ID);
        if (claimed != null && !claimed.equalsIgnoreCase(device.deviceId().toString())) {
            throw DeviceProblem.anotherDevice();
        }
    }

    static Clip clip(
            DeviceIdentity device,
            HttpHeaders headers,
            ClipFormat format,
            String requestId,
            @Nullable String traceparent) {
        return new Clip(
                device,
                name(headers),
                format instanceof ClipFormat.File(String contentType) ? contentType : "audio/wav",
                recordedAt(headers.getFirst(RECORDED_AT)),
                requestId,
                traceparent);
    }

    private static Clip.Name name(HttpHeaders headers) {
        String key = headers.getFirst(IDEMPOTENCY_KEY);
        String boot = headers.getFirst(BOOT);
        String seq = headers.getFirst(SEQ);
        if (key != null) {
            return new Clip.Name.Idempotency(safe(IDEMPOTENCY_KEY, key));
        }
        if (boot == null && seq == null) {
            return new Clip.Name.None();
        }
        if (boot == null || seq == null) {
            throw DeviceProblem.badRequest(BOOT + " and " + SEQ + " belong together: one of them is missing.");
        }
        return new Clip.Name.OfBoot(safe(BOOT, boot), seq(seq));
    }

    private static String safe(String header, String value) {
        if (!SAFE.matcher(value).matches()) {
            throw DeviceProblem.badRequest(header + " must be 1 to 128 printable ASCII characters without spaces.");
        }
        return value;
    }

    private static long seq(String value) {
        if (!UNSIGNED_INT.matcher(value).matches() || Long.parseLong(value) > MAX_SEQ) {
            throw DeviceProblem.badRequest(SEQ + " must be a whole number from 0 to " + MAX_SEQ + ".");
        }
        return Long.parseLong(value);
    }

    private static @Nullable Instant recordedAt(@Nullable String value) {
        if (value == null) {
            return null;
        }
        try {
            return Instant.parse(value);
        } catch (DateTimeParseException e) {
            throw DeviceProblem.badRequest(RECORDED_AT + " must be a time such as 2026-05-01T05:30:00Z.");
        }
    }
}
