package dev.chirp.audio.packet;

import dev.chirp.audio.AudioRejection;

/** Makes sound of packets, in their order. Not thread-safe. */
public interface PacketDecoder {
    /**
     * Decodes all frames of a packet, also those to be dropped.
     *
     * @param mono gets {@code packet.frames()} samples in [-1, 1], the channels averaged
     */
    void decode(Packet packet, float[] mono) throws AudioRejection;

    /** Judges the whole, after the last packet. */
    default void finish() throws AudioRejection {}
}
