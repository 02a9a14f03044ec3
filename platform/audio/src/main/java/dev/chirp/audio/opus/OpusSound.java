package dev.chirp.audio.opus;

import dev.chirp.audio.AudioRejection;
import dev.chirp.audio.packet.Packet;
import dev.chirp.audio.packet.PacketDecoder;
import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusException;

/** Opus by Concentus, which averages the channels itself; whatever it throws is the packet's fault. */
public final class OpusSound implements PacketDecoder {
    private static final double GAIN_STEPS_PER_DECADE = 20 * 256;

    private final OpusDecoder decoder;
    private final float scale;
    private final short[] pcm = new short[OpusPackets.MAX_FRAMES];

    public OpusSound(OpusHead head) {
        try {
            this.decoder = new OpusDecoder(OpusHead.SAMPLE_RATE, 1);
        } catch (OpusException e) {
            throw new IllegalStateException("48 kHz in mono is always possible", e);
        }
        this.scale = (float) (Math.pow(10, head.gain() / GAIN_STEPS_PER_DECADE) / 0x1p15);
    }

    @Override
    public void decode(Packet packet, float[] mono) throws AudioRejection {
        if (frames(packet) != packet.frames()) {
            throw OpusPackets.damaged();
        }
        for (int i = 0; i < packet.frames(); i++) {
            mono[i] = Math.clamp(pcm[i] * scale, -1f, 1f);
        }
    }

    private int frames(Packet packet) throws AudioRejection {
        try {
            return decoder.decode(packet.bytes(), packet.offset(), packet.length(), pcm, 0, pcm.length, false);
        } catch (OpusException | RuntimeException | AssertionError e) {
            throw OpusPackets.damaged();
        }
    }
}
