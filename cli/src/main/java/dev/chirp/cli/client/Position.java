package dev.chirp.cli.client;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How far the durable channel {@code user} has been seen. Written by the socket's thread, read by the command's. */
final class Position {
    private static final String CHANNEL = "user";
    private volatile @Nullable String since;

    void see(JsonNode frame) {
        if (frame.path("channel").asString("").equals(CHANNEL)
                && frame.path("offset").isNumber()) {
            since = "%s@%d:%d"
                    .formatted(
                            CHANNEL,
                            frame.path("epoch").asLong(),
                            frame.path("offset").asLong());
        }
    }

    /** The value of the query parameter {@code since}; null before the first event. */
    @Nullable
    String since() {
        return since;
    }
}
