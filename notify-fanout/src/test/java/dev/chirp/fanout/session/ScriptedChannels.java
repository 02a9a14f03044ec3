package dev.chirp.fanout.session;

import dev.chirp.fanout.channel.DurableChannel;
import dev.chirp.fanout.channel.Position;
import dev.chirp.fanout.history.Replay;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** Answers as it was told; keeps who has joined. */
final class ScriptedChannels implements Channels {
    final List<Subscription> joined = new ArrayList<>();
    final List<Position> askedAfter = new ArrayList<>();
    final Queue<CompletableFuture<Replay>> replays = new ArrayDeque<>();
    CompletableFuture<Void> confirmed = CompletableFuture.completedFuture(null);
    CompletableFuture<Position> start = CompletableFuture.completedFuture(Messages.at(0));

    @Override
    public CompletableFuture<Void> join(Subscription subscription) {
        joined.add(subscription);
        return confirmed;
    }

    @Override
    public void leave(Subscription subscription) {
        joined.remove(subscription);
    }

    @Override
    public CompletableFuture<Position> start(DurableChannel channel) {
        return start;
    }

    @Override
    public CompletableFuture<Replay> after(DurableChannel channel, Position from) {
        askedAfter.add(from);
        return replays.isEmpty()
                ? CompletableFuture.failedFuture(new AssertionError("not scripted"))
                : replays.remove();
    }

    void replay(Replay replay) {
        replays.add(CompletableFuture.completedFuture(replay));
    }
}
