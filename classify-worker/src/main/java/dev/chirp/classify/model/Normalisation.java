package dev.chirp.classify.model;

/**
 * What is done to a window before the model hears it.
 *
 * @param removeMean first subtracts the mean
 * @param peak then scales the loudest sample to this; 0 leaves the loudness as it is
 */
record Normalisation(boolean removeMean, float peak) {

    /** Reads {@code none}, {@code peak:0.25} or {@code mean_peak:0.25}. */
    static Normalisation parse(String text) throws BadPackException {
        if (text.equals("none")) {
            return new Normalisation(false, 0);
        }
        int colon = text.indexOf(':');
        String kind = text.substring(0, Math.max(colon, 0));
        if (kind.equals("peak") || kind.equals("mean_peak")) {
            try {
                return new Normalisation(kind.equals("mean_peak"), Float.parseFloat(text.substring(colon + 1)));
            } catch (NumberFormatException e) {
                throw unknown(text);
            }
        }
        throw unknown(text);
    }

    private static BadPackException unknown(String text) {
        return new BadPackException("The model pack's manifest.json cannot be used: input.normalise is '" + text
                + "' (expected: none, peak:NUMBER or mean_peak:NUMBER).");
    }

    void apply(float[] samples, int from, int length) {
        if (removeMean) {
            subtractMean(samples, from, length);
        }
        if (peak > 0) {
            scaleToPeak(samples, from, length);
        }
    }

    private static void subtractMean(float[] samples, int from, int length) {
        double sum = 0;
        for (int i = from; i < from + length; i++) {
            sum += samples[i];
        }
        float mean = (float) (sum / length);
        for (int i = from; i < from + length; i++) {
            samples[i] -= mean;
        }
    }

    private void scaleToPeak(float[] samples, int from, int length) {
        float loudest = 0;
        for (int i = from; i < from + length; i++) {
            loudest = Math.max(loudest, Math.abs(samples[i]));
        }
        if (loudest > 0) {
            for (int i = from; i < from + length; i++) {
                samples[i] *= peak / loudest;
            }
        }
    }
}
