package dev.chirp.load.process;

/** A running platform of our own, on ports of its own; closing stops all of its processes. */
public interface Platform extends AutoCloseable {
    /** Where the front answers, for example {@code http://localhost:12345}. */
    String url();

    @Override
    void close();
}
