package dev.chirp.fanout.session;

import dev.chirp.fanout.channel.DurableChannel;
import dev.chirp.fanout.channel.LiveMessage;
import dev.chirp.fanout.channel.Position;
import dev.chirp.fanout.frame.Frames;
import dev.chirp.fanout.history.Replay;
import dev.chirp.fanout.session.Cursor.CatchingUp;
import dev.chirp.fanout.session.Cursor.Joining;
import dev.chirp.fanout.session.Cursor.Live;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A session's part in a channel with offsets: what its {@link Cursor} decides, done. */
@SuppressWarnings("FutureReturnValueIgnored") // Outcomes are taken in the callbacks.
final class DurableSubscription extends Subscription {
    private static final int MAX_TRIES = 8;

    private final DurableChannel channel;
    private Cursor cursor = Joining.START;
    private long acked;
    private int tries;

    DurableSubscription(Session session, DurableChannel channel) {
        super(session);
        this.channel = channel;
    }

    @Override
    public DurableChannel channel() {
        return channel;
    }

    @Override
    public void onMessage(LiveMessage message, Frames frames) {
        if (hasLeft()) {
            return;
        }
        if (!message.isPassing()) {
            apply(cursor.on(message), frames);
        } else if (cursor instanceof Live) {
            session().send(message, frames);
        }
    }

    @Override
    public void catchUp() {
        if (!hasLeft()) {
            apply(cursor.catchUp(), Frames.EACH);
        }
    }

    /** Also finds the position; a {@code since} that nothing follows on is told as not recovered. */
    @Override
    void begin(@Nullable Position since, Consumer<ChannelState> onJoined) {
        Channels channels = session().services().channels();
        CompletableFuture<Start> start = channels.join(this)
                .thenCompose(joined -> channels.start(channel))
                .thenCompose(newest -> since == null
                        ? CompletableFuture.completedFuture(Start.anew(newest))
                        : resume(channels, since, newest));
        start.whenComplete((found, failure) -> eventLoop().execute(() -> {
            if (hasLeft()) {
                return;
            }
            if (failure != null) {
                lost(failure.toString());
            } else {
                joined(found, onJoined);
            }
        }));
    }

    /** The client has dealt with everything up to {@code offset}; empty when it has not been sent that far. */
    Optional<Position> ack(long offset) {
        Optional<Position> sent = cursor.sent();
        if (sent.isEmpty() || offset > sent.get().offset()) {
            return Optional.empty();
        }
        if (offset > acked) {
            countUnacked(acked - offset);
            acked = offset;
        }
        return Optional.of(sent.get().at(acked));
    }

    /** Messages that a client with a name has not acknowledged; clients without one never do. */
    private void countUnacked(long more) {
        if (session().client().clientId() != null) {
            session().meters().unacked(more);
        }
    }

    @Override
    void leave() {
        if (!hasLeft()) {
            cursor.sent().ifPresent(sent -> countUnacked(acked - sent.offset()));
        }
        super.leave();
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
        acked = start.from().offset();
        if (start.page() == null) {
            apply(joining.joined(start.from()), Frames.EACH);
        } else {
            apply(new CatchingUp(start.from(), joining.early()).on(start.page()), Frames.EACH);
        }
        session().flush();
    }

    private void apply(Cursor.Move move, Frames frames) {
        cursor = move.next();
        if (!move.release().isEmpty()) {
            tries = 0;
            countUnacked(move.release().size());
        }
        for (LiveMessage message : move.release()) {
            session().send(message, frames);
        }
        switch (move.need()) {
            case NOTHING -> tries = 0;
            case PAST -> session().whenDrained(this::readPast);
            case PAST_LATER -> readPastLater();
            case END -> lost("nothing follows " + cursor.sent());
        }
    }

    private void lost(String why) {
        session().lost(channel.name(), why);
    }

    private void readPast() {
        if (hasLeft() || !(cursor instanceof CatchingUp(Position last, Cursor.Early early))) {
            return;
        }
        session().meters().repaired();
        session()
                .services()
                .channels()
                .after(channel, last)
                .whenComplete((replay, failure) -> eventLoop().execute(() -> onReplay(replay, failure)));
    }

    private void onReplay(@Nullable Replay replay, @Nullable Throwable failure) {
        if (hasLeft() || !(cursor instanceof CatchingUp waiting)) {
            return;
        }
        apply(failure != null || replay == null ? waiting.failed() : waiting.on(replay), Frames.EACH);
        session().flush();
    }

    private void readPastLater() {
        if (++tries > MAX_TRIES) {
            lost("read %d times in vain".formatted(MAX_TRIES));
            return;
        }
        long ceiling = Math.min(8_000, 100L << tries);
        long pause = ThreadLocalRandom.current().nextLong(ceiling / 2, ceiling + 1);
        eventLoop().schedule(this::readPast, pause, TimeUnit.MILLISECONDS);
    }
}
