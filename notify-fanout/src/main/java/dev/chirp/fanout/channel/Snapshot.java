package dev.chirp.fanout.channel;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.live.LiveFrame;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * The state of a snapshot channel at one moment; equal to another when the state is the same, whenever it was read.
 *
 * @param data the state as in the frame
 * @param frame UTF-8 JSON; not to be written to
 */
@SuppressWarnings("ArrayRecordComponent") // Equality is that of the state; the frame is never compared.
public record Snapshot(JsonNode data, byte[] frame) {

    public static Snapshot of(SnapshotChannel channel, Instant at, JsonNode data) {
        var frame = new LiveFrame(
                channel.kind().event(), null, channel.name(), null, null, EventTime.format(at), null, data);
        return new Snapshot(data, EventJson.MAPPER.writeValueAsBytes(frame));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Snapshot snapshot && snapshot.data.equals(data);
    }

    @Override
    public int hashCode() {
        return data.hashCode();
    }
}
