package dev.chirp.audio.mp3;

import java.util.Arrays;

/** The scale factors of one channel, by band; those of the first granule may hold for the second too. */
final class ScaleFactors {
    /** 11172-3 §2.4.2.7: bits of the lower and of the higher bands. */
    private static final int[][] LENGTHS = {
        {0, 0}, {0, 1}, {0, 2}, {0, 3}, {3, 0}, {1, 1}, {1, 2}, {1, 3}, {2, 1}, {2, 2}, {2, 3}, {3, 1}, {3, 2}, {3, 3},
        {4, 2}, {4, 3}
    };
    /** The bands where the four groups that granules share begin. */
    private static final int[] SHARED = {0, 6, 11, 16, 21};

    /** 13818-3 §2.4.3.2: bands of each length; row: way of coding; column: long, short, mixed. */
    private static final int[][][] LOW_COUNTS = {
        {{6, 5, 5, 5}, {9, 9, 9, 9}, {6, 9, 9, 9}},
        {{6, 5, 7, 3}, {9, 9, 12, 6}, {6, 9, 12, 6}},
        {{11, 10, 0, 0}, {18, 18, 0, 0}, {15, 18, 0, 0}},
        {{7, 7, 7, 0}, {12, 12, 12, 0}, {6, 15, 12, 0}},
        {{6, 6, 6, 3}, {12, 9, 9, 6}, {6, 12, 9, 6}},
        {{8, 8, 5, 0}, {15, 12, 9, 0}, {6, 18, 9, 0}},
    };

    final int[] factors = new int[Bands.MAX_BANDS];
    /** The position that says «not intensity-coded», by band. */
    final int[] noPosition = new int[Bands.MAX_BANDS];

    /** @param shared four bits: which groups of bands are those of the granule before */
    void read(Bits in, Granule granule, int shared) {
        int[] lengths = LENGTHS[granule.scaleCompress];
        Arrays.fill(noPosition, 7);
        if (granule.isShort()) {
            int first = granule.mixed ? 17 : 18;
            read(in, 0, first, lengths[0]);
            read(in, first, 18, lengths[1]);
            Arrays.fill(factors, first + 18, factors.length, 0);
            return;
        }
        for (int group = 0; group < 4; group++) {
            if ((shared & (8 >> group)) == 0) {
                read(in, SHARED[group], SHARED[group + 1] - SHARED[group], lengths[group / 2]);
            }
        }
        Arrays.fill(factors, SHARED[4], factors.length, 0);
    }

    /** @param right whether this is the right channel of intensity stereo */
    void readLow(Bits in, Granule granule, boolean right) {
        int code = right ? granule.scaleCompress >> 1 : granule.scaleCompress;
        int way = right ? 3 : 0;
        int[] lengths;
        if (right && code < 180) {
            lengths = new int[] {code / 36, code % 36 / 6, code % 6, 0};
        } else if (right && code < 244) {
            way = 4;
            int rest = code - 180;
            lengths = new int[] {rest >> 4, (rest >> 2) & 3, rest & 3, 0};
        } else if (right) {
            way = 5;
            lengths = new int[] {(code - 244) / 3, (code - 244) % 3, 0, 0};
        } else if (code < 400) {
            lengths = new int[] {(code >> 4) / 5, (code >> 4) % 5, (code >> 2) & 3, code & 3};
        } else if (code < 500) {
            way = 1;
            int rest = code - 400;
            lengths = new int[] {(rest >> 2) / 5, (rest >> 2) % 5, rest & 3, 0};
        } else {
            way = 2;
            granule.preFlag = true;
            lengths = new int[] {(code - 500) / 3, (code - 500) % 3, 0, 0};
        }
        Arrays.fill(factors, 0);
        Arrays.fill(noPosition, 0);
        int[] counts = LOW_COUNTS[way][granule.isShort() ? granule.mixed ? 2 : 1 : 0];
        int band = 0;
        for (int group = 0; group < 4; group++) {
            read(in, band, counts[group], lengths[group]);
            Arrays.fill(noPosition, band, band + counts[group], (1 << lengths[group]) - 1);
            band += counts[group];
        }
    }

    private void read(Bits in, int from, int count, int bits) {
        for (int i = from; i < from + count; i++) {
            factors[i] = in.read(bits);
        }
    }
}
