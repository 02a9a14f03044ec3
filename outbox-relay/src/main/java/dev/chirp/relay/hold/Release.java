package dev.chirp.relay.hold;

import dev.chirp.relay.lane.HeldKey;
import dev.chirp.relay.lane.OwnedLane;
import dev.chirp.relay.publish.PublishOutcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of one key that were handed over together, and the answers to them: filled by the publishing thread, told by
 * the producer's.
 */
final class Release {
    /** An event that the broker refused again. */
    record Refused(long seq, String reason) {}

    private final OwnedLane lane;
    private final HeldKey key;
    private final List<Long> published = new ArrayList<>();
    private @Nullable Refused refused;
    private boolean failed;
    private boolean complete;
    private int open;

    Release(OwnedLane lane, HeldKey key) {
        this.lane = lane;
        this.key = key;
    }

    OwnedLane lane() {
        return lane;
    }

    HeldKey key() {
        return key;
    }

    synchronized void opened() {
        open++;
    }

    /** The lane took it not, so nobody will answer. */
    synchronized void notOpened() {
        open--;
        failed = true;
    }

    /** Returns whether this was the last answer. */
    synchronized boolean answered(long seq, PublishOutcome outcome) {
        open--;
        switch (outcome) {
            case PublishOutcome.Published acknowledged -> published.add(seq);
            case PublishOutcome.Held(String reason) -> {
                if (refused == null || seq < refused.seq()) {
                    refused = new Refused(seq, reason);
                }
            }
            case PublishOutcome.Retry retry -> failed = true;
            case PublishOutcome.TopicBroken broken -> failed = true;
        }
        return isOver();
    }

    /** All are handed over. */
    synchronized void complete() {
        complete = true;
    }

    synchronized boolean isOver() {
        return complete && open == 0;
    }

    /** Whether it went wrong in one way or the other: no further event is handed over. */
    synchronized boolean isBroken() {
        return failed || refused != null;
    }

    synchronized List<Long> published() {
        return List.copyOf(published);
    }

    synchronized @Nullable Refused refused() {
        return refused;
    }
}
