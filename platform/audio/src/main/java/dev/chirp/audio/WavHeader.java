package dev.chirp.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the chunks before the samples from bytes as they come. Chunk sizes are only ever counted down, never allocated:
 * a lying one leads past the end of the file, nowhere else.
 */
final class WavHeader {
    private static final int RIFF_BYTES = 12;
    private static final int CHUNK_HEAD_BYTES = 8;
    private static final int FORMAT_BYTES = 40;

    private final AudioLimits limits;
    private final ByteBuffer collected = ByteBuffer.allocate(FORMAT_BYTES);
    private int wanted = RIFF_BYTES;
    private Part part = Part.RIFF;
    private long skip;
    private long restOfFormat;
    private @Nullable WavFormat format;
    private long declaredDataBytes;

    private enum Part {
        RIFF,
        CHUNK_HEAD,
        FORMAT,
        DATA
    }

    WavHeader(AudioLimits limits) {
        this.limits = limits;
    }

    /**
     * Takes bytes up to the first sample.
     *
     * @return whether the samples begin at the buffer's position; false asks for more
     */
    boolean offer(ByteBuffer bytes) throws AudioRejection {
        while (part != Part.DATA) {
            int skipped = (int) Math.min(skip, bytes.remaining());
            bytes.position(bytes.position() + skipped);
            skip -= skipped;
            while (collected.position() < wanted && bytes.hasRemaining()) {
                collected.put(bytes.get());
            }
            if (skip > 0 || collected.position() < wanted) {
                return false;
            }
            collected.flip();
            advance();
            collected.clear();
        }
        return true;
    }

    /** The format; only after {@link #offer} has answered true. */
    WavFormat format() {
        if (format == null) {
            throw new IllegalStateException("the header is not complete");
        }
        return format;
    }

    /** The size of the sample data as the header says it; see {@link DataExtent} for how far it is believed. */
    long declaredDataBytes() {
        return declaredDataBytes;
    }

    /** What to say about a file that ends here, before any sample. */
    AudioRejection endedEarly() {
        return format == null
                ? AudioRejection.invalid("The WAV file is cut off inside its header.")
                : AudioRejection.empty("The WAV file holds no samples: it ends before its data.");
    }

    private void advance() throws AudioRejection {
        switch (part) {
            case RIFF -> {
                if (AudioType.sniff(collected.array()) != AudioType.WAV) {
                    throw AudioType.unknown();
                }
                collected.order(collected.get(3) == 'X' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
                expect(Part.CHUNK_HEAD, CHUNK_HEAD_BYTES);
            }
            case CHUNK_HEAD ->
                beginChunk(
                        new String(collected.array(), 0, 4, StandardCharsets.ISO_8859_1),
                        collected.getInt(4) & 0xffff_ffffL);
            case FORMAT -> {
                format = WavFormat.parse(collected, limits);
                skip = restOfFormat;
                expect(Part.CHUNK_HEAD, CHUNK_HEAD_BYTES);
            }
            case DATA -> throw new IllegalStateException("the header is complete");
        }
    }

    private void beginChunk(String id, long size) throws AudioRejection {
        if (id.equals("data")) {
            if (format == null) {
                throw AudioRejection.invalid("The WAV file has samples before it says their format.");
            }
            declaredDataBytes = size;
            part = Part.DATA;
        } else if (id.equals("fmt ")) {
            expect(Part.FORMAT, (int) Math.min(size, FORMAT_BYTES));
            restOfFormat = size + (size & 1) - wanted;
        } else {
            // Chunks are padded to an even size.
            skip = size + (size & 1);
            expect(Part.CHUNK_HEAD, CHUNK_HEAD_BYTES);
        }
    }

    private void expect(Part next, int bytes) {
        part = next;
        wanted = bytes;
    }
}
