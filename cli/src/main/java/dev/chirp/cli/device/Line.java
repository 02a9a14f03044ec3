package dev.chirp.cli.device;

import java.io.IOException;
import java.time.Duration;

/** Bytes to and from a server, whatever carries them. Blocks. */
interface Line extends AutoCloseable {
    void send(byte[] bytes) throws IOException;

    /** The next bytes, as many as there are; -1 at the end. A {@link java.net.SocketTimeoutException} when nothing comes. */
    int read(byte[] buffer) throws IOException;

    /** How long {@link #read} waits. */
    Duration patience();

    /** Ends the connection as a crash would. */
    void cut() throws IOException;

    @Override
    void close() throws IOException;
}
