package dev.chirp.cli.live;

import dev.chirp.contracts.event.EventJson;
import tools.jackson.databind.node.ObjectNode;

/** Operations as frames. */
final class Ops {
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

    /** To one channel, so that a refusal tells whose it is: its {@code op_id} is the channel. */
    static ObjectNode subscribe(String channel, Positions positions) {
        ObjectNode op = op("subscribe").put("id", channel);
        ObjectNode wanted = op.putArray("channels").addObject().put("channel", channel);
        positions
                .of(channel)
                .ifPresent(known -> wanted.put("epoch", known.epoch()).put("offset", known.offset()));
        return op;
    }

    private static ObjectNode op(String name) {
        return EventJson.MAPPER.createObjectNode().put("op", name);
    }
}
