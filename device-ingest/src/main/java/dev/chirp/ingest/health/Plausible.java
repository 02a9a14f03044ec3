package dev.chirp.ingest.health;

import org.jspecify.annotations.Nullable;

/** What of the numbers and names that devices send can be kept: everything is possible from outside. */
final class Plausible {
    private static final int MAX_NAME_CHARS = 64;

    /** A hundred years. */
    private static final long MAX_SKEW_MILLIS = 3_155_760_000_000L;

    /** A day of 16 channels at 384 kHz. */
    private static final long MAX_LOST_SAMPLES = 86_400L * 384_000 * 16;

    private Plausible() {}

    /** Printable, and no longer than a name; null when nothing is left. */
    static @Nullable String name(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String cut = text.substring(0, Math.min(text.length(), MAX_NAME_CHARS));
        String printable = cut.replaceAll("[^\\p{Print}]", "?").strip();
        return printable.isEmpty() ? null : printable;
    }

    static @Nullable Double finite(@Nullable Double value) {
        return value != null && Double.isFinite(value) ? value : null;
    }

    /** How far a clock that shows {@code unixMs} is behind. */
    static long skew(long now, long unixMs) {
        return now - Math.clamp(unixMs, now - MAX_SKEW_MILLIS, now + MAX_SKEW_MILLIS);
    }

    static long lostSamples(long samples) {
        return Math.clamp(samples, 0, MAX_LOST_SAMPLES);
    }

    static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
