package dev.chirp.audio.ogg;

import dev.chirp.audio.AudioRejection;
import dev.chirp.audio.opus.OpusHead;
import dev.chirp.audio.opus.OpusPackets;
import dev.chirp.audio.opus.OpusSound;
import dev.chirp.audio.packet.Demuxer;
import dev.chirp.audio.packet.Packet;
import dev.chirp.audio.packet.PacketDecoder;
import dev.chirp.audio.packet.SoundFormat;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one Opus stream from an Ogg file. The position of the first page of sound and of the last one say what is cut
 * from the ends, RFC 7845 §4.
 */
public final class OggDemuxer implements Demuxer {
    private final OggPage page = new OggPage();
    private final PacketBuffer open = new PacketBuffer();
    private @Nullable OpusHead head;
    private @Nullable OpusPackets packets;
    private @Nullable Packet packet;
    private boolean tagsRead;
    private int serial;
    private int segment;
    private int segments;
    private int at;
    /** Frames before this page, and those of it that were given. */
    private long position = OggPage.NO_GRANULE;

    private long lastPosition = Long.MAX_VALUE;

    @Override
    public boolean next(ByteBuffer bytes) throws AudioRejection {
        while (true) {
            if (nextOnPage()) {
                return true;
            }
            if (!page.collect(bytes)) {
                return false;
            }
            turn();
        }
    }

    @Override
    public boolean finish() throws AudioRejection {
        if (!page.isEmpty() || (open.length() > 0 && tagsRead)) {
            throw AudioRejection.invalid("The Ogg file is cut off: its last page is not complete.");
        }
        if (head == null || !tagsRead) {
            throw AudioRejection.invalid("The Ogg file is cut off inside its header.");
        }
        return false;
    }

    @Override
    public Packet packet() {
        if (packet == null) {
            throw new IllegalStateException("no packet was found yet");
        }
        return packet;
    }

    @Override
    public SoundFormat format() {
        return head().format();
    }

    @Override
    public PacketDecoder decoder() {
        return new OpusSound(head());
    }

    private OpusHead head() {
        if (head == null) {
            throw new IllegalStateException("the header is not complete");
        }
        return head;
    }

    /** Begins a page that is complete. */
    private void turn() throws AudioRejection {
        if (head == null) {
            serial = page.serial();
        }
        if (page.serial() != serial || (head != null && page.isFirst())) {
            throw AudioRejection.unsupported(
                    "The Ogg file holds several streams, which cannot be read. Send one" + " recording per file.");
        }
        segment = 0;
        segments = page.segments();
        at = page.bodyAt();
        if (!page.isContinued()) {
            open.clear();
        } else if (open.length() == 0) {
            passRestOfLostPacket();
        }
        if (tagsRead && page.granule() != OggPage.NO_GRANULE) {
            place();
        }
    }

    private void passRestOfLostPacket() {
        while (segment < segments) {
            int length = page.segment(segment++);
            at += length;
            if (length < 255) {
                return;
            }
        }
    }

    /** Finds out where the sound of this page lies; only the first and the last page say more than their packets. */
    private void place() throws AudioRejection {
        long frames = framesOnPage();
        if (position < 0) {
            // A stream that was tuned in to begins at a position of its own.
            position = page.isLast() ? 0 : Math.max(0, page.granule() - frames);
        }
        lastPosition = page.isLast() ? page.granule() : Long.MAX_VALUE;
    }

    private long framesOnPage() throws AudioRejection {
        long frames = 0;
        int from = at;
        int length = 0;
        boolean continued = open.length() > 0;
        for (int i = segment; i < segments; i++) {
            length += page.segment(i);
            if (page.segment(i) < 255) {
                frames += continued
                        ? open.framesWith(page.bytes(), from, length)
                        : OpusPackets.frames(page.bytes(), from, length);
                continued = false;
                from += length;
                length = 0;
            }
        }
        return frames;
    }

    /** Gives the next packet of sound that ends on this page, and keeps one that does not. */
    private boolean nextOnPage() throws AudioRejection {
        while (segment < segments) {
            int start = at;
            boolean ends = false;
            while (segment < segments && !ends) {
                int length = page.segment(segment++);
                at += length;
                ends = length < 255;
            }
            if (!ends) {
                open.append(page.bytes(), start, at - start, head != null && !tagsRead);
                return false;
            }
            if (open.length() == 0) {
                if (take(page.bytes(), start, at - start)) {
                    return true;
                }
            } else {
                open.append(page.bytes(), start, at - start, head != null && !tagsRead);
                int length = open.length();
                open.clear();
                if (take(open.bytes(), 0, length)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether the packet is one of sound, and not a header. */
    private boolean take(byte[] bytes, int offset, int length) throws AudioRejection {
        if (head == null) {
            byte[] first = new byte[length];
            System.arraycopy(bytes, offset, first, 0, length);
            head = Identification.of(first);
            packets = new OpusPackets(head);
            return false;
        }
        if (!tagsRead) {
            tagsRead = true;
            return false;
        }
        if (packets == null) {
            throw new IllegalStateException("the header is not complete");
        }
        int frames = OpusPackets.frames(bytes, offset, length);
        position = Math.max(0, position) + frames;
        packet = packets.packet(bytes, offset, length, Math.max(0, position - lastPosition));
        return true;
    }
}
