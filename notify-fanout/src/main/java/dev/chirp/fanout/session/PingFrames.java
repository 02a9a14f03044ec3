package dev.chirp.fanout.session;

import dev.chirp.fanout.frame.ControlFrame;
import dev.chirp.fanout.frame.WireFrame;
import java.time.Instant;

/** The ping of the moment, encoded once for all sockets that are pinged within a quarter of a second. Thread-safe. */
final class PingFrames {
    private static final long SLOT_MILLIS = 250;

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Ping(long slot, byte[] frame) {}

    private volatile Ping last = new Ping(Long.MIN_VALUE, new byte[0]);

    /** A text frame; not to be written to. */
    byte[] at(Instant now) {
        long slot = now.toEpochMilli() / SLOT_MILLIS;
        Ping ping = last;
        if (ping.slot != slot) {
            ping = new Ping(slot, WireFrame.text(ControlFrame.of("ping", now)));
            last = ping;
        }
        return ping.frame;
    }
}
