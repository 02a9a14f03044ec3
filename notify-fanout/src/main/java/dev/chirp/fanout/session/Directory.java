package dev.chirp.fanout.session;

import dev.chirp.fanout.channel.LiveChannel;
import java.util.concurrent.CompletableFuture;

/** Which channels there are, and who may have them. Thread-safe; nothing blocks; futures complete on any thread. */
@FunctionalInterface
public interface Directory {
    /** The channel that a client calls {@code name}; fails with {@link ChannelRefused}, or when it cannot be said now. */
    CompletableFuture<LiveChannel> find(long userId, String name);
}
