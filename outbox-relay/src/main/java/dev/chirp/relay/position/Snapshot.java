package dev.chirp.relay.position;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * PostgreSQL's {@code pg_snapshot}: which transactions had ended when it was taken.
 *
 * @param xmin every transaction below had ended
 * @param xmax no transaction from here on had ended; the latest ended one + 1, which is <em>not</em> the next to begin
 * @param inProgress the transactions of {@code [xmin, xmax)} that had not ended, ascending
 */
public record Snapshot(long xmin, long xmax, List<Long> inProgress) {
    /** Before every event: what a lane starts from that was never published. */
    public static final Snapshot ORIGIN = new Snapshot(1, 1, List.of());

    public Snapshot {
        inProgress = List.copyOf(inProgress);
        if (xmin < 1 || xmax < xmin) {
            throw new IllegalArgumentException("snapshot: %d:%d (expected: 1 <= xmin <= xmax)".formatted(xmin, xmax));
        }
        long previous = xmin - 1;
        for (long tx : inProgress) {
            if (tx <= previous || tx >= xmax) {
                throw new IllegalArgumentException(
                        "snapshot in progress: %d (expected: %d..%d, ascending)".formatted(tx, previous + 1, xmax - 1));
            }
            previous = tx;
        }
    }

    /** Reads {@code xmin:xmax:xip,xip}; throws {@link IllegalArgumentException} for anything else. */
    public static Snapshot parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("snapshot: '" + text + "' (expected: xmin:xmax:xip,xip)");
        }
        List<Long> inProgress = new ArrayList<>();
        if (!parts[2].isEmpty()) {
            for (String tx : parts[2].split(",", -1)) {
                inProgress.add(Long.parseLong(tx));
            }
        }
        return new Snapshot(Long.parseLong(parts[0]), Long.parseLong(parts[1]), inProgress);
    }

    /** Whether this transaction had ended, as {@code pg_visible_in_snapshot}: what it committed is seen. */
    public boolean sees(long tx) {
        return tx < xmin || (tx < xmax && Collections.binarySearch(inProgress, tx) < 0);
    }

    /** {@code xmin:xmax:xip,xip}, as {@code pg_snapshot} is written. */
    @Override
    public String toString() {
        return inProgress.stream().map(String::valueOf).collect(Collectors.joining(",", xmin + ":" + xmax + ":", ""));
    }
}
