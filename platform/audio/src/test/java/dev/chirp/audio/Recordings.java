package dev.chirp.audio;

import java.io.IOException;
import java.io.InputStream;

/** The recordings of {@code src/test/resources/recordings}, made by the script there. */
public final class Recordings {
    private Recordings() {}

    public static byte[] read(String name) {
        try (InputStream in = Recordings.class.getResourceAsStream("/recordings/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("no recording " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
