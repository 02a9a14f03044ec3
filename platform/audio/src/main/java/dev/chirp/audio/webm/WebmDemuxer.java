package dev.chirp.audio.webm;

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
 * Reads the one Opus track of a WebM file, as browsers record it: with segments and clusters of unknown size, which end
 * where the next begins.
 */
public final class WebmDemuxer implements Demuxer {
    static final int MAX_BINARY_BYTES = 256;

    private static final double FRAMES_PER_NANOSECOND = 48_000 / 1e9;

    private final ElementHead elementHead = new ElementHead();
    private final Tracks tracks = new Tracks();
    private final Block block = new Block();
    private final byte[] content = new byte[MAX_BINARY_BYTES];
    private int held;
    private Element element = Element.OTHER;
    /** Bytes of the element that have not come yet. */
    private long rest;

    private long position;
    private long segmentEnd = -1;
    private @Nullable OpusHead head;
    private @Nullable OpusPackets packets;
    private @Nullable Packet packet;
    /** A packet waits for what its group may say about its end. */
    private boolean waiting;

    @Override
    public boolean next(ByteBuffer bytes) throws AudioRejection {
        while (true) {
            if (rest > 0) {
                if (!content(bytes)) {
                    return false;
                }
                if (end()) {
                    return true;
                }
            }
            int before = bytes.position();
            boolean complete = elementHead.collect(bytes);
            position += bytes.position() - before;
            if (!complete) {
                return false;
            }
            if (begin(Element.of(elementHead.id()), elementHead.size())) {
                return true;
            }
        }
    }

    @Override
    public boolean finish() throws AudioRejection {
        if (rest > 0 || !elementHead.isEmpty() || position < segmentEnd) {
            throw AudioRejection.invalid("The WebM file is cut off: its last element is not complete.");
        }
        if (waiting) {
            release(0);
            return true;
        }
        if (head == null) {
            throw AudioRejection.noSamples();
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

    /** Whether this completes the packet of the group before. */
    private boolean begin(Element begun, long size) throws AudioRejection {
        element = begun;
        held = 0;
        if (begun.form == Element.Form.MASTER) {
            rest = 0;
            if (begun == Element.SEGMENT && size >= 0) {
                segmentEnd = position + size;
            } else if (begun == Element.TRACK_ENTRY) {
                tracks.begin();
            } else if (begun == Element.CLUSTER && head == null) {
                block.ofTrack(tracks.sound().number());
                head = tracks.sound().opus();
                packets = new OpusPackets(head);
            }
        } else {
            if (size < 0) {
                throw AudioRejection.invalid("The WebM file is damaged: an element of it has no end.");
            }
            rest = size;
            if (begun.form == Element.Form.BLOCK) {
                block.begin();
            }
        }
        if (waiting && (begun == Element.SIMPLE_BLOCK || begun == Element.BLOCK_GROUP || begun == Element.CLUSTER)) {
            release(0);
            return true;
        }
        return false;
    }

    /** Takes bytes of the element; false when there are too few. */
    private boolean content(ByteBuffer bytes) throws AudioRejection {
        int count = (int) Math.min(rest, bytes.remaining());
        int from = bytes.position();
        switch (element.form) {
            case NUMBER, BINARY -> {
                int kept = Math.min(count, content.length - held);
                bytes.get(from, content, held, kept);
                held += kept;
            }
            case BLOCK -> block.append(bytes, from, count);
            case MASTER, PASSED -> {}
        }
        bytes.position(from + count);
        position += count;
        rest -= count;
        return rest == 0;
    }

    /** Whether the element that is complete now makes a packet complete. */
    private boolean end() throws AudioRejection {
        switch (element) {
            case TRACK_NUMBER, TRACK_TYPE, CODEC_ID, CODEC_PRIVATE, CONTENT_ENCODINGS ->
                tracks.describe(element, content, held, number());
            case SIMPLE_BLOCK -> {
                if (block.isSound() && packets != null) {
                    release(0);
                    return true;
                }
            }
            case BLOCK -> waiting = block.isSound() && packets != null;
            case DISCARD_PADDING -> {
                if (waiting) {
                    release(Math.round(number() * FRAMES_PER_NANOSECOND));
                    return true;
                }
            }
            default -> {}
        }
        return false;
    }

    private void release(long dropped) throws AudioRejection {
        if (packets == null) {
            throw new IllegalStateException("the header is not complete");
        }
        waiting = false;
        packet = packets.packet(block.bytes(), block.payloadAt(), block.payloadLength(), Math.max(0, dropped));
    }

    /** The content as a number, signed: unsigned ones are small here. */
    private long number() {
        long number = held > 0 ? content[0] : 0;
        for (int i = 1; i < Math.min(held, Long.BYTES); i++) {
            number = (number << 8) | (content[i] & 0xff);
        }
        return number;
    }
}
