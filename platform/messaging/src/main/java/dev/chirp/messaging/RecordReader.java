package dev.chirp.messaging;

import dev.chirp.contracts.event.Header;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads where a Kafka record belongs; whatever its bytes are, there is an answer and no exception. */
final class RecordReader {
    private static final byte[] EMPTY = new byte[0];

    private final String streamName;

    /** For a topic that carries only the stream of this name. */
    RecordReader(String streamName) {
        this.streamName = streamName;
    }

    Message read(ConsumerRecord<byte[], byte[]> sent) {
        Map<String, String> headers = new HashMap<>();
        sent.headers().forEach(header -> headers.put(text(header.key()), text(header.value())));
        String key = text(sent.key());
        boolean placed = sent.key() != null && streamName.equals(headers.get(Header.CHIRP_STREAM));
        return new Message(
                sent.topic(),
                streamName,
                key,
                placed ? seq(headers.get(Header.CHIRP_SEQ)) : Message.UNPLACED,
                sent.partition(),
                sent.offset(),
                Instant.ofEpochMilli(Math.max(0, sent.timestamp())),
                sent.value() == null ? EMPTY : sent.value(),
                Map.copyOf(headers));
    }

    private static long seq(@Nullable String header) {
        if (header == null || header.length() > 19) {
            return Message.UNPLACED;
        }
        try {
            return Math.max(Message.UNPLACED, Long.parseLong(header));
        } catch (NumberFormatException e) {
            return Message.UNPLACED;
        }
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : text(new String(bytes, StandardCharsets.UTF_8));
    }

    /** PostgreSQL has no text with a NUL. */
    private static String text(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
