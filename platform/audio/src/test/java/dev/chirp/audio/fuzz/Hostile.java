package dev.chirp.audio.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.chirp.audio.AudioFacts;
import dev.chirp.audio.AudioLimits;
import dev.chirp.audio.AudioProbe;
import dev.chirp.audio.AudioReader;
import dev.chirp.audio.AudioRejection;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What both ways into the module make of a file that may be anything.
 *
 * @param byProbe null: it was accepted
 * @param byReader null: it was decoded to its end
 * @param frames decoded
 * @param loudest sample, without sign
 * @param allocated bytes
 */
record Hostile(
        @Nullable AudioRejection byProbe,
        @Nullable AudioRejection byReader,
        long announced,
        long frames,
        float loudest,
        long allocated) {
    static final AudioLimits LIMITS = AudioLimits.CLIP.withLongest(Duration.ofSeconds(20));

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static Hostile of(byte[] file) throws IOException {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        AudioRejection byProbe = null;
        long announced = 0;
        try {
            announced = probe(file).frames();
        } catch (AudioRejection rejection) {
            byProbe = rejection;
        }
        long frames = 0;
        float loudest = 0;
        AudioRejection byReader = null;
        try {
            AudioReader reader = AudioReader.open(Channels.newChannel(new ByteArrayInputStream(file)), LIMITS);
            float[] block = new float[1_000];
            for (int read = reader.read(block); read >= 0; read = reader.read(block)) {
                frames += read;
                for (int i = 0; i < read; i++) {
                    // Not a number is louder than anything.
                    loudest = Math.abs(block[i]) <= loudest ? loudest : Math.abs(block[i]);
                }
            }
        } catch (AudioRejection rejection) {
            byReader = rejection;
        }
        return new Hostile(
                byProbe, byReader, announced, frames, loudest, THREADS.getCurrentThreadAllocatedBytes() - before);
    }

    /** That both ways agree, and that nothing came out which no recording has. */
    void requireSound() {
        assertThat(loudest).isLessThanOrEqualTo(1);
        if (byProbe != null) {
            assertThat(byReader).as("the reader, too, rejects it").isNotNull();
        } else if (byReader == null) {
            assertThat(frames).isEqualTo(announced);
        }
        assertThat(frames).isLessThanOrEqualTo(20L * LIMITS.maxRate());
    }

    private static AudioFacts probe(byte[] file) throws AudioRejection {
        AudioProbe probe = new AudioProbe(LIMITS);
        for (int at = 0; at < file.length; at += 777) {
            probe.offer(ByteBuffer.wrap(file, at, Math.min(777, file.length - at)));
        }
        return probe.finish();
    }
}
