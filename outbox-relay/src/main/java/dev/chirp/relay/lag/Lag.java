package dev.chirp.relay.lag;

import java.time.Duration;

/**
 * How far a group is behind in a topic.
 *
 * @param messages that it has not committed, in all partitions
 * @param age how long the oldest of them has been there, at least
 */
record Lag(long messages, Duration age) {
    static final Lag NONE = new Lag(0, Duration.ZERO);

    Lag and(long more, Duration oldest) {
        return new Lag(messages + more, oldest.compareTo(age) > 0 ? oldest : age);
    }
}
