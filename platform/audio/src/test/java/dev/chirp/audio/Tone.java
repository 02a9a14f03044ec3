package dev.chirp.audio;

/**
 * The 1 kHz tone in the middle of a recording.
 *
 * @param amplitude of its sine part, without delay the whole of it
 * @param quadrature of its cosine part
 * @param restDecibels what else there is, against the tone
 */
record Tone(double amplitude, double quadrature, double restDecibels) {
    private static final double HERTZ = 1_000;

    /** Looks at whole periods between the quarters of the recording. */
    static Tone in(float[] mono, int rate) {
        int from = mono.length / 4;
        int periods = (int) (mono.length / 2 / (rate / HERTZ));
        int length = (int) Math.round(periods * rate / HERTZ);
        double sine = 0;
        double cosine = 0;
        double power = 0;
        for (int i = from; i < from + length; i++) {
            sine += mono[i] * Math.sin(2 * Math.PI * HERTZ * i / rate);
            cosine += mono[i] * Math.cos(2 * Math.PI * HERTZ * i / rate);
            power += mono[i] * mono[i];
        }
        double a = 2 * sine / length;
        double b = 2 * cosine / length;
        double tone = (a * a + b * b) / 2;
        return new Tone(a, b, 10 * Math.log10(Math.max(power / length - tone, 1e-20) / tone));
    }
}
