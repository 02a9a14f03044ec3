package dev.chirp.load.client;

import dev.chirp.audio.WavWriter;
import dev.chirp.song.Song;
import dev.chirp.song.Songbook;
import dev.chirp.song.Species;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Recordings for load: a few songs are synthesised once, and each {@link #next()} is one of them with other noise in its
 * lowest bits, so that no two have the same bytes. Thread-safe.
 */
public final class Recordings {
    private static final int WAV_HEADER_BYTES = 44;
    private final List<byte[]> songs = new ArrayList<>();
    private final RandomGenerator.SplittableGenerator random;
    private int taken;

    /**
     * Synthesises one song per known species.
     *
     * @param seconds length of each
     * @param sampleRate in hertz
     */
    public Recordings(double seconds, int sampleRate) {
        this(seconds, sampleRate, 1);
    }

    /** @param seed for processes that send to one platform: what was heard once is not listened to again */
    public Recordings(double seconds, int sampleRate, long seed) {
        random = RandomGeneratorFactory.<RandomGenerator.SplittableGenerator>of("L64X128MixRandom")
                .create(seed);
        for (Species species : Songbook.species()) {
            songs.add(WavWriter.toBytes(Song.render(species, 7, seconds, sampleRate, 20), sampleRate));
        }
    }

    /** A recording that was never taken before: WAV, 16 bit, mono. */
    public byte[] next() {
        RandomGenerator noise;
        byte[] song;
        synchronized (this) {
            noise = random.split();
            song = songs.get(taken++ % songs.size()).clone();
        }
        for (int i = WAV_HEADER_BYTES; i + 1 < song.length; i += 64) {
            song[i] ^= (byte) (noise.nextInt() & 0x03);
        }
        return song;
    }
}
