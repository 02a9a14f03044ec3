package dev.chirp.audio.mp3;

/** The side information of one channel in one granule, ISO/IEC 11172-3 §2.4.1.7. */
final class Granule {
    /** Frequency lines, and samples, of a granule. */
    static final int LINES = 576;

    static final int SHORT = 2;

    int bits;
    int bigValues;
    int gain;
    int scaleCompress;
    int blockType;
    boolean mixed;
    final int[] tables = new int[3];
    final int[] subblockGain = new int[3];
    int region0;
    int region1;
    boolean preFlag;
    int scaleShift;
    int countTable;

    boolean isShort() {
        return blockType == SHORT;
    }

    void read(Bits in, boolean low) {
        bits = in.read(12);
        bigValues = in.read(9);
        gain = in.read(8);
        scaleCompress = in.read(low ? 9 : 4);
        blockType = 0;
        mixed = false;
        if (in.read(1) != 0) {
            blockType = in.read(2);
            mixed = in.read(1) != 0 && isShort();
            tables[0] = in.read(5);
            tables[1] = in.read(5);
            tables[2] = 0;
            for (int window = 0; window < 3; window++) {
                subblockGain[window] = in.read(3);
            }
            region0 = isShort() && !mixed ? 8 : 7;
            // The second region reaches to the end.
            region1 = Bands.MAX_BANDS;
        } else {
            for (int region = 0; region < 3; region++) {
                tables[region] = in.read(5);
            }
            region0 = in.read(4);
            region1 = in.read(3);
        }
        preFlag = !low && in.read(1) != 0;
        scaleShift = in.read(1);
        countTable = in.read(1);
    }
}
