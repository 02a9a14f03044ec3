package dev.chirp.fanout.feed;

import dev.chirp.contracts.event.EventType;
import dev.chirp.contracts.event.Header;
import dev.chirp.contracts.live.LiveFrame;
import dev.chirp.contracts.live.LiveMapping;
import dev.chirp.fanout.channel.DurableChannel;
import dev.chirp.fanout.channel.EventTime;
import dev.chirp.fanout.channel.LiveMessage;
import dev.chirp.fanout.channel.Position;
import dev.chirp.fanout.channel.SnapshotChannel;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Reads a record of {@code chirp.capture.results.v1} into the frame that clients get. Pure. */
final class RecordReader {
    private static final int MAX_KEY_BYTES = 64;
    private static final String UNPLACED = "unplaced";
    private static final String UNREADABLE = "unreadable";

    private RecordReader() {}

    static Reading read(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null || record.key().length == 0 || record.key().length > MAX_KEY_BYTES) {
            return new Reading.Undecodable(UNPLACED, "key is missing or too long", Optional.empty());
        }
        DurableChannel channel = DurableChannel.user(new String(record.key(), StandardCharsets.UTF_8));
        Position place;
        try {
            place = new Position(
                    Long.parseLong(header(record, Header.CHIRP_EPOCH)),
                    Long.parseLong(header(record, Header.CHIRP_SEQ)));
        } catch (IllegalArgumentException e) {
            return new Reading.Undecodable(UNPLACED, "chirp_seq or chirp_epoch is missing", Optional.empty());
        }
        String requestId = optional(record.headers(), Header.CHIRP_REQUEST_ID);
        var skip = new Reading.Message(channel, LiveMessage.skip(place), requestId, null);
        Optional<EventType> type = EventType.ofCeType(header(record, Header.CE_TYPE));
        if (type.isEmpty()) {
            return skip;
        }
        try {
            return message(record, type.get(), channel, place, requestId)
                    .map(Reading.class::cast)
                    .orElse(skip);
        } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
            return new Reading.Undecodable(
                    UNREADABLE, "value or headers are not of " + type.get().ceType(), Optional.of(skip));
        }
    }

    /** The trace that the record belongs to, or null. */
    static @Nullable String traceparent(ConsumerRecord<byte[], byte[]> record) {
        return optional(record.headers(), Header.TRACEPARENT);
    }

    private static Optional<Reading.Message> message(
            ConsumerRecord<byte[], byte[]> record,
            EventType type,
            DurableChannel channel,
            Position place,
            @Nullable String requestId) {
        Instant at = Instant.parse(header(record, Header.CE_TIME));
        if (record.value() == null) {
            throw new IllegalArgumentException("no value");
        }
        Payload payload = LiveMapping.isPassedOn(type) ? Payload.unread(record.value()) : Payload.read(record.value());
        return LiveMapping.frame(
                        type,
                        UUID.fromString(header(record, Header.CE_ID)),
                        place.offset(),
                        place.epoch(),
                        EventTime.format(at),
                        requestId,
                        payload.json())
                .map(LiveFrame::toBytes)
                .map(frame -> new Reading.Message(
                        channel,
                        LiveMessage.of(place, at.toEpochMilli(), frame),
                        requestId,
                        device(payload.deviceId())));
    }

    private static @Nullable SnapshotChannel device(@Nullable String id) {
        return id == null ? null : SnapshotChannel.device(UUID.fromString(id));
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        String value = optional(record.headers(), name);
        return value == null ? "" : value;
    }

    private static @Nullable String optional(Headers headers, String name) {
        var header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
