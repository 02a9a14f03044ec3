package dev.chirp.contracts.event;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Every topic of the platform; {@code cleanup.policy=delete}, retention 7 days. */
public final class Topics {
    /** Partitions of every topic on one machine; the chart uses 128. Both divide {@link Lane#COUNT}. */
    public static final int LOCAL_PARTITIONS = 16;

    private Topics() {}

    /** All topics, dead-letter topics included. */
    public static List<String> all() {
        return Stream.concat(
                        Arrays.stream(dev.chirp.contracts.event.Stream.values())
                                .map(dev.chirp.contracts.event.Stream::topic),
                        Stream.concat(
                                Arrays.stream(ConsumerGroup.values()).map(ConsumerGroup::deadLetterTopic),
                                Arrays.stream(Signal.values()).map(Signal::topic)))
                .toList();
    }
}
