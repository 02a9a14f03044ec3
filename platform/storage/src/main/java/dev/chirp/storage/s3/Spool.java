package dev.chirp.storage.s3;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/**
 * The bytes of one part, in a temporary file until S3 has them: S3 wants to know the length of a part before its first byte,
 * and a part that failed is sent again. Not thread-safe.
 */
final class Spool implements Closeable {
    private static final int READ_BYTES = 64 * 1024;
    private final Path file;
    private final FileChannel channel;
    private final CRC32C crc = new CRC32C();
    private long size;

    /** @param folder null: the system's temporary folder */
    Spool(@Nullable Path folder) throws IOException {
        file = folder == null
                ? Files.createTempFile("chirp-part", null)
                : Files.createTempFile(Files.createDirectories(folder), "chirp-part", null);
        channel = FileChannel.open(file, StandardOpenOption.WRITE);
    }

    long size() {
        return size;
    }

    void write(ByteBuffer bytes) throws IOException {
        crc.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            size += channel.write(bytes);
        }
    }

    /** CRC-32C of everything in it, big-endian and in base64, as S3 wants it. */
    String checksum() {
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(Integer.BYTES)
                        .putInt((int) crc.getValue())
                        .array());
    }

    /** What is in it; may be asked for again until it is emptied. */
    AsyncRequestBody body() {
        return size == 0
                ? AsyncRequestBody.empty()
                : AsyncRequestBody.fromFile(source -> source.path(file).chunkSizeInBytes(READ_BYTES));
    }

    /** Makes room for the next part. */
    void clear() throws IOException {
        channel.truncate(0);
        channel.position(0);
        crc.reset();
        size = 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }
}
