package dev.chirp.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Judges a recording while its bytes pass by, without keeping them: give every chunk to {@link #offer} and call
 * {@link #finish} after the last. A file of the wrong type is rejected by its first bytes, one that is too long as soon
 * as it is. Not thread-safe; never blocks.
 */
public final class AudioProbe {
    /** The longest clip that one upload may hold. */
    public static final Duration CLIP_LIMIT = Duration.ofMinutes(10);

    private final Duration limit;
    private final WavHeader header = new WavHeader();
    private final ByteBuffer sample = ByteBuffer.allocate(Double.BYTES);
    private @Nullable DataExtent extent;
    private boolean sound;

    public AudioProbe(Duration limit) {
        this.limit = limit;
    }

    /** A probe for one upload, limited to {@link #CLIP_LIMIT}. */
    public static AudioProbe ofClip() {
        return new AudioProbe(CLIP_LIMIT);
    }

    /** Reads the channel to its end and judges it; does not close it. */
    public static AudioFacts probe(ReadableByteChannel channel) throws IOException, AudioRejection {
        AudioProbe probe = ofClip();
        ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
        while (channel.read(buffer.clear()) >= 0) {
            probe.offer(buffer.flip());
        }
        return probe.finish();
    }

    /** Looks at the next bytes of the file; the buffer's position and limit stay as they are. */
    public void offer(ByteBuffer bytes) throws AudioRejection {
        ByteBuffer unseen = bytes.duplicate();
        if (extent == null && header.offer(unseen)) {
            extent = new DataExtent(header.format(), header.declaredDataBytes(), limit);
            sound = !header.format().sampleFormat().isFloat();
        }
        if (extent != null) {
            int samples = extent.take(unseen.remaining());
            listen(unseen.limit(unseen.position() + samples));
        }
    }

    /** The verdict on the file, all of whose bytes were offered. */
    public AudioFacts finish() throws AudioRejection {
        if (extent == null) {
            throw header.endedEarly();
        }
        extent.end();
        if (!sound) {
            throw notASingleNumber();
        }
        return new AudioFacts(AudioType.WAV, header.format(), extent.frames());
    }

    static AudioRejection notASingleNumber() {
        return AudioRejection.invalid("The recording holds no sound: all its samples are NaN or infinite.");
    }

    /** Looks for one finite sample; honest files show it first. */
    private void listen(ByteBuffer samples) {
        SampleFormat format = header.format().sampleFormat();
        sample.order(header.format().order());
        while (!sound && samples.hasRemaining()) {
            sample.put(samples.get());
            if (sample.position() == format.bytes()) {
                sound = Float.isFinite(format.sample(sample, 0));
                sample.clear();
            }
        }
    }
}
