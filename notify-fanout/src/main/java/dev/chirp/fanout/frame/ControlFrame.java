package dev.chirp.fanout.frame;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.live.LiveFrame;
import dev.chirp.fanout.channel.EventTime;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/** Frames about the connection itself; they carry no channel and no offset. */
public final class ControlFrame {
    private ControlFrame() {}

    /** The event and its data as UTF-8 JSON; {@code data} may be a record or a tree. */
    public static byte[] of(String event, Instant at, Object data) {
        return new LiveFrame(
                        event, null, null, null, null, EventTime.format(at), null, EventJson.MAPPER.valueToTree(data))
                .toBytes();
    }

    /** A frame without data: {@code "data": {}}. */
    public static byte[] of(String event, Instant at) {
        return of(event, at, empty());
    }

    private static ObjectNode empty() {
        return EventJson.MAPPER.createObjectNode();
    }
}
