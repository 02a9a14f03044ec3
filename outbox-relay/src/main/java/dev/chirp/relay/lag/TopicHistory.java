package dev.chirp.relay.lag;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The histories of a topic's partitions. Not thread-safe. */
final class TopicHistory {
    private final Map<Integer, EndHistory> partitions = new HashMap<>();

    /** Remembers where the ends are, and tells how far the group is behind them. */
    Lag note(Collection<PartitionOffsets> offsets, long now) {
        Lag lag = Lag.NONE;
        for (PartitionOffsets one : offsets) {
            EndHistory history = partitions.computeIfAbsent(one.partition(), partition -> new EndHistory());
            history.note(one.end(), now);
            lag = lag.and(one.messages(), history.sinceCame(one.next(), now));
        }
        return lag;
    }
}
