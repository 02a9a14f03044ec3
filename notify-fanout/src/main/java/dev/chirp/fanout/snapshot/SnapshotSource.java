package dev.chirp.fanout.snapshot;

import dev.chirp.fanout.channel.SnapshotChannel;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/** Reads the states of one kind of channel. Thread-safe; nothing blocks; futures complete on any thread. */
public interface SnapshotSource {
    SnapshotChannel.Kind kind();

    /** The state now, as in the frame's {@code data}. */
    CompletableFuture<JsonNode> read(String key);
}
