package dev.chirp.audio.flac;

import dev.chirp.audio.AudioRejection;
import dev.chirp.audio.packet.Packet;
import dev.chirp.audio.packet.PacketDecoder;
import org.jspecify.annotations.Nullable;

/** Decodes the frames that a {@link FlacDemuxer} found; their checksums were verified there. */
final class FlacDecoder implements PacketDecoder {
    private final StreamInfo info;
    private final int channels;
    private final float scale;
    private final long[][] samples;
    private final @Nullable SampleDigest digest;

    /** @param whole whether the first frame is the beginning of the stream */
    FlacDecoder(StreamInfo info, boolean whole) {
        this.info = info;
        this.channels = info.format().channels();
        this.scale = (float) (1.0 / (1L << (info.bits() - 1)) / channels);
        this.samples = new long[channels][0];
        this.digest = whole && info.hasMd5() ? new SampleDigest(info) : null;
    }

    @Override
    public void decode(Packet packet, float[] mono) throws AudioRejection {
        int end = packet.offset() + packet.length();
        FrameHeader header = FrameHeader.parse(packet.bytes(), packet.offset(), end, info);
        if (header == null) {
            throw damaged();
        }
        int size = header.blockSize();
        if (samples[0].length < size) {
            for (int channel = 0; channel < channels; channel++) {
                samples[channel] = new long[size];
            }
        }
        // The CRC-16 is the last two bytes.
        BitReader in = new BitReader(packet.bytes(), packet.offset() + header.length(), end - 2);
        for (int channel = 0; channel < channels; channel++) {
            Subframe.decode(in, info.bits() + sideBit(header.assignment(), channel), samples[channel], size);
        }
        if (!in.isAtEnd()) {
            throw damaged();
        }
        decorrelate(header.assignment(), size);
        if (digest != null) {
            digest.update(samples, size);
        }
        average(mono, size);
    }

    @Override
    public void finish() throws AudioRejection {
        if (digest != null && !digest.fits()) {
            throw AudioRejection.invalid(
                    "The FLAC file is damaged: its samples have another MD5 than its header says.");
        }
    }

    static AudioRejection damaged() {
        return AudioRejection.invalid("The FLAC file is damaged: a frame of it cannot be decoded.");
    }

    /** A difference of two samples takes one more bit. */
    private static int sideBit(int assignment, int channel) {
        boolean side = assignment == FrameHeader.SIDE_RIGHT
                ? channel == 0
                : channel == 1 && (assignment == FrameHeader.LEFT_SIDE || assignment == FrameHeader.MID_SIDE);
        return side ? 1 : 0;
    }

    private void decorrelate(int assignment, int size) {
        if (assignment < FrameHeader.LEFT_SIDE) {
            return;
        }
        long[] first = samples[0];
        long[] second = samples[1];
        for (int i = 0; i < size; i++) {
            switch (assignment) {
                case FrameHeader.LEFT_SIDE -> second[i] = first[i] - second[i];
                case FrameHeader.SIDE_RIGHT -> first[i] += second[i];
                default -> {
                    // The middle lost its lowest bit, which is that of the side.
                    long middle = (first[i] << 1) | (second[i] & 1);
                    first[i] = (middle + second[i]) >> 1;
                    second[i] = (middle - second[i]) >> 1;
                }
            }
        }
    }

    private void average(float[] mono, int size) {
        for (int i = 0; i < size; i++) {
            long sum = 0;
            for (long[] channel : samples) {
                sum += channel[i];
            }
            mono[i] = Math.clamp(sum * scale, -1f, 1f);
        }
    }
}
