package dev.chirp.storage.s3;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Reads an object in blocks, each by a request of its own with a deadline: whoever reads slowly holds no connection, and a
 * block that broke off is fetched again. Who reads on gets the next block fetched meanwhile; so it holds two at most.
 * Not thread-safe.
 */
final class S3Reader implements SeekableByteChannel {
    /** Enough for a header; what is skipped through reads no more. */
    private static final int FIRST_BYTES = 128 * 1024;

    private static final int BLOCK_BYTES = 1 << 20;

    private final Bucket bucket;
    private final String key;
    private final long size;
    private final String eTag;
    private long position;
    private long blockStart;
    private ByteBuffer block = ByteBuffer.allocate(0);
    private @Nullable Ahead ahead;
    private boolean closed;

    /** A block that is on its way. */
    private record Ahead(long start, CompletableFuture<ByteBuffer> bytes) {}

    S3Reader(Bucket bucket, String key, HeadObjectResponse object) {
        this.bucket = bucket;
        this.key = key;
        this.size = object.contentLength();
        this.eTag = object.eTag();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        requireOpen();
        if (position >= size) {
            return -1;
        }
        if (!into.hasRemaining()) {
            return 0;
        }
        if (position < blockStart || position >= blockStart + block.limit()) {
            load();
        }
        int at = (int) (position - blockStart);
        int length = Math.min(into.remaining(), block.limit() - at);
        into.put(block.slice(at, length));
        position += length;
        return length;
    }

    private void load() throws IOException {
        boolean readsOn = block.limit() > 0 && position == blockStart + block.limit();
        Ahead coming = ahead;
        ahead = null;
        if (coming != null && coming.start() != position) {
            coming.bytes().cancel(true);
            coming = null;
        }
        CompletableFuture<ByteBuffer> bytes =
                coming == null ? fetch(position, readsOn ? BLOCK_BYTES : FIRST_BYTES) : coming.bytes();
        block = bucket.calls().await("get", key, () -> bytes);
        blockStart = position;
        long next = blockStart + block.limit();
        if (readsOn && next < size) {
            ahead = new Ahead(next, fetch(next, BLOCK_BYTES));
        }
    }

    private CompletableFuture<ByteBuffer> fetch(long from, int most) {
        long last = Math.min(from + most, size) - 1;
        return bucket.client()
                .getObject(
                        object -> object.bucket(bucket.name())
                                .key(bucket.resolve(key))
                                .range("bytes=%d-%d".formatted(from, last))
                                .ifMatch(eTag),
                        AsyncResponseTransformer.toBytes())
                .thenApply(bytes -> bytes.asByteBuffer());
    }

    @Override
    public long position() throws IOException {
        requireOpen();
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) throws IOException {
        requireOpen();
        if (newPosition < 0) {
            throw new IllegalArgumentException("position: " + newPosition + " (expected: at least 0)");
        }
        position = newPosition;
        return this;
    }

    @Override
    public long size() throws IOException {
        requireOpen();
        return size;
    }

    private void requireOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public int write(ByteBuffer from) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long newSize) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
        if (ahead != null) {
            ahead.bytes().cancel(true);
            ahead = null;
        }
    }
}
