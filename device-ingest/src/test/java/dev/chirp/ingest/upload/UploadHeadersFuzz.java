package dev.chirp.ingest.upload;

import dev.chirp.ingest.problem.DeviceProblem;
import java.nio.charset.StandardCharsets;

/** The headers of tus, in one text, a line each: metadata and checksum. */
public final class UploadHeadersFuzz {
    private UploadHeadersFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String[] lines = new String(input, StandardCharsets.ISO_8859_1).split("\n", 2);
        refusesOrTakes(() -> TusMetadata.announcement(1, lines[0]));
        if (lines.length == 2) {
            refusesOrTakes(() -> Checksum.of(lines[1]).verify());
        }
    }

    private static void refusesOrTakes(Runnable header) {
        try {
            header.run();
        } catch (DeviceProblem refused) {
            if (refused.status() / 100 != 4) {
                throw refused;
            }
        }
    }
}
