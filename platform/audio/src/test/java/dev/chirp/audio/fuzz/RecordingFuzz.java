package dev.chirp.audio.fuzz;

import java.io.IOException;

/** Bytes as somebody might send them as a recording; every second one with checksums that fit. */
public final class RecordingFuzz {
    private RecordingFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        byte[] file = input.clone();
        if (file.length % 2 == 0) {
            Repair.checksums(file);
        }
        Hostile.of(file).requireSound();
    }
}
