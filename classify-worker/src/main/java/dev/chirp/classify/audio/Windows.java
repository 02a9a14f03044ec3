package dev.chirp.classify.audio;

import dev.chirp.audio.AudioReader;
import dev.chirp.audio.AudioRejection;
import dev.chirp.audio.resample.Resampler;
import dev.chirp.classify.model.Manifest;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recording as overlapping windows at the model's rate, decoded while they are asked for. The last window is padded
 * with silence, unless the one before it already holds all that remains. Not thread-safe.
 */
public final class Windows {
    private static final int BLOCK_FRAMES = 8_192;

    private final AudioReader reader;
    private final Resampler resampler;
    private final int length;
    private final int hop;
    private final @Nullable BandPass bandPass;
    private final float[] block = new float[BLOCK_FRAMES];
    private float[] held;
    private int count;
    private long frames;
    private boolean ended;
    private boolean first = true;

    /**
     * Nothing is read yet.
     *
     * @param input rate, length and hop of the windows, and the band that is let through
     */
    public Windows(AudioReader reader, Manifest.Input input) {
        List<Double> band = input.bandPassHz();
        this.reader = reader;
        this.resampler = new Resampler(reader.sampleRate(), input.sampleRate());
        this.length = input.windowSamples();
        this.hop = input.hopSamples();
        this.bandPass = band == null ? null : new BandPass(band.get(0), band.get(1), input.sampleRate());
        this.held = new float[length + BLOCK_FRAMES];
    }

    /**
     * Writes the next window to {@code into[at]} and behind.
     *
     * @return false at the end; nothing was written
     */
    public boolean next(float[] into, int at) throws IOException, AudioRejection {
        while (count < length && !ended) {
            fill();
        }
        int overlap = length - hop;
        if (count == 0 || (!first && count <= overlap)) {
            return false;
        }
        int samples = Math.min(count, length);
        System.arraycopy(held, 0, into, at, samples);
        Arrays.fill(into, at + samples, at + length, 0);
        forget(Math.min(hop, count));
        first = false;
        return true;
    }

    /** The length of the recording, as far as it was decoded; the whole after {@link #next} has answered false. */
    public double durationSeconds() {
        return reader.seconds(frames);
    }

    private void fill() throws IOException, AudioRejection {
        int read = reader.read(block);
        ended = read < 0;
        frames += Math.max(read, 0);
        append(ended ? resampler.finish() : resampler.resample(block, read));
    }

    private void append(float[] samples) {
        if (bandPass != null) {
            bandPass.apply(samples);
        }
        if (count + samples.length > held.length) {
            held = Arrays.copyOf(held, count + samples.length);
        }
        System.arraycopy(samples, 0, held, count, samples.length);
        count += samples.length;
    }

    private void forget(int samples) {
        System.arraycopy(held, samples, held, 0, count - samples);
        count -= samples;
    }
}
