package dev.chirp.audio.mp3;

import dev.chirp.audio.AudioRejection;
import dev.chirp.audio.packet.Packet;
import dev.chirp.audio.packet.PacketDecoder;
import java.util.Arrays;

/**
 * Decodes frames of layer III. A frame whose data began in one that is missing is silent, as is the first of a file that
 * was cut from a longer one.
 */
final class Mp3Decoder implements PacketDecoder {
    private final int channels;
    private final Reservoir reservoir = new Reservoir();
    private final Bits bits = new Bits();
    private final Granule[][] granules = new Granule[2][2];
    private final ScaleFactors[] factors = {new ScaleFactors(), new ScaleFactors()};
    private final Spectrum[] spectra = {new Spectrum(), new Spectrum()};
    private final Hybrid[] hybrids = {new Hybrid(), new Hybrid()};
    private final Bands[] bands = new Bands[2];
    private final int[] shared = new int[2];
    private final float[] subbands = new float[Granule.LINES];
    private final Polyphase polyphase = new Polyphase();

    Mp3Decoder(int channels) {
        this.channels = channels;
        for (Granule[] granule : granules) {
            Arrays.setAll(granule, channel -> new Granule());
        }
    }

    @Override
    public void decode(Packet packet, float[] mono) throws AudioRejection {
        FrameHead head = FrameHead.parse(packet.bytes(), packet.offset());
        if (head == null || head.sideAt() + head.sideBytes() > packet.length() || head.channels() != channels) {
            throw AudioRejection.invalid("The MP3 file is damaged: a frame of it cannot be decoded.");
        }
        int end = packet.offset() + packet.length();
        bits.over(packet.bytes(), packet.offset() + head.sideAt(), end);
        int behind = readSide(head);
        boolean complete =
                reservoir.turn(behind, packet.bytes(), packet.offset() + head.sideAt() + head.sideBytes(), end);
        bits.over(reservoir.bytes(), 0, reservoir.length());
        for (int granule = 0; granule < head.granules(); granule++) {
            Arrays.fill(subbands, 0);
            for (int channel = 0; channel < channels; channel++) {
                readLines(head, granule, channel, complete);
            }
            finish(head, granules[granule], mono, granule * Granule.LINES);
        }
    }

    /** How many bytes before this frame its data began. */
    private int readSide(FrameHead head) {
        int behind = bits.read(head.low() ? 8 : 9);
        if (head.low()) {
            bits.skip(channels);
        } else {
            bits.skip(channels == 1 ? 5 : 3);
            for (int channel = 0; channel < channels; channel++) {
                shared[channel] = bits.read(4);
            }
        }
        for (int granule = 0; granule < head.granules(); granule++) {
            for (int channel = 0; channel < channels; channel++) {
                granules[granule][channel].read(bits, head.low());
            }
        }
        return behind;
    }

    private void readLines(FrameHead head, int index, int channel, boolean complete) {
        Granule granule = granules[index][channel];
        Spectrum spectrum = spectra[channel];
        bands[channel] = Bands.of(head, granule);
        int end = bits.position() + granule.bits;
        if (head.low()) {
            factors[channel].readLow(bits, granule, channel == 1 && head.isIntensity());
        } else {
            factors[channel].read(bits, granule, index == 0 ? 0 : shared[channel]);
        }
        spectrum.read(bits, granule, bands[channel], complete ? end : 0);
        bits.seek(end);
        spectrum.scale(granule, bands[channel], factors[channel]);
    }

    private void finish(FrameHead head, Granule[] pair, float[] mono, int at) {
        if (channels == 2) {
            Stereo.decode(head, pair[1], bands[1], factors[1], spectra[0], spectra[1]);
        }
        for (int channel = 0; channel < channels; channel++) {
            if (pair[channel].isShort()) {
                spectra[channel].reorder(bands[channel]);
            }
            hybrids[channel].transform(pair[channel], spectra[channel], subbands);
        }
        for (int step = 0; step < Hybrid.STEPS; step++) {
            polyphase.synthesise(subbands, step * Hybrid.SUBBANDS, 1f / channels, mono, at + 32 * step);
        }
        for (int i = at; i < at + Granule.LINES; i++) {
            mono[i] = Float.isFinite(mono[i]) ? Math.clamp(mono[i], -1f, 1f) : 0;
        }
    }
}
