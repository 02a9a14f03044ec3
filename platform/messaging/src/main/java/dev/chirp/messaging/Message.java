package dev.chirp.messaging;

import dev.chirp.contracts.event.Header;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way to the listener, still undecoded: a Kafka record or a row of the event table.
 *
 * @param seq its number within stream and key, or {@link #UNPLACED}
 * @param partition where the record lies, or {@link #NO_RECORD} for a row of the event table
 * @param time when it was published, or written for a row of the event table
 * @param headers by their Kafka names
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; the bytes of the record, not copied
record Message(
        String topic,
        String stream,
        String key,
        long seq,
        int partition,
        long offset,
        Instant time,
        byte[] value,
        Map<String, String> headers) {
    /** The record does not say where it belongs; it has no part in the order of any key. */
    static final long UNPLACED = 0;

    static final int NO_RECORD = -1;

    boolean placed() {
        return seq != UNPLACED;
    }

    boolean fromTable() {
        return partition == NO_RECORD;
    }

    @Nullable
    String header(String name) {
        return headers.get(name);
    }

    /** The event id, or null when there is none that can be read. */
    @Nullable
    UUID eventId() {
        String id = header(Header.CE_ID);
        if (id == null || id.length() != 36) {
            return null;
        }
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    Message withValue(byte[] newValue) {
        return new Message(topic, stream, key, seq, partition, offset, time, newValue, headers);
    }

    /** The same bytes without a place: they are given up without touching the position of their key. */
    Message unplaced() {
        return new Message(topic, stream, key, UNPLACED, partition, offset, time, value, headers);
    }
}
