package dev.chirp.relay.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Brings rows that come in the order of their transactions into the order of their keys' numbers. */
final class Sequence {
    private record Key(String stream, String key) {
        static Key of(EventRow row) {
            return new Key(row.key().stream(), row.key().key());
        }
    }

    private final Map<Key, TreeMap<Long, EventRow>> putOff = new HashMap<>();
    private final List<EventRow> ready = new ArrayList<>();

    Sequence(List<EventRow> putOff) {
        putOff.forEach(this::putOff);
    }

    void add(EventRow row) {
        TreeMap<Long, EventRow> waiting = putOff.get(Key.of(row));
        long seq = row.key().seq();
        if (row.early() || (waiting != null && seq > waiting.firstKey())) {
            putOff(row);
            return;
        }
        ready.add(row);
        if (waiting != null) {
            while (!waiting.isEmpty() && waiting.firstKey() == ++seq) {
                ready.add(waiting.pollFirstEntry().getValue());
            }
            if (waiting.isEmpty()) {
                putOff.remove(Key.of(row));
            }
        }
    }

    private void putOff(EventRow row) {
        putOff.computeIfAbsent(Key.of(row), key -> new TreeMap<>())
                .put(row.key().seq(), row);
    }

    List<EventRow> ready() {
        return ready;
    }

    /** What still waits, by key and number. */
    List<EventRow> putOff() {
        return putOff.values().stream()
                .flatMap(waiting -> waiting.values().stream())
                .toList();
    }
}
