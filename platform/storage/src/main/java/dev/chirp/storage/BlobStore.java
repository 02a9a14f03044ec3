package dev.chirp.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Stores bytes under keys such as {@code uploads/0190….wav}. All methods block; callers on an event loop hand them to
 * a bounded scheduler. A key that leaves the store ({@code ..}, absolute) is refused with {@link IllegalArgumentException}.
 */
public interface BlobStore extends AutoCloseable {
    /** Read at a time by {@link #join} where bytes have to pass. */
    int JOIN_BYTES = 1 << 20;

    /** Begins a new object; nothing is visible under the key until {@link BlobWriter#commit()}. */
    BlobWriter create(String key) throws IOException;

    /** Opens an object for reading at any position; {@link NoSuchFileException} when there is none. */
    SeekableByteChannel open(String key) throws IOException;

    /**
     * Makes one object of others, in their order, durable and visible at once; the parts stay. The bytes do not pass
     * through this process where the store can do without. {@link NoSuchFileException} when a part is missing.
     */
    default void join(String key, List<String> parts) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(JOIN_BYTES);
        try (BlobWriter writer = create(key)) {
            for (String part : parts) {
                try (SeekableByteChannel from = open(part)) {
                    while (from.read(bytes.clear()) >= 0) {
                        writer.write(bytes.flip());
                    }
                }
            }
            writer.commit();
        }
    }

    /** Bytes that still fit; as good as endless where the store has no disk of its own. */
    default long freeBytes() throws IOException {
        return Long.MAX_VALUE;
    }

    /** Removes an object; {@code false} when there was none. */
    boolean delete(String key) throws IOException;

    boolean exists(String key) throws IOException;

    /**
     * The keys in a folder ({@code uploads}) whose objects were last changed before a moment, in no order, read as the
     * stream is; close it. Unfinished objects of that age are removed on the way: their writers are long gone.
     */
    Stream<String> changedBefore(String folder, Instant moment) throws IOException;

    /** How much of its space is free, from 0 to 1; 1 where nobody can tell. */
    default double freeFraction() throws IOException {
        return 1;
    }

    /** Lets go of connections; a store of files has none. */
    @Override
    default void close() {}
}
