package dev.chirp.audio;

import java.util.Locale;

/**
 * How many of a file's bytes are samples: the header's word for it, as far as it can be believed. Writers that cannot
 * seek back leave 0 or a size near 2 or 4 GB there; then the samples run to the end of the file. A plausible size is
 * binding: what follows is not sound, and a file that ends before it is cut off.
 */
final class DataExtent {
    /** No clip that is accepted is so large, so a header that says so was never completed. */
    private static final long PLACEHOLDER_BYTES = 1L << 30;

    /** Some writers count their own header, or a padding byte, as data. */
    private static final int FORGIVEN_BYTES = 1_024;

    /** Below this a file holds no sound that anything could be heard in. */
    private static final double SHORTEST_SECONDS = 0.05;

    private final WavFormat format;
    private final boolean open;
    private final long declaredBytes;
    private final AudioLimits limits;
    private final long limitBytes;
    private long taken;

    DataExtent(WavFormat format, long declaredBytes, AudioLimits limits) {
        this.format = format;
        this.declaredBytes = declaredBytes;
        this.open = declaredBytes == 0 || declaredBytes >= PLACEHOLDER_BYTES;
        this.limits = limits;
        this.limitBytes = limits.longest().toSeconds() * format.sampleRate() * format.frameBytes();
    }

    /** How many of the next {@code available} bytes are samples; once it answers less, the rest of the file is not. */
    int take(int available) throws AudioRejection {
        int samples = open ? available : (int) Math.min(available, declaredBytes - taken);
        taken += samples;
        if (taken > limitBytes) {
            throw limits.tooLong();
        }
        if (taken / format.sampleFormat().bytes() > limits.maxSamples()) {
            throw limits.tooManySamples();
        }
        return samples;
    }

    boolean isComplete() {
        return !open && taken == declaredBytes;
    }

    /** Whole frames seen so far; a last incomplete one does not count. */
    long frames() {
        return taken / format.frameBytes();
    }

    /** Judges the file at its end. */
    void end() throws AudioRejection {
        if (frames() == 0) {
            throw AudioRejection.noSamples();
        }
        if (!open && declaredBytes - taken > FORGIVEN_BYTES) {
            throw AudioRejection.invalid(String.format(
                    Locale.ROOT,
                    "The recording is cut off: its header announces %.1f s, but only %.1f s arrived.",
                    format.seconds(declaredBytes / format.frameBytes()),
                    format.seconds(frames())));
        }
        requireLongEnough(frames(), format.sampleRate());
    }

    static void requireLongEnough(long frames, int sampleRate) throws AudioRejection {
        if (frames == 0) {
            throw AudioRejection.noSamples();
        }
        double seconds = (double) frames / sampleRate;
        if (seconds < SHORTEST_SECONDS) {
            throw AudioRejection.empty(String.format(
                    Locale.ROOT,
                    "The recording is too short: %.3f s (expected: at least %.2f s).",
                    seconds,
                    SHORTEST_SECONDS));
        }
    }
}
