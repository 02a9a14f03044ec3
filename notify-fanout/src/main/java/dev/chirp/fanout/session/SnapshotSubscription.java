package dev.chirp.fanout.session;

import dev.chirp.fanout.channel.LiveMessage;
import dev.chirp.fanout.channel.Position;
import dev.chirp.fanout.channel.Snapshot;
import dev.chirp.fanout.channel.SnapshotChannel;
import dev.chirp.fanout.frame.Frames;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A part in a channel that shows a state. A message of the channel only says that the state may have changed: it is read
 * again, and sent when it has. One read at a time; what changes meanwhile is seen by the next.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Outcomes are taken in the callbacks.
final class SnapshotSubscription extends Subscription {
    private static final long RETRY_MILLIS = 5_000;

    private final SnapshotChannel channel;
    private @Nullable Snapshot shown;
    private boolean joined;
    private boolean reading;
    private boolean readAgain;

    SnapshotSubscription(Session session, SnapshotChannel channel) {
        super(session);
        this.channel = channel;
    }

    @Override
    public SnapshotChannel channel() {
        return channel;
    }

    @Override
    void begin(@Nullable Position since, Consumer<ChannelState> onJoined) {
        session()
                .services()
                .channels()
                .join(this)
                .whenComplete((confirmed, failure) -> eventLoop().execute(() -> {
                    if (!hasLeft()) {
                        joined = true;
                        onJoined.accept(new ChannelState(channel.name(), 0, 0, false, 0));
                        session().flush();
                        read();
                    }
                }));
    }

    @Override
    public void onMessage(LiveMessage message, Frames frames) {
        catchUp();
    }

    @Override
    public void catchUp() {
        if (joined && !hasLeft()) {
            read();
        }
    }

    private void read() {
        if (reading) {
            readAgain = true;
            return;
        }
        reading = true;
        session()
                .services()
                .snapshots()
                .read(channel)
                .whenComplete((snapshot, failure) -> eventLoop().execute(() -> onRead(snapshot)));
    }

    /** It could not be read now: what changed must not stay unseen until the next change. */
    private void readLater() {
        long pause = ThreadLocalRandom.current().nextLong(RETRY_MILLIS / 2, RETRY_MILLIS + 1);
        eventLoop().schedule(this::catchUp, pause, TimeUnit.MILLISECONDS);
    }

    private void onRead(@Nullable Snapshot snapshot) {
        reading = false;
        if (hasLeft()) {
            return;
        }
        if (snapshot != null && !snapshot.equals(shown)) {
            shown = snapshot;
            session().sendState(snapshot);
            session().flush();
        }
        if (snapshot == null) {
            readLater();
        } else if (readAgain) {
            readAgain = false;
            read();
        }
    }
}
