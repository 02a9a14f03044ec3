package dev.chirp.cli.live;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How far a durable channel was seen; the epoch changes when a restore rewrites history. */
public record Position(long epoch, long offset) {
    private static final Pattern SINCE = Pattern.compile("([a-z]+(?::[^@]{1,64})?)@(\\d{1,18}):(\\d{1,18})");

    /** A channel and what was seen of it. */
    public record OfChannel(String channel, Position position) {

        /** Reads {@code user@1:42}; throws IllegalArgumentException with a sentence for people. */
        public static OfChannel parse(String since) {
            Matcher parts = SINCE.matcher(since);
            if (!parts.matches()) {
                throw new IllegalArgumentException(
                        "'%s' is no position (expected: CHANNEL@EPOCH:OFFSET, such as user@1:42)".formatted(since));
            }
            return new OfChannel(
                    parts.group(1), new Position(Long.parseLong(parts.group(2)), Long.parseLong(parts.group(3))));
        }
    }

    /** As the parameter {@code since} of a connection says it. */
    String of(String channel) {
        return channel + "@" + epoch + ":" + offset;
    }

    boolean isAfter(Position other) {
        return epoch > other.epoch || (epoch == other.epoch && offset > other.offset);
    }
}
