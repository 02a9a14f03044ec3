package dev.chirp.audio;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;

/**
 * Decodes a recording to mono while reading it, in memory that its length does not change. Samples are in [-1, 1]:
 * channels are averaged, louder floats clipped, NaN and infinite ones replaced by 0 and counted. Not thread-safe; does
 * not close its source.
 */
public sealed interface AudioReader permits WavReader, PacketReader {
    /** Reads as much of a clip as tells its format. */
    static AudioReader open(ReadableByteChannel source) throws IOException, AudioRejection {
        return open(source, AudioLimits.CLIP);
    }

    static AudioReader open(InputStream source) throws IOException, AudioRejection {
        return open(Channels.newChannel(source));
    }

    /** Reads as much of a recording as tells its format; its type is told by its first bytes. */
    static AudioReader open(ReadableByteChannel source, AudioLimits limits) throws IOException, AudioRejection {
        ByteBuffer bytes = ByteBuffer.allocate(16 * 1024);
        while (bytes.position() < AudioType.SNIFF_BYTES && source.read(bytes) >= 0) {
            // The type is known by the first dozen.
        }
        AudioType type = AudioType.require(bytes.flip());
        return type == AudioType.WAV
                ? WavReader.open(source, bytes, limits)
                : PacketReader.open(source, bytes, type, limits);
    }

    AudioType type();

    /** Of the samples that {@link #read} gives, in Hz. */
    int sampleRate();

    /** Of the source. */
    int channels();

    /** Samples of the source, over all channels, that were no finite numbers so far. */
    long replacedSamples();

    /**
     * Decodes the next frames.
     *
     * @return how many, at least 1; -1 at the end of the recording
     * @throws AudioRejection when the file turns out to be damaged, cut off, too long, too costly or without sound
     */
    int read(float[] mono) throws IOException, AudioRejection;

    /** How long so many frames are. */
    default double seconds(long frames) {
        return (double) frames / sampleRate();
    }
}
