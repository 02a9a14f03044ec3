package dev.chirp.load.check;

import dev.chirp.contracts.event.Header;
import dev.chirp.contracts.event.Signal;
import dev.chirp.contracts.event.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Compares the topics with the event table. Every topic is read from its beginning, each record once in this object's
 * life; copies of an event must be equal, and what remains without copies must be the table's rows, no more and no less.
 */
public final class TopicContents implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private final Database database;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<Position, Content> published = new HashMap<>();
    private final List<String> contradictions = new ArrayList<>();
    private long records;

    private record Position(String stream, String key, long seq) {}

    /** Hashes instead of texts: a run has very many events. */
    private record Content(String eventId, String topic, int payloadHash, int payloadLength) {}

    public TopicContents(Database database, String bootstrapServers) {
        this.database = database;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                        1_000,
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        5_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Copies beyond the first, over everything that was read so far. */
    public long duplicates() {
        return records - published.size();
    }

    /**
     * Reads on until everything in the event table was seen, or time is up; says what is missing or wrong.
     *
     * @param poison records that are not the platform's
     * @param lost events that a restore took out of the table, where others may have their numbers
     */
    public List<String> violations(Collection<Place> poison, LostHistory lost, Duration timeout)
            throws SQLException, IOException {
        if (consumer.assignment().isEmpty()) {
            // What may be lost has no row.
            Set<String> signals =
                    Arrays.stream(Signal.values()).map(Signal::topic).collect(Collectors.toSet());
            consumer.assign(Topics.all().stream()
                    .filter(topic -> !signals.contains(topic))
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList());
        }
        Set<Place> ignored = Set.copyOf(poison);
        long deadline = System.nanoTime() + timeout.toNanos();
        List<String> wrong;
        do {
            readToTheEnd(ignored, lost.eventIds(), deadline);
            wrong = differences();
        } while (!wrong.isEmpty() && System.nanoTime() < deadline);
        wrong.addAll(contradictions);
        contradictions.clear();
        return wrong;
    }

    private void readToTheEnd(Set<Place> ignored, Set<String> lost, long deadline) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        boolean behind = true;
        while (behind && System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> found : consumer.poll(POLL)) {
                if (!ignored.contains(new Place(found.topic(), found.partition(), found.offset()))
                        && !lost.contains(String.valueOf(header(found, Header.CE_ID)))) {
                    remember(found);
                }
            }
            behind = ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
        }
    }

    private void remember(ConsumerRecord<byte[], byte[]> found) {
        String stream = header(found, Header.CHIRP_STREAM);
        String seq = header(found, Header.CHIRP_SEQ);
        if (stream == null || seq == null || found.value() == null) {
            contradictions.add(
                    "record of nobody: %s-%d@%d".formatted(found.topic(), found.partition(), found.offset()));
            return;
        }
        records++;
        Position position = new Position(stream, text(found.key()), Long.parseLong(seq));
        Content content = content(String.valueOf(header(found, Header.CE_ID)), found.topic(), text(found.value()));
        Content first = published.putIfAbsent(position, content);
        if (first != null && !first.equals(content)) {
            contradictions.add("copies that differ: " + position + " is " + first + " and " + content);
        }
    }

    private List<String> differences() throws SQLException, IOException {
        List<String> wrong = new ArrayList<>();
        long[] rows = {0};
        database.each("SELECT stream, key, seq, event_id, topic, payload::text FROM event", row -> {
            rows[0]++;
            Position position = new Position(row.getString(1), row.getString(2), row.getLong(3));
            Content expected = content(row.getString(4), row.getString(5), row.getString(6));
            Content content = published.get(position);
            if (wrong.size() < 5 && !expected.equals(content)) {
                wrong.add(
                        content == null
                                ? "not in its topic: " + position
                                : "differs: " + position + " is " + content + " (expected: " + expected + ")");
            }
        });
        if (wrong.isEmpty() && published.size() != rows[0]) {
            wrong.add("events in topics: " + published.size() + " (expected: " + rows[0] + ", as in the table)");
        }
        return wrong;
    }

    private static Content content(String eventId, String topic, String payload) {
        return new Content(eventId, topic, payload.hashCode(), payload.length());
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> found, String name) {
        var header = found.headers().lastHeader(name);
        return header == null ? null : text(header.value());
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
