package dev.chirp.audio.resample;

/**
 * A low-pass of windowed-sinc form, cut into phases: where phase p of P lies p/P of an
 * input sample after its position. Oppenheim and Schafer, Discrete-Time Signal Processing, §7.6.
 */
final class KaiserFilter {
    /** 100 dB by design, which leaves the promised 90 dB after rounding and interpolation. */
    private static final double STOP_BAND_DECIBELS = 100;

    private static final double BETA = 0.1102 * (STOP_BAND_DECIBELS - 8.7);

    private static final double BESSEL_OF_BETA = bessel(BETA);

    /**
     * The pass band ends this far below the lower Nyquist frequency, as a share of it, and the stop band begins as far
     * above it: what lies between folds into the share itself and never into the pass band. Twice as far costs half.
     */
    private static final double MARGIN = 0.10;

    private final float[][] coefficients;

    private KaiserFilter(float[][] coefficients) {
        this.coefficients = coefficients;
    }

    int taps() {
        return coefficients[0].length;
    }

    /** The weights of one phase, shared: read only. */
    float[] phase(int phase) {
        return coefficients[phase];
    }

    /**
     * @param scale the lower of both sample rates over the input's, at most 1
     * @param phases rows; one more than this is computed, so that neighbours can be interpolated
     */
    static KaiserFilter design(double scale, int phases) {
        double transition = MARGIN * scale;
        int half = (int) Math.ceil((STOP_BAND_DECIBELS - 7.95) / (14.36 * transition) / 2);
        double cutoff = scale / 2;
        float[][] coefficients = new float[phases + 1][2 * half];
        for (int phase = 0; phase <= phases; phase++) {
            double sum = 0;
            double[] row = new double[2 * half];
            for (int tap = 0; tap < row.length; tap++) {
                double distance = tap - (half - 1) - (double) phase / phases;
                row[tap] = sinc(2 * cutoff * distance) * window(distance / half);
                sum += row[tap];
            }
            // Every phase passes a constant unchanged.
            for (int tap = 0; tap < row.length; tap++) {
                coefficients[phase][tap] = (float) (row[tap] / sum);
            }
        }
        return new KaiserFilter(coefficients);
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    private static double window(double x) {
        return Math.abs(x) >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / BESSEL_OF_BETA;
    }

    /** The modified Bessel function of order 0, by its series. */
    private static double bessel(double x) {
        double term = 1;
        double sum = 1;
        for (int k = 1; term > sum * 1e-17; k++) {
            term *= (x / (2 * k)) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }
}
