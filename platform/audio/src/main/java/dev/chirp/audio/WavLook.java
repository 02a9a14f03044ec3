package dev.chirp.audio;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Judges a WAV file by its header, its length and its first samples. */
final class WavLook implements AudioProbe.Look {
    private final AudioLimits limits;
    private final WavHeader header;
    private final ByteBuffer sample = ByteBuffer.allocate(Double.BYTES);
    private @Nullable DataExtent extent;
    private boolean sound;

    WavLook(AudioLimits limits) {
        this.limits = limits;
        this.header = new WavHeader(limits);
    }

    @Override
    public void offer(ByteBuffer bytes) throws AudioRejection {
        if (extent == null && header.offer(bytes)) {
            extent = new DataExtent(header.format(), header.declaredDataBytes(), limits);
            sound = !header.format().sampleFormat().isFloat();
        }
        if (extent != null) {
            int samples = extent.take(bytes.remaining());
            listen(bytes.limit(bytes.position() + samples));
        }
    }

    @Override
    public AudioFacts finish() throws AudioRejection {
        if (extent == null) {
            throw header.endedEarly();
        }
        extent.end();
        if (!sound) {
            throw AudioRejection.notASingleNumber();
        }
        WavFormat format = header.format();
        return new AudioFacts(AudioType.WAV, format.sampleRate(), format.channels(), extent.frames());
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
