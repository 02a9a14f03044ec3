package dev.chirp.ingest.upload;

import dev.chirp.contracts.event.DomainEvent.UploadCompleted;
import dev.chirp.contracts.event.EventDraft;
import dev.chirp.contracts.event.EventId;
import dev.chirp.contracts.event.EventType;
import dev.chirp.messaging.EventWriter;
import dev.chirp.storage.BlobStore;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What can be done with uploads, whatever the protocol. Every method waits for the database or the disk. */
final class Uploads {
    private static final Logger log = LoggerFactory.getLogger(Uploads.class);
    private static final String SERVICE = "device-ingest";

    private final UploadTable table;
    private final EventWriter events;
    private final BlobStore store;
    private final UploadSettings settings;

    Uploads(UploadTable table, EventWriter events, BlobStore store, UploadSettings settings) {
        this.table = table;
        this.events = events;
        this.store = store;
        this.settings = settings;
    }

    /** What a client says of a recording before it sends it. */
    record Announcement(
            @Nullable String filename,
            long size,
            @Nullable String sha256,
            @Nullable Instant recordedAt) {}

    /**
     * A new upload, within the limits of its user.
     *
     * @param requestKey when something was begun under it, that is the answer; null for none
     */
    Upload begin(long userId, Upload.Protocol protocol, Announcement announced, @Nullable String requestKey)
            throws IOException {
        requireRoom();
        if (announced.size() > settings.maxSize().toBytes()) {
            throw UploadProblem.tooLarge(settings.maxSize().toBytes());
        }
        Upload upload = new Upload(
                EventId.next(),
                userId,
                protocol,
                announced.filename(),
                announced.size(),
                protocol == Upload.Protocol.CHUNKS ? (int) settings.chunkSize().toBytes() : null,
                announced.sha256(),
                announced.recordedAt(),
                Upload.Status.UPLOADING,
                0,
                null,
                null,
                null,
                Instant.now());
        return switch (table.begin(
                upload, requestKey, settings.maxOpen(), settings.quota().toBytes())) {
            case UploadTable.Begun.Open(Upload open) -> same(upload, open);
            case UploadTable.Begun.TooMany() -> throw UploadProblem.tooMany(settings.maxOpen());
            case UploadTable.Begun.Quota() ->
                throw UploadProblem.quota(settings.quota().toBytes());
        };
    }

    private static Upload same(Upload asked, Upload open) {
        boolean same = asked.protocol() == open.protocol()
                && asked.size() == open.size()
                && Objects.equals(asked.filename(), open.filename())
                && Objects.equals(asked.sha256(), open.sha256());
        if (!same) {
            throw UploadProblem.keyReused();
        }
        return open;
    }

    /** Refuses new bytes while the disk is nearly full. */
    private void requireRoom() throws IOException {
        if (store.freeFraction() < settings.minFree()) {
            throw UploadProblem.full();
        }
    }

    /** Of this user; 404 for others. */
    Upload find(UUID id, long userId) {
        return table.find(id, userId).orElseThrow(UploadProblem::notFound);
    }

    /** The same, and it still takes bytes. */
    Upload open(UUID id, long userId) throws IOException {
        requireRoom();
        Upload upload = find(id, userId);
        if (upload.status() != Upload.Status.UPLOADING) {
            throw UploadProblem.closed(upload.status());
        }
        return upload;
    }

    List<Chunk> chunks(Upload upload) {
        return table.chunks(upload.id());
    }

    /** Where the bytes of a request go that belong to a chunk of a fixed place. */
    Pieces chunk(Upload upload, int number) {
        return new Pieces(
                store,
                upload.id(),
                upload.startOf(number),
                upload.bytesOf(number),
                upload.bytesOf(number),
                pieces -> record(upload.id(), pieces, false));
    }

    /** Where the bytes of a request go that follow on what is there. */
    Pieces append(Upload upload) {
        return new Pieces(
                store,
                upload.id(),
                upload.received(),
                settings.chunkSize().toBytes(),
                upload.size() - upload.received(),
                pieces -> record(upload.id(), pieces, true));
    }

    private void record(UUID id, List<Chunk> pieces, boolean inOrder) {
        switch (table.record(id, pieces, inOrder)) {
            case UploadTable.Recorded.Stored stored -> stored.replaced().forEach(this::discard);
            case UploadTable.Recorded.Refused(var now) -> {
                Upload upload = now.orElseThrow(UploadProblem::notFound);
                throw upload.status() == Upload.Status.UPLOADING
                        ? UploadProblem.offset(upload.received())
                        : UploadProblem.closed(upload.status());
            }
        }
    }

    /**
     * All bytes are here: from now on the pieces are put together. Asking again answers the same.
     *
     * @return the state after that; UPLOADING when bytes are missing
     */
    Upload.Status complete(Upload upload, String requestId, @Nullable String traceparent) throws SQLException {
        var origin = new EventDraft.Origin(SERVICE, "upload/" + upload.id(), requestId, traceparent);
        var completed = new UploadCompleted(upload.id(), upload.userId(), upload.size());
        boolean now = events.inTransaction(tx -> {
            try (PreparedStatement update = tx.connection().prepareStatement("""
                UPDATE upload SET status = 'MERGING', updated_at = clock_timestamp()
                WHERE id = ? AND status = 'UPLOADING' AND received = size
                """)) {
                update.setObject(1, upload.id());
                if (update.executeUpdate() == 0) {
                    return false;
                }
            }
            tx.append(EventDraft.of(EventType.UPLOAD_COMPLETED, Long.toString(upload.userId()), origin, completed));
            return true;
        });
        if (now) {
            log.atInfo()
                    .addKeyValue("request_id", requestId)
                    .addKeyValue("upload_id", upload.id())
                    .addKeyValue("user_id", upload.userId())
                    .addKeyValue("bytes", upload.size())
                    .log("Upload complete");
            return Upload.Status.MERGING;
        }
        return find(upload.id(), upload.userId()).status();
    }

    /** Forgets an upload and its bytes; one that is being put together stays. */
    void remove(UUID id, long userId) {
        Upload upload = find(id, userId);
        if (upload.status() == Upload.Status.MERGING) {
            throw UploadProblem.closed(upload.status());
        }
        table.remove(id, userId).forEach(this::discard);
    }

    /** What cannot be deleted now is found by the janitor. */
    private void discard(String key) {
        try {
            store.delete(key);
        } catch (IOException e) {
            log.atWarn().addKeyValue("object", key).setCause(e).log("Object stays for now");
        }
    }
}
