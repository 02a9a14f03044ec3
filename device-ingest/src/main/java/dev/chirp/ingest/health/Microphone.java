package dev.chirp.ingest.health;

import java.util.Locale;

/** What the sound of a device says of its microphone. */
enum Microphone {
    OK,
    /** There is next to nothing to hear. */
    SILENT,
    /** Always the same value: not even noise, as when a wire is broken. */
    CONSTANT;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** As it stands in reports, for example {@code silent}. */
    String wireName() {
        return wireName;
    }
}
