package dev.chirp.embedded;

/** A running Redis server, a process or a container. */
public interface Redis extends AutoCloseable {
    /** For example {@code redis://127.0.0.1:6379}. */
    String url();

    @Override
    void close();
}
