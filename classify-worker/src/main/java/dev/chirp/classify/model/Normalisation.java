package dev.chirp.classify.model;

/**
 * What is done to a window before the model hears it.
 *
 * @param removeMean first subtracts the mean
 * @param peak then scales the loudest sample to this; 0 leaves the loudness as it is
 * @param rms or scales to this root of the mean power; 0 leaves the loudness as it is
 */
record Normalisation(boolean removeMean, float peak, float rms) {

    /** Reads {@code none}, {@code peak:0.25}, {@code mean_peak:0.25} or {@code rms:0.1}. */
    static Normalisation parse(String text) throws BadPackException {
        if (text.equals("none")) {
            return new Normalisation(false, 0, 0);
        }
        int colon = text.indexOf(':');
        String kind = text.substring(0, Math.max(colon, 0));
        if (kind.equals("peak") || kind.equals("mean_peak") || kind.equals("rms")) {
            try {
                float level = Float.parseFloat(text.substring(colon + 1));
                boolean toPeak = !kind.equals("rms");
                return new Normalisation(kind.equals("mean_peak"), toPeak ? level : 0, toPeak ? 0 : level);
            } catch (NumberFormatException e) {
                throw unknown(text);
            }
        }
        throw unknown(text);
    }

    private static BadPackException unknown(String text) {
        return new BadPackException("The model pack's manifest.json cannot be used: input.normalise is '" + text
                + "' (expected: none, peak:NUMBER, mean_peak:NUMBER or rms:NUMBER).");
    }

    void apply(float[] samples, int from, int length) {
        if (removeMean) {
            subtractMean(samples, from, length);
        }
        if (peak > 0) {
            scaleToPeak(samples, from, length);
        }
        if (rms > 0) {
            scaleToRms(samples, from, length);
        }
    }

    private void scaleToRms(float[] samples, int from, int length) {
        double power = 0;
        for (int i = from; i < from + length; i++) {
            power += (double) samples[i] * samples[i];
        }
        if (power > 0) {
            float gain = (float) (rms / Math.sqrt(power / length));
            for (int i = from; i < from + length; i++) {
                samples[i] *= gain;
            }
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
