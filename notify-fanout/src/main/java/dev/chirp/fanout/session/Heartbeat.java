package dev.chirp.fanout.session;

import java.util.function.LongSupplier;

/** When a client is pinged, and when its silence means that it is gone. */
final class Heartbeat {
    enum Verdict {
        QUIET,
        PING,
        DEAD
    }

    private final long intervalNanos;
    private final long timeoutNanos;
    private long pingedAt;
    private boolean awaitingAnswer;

    Heartbeat(SessionSettings settings, LongSupplier nanoTime) {
        intervalNanos = settings.pingInterval().toNanos();
        timeoutNanos = settings.pongTimeout().toNanos();
        pingedAt = nanoTime.getAsLong();
    }

    void pinged(long now) {
        pingedAt = now;
        awaitingAnswer = true;
    }

    void answered() {
        awaitingAnswer = false;
    }

    Verdict at(long now) {
        long since = now - pingedAt;
        if (awaitingAnswer && since > timeoutNanos) {
            return Verdict.DEAD;
        }
        return since >= intervalNanos && !awaitingAnswer ? Verdict.PING : Verdict.QUIET;
    }
}
