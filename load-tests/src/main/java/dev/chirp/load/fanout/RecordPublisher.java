package dev.chirp.load.fanout;

import dev.chirp.contracts.event.EventId;
import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.EventType;
import dev.chirp.contracts.event.Header;
import dev.chirp.contracts.event.Stream;
import dev.chirp.contracts.live.LiveMapping;
import dev.chirp.load.socket.SentAt;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes records of the results topic as the relay does, numbered gaplessly per user from 1, and stamps each with the time
 * at which it was handed to the producer. PostgreSQL knows nothing of them. One thread publishes at a time.
 */
public final class RecordPublisher implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final long epoch;
    private final Map<Long, Long> newest = new ConcurrentHashMap<>();
    private final AtomicLong failures = new AtomicLong();

    RecordPublisher(String bootstrapServers, long epoch) {
        this.epoch = epoch;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 1, "compression.type", "lz4"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** The next event of this user. */
    public void send(long user, int documentBytes) {
        long seq = newest.merge(user, 1L, Long::sum);
        byte[] value = utf8(CaptureDocument.of(seq, documentBytes));
        var headers = new RecordHeaders();
        headers.add(Header.CE_ID, utf8(EventId.next().toString()));
        headers.add(Header.CE_TYPE, utf8(EventType.CAPTURE_PROCESSED.ceType()));
        headers.add(Header.CE_TIME, utf8(Instant.now().toString()));
        headers.add(Header.CHIRP_STREAM, utf8(Stream.CAPTURE_RESULTS.streamName()));
        headers.add(Header.CHIRP_SEQ, utf8(Long.toString(seq)));
        headers.add(Header.CHIRP_EPOCH, utf8(Long.toString(epoch)));
        headers.add(Header.CHIRP_REQUEST_ID, utf8(SentAt.requestId(System.nanoTime())));
        var _ = producer.send(
                new ProducerRecord<>(Stream.CAPTURE_RESULTS.topic(), null, utf8(Long.toString(user)), value, headers),
                (stored, failure) -> {
                    if (failure != null) {
                        failures.incrementAndGet();
                    }
                });
    }

    /** The next event of this user, of the usual size. */
    public void send(long user) {
        send(user, CaptureDocument.SMALL);
    }

    /** What a client gets of such an event, for servers that are handed frames instead of events. */
    public static byte[] frame(long seq) {
        return LiveMapping.frame(
                        EventType.CAPTURE_PROCESSED,
                        EventId.next(),
                        seq,
                        1,
                        Instant.now().truncatedTo(ChronoUnit.MILLIS).toString(),
                        SentAt.requestId(System.nanoTime()),
                        EventJson.MAPPER.readTree(CaptureDocument.of(seq, CaptureDocument.SMALL)))
                .orElseThrow()
                .toBytes();
    }

    /**
     * Sends at a steady rate until time is up; what is late is sent at once.
     *
     * @param userOf the user of the nth event
     */
    public void atRate(double perSecond, double seconds, int documentBytes, LongUnaryOperator userOf) {
        long start = System.nanoTime();
        long count = (long) (perSecond * seconds);
        for (long n = 0; n < count; n++) {
            long due = start + (long) (n * 1e9 / perSecond);
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            send(userOf.applyAsLong(n), documentBytes);
        }
        producer.flush();
        if (failures.get() > 0) {
            throw new IllegalStateException(failures.get() + " records were not stored");
        }
    }

    public void flush() {
        producer.flush();
    }

    /** The number of the newest event of this user; 0 before the first. */
    public long newest(long user) {
        return newest.getOrDefault(user, 0L);
    }

    /** Of every user, now. */
    public Map<Long, Long> newest() {
        return Map.copyOf(newest);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close();
    }
}
