package dev.chirp.relay.publish;

import dev.chirp.contracts.event.Header;
import dev.chirp.relay.read.EventRow;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** An event as a Kafka record: CloudEvents 1.0 in binary mode, the platform's headers, the payload as value. */
final class RecordFormat {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    private RecordFormat() {}

    static ProducerRecord<byte[], byte[]> record(EventRow row, int partitions, long streamEpoch) {
        var record = new ProducerRecord<>(
                row.topic(), row.lane() % partitions, bytes(row.key().key()), bytes(row.payload()));
        Headers headers = record.headers();
        put(headers, Header.CE_SPECVERSION, "1.0");
        put(headers, Header.CE_ID, row.eventId().toString());
        put(headers, Header.CE_TYPE, row.type());
        put(headers, Header.CE_SOURCE, row.origin().source());
        put(headers, Header.CE_TIME, TIME.format(row.createdAt()));
        put(headers, Header.CE_SUBJECT, row.origin().subject());
        put(headers, Header.TRACEPARENT, row.origin().traceparent());
        put(headers, Header.CHIRP_STREAM, row.key().stream());
        put(headers, Header.CHIRP_SEQ, Long.toString(row.key().seq()));
        put(headers, Header.CHIRP_EPOCH, Long.toString(streamEpoch));
        put(headers, Header.CHIRP_REQUEST_ID, row.origin().requestId());
        put(headers, Header.SCHEMA_VERSION, row.origin().schemaVersion());
        row.origin().deadLetter().forEach((name, value) -> put(headers, name, value));
        return record;
    }

    /**
     * What consumers do with the record follows from this.
     *
     * @param traceparent null leaves the row's own
     */
    static void trace(ProducerRecord<byte[], byte[]> record, @Nullable String traceparent) {
        if (traceparent != null) {
            record.headers().remove(Header.TRACEPARENT).add(Header.TRACEPARENT, bytes(traceparent));
        }
    }

    /** About how many bytes the record takes in the producer's buffer. */
    static int size(ProducerRecord<byte[], byte[]> record) {
        int headers = 0;
        for (var header : record.headers()) {
            headers += header.key().length() + header.value().length;
        }
        return record.key().length + record.value().length + headers;
    }

    private static void put(Headers headers, String name, @Nullable String value) {
        if (value != null) {
            headers.add(name, bytes(value));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
