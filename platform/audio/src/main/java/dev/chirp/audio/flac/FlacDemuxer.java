package dev.chirp.audio.flac;

import dev.chirp.audio.AudioRejection;
import dev.chirp.audio.packet.Demuxer;
import dev.chirp.audio.packet.Packet;
import dev.chirp.audio.packet.PacketDecoder;
import dev.chirp.audio.packet.SoundFormat;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the frames of a FLAC file. A frame has no length of its own: it ends where its CRC-16 fits and the next one, by
 * its CRC-8 and its number, begins.
 */
public final class FlacDemuxer implements Demuxer {
    private static final int BLOCK_HEAD_BYTES = 4;

    private final ByteBuffer collected = ByteBuffer.allocate(StreamInfo.BYTES);
    private final FrameFinder finder = new FrameFinder();
    private int wanted = BLOCK_HEAD_BYTES;
    private Part part = Part.MARKER;
    private long skip;
    private long rest;
    private boolean lastBlock;
    private @Nullable StreamInfo info;
    private @Nullable Packet packet;
    private boolean fromStart;
    private long frames;

    private enum Part {
        MARKER,
        BLOCK_HEAD,
        STREAM_INFO,
        /** The rest of a block, none of which is looked at. */
        SKIP,
        FRAMES,
        /** Behind the last announced sample: what follows is not sound. */
        DONE
    }

    @Override
    public boolean next(ByteBuffer bytes) throws AudioRejection {
        while (part != Part.FRAMES && part != Part.DONE) {
            if (!collect(bytes)) {
                return false;
            }
            collected.flip();
            advance();
            collected.clear();
        }
        while (part == Part.FRAMES) {
            if (finder.find(info())) {
                accept();
                return true;
            }
            if (!finder.take(bytes)) {
                return false;
            }
        }
        bytes.position(bytes.limit());
        return false;
    }

    @Override
    public boolean finish() throws AudioRejection {
        if (part == Part.FRAMES && !finder.isEmpty()) {
            if (!finder.findLast(info())) {
                throw cutOff();
            }
            accept();
            return true;
        }
        if (part != Part.FRAMES && part != Part.DONE) {
            throw AudioRejection.invalid("The FLAC file is cut off inside its header.");
        }
        if (frames > 0 && frames < info().totalFrames()) {
            throw cutOff();
        }
        return false;
    }

    @Override
    public Packet packet() {
        if (packet == null) {
            throw new IllegalStateException("no frame was found yet");
        }
        return packet;
    }

    @Override
    public SoundFormat format() {
        return info().format();
    }

    @Override
    public PacketDecoder decoder() {
        // The sum is over all samples: it says nothing of a part.
        return new FlacDecoder(info(), fromStart);
    }

    private StreamInfo info() {
        if (info == null) {
            throw new IllegalStateException("the header is not complete");
        }
        return info;
    }

    private void accept() {
        FrameHeader header = finder.header();
        if (frames == 0) {
            fromStart = header.number() == 0;
        }
        frames += header.blockSize();
        packet = Packet.whole(finder.data(), finder.from(), finder.length(), header.blockSize());
        if (info().totalFrames() > 0 && frames >= info().totalFrames()) {
            part = Part.DONE;
        }
    }

    private boolean collect(ByteBuffer bytes) {
        int skipped = (int) Math.min(skip, bytes.remaining());
        bytes.position(bytes.position() + skipped);
        skip -= skipped;
        while (collected.position() < wanted && bytes.hasRemaining()) {
            collected.put(bytes.get());
        }
        return skip == 0 && collected.position() == wanted;
    }

    private void advance() throws AudioRejection {
        switch (part) {
            case MARKER -> part = Part.BLOCK_HEAD;
            case BLOCK_HEAD -> beginBlock(collected.getInt(0));
            case STREAM_INFO -> {
                info = StreamInfo.parse(collected);
                skip = rest;
                wanted = 0;
                part = Part.SKIP;
            }
            case SKIP -> {
                wanted = BLOCK_HEAD_BYTES;
                part = lastBlock ? Part.FRAMES : Part.BLOCK_HEAD;
            }
            case FRAMES, DONE -> throw new IllegalStateException("the header is complete");
        }
    }

    private void beginBlock(int head) throws AudioRejection {
        lastBlock = head < 0;
        int type = (head >>> 24) & 0x7f;
        skip = head & 0xff_ffff;
        wanted = 0;
        part = Part.SKIP;
        if (info == null) {
            if (type != 0 || skip < StreamInfo.BYTES) {
                throw AudioRejection.invalid("The FLAC file does not begin with its stream info.");
            }
            rest = skip - StreamInfo.BYTES;
            skip = 0;
            wanted = StreamInfo.BYTES;
            part = Part.STREAM_INFO;
        }
    }

    private AudioRejection cutOff() {
        StreamInfo known = info();
        if (known.totalFrames() == 0) {
            return AudioRejection.invalid("The FLAC file is damaged or cut off: its last frame is not complete.");
        }
        double rate = Math.max(1, known.format().sampleRate());
        return AudioRejection.invalid(String.format(
                Locale.ROOT,
                "The recording is damaged or cut off: its header announces %.1f s, but only %.1f s are there.",
                known.totalFrames() / rate,
                frames / rate));
    }
}
