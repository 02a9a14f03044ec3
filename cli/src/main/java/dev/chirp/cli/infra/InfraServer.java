package dev.chirp.cli.infra;

import java.util.Map;

/** A server, or several that stand in for one another. */
interface InfraServer extends AutoCloseable {
    /** What {@code infra.env} says of it. */
    Map<String, String> environment();

    @Override
    void close();
}
