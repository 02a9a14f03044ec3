package dev.chirp.ingest.upload;

import dev.chirp.audio.AudioFacts;
import dev.chirp.audio.AudioLimits;
import dev.chirp.audio.AudioProbe;
import dev.chirp.audio.AudioRejection;
import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.contracts.event.DomainEvent.UploadCompleted;
import dev.chirp.messaging.Effect;
import dev.chirp.messaging.EventListener;
import dev.chirp.messaging.Failure;
import dev.chirp.messaging.Failure.DependencyDown;
import dev.chirp.messaging.Failure.Hopeless;
import dev.chirp.messaging.Failure.MessageFault;
import dev.chirp.messaging.Job;
import dev.chirp.messaging.JobListener;
import dev.chirp.messaging.Jobs;
import dev.chirp.messaging.Received;
import dev.chirp.storage.BlobStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.dao.DataAccessException;

/**
 * Puts the pieces of an upload together, judges the whole and makes a capture of it; as a job, so that other uploads of
 * the user need not wait. The whole is stored under a key of the upload, so doing it twice makes no second object.
 */
final class Merge implements EventListener, JobListener {
    private static final byte[] NOTHING = {};
    private static final int BLOCK = 1 << 20;
    private static final Pattern UPLOAD =
            Pattern.compile("upload/(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})");
    private static final String NOT_MERGED = "The recording could not be put together.";

    private final UploadTable uploads;
    private final MergeResults results;
    private final BlobStore store;
    private final Jobs jobs = new Jobs(ConsumerGroup.DEVICE_INGEST_MERGE);

    Merge(UploadTable uploads, MergeResults results, BlobStore store) {
        this.uploads = uploads;
        this.results = results;
        this.store = store;
    }

    @Override
    public Effect on(Received received) {
        return jobs.later(received);
    }

    /** What the whole turned out to be. */
    record Whole(String key, String sha256, long bytes, AudioFacts facts) {}

    @Override
    public Effect on(Job job) throws Failure {
        UploadCompleted completed = completed(job.received());
        try {
            Optional<Upload> upload = uploads.find(completed.uploadId());
            if (job.received().replayed() && uploads.mergeAgain(completed.uploadId())) {
                upload = uploads.find(completed.uploadId());
            }
            if (upload.isEmpty() || upload.get().status() != Upload.Status.MERGING) {
                return Effect.none();
            }
            return merge(upload.get(), job);
        } catch (DataAccessException e) {
            throw new DependencyDown("database", e);
        }
    }

    private static UploadCompleted completed(Received received) throws Hopeless {
        if (received.event() instanceof UploadCompleted completed) {
            return completed;
        }
        throw new Hopeless("unexpected_type", "Not an UploadCompleted: " + received.type(), null);
    }

    private Effect merge(Upload upload, Job job) throws Failure {
        String key = "uploads/" + upload.id();
        List<String> parts =
                uploads.chunks(upload.id()).stream().map(Chunk::blobKey).toList();
        try {
            requireRoom(upload);
            store.join(key, parts);
            Whole whole = judge(key, upload, job);
            return tx -> results.completed(tx, upload, whole, job.received());
        } catch (AudioRejection rejection) {
            discard(key);
            return tx -> results.rejected(tx, upload.id(), rejection.code().wireName(), rejection.detail());
        } catch (WrongChecksum wrong) {
            discard(key);
            return tx -> results.rejected(
                    tx,
                    upload.id(),
                    "checksum_mismatch",
                    "The recording that arrived has another SHA-256 than announced.");
        } catch (NoSuchFileException e) {
            throw new MessageFault("chunk_missing", "A piece of the recording is missing from the store.", e);
        } catch (IOException e) {
            throw new DependencyDown("blob store", e);
        }
    }

    /** The whole takes up as much as its pieces; a disk that is full to the last byte would stop everybody. */
    private void requireRoom(Upload upload) throws IOException {
        if (store.freeBytes() < 2 * upload.size()) {
            throw new IOException("too little room to put %d bytes together".formatted(upload.size()));
        }
    }

    /** The whole is not what its sender said. */
    private static final class WrongChecksum extends Exception {
        private static final long serialVersionUID = 1;
    }

    private Whole judge(String key, Upload upload, Job job) throws IOException, AudioRejection, WrongChecksum {
        MessageDigest digest = sha256();
        AudioProbe probe = new AudioProbe(AudioLimits.RECORDING);
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        long seen = 0;
        try (ReadableByteChannel channel = store.open(key)) {
            while (channel.read(block.clear()) >= 0) {
                block.flip();
                seen += block.remaining();
                digest.update(block.duplicate());
                probe.offer(block);
                job.reached((int) (99 * seen / upload.size()), NOTHING);
            }
        }
        if (seen != upload.size()) {
            throw new NoSuchFileException(key, null, "%d of %d bytes".formatted(seen, upload.size()));
        }
        String sha256 = HexFormat.of().formatHex(digest.digest());
        if (upload.sha256() != null && !upload.sha256().equalsIgnoreCase(sha256)) {
            throw new WrongChecksum();
        }
        return new Whole(key, sha256, seen, probe.finish());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private void discard(String key) throws DependencyDown {
        try {
            store.delete(key);
        } catch (IOException e) {
            throw new DependencyDown("blob store", e);
        }
    }

    /** The subject of an upload's events is {@code upload/<id>}. */
    @Override
    public Effect onUnreadable(Unreadable event, String reason, String detail) {
        Matcher upload = UPLOAD.matcher(Objects.requireNonNullElse(event.subject(), ""));
        return upload.matches()
                ? tx -> results.failed(tx, UUID.fromString(upload.group(1)), reason, NOT_MERGED)
                : Effect.none();
    }

    @Override
    public Effect onDead(Received received, String reason, String detail) {
        return received.event() instanceof UploadCompleted completed
                ? tx -> results.failed(tx, completed.uploadId(), reason, NOT_MERGED)
                : Effect.none();
    }
}
