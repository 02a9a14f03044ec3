package dev.chirp.audio.mp3;

import dev.chirp.audio.AudioRejection;
import dev.chirp.audio.packet.Demuxer;
import dev.chirp.audio.packet.Packet;
import dev.chirp.audio.packet.PacketDecoder;
import dev.chirp.audio.packet.SoundFormat;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the frames of an MP3 file between its tags. Each must be followed by another, by a tag, or by the end. */
public final class Mp3Demuxer implements Demuxer {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int ID3V2_HEAD_BYTES = 10;
    private static final int ID3V1_BYTES = 128;
    /** Bytes that are neither frame nor tag. */
    private static final int MOST_STRAY_BYTES = 64 * 1024;

    private final byte[] data = new byte[BUFFER_BYTES];
    private int at;
    private int end;
    private long skip;
    private int stray;
    private boolean inStep;
    private boolean last;
    private @Nullable FrameHead first;
    private @Nullable InfoTag info;
    private @Nullable Packet packet;
    private long frames;
    private long position;

    @Override
    public boolean next(ByteBuffer bytes) throws AudioRejection {
        while (true) {
            if (find()) {
                return true;
            }
            if (!bytes.hasRemaining()) {
                return false;
            }
            fill(bytes);
        }
    }

    @Override
    public boolean finish() throws AudioRejection {
        last = true;
        if (find()) {
            return true;
        }
        if (first == null) {
            throw AudioRejection.invalid("The MP3 file holds no frame of sound that can be read.");
        }
        if (info != null && frames < info.frames()) {
            throw cutOff(info);
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
        return new SoundFormat(first().sampleRate(), first().channels());
    }

    @Override
    public PacketDecoder decoder() {
        return new Mp3Decoder(first().channels());
    }

    private FrameHead first() {
        if (first == null) {
            throw new IllegalStateException("no frame was found yet");
        }
        return first;
    }

    private void fill(ByteBuffer bytes) {
        System.arraycopy(data, at, data, 0, end - at);
        end -= at;
        at = 0;
        int count = Math.min(bytes.remaining(), data.length - end);
        bytes.get(data, end, count);
        end += count;
    }

    /** Whether there is a frame of sound; false when more bytes are needed to say, or none is left. */
    private boolean find() throws AudioRejection {
        while (true) {
            int skipped = (int) Math.min(skip, end - at);
            at += skipped;
            skip -= skipped;
            if (skip > 0 || end - at < (last ? FrameHead.BYTES : ID3V2_HEAD_BYTES)) {
                return false;
            }
            FrameHead head = FrameHead.parse(data, at);
            if (head == null || (first != null && !head.continues(first))) {
                pass();
            } else if (end - at < head.bytes() + (inStep ? 0 : FrameHead.BYTES) && !last) {
                return false;
            } else if (end - at < head.bytes()) {
                throw AudioRejection.invalid("The MP3 file is cut off: its last frame is not complete.");
            } else if (!inStep && end - at >= head.bytes() + FrameHead.BYTES && !isFrame(head, at + head.bytes())) {
                pass();
            } else if (take(head)) {
                return true;
            }
        }
    }

    private boolean isFrame(FrameHead like, int where) {
        FrameHead head = FrameHead.parse(data, where);
        return head != null && head.continues(like);
    }

    /** Whether the frame is one of sound. */
    private boolean take(FrameHead head) {
        int from = at;
        at += head.bytes();
        inStep = true;
        if (first == null) {
            first = head;
            if (InfoTag.isIn(data, from, head)) {
                info = InfoTag.parse(data, from, head);
                return false;
            }
        }
        frames++;
        packet = trimmed(from, head);
        position += head.samples();
        return true;
    }

    private Packet trimmed(int from, FrameHead head) {
        int samples = head.samples();
        if (info == null) {
            return Packet.whole(data, from, head.bytes(), samples);
        }
        int skipped = Math.clamp(info.delay() - position, 0, samples);
        long soundEnd = info.frames() == 0 ? Long.MAX_VALUE : info.frames() * samples - info.padding();
        int kept = (int) Math.clamp(soundEnd - position - skipped, 0, (long) samples - skipped);
        return new Packet(data, from, head.bytes(), samples, skipped, kept);
    }

    /** Passes over a tag, or over one byte that is nothing known. */
    private void pass() throws AudioRejection {
        if (data[at] == 'I' && data[at + 1] == 'D' && data[at + 2] == '3' && end - at >= ID3V2_HEAD_BYTES) {
            long size = 0;
            for (int i = 6; i < ID3V2_HEAD_BYTES; i++) {
                size = (size << 7) | (data[at + i] & 0x7f);
            }
            boolean footer = (data[at + 5] & 0x10) != 0;
            skip = ID3V2_HEAD_BYTES + size + (footer ? ID3V2_HEAD_BYTES : 0);
        } else if (data[at] == 'T' && data[at + 1] == 'A' && data[at + 2] == 'G') {
            skip = ID3V1_BYTES;
        } else {
            at++;
            inStep = false;
            if (++stray > MOST_STRAY_BYTES) {
                throw AudioRejection.invalid("The MP3 file is damaged: most of it is not frames of sound.");
            }
        }
    }

    private AudioRejection cutOff(InfoTag announced) {
        double seconds = (double) first().samples() / first().sampleRate();
        return AudioRejection.invalid(String.format(
                Locale.ROOT,
                "The recording is damaged or cut off: its header announces %.1f s, but only %.1f s are there.",
                announced.frames() * seconds,
                frames * seconds));
    }
}
