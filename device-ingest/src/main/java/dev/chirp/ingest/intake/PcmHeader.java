package dev.chirp.ingest.intake;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** The beginning of a WAV file of 16-bit samples whose length is not known yet: the samples run to the end of the file. */
public final class PcmHeader {
    /** Bytes before the first sample. */
    public static final int BYTES = 44;

    private static final int UNKNOWN_LENGTH = -1;
    private static final int PCM = 1;
    private static final int SAMPLE_BYTES = 2;

    private PcmHeader() {}

    /** A new buffer with the header of little-endian samples. */
    public static ByteBuf write(ByteBufAllocator allocator, int sampleRate, int channels) {
        ByteBuf header = allocator.buffer(BYTES, BYTES);
        header.writeCharSequence("RIFF", StandardCharsets.US_ASCII);
        header.writeIntLE(UNKNOWN_LENGTH);
        header.writeCharSequence("WAVEfmt ", StandardCharsets.US_ASCII);
        header.writeIntLE(16).writeShortLE(PCM).writeShortLE(channels).writeIntLE(sampleRate);
        header.writeIntLE(sampleRate * channels * SAMPLE_BYTES);
        header.writeShortLE(channels * SAMPLE_BYTES).writeShortLE(SAMPLE_BYTES * 8);
        header.writeCharSequence("data", StandardCharsets.US_ASCII);
        return header.writeIntLE(UNKNOWN_LENGTH);
    }

    /** A new buffer with the header of big-endian samples: the same with its numbers the other way round. */
    public static ByteBuf writeBigEndian(ByteBufAllocator allocator, int sampleRate, int channels) {
        ByteBuf header = allocator.buffer(BYTES, BYTES);
        header.writeCharSequence("RIFX", StandardCharsets.US_ASCII);
        header.writeInt(UNKNOWN_LENGTH);
        header.writeCharSequence("WAVEfmt ", StandardCharsets.US_ASCII);
        header.writeInt(16).writeShort(PCM).writeShort(channels).writeInt(sampleRate);
        header.writeInt(sampleRate * channels * SAMPLE_BYTES);
        header.writeShort(channels * SAMPLE_BYTES).writeShort(SAMPLE_BYTES * 8);
        header.writeCharSequence("data", StandardCharsets.US_ASCII);
        return header.writeInt(UNKNOWN_LENGTH);
    }
}
