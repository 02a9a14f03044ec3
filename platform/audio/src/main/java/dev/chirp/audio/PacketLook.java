package dev.chirp.audio;

import dev.chirp.audio.packet.Demuxer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Judges a file of packets by counting them, with all that their demuxer checks. */
final class PacketLook implements AudioProbe.Look {
    private final AudioType type;
    private final AudioLimits limits;
    private final Demuxer demuxer;
    private @Nullable FrameBudget budget;

    PacketLook(AudioType type, AudioLimits limits) {
        this.type = type;
        this.limits = limits;
        this.demuxer = type.demuxer();
    }

    @Override
    public void offer(ByteBuffer bytes) throws AudioRejection {
        while (demuxer.next(bytes)) {
            count();
        }
    }

    @Override
    public AudioFacts finish() throws AudioRejection {
        while (demuxer.finish()) {
            count();
        }
        if (budget == null) {
            throw AudioRejection.noSamples();
        }
        budget.end();
        return new AudioFacts(
                type, demuxer.format().sampleRate(), demuxer.format().channels(), budget.frames());
    }

    private void count() throws AudioRejection {
        if (budget == null) {
            budget = new FrameBudget(limits, demuxer.format());
        }
        budget.take(demuxer.packet());
    }
}
