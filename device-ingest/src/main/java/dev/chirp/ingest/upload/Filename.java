package dev.chirp.ingest.upload;

import org.jspecify.annotations.Nullable;

/** A file's name as its sender gives it: shown to its owner, never used as a path. */
final class Filename {
    private static final int MOST_CHARS = 255;

    private Filename() {}

    static @Nullable String checked(@Nullable String given) {
        if (given == null || given.isBlank()) {
            return null;
        }
        if (given.length() > MOST_CHARS || given.chars().anyMatch(Character::isISOControl)) {
            throw UploadProblem.invalid(
                    "The file name may have " + MOST_CHARS + " characters and no control characters.");
        }
        return given;
    }
}
