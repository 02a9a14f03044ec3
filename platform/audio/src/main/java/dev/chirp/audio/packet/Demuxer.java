package dev.chirp.audio.packet;

import dev.chirp.audio.AudioRejection;
import java.nio.ByteBuffer;

/**
 * Splits the bytes of a file, as they come, into packets, and checks what can be checked without decoding. It allocates
 * for bytes that have arrived, never for a size that a header states. Not thread-safe; never blocks.
 */
public interface Demuxer {
    /**
     * Takes bytes, at most to the end of the next packet.
     *
     * @return whether a packet is complete; false: all bytes were taken and more are needed
     */
    boolean next(ByteBuffer bytes) throws AudioRejection;

    /**
     * Says that no more bytes come.
     *
     * @return whether this completed one more packet; false: that was all, and the whole is well
     * @throws AudioRejection when the file is cut off, or empty
     */
    boolean finish() throws AudioRejection;

    /** The packet that {@link #next} or {@link #finish} has announced. */
    Packet packet();

    /** Known when the first packet is. */
    SoundFormat format();

    /** A decoder for the packets of this stream; asked for once, when the first packet is known. */
    PacketDecoder decoder() throws AudioRejection;
}
