package dev.chirp.relay.position;

import java.util.Comparator;

/** The place of an event: its number within its stream and key. Ordered by stream, key, number. */
public record EventKey(String stream, String key, long seq) implements Comparable<EventKey> {
    private static final Comparator<EventKey> ORDER =
            Comparator.comparing(EventKey::stream).thenComparing(EventKey::key).thenComparingLong(EventKey::seq);

    @Override
    public int compareTo(EventKey other) {
        return ORDER.compare(this, other);
    }
}
