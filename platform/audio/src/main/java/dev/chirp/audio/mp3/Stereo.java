package dev.chirp.audio.mp3;

/** Two channels that were coded as one and something else, ISO/IEC 11172-3 §2.4.3.4, 13818-3 §2.4.3.2. */
final class Stereo {
    private static final float HALF_POWER = (float) Math.sqrt(0.5);

    private Stereo() {}

    static void decode(
            FrameHead head, Granule granule, Bands bands, ScaleFactors factors, Spectrum left, Spectrum right) {
        if (head.isIntensity()) {
            intensity(head, granule, bands, factors, left, right);
        } else if (head.isMidSide()) {
            midSide(left, right, 0, Granule.LINES);
        }
        left.used = right.used = Math.max(left.used, right.used);
    }

    /** The bands above the last line of the right channel; below them it is middle and side, or nothing. */
    private static void intensity(
            FrameHead head, Granule granule, Bands bands, ScaleFactors factors, Spectrum left, Spectrum right) {
        int[] ends = lastBands(bands, right);
        for (int band = 0; band < bands.count(); band++) {
            int from = bands.start(band);
            int to = bands.start(band + 1);
            boolean isLong = band < bands.longBands;
            int window = isLong ? 3 : bands.window(band);
            // The last band has no factor of its own.
            int like = band < bands.count() - (isLong ? 1 : 3) ? band : band - (isLong ? 1 : 3);
            int position = factors.factors[like];
            if (band <= ends[window] || isNone(head, factors, like)) {
                if (head.isMidSide()) {
                    midSide(left, right, from, to);
                }
            } else {
                pan(head.low() ? lowShares(granule, position) : shares(position), left, right, from, to);
            }
        }
    }

    private static boolean isNone(FrameHead head, ScaleFactors factors, int band) {
        int position = factors.factors[band];
        return position == factors.noPosition[band] && (position != 0 || !head.low());
    }

    /** The last band of each window, and last of the long blocks, where the right channel is not silent; -1 for none. */
    private static int[] lastBands(Bands bands, Spectrum right) {
        int[] last = {-1, -1, -1, -1};
        for (int band = 0; band < bands.count(); band++) {
            for (int line = bands.start(band); line < bands.start(band + 1); line++) {
                if (right.lines[line] != 0) {
                    last[band < bands.longBands ? 3 : bands.window(band)] = band;
                }
            }
        }
        if (bands.longBands > 0
                && bands.longBands < bands.count()
                && Math.max(last[0], Math.max(last[1], last[2])) >= 0) {
            last[3] = bands.longBands;
        }
        return last;
    }

    private static float[] shares(int position) {
        // Six is all to the left: the tangent of a right angle.
        double ratio = position >= 6 ? 0 : Math.tan(position * Math.PI / 12);
        return position >= 6
                ? new float[] {1, 0}
                : new float[] {(float) (ratio / (1 + ratio)), (float) (1 / (1 + ratio))};
    }

    private static float[] lowShares(Granule granule, int position) {
        double base = (granule.scaleCompress & 1) != 0 ? Math.sqrt(0.5) : Math.pow(2, -0.25);
        int steps = (position + 1) / 2;
        float less = (float) Math.pow(base, steps);
        return (position & 1) != 0 ? new float[] {less, 1} : new float[] {1, less};
    }

    private static void pan(float[] shares, Spectrum left, Spectrum right, int from, int to) {
        for (int line = from; line < to; line++) {
            float both = left.lines[line];
            left.lines[line] = both * shares[0];
            right.lines[line] = both * shares[1];
        }
    }

    private static void midSide(Spectrum left, Spectrum right, int from, int to) {
        for (int line = from; line < to; line++) {
            float middle = left.lines[line];
            float side = right.lines[line];
            left.lines[line] = (middle + side) * HALF_POWER;
            right.lines[line] = (middle - side) * HALF_POWER;
        }
    }
}
