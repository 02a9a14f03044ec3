package dev.chirp.load.socket;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What all sockets of a fleet have seen. Thread-safe. */
public final class Tally {
    private static final int SHOWN = 20;
    private final LongAdder deliveries = new LongAdder();
    private final LongAdder replays = new LongAdder();
    private final LongAdder opened = new LongAdder();
    private final LongAdder recovered = new LongAdder();
    private final LongAdder startedAnew = new LongAdder();
    private final LongAdder silences = new LongAdder();
    private final Map<Integer, Long> closes = new TreeMap<>();
    private final Map<Integer, Long> refusals = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();
    private long violated;

    void delivered() {
        deliveries.increment();
    }

    void replayed() {
        replays.increment();
    }

    void opened() {
        opened.increment();
    }

    void recovered() {
        recovered.increment();
    }

    void startedAnew() {
        startedAnew.increment();
    }

    void silent() {
        silences.increment();
    }

    synchronized void closed(int code) {
        closes.merge(code, 1L, Long::sum);
    }

    synchronized void refused(int status) {
        refusals.merge(status, 1L, Long::sum);
    }

    synchronized void violation(String what) {
        violated++;
        if (violations.size() < SHOWN) {
            violations.add(what);
        }
    }

    /** Frames of durable channels. */
    public long deliveries() {
        return deliveries.sum();
    }

    /** Those of them that a socket got of its past. */
    public long replays() {
        return replays.sum();
    }

    /** Upgrades that ended in {@code connected}. */
    public long openings() {
        return opened.sum();
    }

    /** Those with {@code recovered: true}. */
    public long recoveries() {
        return recovered.sum();
    }

    /** Those that came with a position and were told {@code recovered: false}. */
    public long lostPositions() {
        return startedAnew.sum();
    }

    /** Sockets that a client gave up because nothing came any more. */
    public long silences() {
        return silences.sum();
    }

    /** By close code; 1006 is a connection that just ended. */
    public synchronized Map<Integer, Long> closes() {
        return new TreeMap<>(closes);
    }

    /** By HTTP status; 0 is a connection that could not be made or ended before the answer. */
    public synchronized Map<Integer, Long> refusals() {
        return new TreeMap<>(refusals);
    }

    /** What should not have happened: how often. */
    public synchronized long violationCount() {
        return violated;
    }

    /** The first of them. */
    public synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    public synchronized void forgetViolations() {
        violations.clear();
        violated = 0;
    }
}
