package dev.chirp.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Judges a recording while its bytes pass by, without decoding or keeping them: give every chunk to {@link #offer} and
 * call {@link #finish} after the last. A file of the wrong type is rejected by its first bytes, one that is too long as
 * soon as it is; lengths are counted from the packets themselves, never read from a header. Not thread-safe; never
 * blocks.
 */
public final class AudioProbe {
    /** The longest clip that one upload may hold. */
    public static final Duration CLIP_LIMIT = AudioLimits.CLIP.longest();

    private final AudioLimits limits;
    private final ByteBuffer head = ByteBuffer.allocate(AudioType.SNIFF_BYTES);
    private @Nullable Look look;

    public AudioProbe(AudioLimits limits) {
        this.limits = limits;
    }

    /** Judges the files of one family. */
    sealed interface Look permits WavLook, PacketLook {
        /** Takes all bytes. */
        void offer(ByteBuffer bytes) throws AudioRejection;

        AudioFacts finish() throws AudioRejection;
    }

    /** A probe for one upload, limited by {@link AudioLimits#CLIP}. */
    public static AudioProbe ofClip() {
        return new AudioProbe(AudioLimits.CLIP);
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
        int position = bytes.position();
        int limit = bytes.limit();
        try {
            look(bytes);
        } finally {
            bytes.limit(limit).position(position);
        }
    }

    private void look(ByteBuffer bytes) throws AudioRejection {
        while (look == null && bytes.hasRemaining()) {
            head.put(bytes.get());
            if (!head.hasRemaining()) {
                look = begin();
            }
        }
        if (look != null && bytes.hasRemaining()) {
            look.offer(bytes);
        }
    }

    /** The verdict on the file, all of whose bytes were offered. */
    public AudioFacts finish() throws AudioRejection {
        if (look == null) {
            look = begin();
        }
        return look.finish();
    }

    private Look begin() throws AudioRejection {
        AudioType type = AudioType.require(head.flip());
        Look begun = type == AudioType.WAV ? new WavLook(limits) : new PacketLook(type, limits);
        begun.offer(head);
        return begun;
    }
}
