package dev.chirp.audio.spectrogram;

/** The 256 colours from silence to loud: night blue over violet and orange to pale yellow, evenly brighter. */
final class Palette {
    private static final int[] ANCHORS = {0x0b0a1e, 0x2a1458, 0x6b1d7a, 0xb6376f, 0xee6a4d, 0xfdb45c, 0xfdf6c3};

    private Palette() {}

    /** 256 entries of red, green and blue, as a PNG's PLTE chunk wants them. */
    static byte[] bytes() {
        byte[] palette = new byte[3 * 256];
        for (int i = 0; i < 256; i++) {
            double position = i / 255.0 * (ANCHORS.length - 1);
            int anchor = Math.min((int) position, ANCHORS.length - 2);
            for (int channel = 0; channel < 3; channel++) {
                int shift = 16 - 8 * channel;
                int from = ANCHORS[anchor] >> shift & 0xff;
                int to = ANCHORS[anchor + 1] >> shift & 0xff;
                palette[3 * i + channel] = (byte) Math.round(from + (to - from) * (position - anchor));
            }
        }
        return palette;
    }
}
