package dev.chirp.relay.read;

import dev.chirp.relay.position.EventKey;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A committed event as the relay needs it; {@code payload} is JSON text. */
public record EventRow(
        int lane,
        EventKey key,
        LocalDate day,
        UUID eventId,
        String topic,
        String type,
        Origin origin,
        String payload,
        Instant createdAt) {
    /** What the writer put into {@code event.headers}. */
    public record Origin(
            @Nullable String source,
            @Nullable String subject,
            @Nullable String requestId,
            @Nullable String traceparent,
            @Nullable String schemaVersion) {}
}
