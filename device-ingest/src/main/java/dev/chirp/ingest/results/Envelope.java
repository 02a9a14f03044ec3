package dev.chirp.ingest.results;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.EventType;
import dev.chirp.contracts.event.Header;
import dev.chirp.contracts.live.LiveFrame;
import dev.chirp.contracts.live.LiveMapping;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Reads a record of {@code chirp.capture.results.v1} into the frame that sockets get, too. Pure. */
final class Envelope {
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private Envelope() {}

    /** UTF-8 JSON; empty for what no client sees, or cannot be read. */
    static Optional<byte[]> of(ConsumerRecord<byte[], byte[]> record) {
        Optional<EventType> type = EventType.ofCeType(header(record, Header.CE_TYPE));
        if (type.isEmpty() || record.value() == null) {
            return Optional.empty();
        }
        try {
            return LiveMapping.frame(
                            type.get(),
                            UUID.fromString(header(record, Header.CE_ID)),
                            Long.parseLong(header(record, Header.CHIRP_SEQ)),
                            Long.parseLong(header(record, Header.CHIRP_EPOCH)),
                            MILLIS.format(Instant.parse(header(record, Header.CE_TIME))),
                            optional(record, Header.CHIRP_REQUEST_ID),
                            EventJson.MAPPER.readTree(record.value()))
                    .map(LiveFrame::toBytes);
        } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
            // notify-fanout reads it, too, and keeps it as a dead letter.
            return Optional.empty();
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        String value = optional(record, name);
        return value == null ? "" : value;
    }

    private static @Nullable String optional(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
