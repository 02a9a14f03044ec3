package dev.chirp.load.measure;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Latencies in milliseconds, to three digits, up to ten minutes. Thread-safe. */
public final class Latencies {
    private final Histogram micros = new ConcurrentHistogram(600_000_000L, 3);

    public void record(long nanos) {
        micros.recordValue(Math.min(nanos / 1_000, 600_000_000L));
    }

    public double percentile(double percentile) {
        return micros.getValueAtPercentile(percentile) / 1_000.0;
    }

    public long count() {
        return micros.getTotalCount();
    }

    public void add(Latencies others) {
        micros.add(others.micros);
    }

    /** While nobody records. */
    public void clear() {
        micros.reset();
    }
}
