package dev.chirp.audio.mp3;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** From 32 subbands to sound, ISO/IEC 11172-3 §2.4.3.2. */
final class Polyphase {
    private static final int HISTORY = 1_024;
    private static final float[] WINDOW = window();
    private static final float[][] COSINES = cosines();

    private final float[] history = new float[HISTORY];
    private int newest;

    /** 32 samples at {@code into[at]} of the subbands at {@code from}. */
    void synthesise(float[] subbands, int from, float scale, float[] into, int at) {
        newest = (newest - 64) & (HISTORY - 1);
        for (int i = 0; i < 64; i++) {
            float[] row = COSINES[i];
            float sum = 0;
            for (int subband = 0; subband < Hybrid.SUBBANDS; subband++) {
                sum += row[subband] * subbands[from + subband];
            }
            history[newest + i] = sum;
        }
        for (int j = 0; j < 32; j++) {
            float sum = 0;
            for (int i = 0; i < 8; i++) {
                sum += history[(newest + i * 128 + j) & (HISTORY - 1)] * WINDOW[i * 64 + j];
                sum += history[(newest + i * 128 + 96 + j) & (HISTORY - 1)] * WINDOW[i * 64 + 32 + j];
            }
            into[at + j] = sum * scale;
        }
    }

    private static float[][] cosines() {
        float[][] cosines = new float[64][Hybrid.SUBBANDS];
        for (int i = 0; i < 64; i++) {
            for (int k = 0; k < Hybrid.SUBBANDS; k++) {
                cosines[i][k] = (float) Math.cos((16 + i) * (2 * k + 1) * Math.PI / 64);
            }
        }
        return cosines;
    }

    private static float[] window() {
        float[] window = new float[512];
        int at = 0;
        try (InputStream in = Polyphase.class.getResourceAsStream("window.txt");
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(Objects.requireNonNull(in, "window.txt"), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                for (String number : line.startsWith("#") ? new String[0] : line.split(" ", -1)) {
                    window[at++] = Integer.parseInt(number) / 65_536f;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int i = 1; i < 256; i++) {
            window[512 - i] = i % 64 == 0 ? window[i] : -window[i];
        }
        return window;
    }
}
