package dev.chirp.relay.model;

import dev.chirp.relay.position.EventKey;
import dev.chirp.relay.position.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** As much of PostgreSQL as the argument needs: transaction ids, snapshots, visibility, the row lock of a key. */
final class ModelDatabase {
    /** @param id from a sequence, at insertion: what an id cursor would follow */
    record Row(long id, long tx, EventKey key) {}

    private final TreeMap<Long, List<Row>> running = new TreeMap<>();
    private final List<Row> committed = new ArrayList<>();
    private final Map<String, Long> lockHolder = new HashMap<>();
    private final Map<String, Long> lastSeq = new HashMap<>();
    private long nextTx = 3;
    private long latestEnded = 2;
    private long nextId = 1;

    void begin() {
        running.put(nextTx++, new ArrayList<>());
    }

    List<Long> runningTransactions() {
        return List.copyOf(running.keySet());
    }

    /** Does nothing when another transaction holds the key: there it would wait. */
    void append(long tx, String key) {
        if (lockHolder.getOrDefault(key, tx) != tx) {
            return;
        }
        lockHolder.put(key, tx);
        List<Row> own = running.get(tx);
        long before = own.stream().filter(row -> row.key().key().equals(key)).count();
        own.add(new Row(nextId++, tx, new EventKey("model", key, lastSeq.getOrDefault(key, 0L) + before + 1)));
    }

    void commit(long tx) {
        List<Row> rows = end(tx);
        committed.addAll(rows);
        rows.forEach(row -> lastSeq.merge(row.key().key(), row.key().seq(), Math::max));
    }

    void abort(long tx) {
        end(tx);
    }

    private List<Row> end(long tx) {
        lockHolder.values().removeIf(holder -> holder == tx);
        latestEnded = Math.max(latestEnded, tx);
        return running.remove(tx);
    }

    /** As {@code GetSnapshotData}: xmax is the latest ended transaction + 1. */
    Snapshot snapshot() {
        long xmax = latestEnded + 1;
        List<Long> inProgress = List.copyOf(running.headMap(xmax).keySet());
        return new Snapshot(inProgress.isEmpty() ? xmax : inProgress.getFirst(), xmax, inProgress);
    }

    /** What a statement sees now. */
    Stream<Row> visible() {
        return committed.stream();
    }

    Row row(EventKey key) {
        return committed.stream()
                .filter(row -> row.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    boolean isCommitted(Row row) {
        return committed.contains(row);
    }
}
