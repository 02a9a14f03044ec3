package dev.chirp.audio.packet;

/**
 * One piece of a file that a codec decodes by itself, as a view into its demuxer: valid until the demuxer's next call.
 *
 * @param offset of its first byte in {@code bytes}
 * @param frames samples of each channel that it decodes to, read from its own head
 * @param skip frames to drop at its beginning
 * @param keep frames to keep behind those; the rest is dropped
 */
@SuppressWarnings("ArrayRecordComponent") // A view, never compared.
public record Packet(byte[] bytes, int offset, int length, int frames, int skip, int keep) {
    /** A packet all of whose frames are heard. */
    public static Packet whole(byte[] bytes, int offset, int length, int frames) {
        return new Packet(bytes, offset, length, frames, 0, frames);
    }
}
