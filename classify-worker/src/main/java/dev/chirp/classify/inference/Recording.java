package dev.chirp.classify.inference;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/** Where the bytes of a recording are; opened, read to its end and closed by a thread of the pool. */
@FunctionalInterface
public interface Recording {
    ReadableByteChannel open() throws IOException;
}
