package dev.chirp.audio;

import dev.chirp.audio.packet.Packet;
import dev.chirp.audio.packet.SoundFormat;

/** Counts the frames of a stream of packets against its limits. */
final class FrameBudget {
    private final AudioLimits limits;
    private final SoundFormat format;
    private final long mostFrames;
    private long decoded;
    private long heard;

    FrameBudget(AudioLimits limits, SoundFormat format) throws AudioRejection {
        this.limits = limits;
        this.format = format;
        this.mostFrames = limits.longest().toSeconds() * format.sampleRate();
        if (format.channels() < 1 || format.channels() > limits.maxChannels()) {
            throw AudioRejection.invalid("The recording has " + format.channels() + " channels (expected: 1 to "
                    + limits.maxChannels() + ").");
        }
        if (format.sampleRate() < limits.minRate() || format.sampleRate() > limits.maxRate()) {
            throw AudioRejection.invalid("The recording's sample rate is " + format.sampleRate() + " (expected: "
                    + limits.minRate() + " to " + limits.maxRate() + " Hz).");
        }
    }

    /** Counts a packet before it is decoded. */
    void take(Packet packet) throws AudioRejection {
        decoded += packet.frames();
        heard += packet.keep();
        if (heard > mostFrames) {
            throw limits.tooLong();
        }
        if (decoded * format.channels() > limits.maxSamples()) {
            throw limits.tooManySamples();
        }
    }

    /** Frames that are heard so far. */
    long frames() {
        return heard;
    }

    void end() throws AudioRejection {
        DataExtent.requireLongEnough(heard, format.sampleRate());
    }
}
