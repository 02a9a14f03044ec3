package dev.chirp.fanout.session;

import dev.chirp.fanout.channel.Snapshot;
import dev.chirp.fanout.channel.SnapshotChannel;
import java.util.concurrent.CompletableFuture;

/** Reads the states of snapshot channels. Thread-safe; nothing blocks; futures complete on any thread. */
@FunctionalInterface
public interface Snapshots {
    /** A state that was read after this call. */
    CompletableFuture<Snapshot> read(SnapshotChannel channel);
}
