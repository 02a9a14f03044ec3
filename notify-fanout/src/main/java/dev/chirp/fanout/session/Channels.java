package dev.chirp.fanout.session;

import dev.chirp.fanout.channel.DurableChannel;
import dev.chirp.fanout.channel.Position;
import dev.chirp.fanout.history.Replay;
import java.util.concurrent.CompletableFuture;

/** What sessions need from the rest of the service. Thread-safe; nothing blocks; futures complete on any thread. */
public interface Channels {
    /** From the completion on, the subscription gets the channel's messages, on its own event loop. */
    CompletableFuture<Void> join(Subscription subscription);

    void leave(Subscription subscription);

    /** A position from which no message is missed by who has joined before asking. */
    CompletableFuture<Position> start(DurableChannel channel);

    CompletableFuture<Replay> after(DurableChannel channel, Position from);
}
