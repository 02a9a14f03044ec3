package dev.chirp.fanout.channel;

import dev.chirp.contracts.event.Stream;

/**
 * A durable channel: one stream and key.
 *
 * @param name what the client calls it, for example {@code user}
 */
public record DurableChannel(String name, Stream stream, String key) implements LiveChannel {
    public static final String USER = "user";

    /** The capture results of a user. */
    public static DurableChannel user(String userId) {
        return new DurableChannel(USER, Stream.CAPTURE_RESULTS, userId);
    }

    public static DurableChannel user(long userId) {
        return user(Long.toString(userId));
    }

    @Override
    public String topic() {
        return "chirp:live:" + stream.streamName() + ":" + key;
    }

    /** The key of its Redis stream. */
    public String cacheKey() {
        return "chirp:recent:{" + stream.streamName() + ":" + key + "}";
    }
}
