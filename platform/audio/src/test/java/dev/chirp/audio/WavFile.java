package dev.chirp.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A WAV file of which every header field can be made to lie. */
record WavFile(int tag, int channels, int rate, int blockAlign, int bits, long dataSize, byte[] data, boolean big) {

    /** Interleaved samples in the given encoding, with an honest header. */
    static WavFile of(SampleFormat format, int channels, int rate, double... interleaved) {
        ByteBuffer data =
                ByteBuffer.allocate(interleaved.length * format.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (double sample : interleaved) {
            switch (format) {
                case U8 -> data.put((byte) (128 + Math.round(sample * 127)));
                case S16 -> data.putShort((short) Math.round(sample * 32767));
                case S24 -> {
                    int value = (int) Math.round(sample * 8388607);
                    data.put((byte) value).put((byte) (value >> 8)).put((byte) (value >> 16));
                }
                case S32 -> data.putInt((int) Math.round(sample * Integer.MAX_VALUE));
                case F32 -> data.putFloat((float) sample);
                case F64 -> data.putDouble(sample);
            }
        }
        int bytes = format.bytes();
        return new WavFile(
                format.isFloat() ? 3 : 1,
                channels,
                rate,
                bytes * channels,
                bytes * 8,
                data.position(),
                data.array(),
                false);
    }

    /** A second of a 440 Hz tone at half of full scale, mono, 16 bits, 8 kHz. */
    static WavFile tone() {
        return of(SampleFormat.S16, 1, 8_000, sine(8_000, 8_000, 440, 0.5));
    }

    static double[] sine(int samples, int rate, double hertz, double amplitude) {
        double[] sine = new double[samples];
        for (int i = 0; i < samples; i++) {
            sine[i] = amplitude * Math.sin(2 * Math.PI * hertz * i / rate);
        }
        return sine;
    }

    WavFile withChannels(int lie) {
        return new WavFile(tag, lie, rate, 2 * lie, bits, dataSize, data, big);
    }

    WavFile withRate(int lie) {
        return new WavFile(tag, channels, lie, blockAlign, bits, dataSize, data, big);
    }

    WavFile withBits(int lie) {
        return new WavFile(tag, channels, rate, blockAlign, lie, dataSize, data, big);
    }

    WavFile withTag(int lie) {
        return new WavFile(lie, channels, rate, blockAlign, bits, dataSize, data, big);
    }

    WavFile withBlockAlign(int lie) {
        return new WavFile(tag, channels, rate, lie, bits, dataSize, data, big);
    }

    WavFile withDataSize(long lie) {
        return new WavFile(tag, channels, rate, blockAlign, bits, lie, data, big);
    }

    byte[] bytes() {
        return chunks("RIFF", fmt(16), dataChunk());
    }

    /** The same sound under a WAVE_FORMAT_EXTENSIBLE header. */
    byte[] extensible() {
        byte[] fmt = fmt(40);
        ByteBuffer.wrap(fmt)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(8, (short) 0xfffe)
                .putShort(24, (short) 22)
                .putShort(26, (short) bits)
                .putShort(32, (short) tag);
        return chunks("RIFF", fmt, dataChunk());
    }

    /** The same sound after a chunk that nobody knows, and before another. */
    byte[] amongOtherChunks() {
        return chunks("RIFF", chunk("bext", new byte[601], 601), fmt(18), dataChunk(), chunk("LIST", new byte[26], 26));
    }

    byte[] chunks(String riff, byte[]... chunks) {
        int length = Arrays.stream(chunks).mapToInt(chunk -> chunk.length).sum();
        ByteBuffer file = ByteBuffer.allocate(12 + length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(ascii(riff)).putInt((int) dataSize + 36).put(ascii("WAVE"));
        for (byte[] chunk : chunks) {
            file.put(chunk);
        }
        return file.array();
    }

    byte[] fmt(int size) {
        ByteBuffer fmt = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        fmt.putShort((short) tag).putShort((short) channels).putInt(rate).putInt(rate * blockAlign);
        fmt.putShort((short) blockAlign).putShort((short) bits);
        return chunk("fmt ", fmt.array(), size);
    }

    byte[] dataChunk() {
        return chunk("data", data, dataSize);
    }

    static byte[] chunk(String id, byte[] payload, long size) {
        return ByteBuffer.allocate(8 + payload.length + (payload.length & 1))
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ascii(id))
                .putInt((int) size)
                .put(payload)
                .array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
