package dev.chirp.messaging;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.EventType;
import dev.chirp.contracts.event.Header;
import dev.chirp.contracts.event.Stream;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A message read as an event of its stream, or why it is none. */
sealed interface Decoded {
    record Event(Received received) implements Decoded {}

    /** Can never be read by this version. */
    record Poison(String reason, String detail) implements Decoded {}

    static Decoded of(Message message, Stream stream) {
        return of(message, stream, false);
    }

    /** As {@link #of(Message, Stream)}; {@code replayed} is what the listener is told. */
    static Decoded of(Message message, Stream stream, boolean replayed) {
        if (!message.placed()) {
            return new Poison(
                    "unplaced",
                    "stream %s, seq %s (expected: a key, stream %s, a seq that the database gave)"
                            .formatted(
                                    message.header(Header.CHIRP_STREAM),
                                    message.header(Header.CHIRP_SEQ),
                                    stream.streamName()));
        }
        UUID eventId = message.eventId();
        if (eventId == null) {
            return new Poison("bad_header", "ce_id: " + message.header(Header.CE_ID) + " (expected: a UUID)");
        }
        String version = message.header(Header.SCHEMA_VERSION);
        if (version == null || !major(version).equals(major(Header.CURRENT_SCHEMA_VERSION))) {
            return new Poison(
                    "unknown_schema",
                    "schema_version: %s (expected: %s.x)".formatted(version, major(Header.CURRENT_SCHEMA_VERSION)));
        }
        Optional<EventType> type = Optional.ofNullable(message.header(Header.CE_TYPE))
                .flatMap(EventType::ofCeType)
                .filter(known -> known.stream() == stream);
        if (type.isEmpty()) {
            return new Poison("unknown_type", "ce_type: " + message.header(Header.CE_TYPE));
        }
        return read(message, type.get(), eventId, replayed);
    }

    private static Decoded read(Message message, EventType type, UUID eventId, boolean replayed) {
        try {
            return new Event(new Received(
                    type,
                    type.read(EventJson.MAPPER.readTree(message.value())),
                    eventId,
                    message.stream(),
                    message.key(),
                    message.seq(),
                    message.header(Header.CHIRP_REQUEST_ID),
                    message.header(Header.TRACEPARENT),
                    replayed));
        } catch (RuntimeException e) {
            // Only the class: Jackson's message quotes the payload.
            return new Poison("unreadable", e.getClass().getSimpleName());
        }
    }

    private static String major(@Nullable String version) {
        return version == null ? "" : version.split("\\.", 2)[0];
    }
}
