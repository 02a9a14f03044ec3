package dev.chirp.gatling;

import io.gatling.javaapi.core.Session;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A line for each request that has ended: when, in which phase, its status (0: no answer), milliseconds, whether it names a
 * pause, and the capture (0: none). Thread-safe.
 */
final class Answers {
    static final String PHASE = "phase";
    static final String STATUS = "status";
    static final String MILLIS = "millis";
    static final String PAUSE = "pause";
    static final String CAPTURE = "capture";

    private final PrintWriter file;

    Answers(Path path) {
        try {
            file = new PrintWriter(Files.newBufferedWriter(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Session add(Session session) {
        String line = System.currentTimeMillis()
                + "," + session.getString(PHASE)
                + "," + (session.contains(STATUS) ? session.getInt(STATUS) : 0)
                + "," + (session.contains(MILLIS) ? session.getInt(MILLIS) : 0)
                + "," + session.contains(PAUSE)
                + "," + (session.contains(CAPTURE) ? session.getString(CAPTURE) : "0");
        synchronized (this) {
            file.println(line);
        }
        return session;
    }

    synchronized void close() {
        file.close();
    }
}
