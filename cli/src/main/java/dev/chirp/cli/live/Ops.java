package dev.chirp.cli.live;

import dev.chirp.contracts.event.EventJson;
import java.util.Collection;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Operations as frames. */
final class Ops {
    /** The id of the operation that subscribes. */
    static final String SUBSCRIBE = "subscribe";

    private Ops() {}

    static ObjectNode pong() {
        return op("pong");
    }

    static ObjectNode refresh(String token) {
        return op("refresh").put("token", token);
    }

    static ObjectNode ack(String channel, long offset) {
        return op("ack").put("channel", channel).put("offset", offset);
    }

    static ObjectNode subscribe(Collection<String> channels, Positions positions) {
        ObjectNode op = op("subscribe").put("id", SUBSCRIBE);
        ArrayNode wanted = op.putArray("channels");
        for (String channel : channels) {
            ObjectNode one = wanted.addObject().put("channel", channel);
            positions
                    .of(channel)
                    .ifPresent(known -> one.put("epoch", known.epoch()).put("offset", known.offset()));
        }
        return op;
    }

    private static ObjectNode op(String name) {
        return EventJson.MAPPER.createObjectNode().put("op", name);
    }
}
