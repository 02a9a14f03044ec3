package dev.chirp.audio;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What both ways into the module make of a file. */
record Decoded(AudioFacts facts, AudioReader reader, float[] mono) {

    static Decoded of(byte[] file) throws IOException, AudioRejection {
        AudioFacts facts = probe(file);
        AudioReader reader = AudioReader.open(new ByteArrayInputStream(file));
        return new Decoded(facts, reader, drain(reader));
    }

    static AudioFacts probe(byte[] file) throws AudioRejection {
        AudioProbe probe = AudioProbe.ofClip();
        // Chunks of an odd size, so that every boundary falls inside something.
        for (int at = 0; at < file.length; at += 7) {
            probe.offer(ByteBuffer.wrap(file, at, Math.min(7, file.length - at)));
        }
        return probe.finish();
    }

    static float[] drain(AudioReader reader) throws IOException, AudioRejection {
        float[] all = new float[1 << 12];
        float[] block = new float[333];
        int length = 0;
        for (int read = reader.read(block); read >= 0; read = reader.read(block)) {
            if (length + read > all.length) {
                all = Arrays.copyOf(all, all.length * 2);
            }
            System.arraycopy(block, 0, all, length, read);
            length += read;
        }
        return Arrays.copyOf(all, length);
    }
}
