package dev.chirp.gateway.intake.multipart;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;

/** What a part says about itself; {@code name} is empty when it says nothing. */
public record PartHeader(String name, @Nullable String filename) {
    private static final int MAX_FILENAME_CHARS = 255;
    private static final String DISPOSITION = "content-disposition:";

    static PartHeader parse(String headers) {
        return headers.lines()
                .filter(line -> line.regionMatches(true, 0, DISPOSITION, 0, DISPOSITION.length()))
                .findFirst()
                .map(line -> of(line.substring(DISPOSITION.length()).strip()))
                .orElse(new PartHeader("", null));
    }

    private static PartHeader of(String disposition) {
        try {
            ContentDisposition parsed = ContentDisposition.parse(disposition);
            return new PartHeader(String.valueOf(parsed.getName()), clean(parsed.getFilename()));
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            // The second is what Spring's parser throws for parameters that are cut off.
            return new PartHeader("", null);
        }
    }

    /** The last component of a file name, without control characters; it is only ever shown, never a path of ours. */
    private static @Nullable String clean(@Nullable String filename) {
        if (filename == null) {
            return null;
        }
        String last = filename.substring(Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\')) + 1)
                .replaceAll("\\p{Cntrl}", "")
                .strip();
        return last.isEmpty() ? null : last.substring(0, Math.min(last.length(), MAX_FILENAME_CHARS));
    }
}
