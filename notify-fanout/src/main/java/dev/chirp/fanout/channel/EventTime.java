package dev.chirp.fanout.channel;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times in frames: RFC 3339, UTC, always three decimals. */
public final class EventTime {
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private EventTime() {}

    public static String format(Instant at) {
        return MILLIS.format(at);
    }
}
