package dev.chirp.cli.live;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** How far each durable channel was seen. */
final class Positions {
    private final Map<String, Position> seen = new TreeMap<>();

    Positions(Map<String, Position> since) {
        seen.putAll(since);
    }

    Optional<Position> of(String channel) {
        return Optional.ofNullable(seen.get(channel));
    }

    void moveTo(String channel, Position position) {
        seen.put(channel, position);
    }

    /** As parameters of a connection. */
    List<String> since() {
        return seen.entrySet().stream()
                .map(entry -> entry.getValue().of(entry.getKey()))
                .toList();
    }

    /** False for a frame whose position was reached before; frames without one are always new. */
    boolean advance(JsonNode frame) {
        if (!frame.path("offset").isNumber()) {
            return true;
        }
        String channel = frame.path("channel").asString("");
        var position =
                new Position(frame.path("epoch").asLong(0), frame.path("offset").asLong());
        Position known = seen.get(channel);
        if (known != null && !position.isAfter(known)) {
            return false;
        }
        seen.put(channel, position);
        return true;
    }

    /**
     * What the server says of a channel when it begins: takes its position unless what was missed follows. True when
     * something was missed for good. Snapshot channels have the epoch 0 and no position.
     */
    boolean joined(JsonNode state) {
        String channel = state.path("channel").asString("");
        var begins =
                new Position(state.path("epoch").asLong(0), state.path("offset").asLong(0));
        boolean recovered = state.path("recovered").asBoolean(false);
        Position known = seen.get(channel);
        if (begins.epoch() == 0) {
            return false;
        }
        if (!recovered || (known == null && state.path("replayed").asLong(0) == 0)) {
            seen.put(channel, begins);
        }
        return known != null && !recovered && !known.equals(begins);
    }
}
