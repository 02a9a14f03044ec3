package dev.chirp.ingest.frame;

import java.util.Optional;

/** What a frame is; the code is its sixth byte. */
public enum FrameType {
    HELLO(1),
    WELCOME(2),
    AUDIO(3),
    GAP(4),
    END_CLIP(5),
    ACK(6),
    TELEMETRY(7),
    PING(8),
    PONG(9),
    SLOW_DOWN(10),
    ERROR(11),
    BYE(12),
    EVENT(13);

    private static final FrameType[] ALL = values();
    private final int code;

    FrameType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Optional<FrameType> of(int code) {
        return code >= 1 && code <= ALL.length ? Optional.of(ALL[code - 1]) : Optional.empty();
    }
}
