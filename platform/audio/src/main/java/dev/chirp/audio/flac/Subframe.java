package dev.chirp.audio.flac;

import dev.chirp.audio.AudioRejection;
import java.util.Arrays;

/** One channel of a frame, RFC 9639 §9.2. */
final class Subframe {
    private static final int CONSTANT = 0;
    private static final int VERBATIM = 1;
    private static final int FIXED = 8;
    private static final int LINEAR = 32;

    /** Of the next sample by those before it, the latest first; row: order. RFC 9639 §9.2.5. */
    private static final int[][] FIXED_COEFFICIENTS = {{}, {1}, {2, -1}, {3, -3, 1}, {4, -6, 4, -1}};

    private Subframe() {}

    /**
     * Decodes {@code size} samples.
     *
     * @param bits of a sample, 4 to 33
     */
    static void decode(BitReader in, int bits, long[] samples, int size) throws AudioRejection {
        int head = (int) in.unsigned(8);
        int type = (head >> 1) & 0x3f;
        int wasted = (head & 1) == 0 ? 0 : in.unary() + 1;
        int width = bits - wasted;
        if ((head & 0x80) != 0 || width < 1) {
            throw FlacDecoder.damaged();
        }
        if (type == CONSTANT) {
            Arrays.fill(samples, 0, size, in.signed(width));
        } else if (type == VERBATIM) {
            warmUp(in, width, samples, size);
        } else if (type >= FIXED && type < FIXED + FIXED_COEFFICIENTS.length) {
            int order = type - FIXED;
            warmUp(in, width, samples, order, size);
            Residual.decode(in, samples, order, size);
            predict(samples, size, width, FIXED_COEFFICIENTS[order], 0);
        } else if (type >= LINEAR) {
            linear(in, type - LINEAR + 1, width, samples, size);
        } else {
            throw FlacDecoder.damaged();
        }
        if (wasted > 0) {
            for (int i = 0; i < size; i++) {
                samples[i] <<= wasted;
            }
        }
    }

    private static void linear(BitReader in, int order, int width, long[] samples, int size) throws AudioRejection {
        warmUp(in, width, samples, order, size);
        int precision = (int) in.unsigned(4) + 1;
        int shift = (int) in.signed(5);
        if (precision == 16 || shift < 0) {
            throw FlacDecoder.damaged();
        }
        int[] coefficients = new int[order];
        for (int i = 0; i < order; i++) {
            coefficients[i] = (int) in.signed(precision);
        }
        Residual.decode(in, samples, order, size);
        predict(samples, size, width, coefficients, shift);
    }

    private static void warmUp(BitReader in, int width, long[] samples, int order, int size) throws AudioRejection {
        if (order > size) {
            throw FlacDecoder.damaged();
        }
        warmUp(in, width, samples, order);
    }

    private static void warmUp(BitReader in, int width, long[] samples, int count) throws AudioRejection {
        for (int i = 0; i < count; i++) {
            samples[i] = in.signed(width);
        }
    }

    /** Adds to each residual what the samples before it let expect; a sum of 32 × 33 × 15 bits cannot overflow. */
    private static void predict(long[] samples, int size, int width, int[] coefficients, int shift)
            throws AudioRejection {
        int order = coefficients.length;
        int spare = 64 - width;
        for (int i = order; i < size; i++) {
            long sum = 0;
            for (int j = 0; j < order; j++) {
                sum += coefficients[j] * samples[i - 1 - j];
            }
            long sample = samples[i] + (sum >> shift);
            // What would not fit grows without bounds from here.
            if ((sample << spare) >> spare != sample) {
                throw FlacDecoder.damaged();
            }
            samples[i] = sample;
        }
    }
}
