package dev.chirp.cli.up;

import dev.chirp.cli.front.FrontTls;
import java.nio.file.Path;

/**
 * What a person may choose about {@code chirp up}.
 *
 * @param address where the front listens; the rest listens on loopback only
 * @param tls whether the front speaks HTTPS alone
 * @param portOffset added to every port but the front's
 */
record UpSettings(String address, int port, int portOffset, Path data, boolean tls) {
    /** How the front is reached from this machine. */
    String url() {
        return (tls ? "https" : "http") + "://localhost:" + port;
    }

    /** The certificates for localhost, those of the front and of the devices' port. */
    Path certificates() {
        return data.resolve(FrontTls.FOLDER);
    }
}
