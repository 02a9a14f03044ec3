package dev.chirp.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes one object. Closing without {@link #commit()} leaves nothing behind. Not thread-safe. */
public interface BlobWriter extends Closeable {
    /** Appends all remaining bytes of the buffer. */
    void write(ByteBuffer bytes) throws IOException;

    /** Makes the object durable (file and folder are synced) and visible under its key. */
    void commit() throws IOException;

    /** Discards what was written, unless it was committed. */
    @Override
    void close() throws IOException;
}
