package dev.chirp.fanout.channel;

import dev.chirp.contracts.event.Stream;

/**
 * A durable channel: one stream and key.
 *
 * @param name what the client calls it, for example {@code user}
 */
public record LiveChannel(String name, Stream stream, String key) {
    public static final String USER = "user";

    /** The capture results of a user. */
    public static LiveChannel user(String userId) {
        return new LiveChannel(USER, Stream.CAPTURE_RESULTS, userId);
    }

    public static LiveChannel user(long userId) {
        return user(Long.toString(userId));
    }

    /** The Redis pub/sub channel that carries its messages. */
    public String topic() {
        return "chirp:live:" + stream.streamName() + ":" + key;
    }

    /** The key of its Redis stream. */
    public String cacheKey() {
        return "chirp:recent:{" + stream.streamName() + ":" + key + "}";
    }
}
