package dev.chirp.load.bench;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Latencies in milliseconds, to three digits, up to ten minutes. Thread-safe. */
final class Latencies {
    private final Histogram micros = new ConcurrentHistogram(600_000_000L, 3);

    void record(long nanos) {
        micros.recordValue(Math.min(nanos / 1_000, 600_000_000L));
    }

    double percentile(double percentile) {
        return micros.getValueAtPercentile(percentile) / 1_000.0;
    }

    long count() {
        return micros.getTotalCount();
    }

    void add(Latencies others) {
        micros.add(others.micros);
    }
}
