package dev.chirp.ingest.frame;

import java.util.Locale;

/** Why a device is told off; a closed list, part of the protocol. */
public enum ErrorCode {
    BAD_MAGIC,
    BAD_VERSION,
    BAD_CRC,
    BAD_SEQUENCE,
    BAD_LENGTH,
    UNAUTHENTICATED,
    REVOKED,
    UNSUPPORTED_FORMAT,
    CLIP_TOO_LONG,
    RATE_LIMITED,
    OVERLOADED,
    TIMEOUT,
    INTERNAL;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** As it stands in a frame and in the tags of meters, for example {@code bad_crc}. */
    public String wireName() {
        return wireName;
    }
}
