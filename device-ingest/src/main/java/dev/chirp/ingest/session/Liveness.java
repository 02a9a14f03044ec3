package dev.chirp.ingest.session;

import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.frame.ErrorCode;
import dev.chirp.ingest.frame.Frame;
import java.time.Duration;
import java.util.Optional;

/** Whether the device still does something, and whether this side lets it. */
final class Liveness {
    private static final int MISSED_HEARTBEATS = 3;

    /** A device that is held up for less does not need to know. */
    private static final long WORTH_TELLING_NANOS = 200_000_000;

    private final SessionLimits limits;
    private final Outlet outlet;
    private long heardAt;
    private long heldUpSince;
    private boolean pinged;
    private boolean heldUp;
    private boolean told;

    Liveness(SessionLimits limits, Outlet outlet, long now) {
        this.limits = limits;
        this.outlet = outlet;
        this.heardAt = now;
    }

    void heard(long now) {
        heardAt = now;
        pinged = false;
    }

    /** The connection is read from. */
    Optional<Objection> tick(AudioStream stream, long now, Duration incompleteFor) {
        if (heldUp) {
            heldUp = false;
            heard(now);
            stream.forgive(now);
        }
        long silent = now - heardAt;
        if (incompleteFor.compareTo(limits.frameTimeout()) > 0) {
            return late("A frame did not become complete in time.");
        }
        if (silent > limits.heartbeat().toNanos() * MISSED_HEARTBEATS) {
            return late("Nothing came for %d heartbeats.".formatted(MISSED_HEARTBEATS));
        }
        if (stream.isInterrupted(now, limits.clipIdle())) {
            return late("The sound stopped in the middle of a clip.");
        }
        if (!pinged && silent > limits.heartbeat().toNanos()) {
            pinged = true;
            outlet.send(Frame.unnumbered(new Body.Ping()));
        }
        stream.tick(now);
        return Optional.empty();
    }

    private static Optional<Objection> late(String detail) {
        return Optional.of(Objection.to(ErrorCode.TIMEOUT, detail));
    }

    /** The connection is not read from, so nothing can be expected of the device. */
    Optional<Objection> heldUp(AudioStream stream, long now, int held) {
        if (!heldUp) {
            heldUp = true;
            told = false;
            heldUpSince = now;
        }
        if (!told && now - heldUpSince > WORTH_TELLING_NANOS) {
            told = true;
            stream.slowDown(now, held);
        }
        return now - heldUpSince > limits.stallTimeout().toNanos()
                ? Optional.of(Objection.later("Clips cannot be stored as fast as they come."))
                : Optional.empty();
    }
}
