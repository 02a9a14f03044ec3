package dev.chirp.classify;

import dev.chirp.audio.WavWriter;
import java.util.Arrays;

/** WAV files whose mean {@link TinyPack}'s model knows. */
public final class Clips {
    private Clips() {}

    public static byte[] robin(double seconds) {
        return WavWriter.toBytes(level(0.5, seconds), TinyPack.RATE);
    }

    public static byte[] noise(double seconds) {
        return WavWriter.toBytes(level(-0.5, seconds), TinyPack.RATE);
    }

    public static byte[] silence(double seconds) {
        return WavWriter.toBytes(level(0, seconds), TinyPack.RATE);
    }

    /** Each level for its seconds, one behind the other. */
    public static byte[] sequence(double seconds, double... levels) {
        float[] all = new float[0];
        for (double level : levels) {
            float[] part = level(level, seconds);
            all = Arrays.copyOf(all, all.length + part.length);
            System.arraycopy(part, 0, all, all.length - part.length, part.length);
        }
        return WavWriter.toBytes(all, TinyPack.RATE);
    }

    private static float[] level(double level, double seconds) {
        float[] samples = new float[(int) Math.round(seconds * TinyPack.RATE)];
        Arrays.fill(samples, (float) level);
        return samples;
    }
}
