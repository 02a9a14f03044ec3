package dev.chirp.relay.publish;

import dev.chirp.relay.lane.OwnedLane;
import dev.chirp.relay.lane.Refusal;
import dev.chirp.relay.lane.Ticket;
import dev.chirp.relay.read.EventRow;
import dev.chirp.relay.read.Observation;
import dev.chirp.telemetry.trace.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one producer of this instance. Events are handed over by the publishing thread; answers come on the producer's
 * thread, or at once on the caller's when a record does not get as far as its buffer.
 */
public final class Publisher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Publisher.class);
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);
    private static final Duration BROKEN_TOPIC_PAUSE = Duration.ofSeconds(15);

    private final Producer<byte[], byte[]> producer;
    private final Map<String, Integer> partitions;
    private final long maxBytesInFlight;
    private final PublishMeters meters;
    private final Runnable wake;
    private final AtomicLong bytesInFlight = new AtomicLong();
    private final Stalls stalls;
    private final FirstBatches firstBatches = new FirstBatches();
    private volatile boolean broken;
    private volatile boolean closed;

    /**
     * @param partitions the partition count of each topic
     * @param wake called when there is room again, or something to do for a lane that waited
     */
    public Publisher(KafkaSettings settings, Map<String, Integer> partitions, PublishMeters meters, Runnable wake) {
        this(new KafkaProducer<>(settings.producer()), settings.maxInFlight().toBytes(), partitions, meters, wake);
    }

    private Publisher(
            KafkaProducer<byte[], byte[]> producer,
            long maxBytesInFlight,
            Map<String, Integer> partitions,
            PublishMeters meters,
            Runnable wake) {
        this(producer, responses(producer), maxBytesInFlight, partitions, meters, wake);
    }

    /** @param responses how many responses the producer has got from brokers */
    Publisher(
            Producer<byte[], byte[]> producer,
            LongSupplier responses,
            long maxBytesInFlight,
            Map<String, Integer> partitions,
            PublishMeters meters,
            Runnable wake) {
        this.producer = producer;
        this.maxBytesInFlight = maxBytesInFlight;
        this.partitions = partitions;
        this.meters = meters;
        this.wake = wake;
        this.stalls = new Stalls(responses);
    }

    private static LongSupplier responses(KafkaProducer<byte[], byte[]> producer) {
        Metric total = producer.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().group().equals("producer-metrics")
                        && metric.getKey().name().equals("response-total"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The Kafka producer does not count responses"));
        return () -> ((Number) total.metricValue()).longValue();
    }

    /** Whether more may be read. */
    public boolean hasRoom() {
        return bytesInFlight.get() < maxBytesInFlight;
    }

    /** Whether the producer will never send again, everywhere or to some partition, and a new one is needed. */
    public boolean isBroken() {
        if (!broken && stalls.any(System.nanoTime())) {
            broken = true;
            log.atWarn().log("The Kafka producer does not get on with a partition, a new one takes its place");
        }
        return broken;
    }

    /** Hands an event over, unless its lane takes none. */
    public void publish(EventRow row, OwnedLane lane, Stamp stamp) {
        send(row, lane, stamp, (ticket, outcome) -> settle(row, lane, ticket, outcome, stamp));
    }

    /**
     * Hands an event of {@code held} over. Whatever the answer, the event counts as settled, because it stands there.
     *
     * @param told gets the answer, on the producer's thread or on the caller's, and says whether somebody waits for it
     * @return false when the lane takes none now
     */
    public boolean publishHeld(EventRow row, OwnedLane lane, Stamp stamp, Predicate<PublishOutcome> told) {
        return send(row, lane, stamp, (ticket, outcome) -> {
            if (outcome instanceof PublishOutcome.Published) {
                meters.released();
            }
            boolean waitedFor = lane.settle(ticket);
            return told.test(outcome) || waitedFor;
        });
    }

    private boolean send(EventRow row, OwnedLane lane, Stamp stamp, Answer answer) {
        Integer count = partitions.get(row.topic());
        ProducerRecord<byte[], byte[]> record =
                RecordFormat.record(row, count == null ? 1 : count, stamp.streamEpoch());
        int bytes = RecordFormat.size(record);
        Ticket ticket = lane.open(bytes);
        if (ticket == null) {
            return false;
        }
        bytesInFlight.addAndGet(bytes);
        if (count == null) {
            answer(answer, ticket, bytes, new PublishOutcome.TopicBroken("unknown_topic"));
            return true;
        }
        String partition = record.topic() + "-" + record.partition();
        stalls.opened(partition, System.nanoTime());
        firstBatches.send(partition, () -> {
            long sent = System.nanoTime();
            Operation operation = Operation.send(row.topic(), row.origin().traceparent());
            RecordFormat.trace(record, operation.traceparent());
            send(record, error -> {
                long now = System.nanoTime();
                operation.end(error);
                stalls.answered(partition, now);
                meters.acknowledged(now - sent);
                answer(answer, ticket, bytes, outcome(row, error));
                firstBatches.answered(partition, error == null);
            });
        });
        return true;
    }

    private void send(ProducerRecord<byte[], byte[]> record, Consumer<@Nullable Exception> answered) {
        try {
            var _ = producer.send(record, (at, error) -> answered.accept(error));
        } catch (KafkaException | IllegalStateException e) {
            if (!closed) {
                broken = true;
                log.atError().setCause(e).log("The Kafka producer gave up, a new one takes its place");
            }
            answered.accept(e);
        }
    }

    private PublishOutcome outcome(EventRow row, @Nullable Exception error) {
        PublishOutcome outcome = PublishOutcome.of(error);
        if (error != null && !closed) {
            log.atWarn()
                    .addKeyValue("topic", row.topic())
                    .addKeyValue("lane", row.lane())
                    .addKeyValue("event_id", row.eventId())
                    .addKeyValue("error", error.getClass().getSimpleName())
                    .log("Event not published");
        }
        return outcome;
    }

    private void answer(Answer answer, Ticket ticket, int bytes, PublishOutcome outcome) {
        boolean waitedFor = answer.to(ticket, outcome);
        boolean wasFull = bytesInFlight.getAndAdd(-bytes) >= maxBytesInFlight;
        if (waitedFor || (wasFull && hasRoom())) {
            wake.run();
        }
    }

    private boolean settle(EventRow row, OwnedLane lane, Ticket ticket, PublishOutcome outcome, Stamp stamp) {
        return switch (outcome) {
            case PublishOutcome.Published published -> {
                meters.published(stamp.sinceAppend(row.createdAt()));
                yield lane.settle(ticket);
            }
            case PublishOutcome.Retry retry -> {
                meters.retried();
                yield lane.retry(ticket, System.nanoTime(), RETRY_PAUSE);
            }
            case PublishOutcome.TopicBroken(String reason) -> {
                meters.retried();
                log.atError()
                        .addKeyValue("topic", row.topic())
                        .addKeyValue("reason", reason)
                        .log("The topic takes nothing, its lane is stopped");
                yield lane.retry(ticket, System.nanoTime(), BROKEN_TOPIC_PAUSE);
            }
            case PublishOutcome.Held(String reason) -> {
                lane.refuse(new Refusal(row, ticket, reason));
                yield true;
            }
        };
    }

    /** Drops what is buffered; for records of a lease that is over. */
    @Override
    public void close() {
        closed = true;
        producer.close(Duration.ZERO);
    }

    /** What an answer does to the lane; says whether somebody waits for it. */
    private interface Answer {
        boolean to(Ticket ticket, PublishOutcome outcome);
    }

    /**
     * What records get from the round that read them.
     *
     * @param databaseAhead how far the database's clock is ahead of this machine's
     */
    public record Stamp(long streamEpoch, Duration databaseAhead) {
        public static Stamp of(Observation observation) {
            return new Stamp(observation.streamEpoch(), Duration.between(Instant.now(), observation.at()));
        }

        private Duration sinceAppend(Instant createdAt) {
            return Duration.between(createdAt, Instant.now().plus(databaseAhead));
        }
    }
}
