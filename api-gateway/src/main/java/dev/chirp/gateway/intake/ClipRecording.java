package dev.chirp.gateway.intake;

import dev.chirp.audio.AudioFacts;
import dev.chirp.audio.AudioProbe;
import dev.chirp.audio.AudioRejection;
import dev.chirp.contracts.event.EventId;
import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.ProblemException;
import dev.chirp.gateway.problem.ProblemType;
import dev.chirp.storage.BlobStore;
import dev.chirp.storage.BlobWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * One clip on its way to the blob store: judged, hashed and counted as it passes, never kept. Blocks on the disk. Closing
 * it before {@link #commit} leaves nothing behind; its lock lets a close from elsewhere wait for a write.
 */
final class ClipRecording implements Closeable {
    private static final long BYTES_PER_MEGABYTE = 1024 * 1024;
    private final BlobStore store;
    private final long maxBytes;
    private final String key = "uploads/" + EventId.next();
    private final AudioProbe probe = AudioProbe.ofClip();
    private final MessageDigest digest = sha256();
    private @Nullable BlobWriter writer;
    private long bytes;
    private boolean closed;

    ClipRecording(BlobStore store, long maxBytes) {
        this.store = store;
        this.maxBytes = maxBytes;
    }

    /** Takes the next bytes; throws the problem that ends this clip. */
    synchronized void write(ByteBuffer piece) throws IOException {
        if (closed) {
            throw new IOException("the recording is closed");
        }
        bytes += piece.remaining();
        if (bytes > maxBytes) {
            throw tooLarge(maxBytes).toException();
        }
        try {
            probe.offer(piece);
        } catch (AudioRejection rejection) {
            throw problem(rejection);
        }
        int position = piece.position();
        digest.update(piece);
        piece.position(position);
        if (writer == null) {
            writer = store.create(key);
        }
        writer.write(piece);
    }

    /** The SHA-256 of what has been written so far, in hex. */
    synchronized String hashSoFar() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
        }
    }

    /**
     * Judges the whole and makes it durable.
     *
     * @param expectedSha256 what the sender says that it sent, in hex, or null
     */
    synchronized StoredClip commit(@Nullable String expectedSha256) throws IOException {
        AudioFacts facts;
        try {
            facts = probe.finish();
        } catch (AudioRejection rejection) {
            throw problem(rejection);
        }
        if (closed || writer == null) {
            throw new IOException("the recording is closed");
        }
        String sha256 = HexFormat.of().formatHex(digest.digest());
        if (expectedSha256 != null && !expectedSha256.equalsIgnoreCase(sha256)) {
            throw Problem.of(
                            ProblemType.CHECKSUM_MISMATCH, "The audio that arrived has another SHA-256 than announced.")
                    .toException();
        }
        writer.commit();
        return new StoredClip(key, sha256, bytes, facts.type().mediaType(), facts.durationSeconds());
    }

    /** Discards what was not committed; may be called more than once. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (writer != null) {
            writer.close();
            writer = null;
        }
    }

    static Problem tooLarge(long maxBytes) {
        return Problem.of(
                ProblemType.REQUEST_TOO_LARGE,
                "The file is larger than " + maxBytes / BYTES_PER_MEGABYTE + " MB. Send shorter recordings.");
    }

    private static ProblemException problem(AudioRejection rejection) {
        ProblemType type = switch (rejection.code()) {
            case UNSUPPORTED_MEDIA_TYPE -> ProblemType.UNSUPPORTED_MEDIA_TYPE;
            case EMPTY_AUDIO -> ProblemType.EMPTY_AUDIO;
            case INVALID_AUDIO -> ProblemType.INVALID_AUDIO;
            case AUDIO_TOO_LONG -> ProblemType.AUDIO_TOO_LONG;
        };
        return Problem.of(type, rejection.detail()).toException();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
