package dev.chirp.training.evaluation;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** So many of so many. */
public record Share(int hits, int of) {
    static Share of(List<Scored> scored, Predicate<Scored> hit) {
        return new Share((int) scored.stream().filter(hit).count(), scored.size());
    }

    public double value() {
        return (double) hits / of;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.1f %% (%d of %d)", 100 * value(), hits, of);
    }
}
