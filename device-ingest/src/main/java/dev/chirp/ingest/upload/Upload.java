package dev.chirp.ingest.upload;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A recording that is sent in pieces, as its row says.
 *
 * @param size bytes of the whole, as announced
 * @param chunkSize null for tus, where the client cuts as it likes
 * @param sha256 of the whole, in hexadecimal, if the sender said it
 * @param received bytes that are stored
 */
record Upload(
        UUID id,
        long userId,
        Protocol protocol,
        @Nullable String filename,
        long size,
        @Nullable Integer chunkSize,
        @Nullable String sha256,
        @Nullable Instant recordedAt,
        Status status,
        long received,
        @Nullable Long captureId,
        @Nullable String errorCode,
        @Nullable String errorDetail,
        Instant updatedAt) {

    /** How the pieces come. */
    enum Protocol {
        CHUNKS,
        TUS
    }

    /** How far it is. */
    enum Status {
        UPLOADING,
        MERGING,
        COMPLETED,
        FAILED
    }

    boolean isComplete() {
        return received == size;
    }

    /** Of the chunk API: the last one may be shorter. */
    int chunkCount() {
        int each = requireChunkSize();
        return Math.toIntExact((size + each - 1) / each);
    }

    long startOf(int chunk) {
        return (long) chunk * requireChunkSize();
    }

    long bytesOf(int chunk) {
        return Math.min(requireChunkSize(), size - startOf(chunk));
    }

    private int requireChunkSize() {
        if (chunkSize == null) {
            throw new IllegalStateException("upload " + id + " has no chunks of a fixed size");
        }
        return chunkSize;
    }
}
