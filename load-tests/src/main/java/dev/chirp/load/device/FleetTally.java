package dev.chirp.load.device;

import dev.chirp.load.measure.Latencies;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What a fleet has seen. Thread-safe. */
public final class FleetTally {
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Latencies commits = new Latencies();
    private final Latencies returns = new Latencies();
    private final LongAdder frames = new LongAdder();
    private final LongAdder soundBytes = new LongAdder();
    private final LongAdder connections = new LongAdder();
    private final LongAdder slowDowns = new LongAdder();
    private final AtomicLong farthestBehind = new AtomicLong();
    private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();
    private final Map<Long, LongAdder> slowCommits = new ConcurrentHashMap<>();
    private volatile long clearedAt = System.nanoTime();

    /** From when END_CLIP was sent for the first time to the ACK that covers it. */
    public Latencies commits() {
        return commits;
    }

    /** Those that took longer than half a second, by the second since {@link #clear} in which they ended. */
    public Map<Long, Long> slowCommits() {
        Map<Long, Long> counted = new TreeMap<>();
        slowCommits.forEach((second, count) -> counted.put(second, count.sum()));
        return counted;
    }

    void committed(long now, long tookNanos) {
        commits.record(tookNanos);
        if (tookNanos > SLOW_NANOS) {
            slowCommits
                    .computeIfAbsent(TimeUnit.NANOSECONDS.toSeconds(now - clearedAt), first -> new LongAdder())
                    .increment();
        }
    }

    /** From the end of a connection to the next WELCOME. */
    public Latencies returns() {
        return returns;
    }

    /** Those sent again count again. */
    public long frames() {
        return frames.sum();
    }

    public long soundBytes() {
        return soundBytes.sum();
    }

    /** Welcomes. */
    public long connections() {
        return connections.sum();
    }

    public long slowDowns() {
        return slowDowns.sum();
    }

    /** The most frames that one device had recorded and not yet sent. */
    public long farthestBehind() {
        return farthestBehind.get();
    }

    /** Ends of connections by the code that the server said; {@code cut} without one. */
    public Map<String, Long> errors() {
        Map<String, Long> counted = new TreeMap<>();
        errors.forEach((code, count) -> counted.put(code, count.sum()));
        return counted;
    }

    /** Ends of connections, whatever the code. */
    public long ended() {
        return errors.values().stream().mapToLong(LongAdder::sum).sum();
    }

    void sent(int bytes) {
        frames.increment();
        soundBytes.add(bytes);
    }

    void welcome() {
        connections.increment();
    }

    void slowDown() {
        slowDowns.increment();
    }

    void behind(long waiting) {
        if (waiting > farthestBehind.get()) {
            farthestBehind.accumulateAndGet(waiting, Math::max);
        }
    }

    void ended(String code) {
        errors.computeIfAbsent(code, first -> new LongAdder()).increment();
    }

    /** While nobody sends. */
    public void clear() {
        commits.clear();
        returns.clear();
        frames.reset();
        soundBytes.reset();
        farthestBehind.set(0);
        slowCommits.clear();
        clearedAt = System.nanoTime();
    }
}
