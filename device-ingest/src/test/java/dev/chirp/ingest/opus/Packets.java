package dev.chirp.ingest.opus;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A tone in Opus, as a device would send it. */
public final class Packets {
    /** 20 ms. */
    public static final int SAMPLES = 960;

    private Packets() {}

    public static List<byte[]> tone(int count, double hertz) {
        try {
            var encoder = new OpusEncoder(OpusPacket.RATE, 1, OpusApplication.OPUS_APPLICATION_AUDIO);
            encoder.setBitrate(64_000);
            List<byte[]> packets = new ArrayList<>();
            short[] pcm = new short[SAMPLES];
            byte[] out = new byte[1_275];
            for (int packet = 0; packet < count; packet++) {
                for (int i = 0; i < SAMPLES; i++) {
                    double seconds = (double) (packet * SAMPLES + i) / OpusPacket.RATE;
                    pcm[i] = (short) (8_000 * Math.sin(2 * Math.PI * hertz * seconds));
                }
                packets.add(Arrays.copyOf(out, encoder.encode(pcm, 0, SAMPLES, out, 0, out.length)));
            }
            return packets;
        } catch (OpusException e) {
            throw new IllegalStateException(e);
        }
    }
}
