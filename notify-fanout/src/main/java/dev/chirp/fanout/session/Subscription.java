package dev.chirp.fanout.session;

import dev.chirp.fanout.channel.LiveChannel;
import dev.chirp.fanout.channel.LiveMessage;
import dev.chirp.fanout.channel.Position;
import dev.chirp.fanout.history.Replay;
import dev.chirp.fanout.session.Cursor.CatchingUp;
import dev.chirp.fanout.session.Cursor.Joining;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A session's part in one channel. Every method runs on the session's event loop, {@link #eventLoop()} alone on any. */
@SuppressWarnings("FutureReturnValueIgnored") // Outcomes are taken in the callbacks.
public final class Subscription {
    private static final int MAX_TRIES = 8;

    private final Session session;
    private final LiveChannel channel;
    private Cursor cursor = Joining.START;
    private boolean left;
    private int tries;

    Subscription(Session session, LiveChannel channel) {
        this.session = session;
        this.channel = channel;
    }

    public LiveChannel channel() {
        return channel;
    }

    public Session session() {
        return session;
    }

    public EventLoop eventLoop() {
        return session.eventLoop();
    }

    /** A live message; written, but not flushed. */
    public void onMessage(LiveMessage message) {
        if (!left) {
            apply(cursor.on(message));
        }
    }

    /** Messages may have been missed on the way to this instance. */
    public void catchUp() {
        if (!left) {
            apply(cursor.catchUp());
        }
    }

    /** Begins: joins the channel, finds the position, and tells it before the first message goes out. */
    void begin(@Nullable Position since, Consumer<ChannelState> onJoined) {
        Channels channels = session.channels();
        CompletableFuture<Start> start = channels.join(this)
                .thenCompose(joined -> channels.start(channel))
                .thenCompose(newest -> since == null
                        ? CompletableFuture.completedFuture(Start.anew(newest))
                        : resume(channels, since, newest));
        start.whenComplete((found, failure) -> eventLoop().execute(() -> {
            if (left) {
                return;
            }
            if (failure != null) {
                session.close(CloseReason.POSITION_LOST);
            } else {
                joined(found, onJoined);
            }
        }));
    }

    void leave() {
        if (!left) {
            left = true;
            session.channels().leave(this);
        }
    }

    private CompletableFuture<Start> resume(Channels channels, Position since, Position newest) {
        return channels.after(channel, since).thenApply(replay -> switch (replay) {
            case Replay.Lost() -> Start.anew(newest);
            case Replay.Page page -> Start.resumed(since, newest, page);
        });
    }

    /**
     * How a subscription begins.
     *
     * @param from everything after it is sent
     * @param top the newest position known
     * @param page the first of what is replayed, or null when nothing is
     */
    private record Start(Position from, Position top, Replay.@Nullable Page page) {
        static Start anew(Position newest) {
            return new Start(newest, newest, null);
        }

        static Start resumed(Position since, Position newest, Replay.Page page) {
            long known = newest.epoch() == since.epoch() ? newest.offset() : 0;
            long top = Math.max(known, since.offset() + page.messages().size());
            return new Start(since, since.at(top), page);
        }

        ChannelState state(String channel) {
            return new ChannelState(channel, top.epoch(), top.offset(), page != null, top.offset() - from.offset());
        }
    }

    private void joined(Start start, Consumer<ChannelState> onJoined) {
        onJoined.accept(start.state(channel.name()));
        if (!(cursor instanceof Joining joining)) {
            throw new IllegalStateException("joined twice");
        }
        if (start.page() == null) {
            apply(joining.joined(start.from()));
        } else {
            apply(new CatchingUp(start.from(), joining.early()).on(start.page()));
        }
        session.flush();
    }

    private void apply(Cursor.Move move) {
        cursor = move.next();
        if (!move.release().isEmpty()) {
            tries = 0;
        }
        for (LiveMessage message : move.release()) {
            session.send(message);
        }
        switch (move.need()) {
            case NOTHING -> {}
            case PAST -> session.whenDrained(this::readPast);
            case PAST_LATER -> readPastLater();
            case END -> session.close(CloseReason.POSITION_LOST);
        }
    }

    private void readPast() {
        if (left || !(cursor instanceof CatchingUp(Position last, Cursor.Early early))) {
            return;
        }
        session.meters().repaired();
        session.channels()
                .after(channel, last)
                .whenComplete((replay, failure) -> eventLoop().execute(() -> onReplay(replay, failure)));
    }

    private void onReplay(@Nullable Replay replay, @Nullable Throwable failure) {
        if (left || !(cursor instanceof CatchingUp waiting)) {
            return;
        }
        apply(failure != null || replay == null ? waiting.failed() : waiting.on(replay));
        session.flush();
    }

    private void readPastLater() {
        if (++tries > MAX_TRIES) {
            session.close(CloseReason.POSITION_LOST);
            return;
        }
        long ceiling = Math.min(8_000, 100L << tries);
        long pause = ThreadLocalRandom.current().nextLong(ceiling / 2, ceiling + 1);
        eventLoop().schedule(this::readPast, pause, TimeUnit.MILLISECONDS);
    }
}
