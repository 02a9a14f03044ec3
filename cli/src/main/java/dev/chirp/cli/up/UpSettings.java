package dev.chirp.cli.up;

import java.nio.file.Path;

/**
 * What a person may choose about {@code chirp up}.
 *
 * @param address where the front listens; the rest listens on loopback only
 * @param portOffset added to every port but the front's
 */
record UpSettings(String address, int port, int portOffset, Path data) {
    /** How the front is reached from this machine. */
    String url() {
        return "http://localhost:" + port;
    }
}
