package dev.chirp.audio;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;

/**
 * Decodes a WAV file to mono while reading it, in constant memory. Samples are in [-1, 1]: channels are averaged, louder
 * floats clipped, NaN and infinite ones replaced by 0 and counted. Not thread-safe; does not close its source.
 */
public final class WavReader {
    private static final int BUFFER_BYTES = 16 * 1024;

    private final ReadableByteChannel source;
    private final ByteBuffer bytes;
    private final WavFormat format;
    private final DataExtent extent;
    private int sampleBytes;
    private long frames;
    private long replaced;
    private boolean ended;

    private WavReader(ReadableByteChannel source, WavHeader header, ByteBuffer bytes, Duration limit)
            throws AudioRejection {
        this.source = source;
        this.bytes = bytes.order(header.format().order());
        this.format = header.format();
        this.extent = new DataExtent(format, header.declaredDataBytes(), limit);
        this.sampleBytes = extent.take(bytes.remaining());
    }

    /** Reads the header of a clip, at most {@link AudioProbe#CLIP_LIMIT} long. */
    public static WavReader open(ReadableByteChannel source) throws IOException, AudioRejection {
        return open(source, AudioProbe.CLIP_LIMIT);
    }

    public static WavReader open(InputStream source) throws IOException, AudioRejection {
        return open(Channels.newChannel(source));
    }

    /** Reads the header of a recording; one that turns out to be longer than {@code limit} is rejected. */
    public static WavReader open(ReadableByteChannel source, Duration limit) throws IOException, AudioRejection {
        WavHeader header = new WavHeader();
        ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
        while (!header.offer(bytes)) {
            if (source.read(bytes.clear()) < 0) {
                throw header.endedEarly();
            }
            bytes.flip();
        }
        return new WavReader(source, header, bytes, limit);
    }

    public WavFormat format() {
        return format;
    }

    /** Samples of the source, over all channels, that were no finite numbers so far. */
    public long replacedSamples() {
        return replaced;
    }

    /**
     * Decodes the next frames to mono.
     *
     * @return how many, at least 1; -1 at the end of the samples
     * @throws AudioRejection when the file turns out to be cut off, too long, or without one finite sample
     */
    public int read(float[] mono) throws IOException, AudioRejection {
        if (mono.length == 0) {
            throw new IllegalArgumentException("mono.length: 0 (expected: at least 1)");
        }
        while (sampleBytes < format.frameBytes()) {
            if (ended || !fill()) {
                return -1;
            }
        }
        int count = Math.min(mono.length, sampleBytes / format.frameBytes());
        for (int i = 0; i < count; i++) {
            mono[i] = frame(bytes.position() + i * format.frameBytes());
        }
        consume(count * format.frameBytes());
        frames += count;
        return count;
    }

    /** Gets more bytes; false at the end of the samples, which is judged here. */
    private boolean fill() throws IOException, AudioRejection {
        // All that is left in the buffer are samples, unless the extent is complete.
        if (!extent.isComplete()) {
            bytes.compact();
            int before = bytes.position();
            int read = source.read(bytes);
            bytes.flip();
            if (read >= 0) {
                sampleBytes += extent.take(bytes.limit() - before);
                return true;
            }
        }
        ended = true;
        extent.end();
        if (replaced == frames * format.channels()) {
            throw AudioProbe.notASingleNumber();
        }
        return false;
    }

    private void consume(int count) {
        bytes.position(bytes.position() + count);
        sampleBytes -= count;
    }

    private float frame(int at) {
        SampleFormat sampleFormat = format.sampleFormat();
        float sum = 0;
        for (int channel = 0; channel < format.channels(); channel++) {
            float sample = sampleFormat.sample(bytes, at + channel * sampleFormat.bytes());
            if (Float.isFinite(sample)) {
                sum += Math.clamp(sample, -1f, 1f);
            } else {
                replaced++;
            }
        }
        return sum / format.channels();
    }
}
