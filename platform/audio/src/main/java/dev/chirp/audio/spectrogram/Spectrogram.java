package dev.chirp.audio.spectrogram;

import dev.chirp.audio.AudioFacts;
import dev.chirp.audio.AudioProbe;
import dev.chirp.audio.AudioReader;
import dev.chirp.audio.AudioRejection;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;

/**
 * Draws a recording as time (left to right) against frequency (bottom to top, 0 to 12 kHz or the Nyquist frequency) and
 * loudness (80 dB below the loudest point are shown). The work is bounded by the length of the audio, the picture and
 * the memory by constants. Blocks: call it on a thread for computation.
 */
public final class Spectrogram {
    public static final int WIDTH = 800;
    public static final int HEIGHT = 256;

    private static final double TOP_HERTZ = 12_000;
    private static final double BIN_HERTZ = 32;
    private static final double SHOWN_DECIBELS = 80;

    /** Of long recordings a sample of moments is drawn: so many samples in all looks at one column together. */
    private static final int SAMPLES_PER_COLUMN = 4_096;

    private final float[] columns = new float[WIDTH * HEIGHT];
    private final int size;
    private final int looksPerColumn;
    private final double topBin;
    private final Fourier fourier;
    private final float[] power;

    private Spectrogram(int sampleRate) {
        size = 2 * Math.clamp(Integer.highestOneBit((int) (sampleRate / BIN_HERTZ)), 64, 8_192);
        looksPerColumn = Math.clamp(SAMPLES_PER_COLUMN / size, 1, 4);
        topBin = Math.min(TOP_HERTZ, sampleRate / 2.0) * size / sampleRate;
        fourier = new Fourier(size);
        power = new float[size / 2];
    }

    /** The PNG, at most {@value #WIDTH} × {@value #HEIGHT}, of a recording; reads the channel twice, from position 0. */
    public static byte[] png(SeekableByteChannel audio) throws IOException, AudioRejection {
        AudioFacts facts = AudioProbe.probe(audio.position(0));
        AudioReader reader = AudioReader.open(audio.position(0));
        Spectrogram spectrogram = new Spectrogram(facts.sampleRate());
        spectrogram.listen(reader, facts.frames());
        return IndexedPng.encode(spectrogram.pixels(), WIDTH, HEIGHT, Palette.bytes());
    }

    /** Looks at {@code WIDTH · looksPerColumn} evenly spaced moments; a look is due half a window after its moment. */
    private void listen(AudioReader reader, long frames) throws IOException, AudioRejection {
        float[] ring = new float[size];
        float[] block = new float[4_096];
        int looks = WIDTH * looksPerColumn;
        long heard = 0;
        int look = 0;
        int read = 0;
        while (look < looks) {
            read = read < 0 ? read : reader.read(block);
            if (read < 0) {
                Arrays.fill(block, 0);
            }
            int length = read < 0 ? block.length : read;
            for (int i = 0; i < length; i++) {
                ring[(int) (heard++ % size)] = block[i];
                while (look < looks && heard == dueAt(look, looks, frames)) {
                    fourier.power(ring, (int) (heard % size), power);
                    draw(look++ / looksPerColumn);
                }
            }
        }
    }

    private long dueAt(int look, int looks, long frames) {
        return (2L * look + 1) * frames / (2L * looks) + size / 2;
    }

    /** Keeps the loudest of what falls on a point. */
    private void draw(int column) {
        for (int row = 0; row < HEIGHT; row++) {
            int from = (int) (row * topBin / HEIGHT);
            int to = Math.max(from + 1, (int) ((row + 1) * topBin / HEIGHT));
            float loudest = columns[column * HEIGHT + row];
            for (int bin = from; bin < Math.min(to, power.length); bin++) {
                loudest = Math.max(loudest, power[bin]);
            }
            columns[column * HEIGHT + row] = loudest;
        }
    }

    private byte[] pixels() {
        double loudest = 1e-12;
        for (float point : columns) {
            loudest = Math.max(loudest, point);
        }
        byte[] pixels = new byte[WIDTH * HEIGHT];
        for (int x = 0; x < WIDTH; x++) {
            for (int y = 0; y < HEIGHT; y++) {
                double decibels = 10 * Math.log10(Math.max(columns[x * HEIGHT + HEIGHT - 1 - y], 1e-20) / loudest);
                pixels[y * WIDTH + x] = (byte) Math.round(255 * Math.clamp(1 + decibels / SHOWN_DECIBELS, 0, 1));
            }
        }
        return pixels;
    }
}
