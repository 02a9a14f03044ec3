package dev.chirp.relay.lag;

import org.jspecify.annotations.Nullable;

/**
 * What the broker says of one partition at one moment.
 *
 * @param start offset of the oldest message that it still has
 * @param end offset that the next message will get
 * @param committed offset of the first message that the group has not finished; null when it never committed here
 */
record PartitionOffsets(
        int partition, long start, long end, @Nullable Long committed) {

    /**
     * The first message that the group still has to read. A group that never committed begins with the oldest, and what the
     * broker has deleted is read by nobody.
     */
    long next() {
        return committed == null ? start : Math.max(start, committed);
    }

    long messages() {
        return Math.max(0, end - next());
    }
}
