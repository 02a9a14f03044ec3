package dev.chirp.gateway;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** WAV files, honest and lying. */
public final class TestWav {
    private static final int PCM = 1;
    private static final int FLOAT = 3;

    private TestWav() {}

    /** A tone, 16 bit, mono, 32 kHz. */
    public static byte[] ofSeconds(double seconds) {
        byte[] samples = new byte[2 * (int) (seconds * 32_000)];
        ByteBuffer out = ByteBuffer.wrap(samples).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; out.hasRemaining(); i++) {
            out.putShort((short) (8_000 * Math.sin(i * 2 * Math.PI * 2_000 / 32_000)));
        }
        return wav(PCM, 1, 32_000, 16, samples, samples.length);
    }

    public static byte[] pcm(int channels, int rate, int bits, int samplesBytes) {
        return wav(PCM, channels, rate, bits, new byte[samplesBytes], samplesBytes);
    }

    public static byte[] floats(float value, int count) {
        ByteBuffer samples = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        while (samples.hasRemaining()) {
            samples.putFloat(value);
        }
        return wav(FLOAT, 1, 32_000, 32, samples.array(), samples.capacity());
    }

    /** A file whose header promises more samples than follow. */
    public static byte[] claiming(long dataBytes, int samplesBytes) {
        return wav(PCM, 1, 32_000, 16, new byte[samplesBytes], dataBytes);
    }

    private static byte[] wav(int format, int channels, int rate, int bits, byte[] samples, long claimed) {
        ByteBuffer out = ByteBuffer.allocate(44 + samples.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put(ascii("RIFF")).putInt((int) (36 + claimed)).put(ascii("WAVE"));
        out.put(ascii("fmt ")).putInt(16).putShort((short) format).putShort((short) channels);
        out.putInt(rate).putInt(rate * channels * bits / 8);
        out.putShort((short) (channels * bits / 8)).putShort((short) bits);
        out.put(ascii("data")).putInt((int) claimed).put(samples);
        return out.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
