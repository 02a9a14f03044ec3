package dev.chirp.fanout.session;

import dev.chirp.fanout.channel.DurableChannel;
import dev.chirp.fanout.channel.LiveChannel;
import dev.chirp.fanout.channel.LiveMessage;
import dev.chirp.fanout.channel.Position;
import dev.chirp.fanout.channel.SnapshotChannel;
import dev.chirp.fanout.frame.Frames;
import io.netty.channel.EventLoop;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A session's part in one channel. Every method runs on the session's event loop, {@link #eventLoop()} alone on any. */
public abstract sealed class Subscription permits DurableSubscription, SnapshotSubscription {
    private final Session session;
    private boolean left;
    private int place;

    Subscription(Session session) {
        this.session = session;
    }

    static Subscription of(LiveChannel channel, Session session) {
        return switch (channel) {
            case DurableChannel durable -> new DurableSubscription(session, durable);
            case SnapshotChannel snapshot -> new SnapshotSubscription(session, snapshot);
        };
    }

    public abstract LiveChannel channel();

    /** A live message; written, but not flushed. */
    public abstract void onMessage(LiveMessage message, Frames frames);

    /** Messages may have been missed on the way to this instance. */
    public abstract void catchUp();

    /**
     * Begins: joins the channel and tells where it stands before its first message goes out.
     *
     * @param since what the client has seen, or null; without a meaning to a snapshot channel
     */
    abstract void begin(@Nullable Position since, Consumer<ChannelState> onJoined);

    public Session session() {
        return session;
    }

    public EventLoop eventLoop() {
        return session.eventLoop();
    }

    /** Where it stands among those of its channel and event loop; kept for who keeps that list. */
    public int place() {
        return place;
    }

    public void takePlace(int newPlace) {
        place = newPlace;
    }

    boolean hasLeft() {
        return left;
    }

    void leave() {
        if (!left) {
            left = true;
            session.services().channels().leave(this);
        }
    }
}
