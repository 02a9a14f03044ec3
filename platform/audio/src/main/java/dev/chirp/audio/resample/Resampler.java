package dev.chirp.audio.resample;

import java.util.Arrays;

/**
 * Changes the sample rate of a mono stream: pass band to 90 % of the lower Nyquist frequency, at least 90 dB of
 * attenuation from 110 % on, no delay (the output's sample k lies at the time of input k·from/to). Memory is bounded whatever
 * the rates. Not thread-safe.
 */
public final class Resampler {
    /** Ratios with more phases than this are interpolated between neighbours; the error lies below -100 dB. */
    private static final int MOST_PHASES = 512;

    private final int from;
    private final int to;
    private final int phases;
    private final KaiserFilter filter;

    /** Input from position {@code start} on, preceded by silence at the very beginning. */
    private float[] history;

    private int held;
    private long start;
    private long received;
    private long produced;

    /** @param from, to sample rates in Hz */
    public Resampler(int from, int to) {
        if (from < 1 || to < 1) {
            throw new IllegalArgumentException("from, to: " + from + ", " + to + " (expected: at least 1)");
        }
        int divisor = gcd(from, to);
        this.from = from / divisor;
        this.to = to / divisor;
        this.phases = Math.min(this.to, MOST_PHASES);
        this.filter = KaiserFilter.design(Math.min(1.0, (double) to / from), phases);
        this.history = new float[filter.taps() * 2];
        this.held = filter.taps() / 2 - 1;
        this.start = -held;
    }

    /** Gives the next {@code length} samples; returns the output that they complete. */
    public float[] resample(float[] samples, int length) {
        if (from == to) {
            return Arrays.copyOf(samples, length);
        }
        append(samples, length);
        received += length;
        return produce(outputsUpTo(start + held - filter.taps() / 2));
    }

    /** Ends the stream; returns the rest, so that {@code ceil(received · to / from)} samples were given in all. */
    public float[] finish() {
        if (from == to) {
            return new float[0];
        }
        append(new float[filter.taps() / 2 + 1], filter.taps() / 2 + 1);
        return produce((received * to + from - 1) / from);
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private void append(float[] samples, int length) {
        if (held + length > history.length) {
            history = Arrays.copyOf(history, Math.max(held + length, history.length));
        }
        System.arraycopy(samples, 0, history, held, length);
        held += length;
    }

    /** Outputs whose last tap lies at or before the input position {@code centre + taps/2}. */
    private long outputsUpTo(long centre) {
        return centre <= 0 ? produced : Math.max(produced, (centre * to - 1) / from + 1);
    }

    private float[] produce(long until) {
        float[] output = new float[Math.toIntExact(until - produced)];
        for (int i = 0; i < output.length; i++, produced++) {
            long position = produced * from;
            int first = (int) (position / to - filter.taps() / 2 + 1 - start);
            output[i] = value(first, position % to);
        }
        forget((int) (produced * from / to - filter.taps() / 2 + 1 - start));
        return output;
    }

    /** @param rest the output's distance behind input {@code first + taps/2 - 1}, in 1/to of an input sample */
    private float value(int first, long rest) {
        int row = (int) (rest * phases / to);
        float value = dot(filter.phase(row), first);
        if (phases == to) {
            return value;
        }
        float share = (float) (rest * phases % to) / to;
        return value + share * (dot(filter.phase(row + 1), first) - value);
    }

    /** Four sums, so that the additions do not wait for each other. */
    private float dot(float[] coefficients, int first) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int tap = 0;
        for (; tap + 4 <= coefficients.length; tap += 4) {
            a += coefficients[tap] * history[first + tap];
            b += coefficients[tap + 1] * history[first + tap + 1];
            c += coefficients[tap + 2] * history[first + tap + 2];
            d += coefficients[tap + 3] * history[first + tap + 3];
        }
        for (; tap < coefficients.length; tap++) {
            a += coefficients[tap] * history[first + tap];
        }
        return a + b + c + d;
    }

    private void forget(int count) {
        int gone = Math.clamp(count, 0, held);
        System.arraycopy(history, gone, history, 0, held - gone);
        held -= gone;
        start += gone;
    }
}
