package dev.chirp.embedded;

import java.nio.file.Path;

/**
 * How to run PostgreSQL.
 *
 * @param folder data, log and lock; survives a restart
 * @param port 0 for any free one
 * @param durable false leaves out fsync: a crash of the machine may lose the folder, a crash of a process loses nothing
 * @param logicalDecoding whether others may read the log; nothing of the platform does
 */
public record PostgresSettings(Path folder, int port, boolean durable, Secrets secrets, boolean logicalDecoding) {
    public PostgresSettings(Path folder, int port, boolean durable, Secrets secrets) {
        this(folder, port, durable, secrets, false);
    }
}
