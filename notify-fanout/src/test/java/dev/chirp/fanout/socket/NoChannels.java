package dev.chirp.fanout.socket;

import dev.chirp.fanout.channel.DurableChannel;
import dev.chirp.fanout.channel.Position;
import dev.chirp.fanout.history.Replay;
import dev.chirp.fanout.session.Channels;
import dev.chirp.fanout.session.Subscription;
import java.util.concurrent.CompletableFuture;

/** For sessions that are never begun. */
final class NoChannels implements Channels {
    @Override
    public CompletableFuture<Void> join(Subscription subscription) {
        throw new AssertionError("not begun");
    }

    @Override
    public void leave(Subscription subscription) {
        throw new AssertionError("not begun");
    }

    @Override
    public CompletableFuture<Position> start(DurableChannel channel) {
        throw new AssertionError("not begun");
    }

    @Override
    public CompletableFuture<Replay> after(DurableChannel channel, Position from) {
        throw new AssertionError("not begun");
    }
}
