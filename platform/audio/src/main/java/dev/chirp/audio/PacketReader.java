package dev.chirp.audio;

import dev.chirp.audio.packet.Demuxer;
import dev.chirp.audio.packet.Packet;
import dev.chirp.audio.packet.PacketDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.function.LongSupplier;

/** Decodes a file of packets: one packet and the bytes of one read are held at a time. */
final class PacketReader implements AudioReader {
    private final ReadableByteChannel source;
    private final ByteBuffer bytes;
    private final AudioType type;
    private final Demuxer demuxer;
    private final AudioLimits limits;
    private final LongSupplier nanos;
    private final FrameBudget budget;
    private final PacketDecoder decoder;
    private boolean begun;
    private boolean sourceEnded;
    private boolean ended;
    private float[] mono = new float[0];
    private int at;
    private int end;
    private long spentNanos;

    private PacketReader(
            ReadableByteChannel source, ByteBuffer bytes, AudioType type, AudioLimits limits, LongSupplier nanos)
            throws IOException, AudioRejection {
        this.source = source;
        this.bytes = bytes;
        this.type = type;
        this.limits = limits;
        this.nanos = nanos;
        this.demuxer = type.demuxer();
        if (!nextPacket()) {
            throw AudioRejection.noSamples();
        }
        this.budget = new FrameBudget(limits, demuxer.format());
        this.decoder = demuxer.decoder();
    }

    static PacketReader open(ReadableByteChannel source, ByteBuffer bytes, AudioType type, AudioLimits limits)
            throws IOException, AudioRejection {
        return new PacketReader(source, bytes, type, limits, System::nanoTime);
    }

    /** @param nanos tells the time, for tests of the wall-time limit */
    static PacketReader open(
            ReadableByteChannel source, ByteBuffer bytes, AudioType type, AudioLimits limits, LongSupplier nanos)
            throws IOException, AudioRejection {
        return new PacketReader(source, bytes, type, limits, nanos);
    }

    @Override
    public AudioType type() {
        return type;
    }

    @Override
    public int sampleRate() {
        return demuxer.format().sampleRate();
    }

    @Override
    public int channels() {
        return demuxer.format().channels();
    }

    @Override
    public long replacedSamples() {
        return 0;
    }

    @Override
    public int read(float[] into) throws IOException, AudioRejection {
        if (into.length == 0) {
            throw new IllegalArgumentException("mono.length: 0 (expected: at least 1)");
        }
        while (at == end) {
            if (ended || !timed()) {
                return -1;
            }
        }
        int count = Math.min(into.length, end - at);
        System.arraycopy(mono, at, into, 0, count);
        at += count;
        return count;
    }

    private boolean timed() throws IOException, AudioRejection {
        long start = nanos.getAsLong();
        boolean more = advance();
        spentNanos += nanos.getAsLong() - start;
        if (spentNanos > limits.decodeTime().toNanos()) {
            throw limits.tookTooLong();
        }
        return more;
    }

    /** Decodes the next packet; false at the end, which is judged here. */
    private boolean advance() throws IOException, AudioRejection {
        if (begun && !nextPacket()) {
            ended = true;
            budget.end();
            decoder.finish();
            return false;
        }
        begun = true;
        Packet packet = demuxer.packet();
        budget.take(packet);
        if (mono.length < packet.frames()) {
            mono = new float[packet.frames()];
        }
        decoder.decode(packet, mono);
        at = packet.skip();
        end = packet.skip() + packet.keep();
        return true;
    }

    private boolean nextPacket() throws IOException, AudioRejection {
        while (!sourceEnded) {
            if (demuxer.next(bytes)) {
                return true;
            }
            sourceEnded = source.read(bytes.clear()) < 0;
            bytes.flip();
        }
        return demuxer.finish();
    }
}
