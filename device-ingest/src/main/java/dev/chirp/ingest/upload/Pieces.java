package dev.chirp.ingest.upload;

import dev.chirp.ingest.problem.DeviceProblem;
import dev.chirp.storage.BlobStore;
import dev.chirp.storage.BlobWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one request on their way into objects of a bounded size. Waits for the disk; its lock lets a close from
 * elsewhere wait for a write. What is closed before it was handed over leaves nothing behind.
 */
final class Pieces implements Closeable {
    private final BlobStore store;
    private final UUID upload;
    private final long pieceBytes;
    private final long mostBytes;
    private final Taker taker;
    private final List<Chunk> waiting = new ArrayList<>();
    private long start;
    private long bytes;
    private long inPiece;
    private @Nullable BlobWriter writer;
    private String key = "";
    private boolean closed;

    /** Takes pieces that are stored and counts them in; throws when they are not wanted. */
    @FunctionalInterface
    interface Taker {
        void take(List<Chunk> pieces);
    }

    /**
     * Nothing is written yet.
     *
     * @param start where the first byte belongs
     * @param pieceBytes the size of an object
     * @param mostBytes that may come
     * @param taker asked after each piece, or at the end with all of them
     */
    Pieces(BlobStore store, UUID upload, long start, long pieceBytes, long mostBytes, Taker taker) {
        this.store = store;
        this.upload = upload;
        this.start = start;
        this.pieceBytes = pieceBytes;
        this.mostBytes = mostBytes;
        this.taker = taker;
    }

    /** Bytes so far. */
    synchronized long bytes() {
        return bytes;
    }

    /** Takes the next bytes; pieces that are full count from then on, unless they have to wait for the end. */
    synchronized void write(ByteBuffer some, boolean waitForEnd) throws IOException {
        if (closed) {
            throw new IOException("the request is over");
        }
        bytes += some.remaining();
        if (bytes > mostBytes) {
            throw UploadProblem.invalid("More bytes came than belong here: at most " + mostBytes + ".");
        }
        while (some.hasRemaining()) {
            int now = (int) Math.min(some.remaining(), pieceBytes - inPiece);
            writer().write(some.slice(some.position(), now));
            some.position(some.position() + now);
            inPiece += now;
            if (inPiece == pieceBytes) {
                store();
                if (!waitForEnd) {
                    handOver();
                }
            }
        }
    }

    private BlobWriter writer() throws IOException {
        BlobWriter open = writer;
        if (open == null) {
            key = "chunks/%s-%d-%s".formatted(upload, start, UUID.randomUUID());
            open = store.create(key);
            writer = open;
        }
        return open;
    }

    private void store() throws IOException {
        if (writer != null && inPiece > 0) {
            writer.commit();
            writer = null;
            waiting.add(new Chunk(start, inPiece, key));
            start += inPiece;
            inPiece = 0;
        }
    }

    private void handOver() throws IOException {
        if (waiting.isEmpty()) {
            return;
        }
        List<Chunk> stored = List.copyOf(waiting);
        waiting.clear();
        try {
            taker.take(stored);
        } catch (DeviceProblem refused) {
            delete(stored);
            throw refused;
        }
        // After any other failure they may count: who looks for objects without an upload decides.
    }

    private void delete(List<Chunk> chunks) throws IOException {
        for (Chunk chunk : chunks) {
            store.delete(chunk.blobKey());
        }
    }

    /** Everything that has come counts. */
    synchronized void finish() throws IOException {
        if (!closed) {
            store();
            handOver();
        }
    }

    /** Discards what was not handed over. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (writer != null) {
            writer.close();
            writer = null;
        }
        delete(waiting);
        waiting.clear();
    }
}
