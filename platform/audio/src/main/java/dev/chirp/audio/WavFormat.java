package dev.chirp.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * The believable part of a WAV header.
 *
 * @param sampleRate Hz, within the limits of the recording
 * @param channels at least 1, within the limits of the recording
 */
public record WavFormat(SampleFormat sampleFormat, int sampleRate, int channels, ByteOrder order) {
    private static final int PCM = 1;
    private static final int IEEE_FLOAT = 3;
    private static final int EXTENSIBLE = 0xfffe;

    /** Bytes of one sample of every channel. */
    public int frameBytes() {
        return sampleFormat.bytes() * channels;
    }

    public double seconds(long frames) {
        return (double) frames / sampleRate;
    }

    /** Reads the payload of a {@code fmt } chunk: 16 bytes, or 40 for the extensible form. */
    static WavFormat parse(ByteBuffer fmt, AudioLimits limits) throws AudioRejection {
        if (fmt.remaining() < 16) {
            throw AudioRejection.invalid(
                    "The WAV header is incomplete: its format has " + fmt.remaining() + " bytes (expected: 16).");
        }
        int base = fmt.position();
        int channels = fmt.getShort(base + 2) & 0xffff;
        long rate = fmt.getInt(base + 4) & 0xffff_ffffL;
        int blockAlign = fmt.getShort(base + 12) & 0xffff;
        SampleFormat sample = sampleFormat(tag(fmt), fmt.getShort(base + 14) & 0xffff);
        require(
                channels >= 1 && channels <= limits.maxChannels(),
                "channels",
                channels,
                "1 to " + limits.maxChannels());
        require(
                rate >= limits.minRate() && rate <= limits.maxRate(),
                "sample rate",
                rate,
                limits.minRate() + " to " + limits.maxRate() + " Hz");
        int frameBytes = sample.bytes() * channels;
        // Zero is left by careless writers and contradicts nothing.
        require(blockAlign == 0 || blockAlign == frameBytes, "block size", blockAlign, String.valueOf(frameBytes));
        return new WavFormat(sample, (int) rate, channels, fmt.order());
    }

    /** The format tag; for the extensible form the first two bytes of its sub-format. */
    private static int tag(ByteBuffer fmt) {
        int tag = fmt.getShort(fmt.position()) & 0xffff;
        return tag == EXTENSIBLE && fmt.remaining() >= 26 ? fmt.getShort(fmt.position() + 24) & 0xffff : tag;
    }

    private static SampleFormat sampleFormat(int tag, int bits) throws AudioRejection {
        // Samples of 12 or 20 bits lie left-justified in whole bytes.
        int bytes = (bits + 7) / 8;
        if (tag == PCM) {
            return switch (bytes) {
                case 1 -> SampleFormat.U8;
                case 2 -> SampleFormat.S16;
                case 3 -> SampleFormat.S24;
                case 4 -> SampleFormat.S32;
                default -> throw impossible("sample size", bits, "8, 16, 24 or 32 bits");
            };
        }
        if (tag == IEEE_FLOAT) {
            return switch (bytes) {
                case 4 -> SampleFormat.F32;
                case 8 -> SampleFormat.F64;
                default -> throw impossible("sample size", bits, "32 or 64 bits for float");
            };
        }
        throw AudioRejection.unsupported(String.format(
                Locale.ROOT,
                "The WAV file is compressed (format 0x%04x), which cannot be read. Send PCM or float samples;"
                        + " 'ffmpeg -i INPUT -c:a pcm_s16le output.wav' converts it.",
                tag));
    }

    private static void require(boolean holds, String what, long got, String expected) throws AudioRejection {
        if (!holds) {
            throw impossible(what, got, expected);
        }
    }

    private static AudioRejection impossible(String what, long got, String expected) {
        return AudioRejection.invalid(
                "The WAV header is not plausible: its " + what + " is " + got + " (expected: " + expected + ").");
    }
}
