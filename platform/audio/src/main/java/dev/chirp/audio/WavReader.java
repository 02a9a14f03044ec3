package dev.chirp.audio;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;

/**
 * Decodes a WAV file, in constant memory.
 */
public final class WavReader implements AudioReader {
    private final ReadableByteChannel source;
    private final ByteBuffer bytes;
    private final WavFormat format;
    private final DataExtent extent;
    private int sampleBytes;
    private long frames;
    private long replaced;
    private boolean ended;

    private WavReader(ReadableByteChannel source, WavHeader header, ByteBuffer bytes, AudioLimits limits)
            throws AudioRejection {
        this.source = source;
        this.bytes = bytes.order(header.format().order());
        this.format = header.format();
        this.extent = new DataExtent(format, header.declaredDataBytes(), limits);
        this.sampleBytes = extent.take(bytes.remaining());
    }

    /** Reads the header of a clip. */
    public static WavReader open(ReadableByteChannel source) throws IOException, AudioRejection {
        return open(source, ByteBuffer.allocate(16 * 1024).limit(0), AudioLimits.CLIP);
    }

    public static WavReader open(InputStream source) throws IOException, AudioRejection {
        return open(Channels.newChannel(source));
    }

    /** @param bytes the beginning of the file, as far as it was read already; used as buffer from now on */
    static WavReader open(ReadableByteChannel source, ByteBuffer bytes, AudioLimits limits)
            throws IOException, AudioRejection {
        WavHeader header = new WavHeader(limits);
        while (!header.offer(bytes)) {
            if (source.read(bytes.clear()) < 0) {
                throw header.endedEarly();
            }
            bytes.flip();
        }
        return new WavReader(source, header, bytes, limits);
    }

    @Override
    public AudioType type() {
        return AudioType.WAV;
    }

    @Override
    public int sampleRate() {
        return format.sampleRate();
    }

    @Override
    public int channels() {
        return format.channels();
    }

    @Override
    public long replacedSamples() {
        return replaced;
    }

    @Override
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
            throw AudioRejection.notASingleNumber();
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
