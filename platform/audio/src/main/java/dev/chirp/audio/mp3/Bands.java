package dev.chirp.audio.mp3;

/**
 * Scale factor bands, ISO/IEC 11172-3 table B.8, 13818-3 table B.2: the lines where each begins and, last, where all end.
 * A short band is three of them here, one for each window.
 */
final class Bands {
    static final int MAX_BANDS = 39;

    private static final int[][] LONG = {
        {0, 4, 8, 12, 16, 20, 24, 30, 36, 44, 52, 62, 74, 90, 110, 134, 162, 196, 238, 288, 342, 418, 576},
        {0, 4, 8, 12, 16, 20, 24, 30, 36, 42, 50, 60, 72, 88, 106, 128, 156, 190, 230, 276, 330, 384, 576},
        {0, 4, 8, 12, 16, 20, 24, 30, 36, 44, 54, 66, 82, 102, 126, 156, 194, 240, 296, 364, 448, 550, 576},
        {0, 6, 12, 18, 24, 30, 36, 44, 54, 66, 80, 96, 116, 140, 168, 200, 238, 284, 336, 396, 464, 522, 576},
        {0, 6, 12, 18, 24, 30, 36, 44, 54, 66, 80, 96, 114, 136, 162, 194, 232, 278, 332, 394, 464, 540, 576},
        {0, 6, 12, 18, 24, 30, 36, 44, 54, 66, 80, 96, 116, 140, 168, 200, 238, 284, 336, 396, 464, 522, 576},
        {0, 6, 12, 18, 24, 30, 36, 44, 54, 66, 80, 96, 116, 140, 168, 200, 238, 284, 336, 396, 464, 522, 576},
        {0, 6, 12, 18, 24, 30, 36, 44, 54, 66, 80, 96, 116, 140, 168, 200, 238, 284, 336, 396, 464, 522, 576},
        {0, 12, 24, 36, 48, 60, 72, 88, 108, 132, 160, 192, 232, 280, 336, 400, 476, 566, 568, 570, 572, 574, 576},
    };
    private static final int[][] SHORT = {
        {0, 4, 8, 12, 16, 22, 30, 40, 52, 66, 84, 106, 136, 192},
        {0, 4, 8, 12, 16, 22, 28, 38, 50, 64, 80, 100, 126, 192},
        {0, 4, 8, 12, 16, 22, 30, 42, 58, 78, 104, 138, 180, 192},
        {0, 4, 8, 12, 18, 24, 32, 42, 56, 74, 100, 132, 174, 192},
        {0, 4, 8, 12, 18, 26, 36, 48, 62, 80, 104, 136, 180, 192},
        {0, 4, 8, 12, 18, 26, 36, 48, 62, 80, 104, 134, 174, 192},
        {0, 4, 8, 12, 18, 26, 36, 48, 62, 80, 104, 134, 174, 192},
        {0, 4, 8, 12, 18, 26, 36, 48, 62, 80, 104, 134, 174, 192},
        {0, 8, 16, 24, 36, 52, 72, 96, 124, 160, 162, 164, 166, 192},
    };

    private final int[] starts;
    /** How many bands at the beginning are long ones. */
    final int longBands;

    private Bands(int[] starts, int longBands) {
        this.starts = starts;
        this.longBands = longBands;
    }

    static Bands of(FrameHead head, Granule granule) {
        int[] wide = LONG[head.rateIndex()];
        if (!granule.isShort()) {
            return new Bands(wide, wide.length - 1);
        }
        int longBands = granule.mixed ? head.low() ? 6 : 8 : 0;
        int firstShort = granule.mixed ? 3 : 0;
        int[] narrow = SHORT[head.rateIndex()];
        int[] starts = new int[longBands + 3 * (narrow.length - 1 - firstShort) + 1];
        System.arraycopy(wide, 0, starts, 0, longBands);
        int at = longBands;
        for (int band = firstShort; band + 1 < narrow.length; band++) {
            int width = narrow[band + 1] - narrow[band];
            for (int window = 0; window < 3; window++) {
                starts[at++] = 3 * narrow[band] + window * width;
            }
        }
        starts[at] = Granule.LINES;
        return new Bands(starts, longBands);
    }

    int count() {
        return starts.length - 1;
    }

    /** The first line of a band, or of the lines behind the last. */
    int start(int band) {
        return starts[Math.min(band, count())];
    }

    /** The window of a short band. */
    int window(int band) {
        return (band - longBands) % 3;
    }
}
