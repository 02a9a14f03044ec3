package dev.chirp.audio.mp3;

import java.util.Arrays;

/** The frequency lines of one channel in one granule: read, scaled, and put in order. */
final class Spectrum {
    private static final int[] PRE_EMPHASIS = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 3, 2, 0};
    /** What a gain of 2^0 is written as. */
    private static final int GAIN_OFFSET = 210;
    /** 15 and thirteen more bits. */
    private static final int MAX_VALUE = 8_191 + 15;

    private static final float[] POWERS = powers();

    final float[] lines = new float[Granule.LINES];
    /** Behind the last line that is not 0. */
    int used;

    private final float[] ordered = new float[Granule.LINES];

    /** Reads the lines up to the bit {@code end}, as whole numbers to the power of 4/3. */
    void read(Bits in, Granule granule, Bands bands, int end) {
        Arrays.fill(lines, 0);
        used = 0;
        int big = Math.min(granule.bigValues * 2, Granule.LINES);
        int second = bands.start(granule.region0 + 1);
        int third = bands.start(granule.region0 + granule.region1 + 2);
        int line = 0;
        while (line < big && in.position() < end) {
            int table = granule.tables[line < second ? 0 : line < third ? 1 : 2];
            if (Huffman.isEmpty(table)) {
                line += 2;
            } else {
                int pair = Huffman.read(in, table);
                value(in, line++, pair >> 4, table);
                value(in, line++, pair & 15, table);
            }
        }
        line = big;
        while (line + 4 <= Granule.LINES && in.position() < end) {
            int four = Huffman.read(in, 32 + granule.countTable);
            for (int bit = 8; bit > 0; bit >>= 1) {
                set(line++, (four & bit) != 0 ? in.read(1) != 0 ? -1 : 1 : 0);
            }
            if (in.position() > end) {
                // The last four ran into what follows, and are none.
                Arrays.fill(lines, line - 4, line, 0);
            }
        }
    }

    private void value(Bits in, int line, int code, int table) {
        int value = code == 15 ? 15 + in.read(Huffman.linearBits(table)) : code;
        if (value != 0) {
            set(line, in.read(1) != 0 ? -POWERS[value] : POWERS[value]);
        }
    }

    private void set(int line, float value) {
        lines[line] = value;
        if (value != 0) {
            used = line + 1;
        }
    }

    /** 11172-3 §2.4.3.4: applies the gain of the granule, of its windows and of each band. */
    void scale(Granule granule, Bands bands, ScaleFactors factors) {
        double step = granule.scaleShift == 0 ? 0.5 : 1;
        for (int band = 0; band < bands.count() && bands.start(band) < used; band++) {
            double exponent = (granule.gain - GAIN_OFFSET) / 4.0;
            int factor = factors.factors[band];
            if (band < bands.longBands) {
                factor += granule.preFlag ? PRE_EMPHASIS[band] : 0;
            } else {
                exponent -= 2 * granule.subblockGain[bands.window(band)];
            }
            float gain = (float) Math.pow(2, exponent - step * factor);
            for (int line = bands.start(band); line < bands.start(band + 1); line++) {
                lines[line] *= gain;
            }
        }
    }

    /** Puts the lines of short blocks in the order of frequency, the three windows in turn. */
    void reorder(Bands bands) {
        for (int band = bands.longBands; band < bands.count(); band += 3) {
            int from = bands.start(band);
            int width = bands.start(band + 1) - from;
            for (int i = 0; i < width; i++) {
                for (int window = 0; window < 3; window++) {
                    ordered[from + 3 * i + window] = lines[from + window * width + i];
                }
            }
        }
        int from = bands.start(bands.longBands);
        System.arraycopy(ordered, from, lines, from, Granule.LINES - from);
        if (used > from) {
            used = Granule.LINES;
        }
    }

    private static float[] powers() {
        float[] powers = new float[MAX_VALUE + 1];
        for (int i = 0; i < powers.length; i++) {
            powers[i] = (float) Math.pow(i, 4 / 3.0);
        }
        return powers;
    }
}
