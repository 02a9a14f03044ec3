package dev.chirp.contracts.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.chirp.contracts.event.EventJson;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One server-to-client frame of live delivery. Frames of durable channels carry {@code offset} (the database's gapless
 * sequence of the channel) and {@code epoch}; control frames carry neither.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LiveFrame(
        String event,
        @Nullable UUID id,
        @Nullable String channel,
        @Nullable Long offset,
        @Nullable Long epoch,
        String ts,
        @Nullable String requestId,
        JsonNode data) {

    public byte[] toBytes() {
        return EventJson.MAPPER.writeValueAsBytes(this);
    }
}
