package dev.chirp.load.fault;

import dev.chirp.load.client.Chirper;
import dev.chirp.load.client.LiveSocket;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A user who looks on while the load uploads for them: how long they were told nothing. */
final class LiveWatch implements AutoCloseable {
    private final LiveSocket socket;
    private final long since = System.nanoTime();

    LiveWatch(HttpClient http, Chirper user) {
        this.socket = LiveSocket.open(http, user);
    }

    /** The longest time between two captures that were told, from the beginning until now. */
    Duration longestSilence() {
        List<LiveSocket.Frame> frames = new ArrayList<>();
        socket.frames().drainTo(frames);
        long last = since;
        long longest = 0;
        for (LiveSocket.Frame frame : frames) {
            if (frame.event().equals("new_capture")) {
                longest = Math.max(longest, frame.arrivedNanos() - last);
                last = frame.arrivedNanos();
            }
        }
        return Duration.ofNanos(Math.max(longest, System.nanoTime() - last));
    }

    boolean isOpen() {
        return !socket.closed().isDone();
    }

    @Override
    public void close() {
        socket.close();
    }
}
