package dev.chirp.ingest.upload;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Uploads and their pieces in PostgreSQL. Every method waits for the database. */
final class UploadTable {
    private static final String UNTOUCHED = """
        status <> 'MERGING' AND (updated_at < clock_timestamp() - make_interval(secs => :age)
            OR (status = 'UPLOADING' AND received = 0
                AND updated_at < clock_timestamp() - make_interval(secs => :emptyAge)))\
        """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    UploadTable(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** What became of a new upload. */
    sealed interface Begun {
        /** It, or the one that was begun under the same request key. */
        record Open(Upload upload) implements Begun {}

        /** Its user has as many open as allowed. */
        record TooMany() implements Begun {}

        /** Its user would have more stored than allowed. */
        record Quota() implements Begun {}
    }

    /** What became of a piece. */
    sealed interface Recorded {
        /** It counts; objects that it takes the place of are to be deleted. */
        record Stored(long received, List<String> replaced) implements Recorded {}

        /** It came too late, or in the wrong place; its object is to be deleted. */
        record Refused(Optional<Upload> now) implements Recorded {}
    }

    /**
     * One after the other for a user, so that no limit is passed by asking twice at once.
     *
     * @param requestKey under which it is found when it is asked for again; null for none
     */
    Begun begin(Upload upload, @Nullable String requestKey, int maxOpen, long quota) {
        return transaction.execute(status -> {
            jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended('upload/' || :user, 0))")
                    .param("user", upload.userId())
                    .query(row -> {});
            Optional<Upload> before = requestKey == null ? Optional.empty() : begunAs(upload.userId(), requestKey);
            if (before.isPresent()) {
                return new Begun.Open(before.get());
            }
            long open = jdbc.sql(
                            "SELECT count(*) FROM upload WHERE user_id = :user AND status IN ('UPLOADING', 'MERGING')")
                    .param("user", upload.userId())
                    .query(Long.class)
                    .single();
            if (open >= maxOpen) {
                return new Begun.TooMany();
            }
            long used = jdbc.sql("SELECT upload_usage(:user)")
                    .param("user", upload.userId())
                    .query(Long.class)
                    .single();
            if (used + upload.size() > quota) {
                return new Begun.Quota();
            }
            insert(upload, requestKey);
            return new Begun.Open(upload);
        });
    }

    private Optional<Upload> begunAs(long userId, String requestKey) {
        return jdbc.sql("SELECT * FROM upload WHERE user_id = :user AND request_key = :key")
                .param("user", userId)
                .param("key", requestKey)
                .query(UploadTable::upload)
                .optional();
    }

    private void insert(Upload upload, @Nullable String requestKey) {
        jdbc.sql("""
            INSERT INTO upload (id, user_id, protocol, filename, size, chunk_size, sha256, recorded_at, request_key)
            VALUES (:id, :user, :protocol, :filename, :size, :chunkSize, :sha256, :recordedAt, :requestKey)
            """)
                .param("requestKey", requestKey)
                .param("id", upload.id())
                .param("user", upload.userId())
                .param("protocol", upload.protocol().name().toLowerCase(Locale.ROOT))
                .param("filename", upload.filename())
                .param("size", upload.size())
                .param("chunkSize", upload.chunkSize())
                .param("sha256", upload.sha256())
                .param(
                        "recordedAt",
                        upload.recordedAt() == null ? null : upload.recordedAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    Optional<Upload> find(UUID id, long userId) {
        return jdbc.sql("SELECT * FROM upload WHERE id = :id AND user_id = :user")
                .param("id", id)
                .param("user", userId)
                .query(UploadTable::upload)
                .optional();
    }

    /** Whoever it belongs to. */
    Optional<Upload> find(UUID id) {
        return jdbc.sql("SELECT * FROM upload WHERE id = :id")
                .param("id", id)
                .query(UploadTable::upload)
                .optional();
    }

    /**
     * Pieces that are stored begin to count, in one transaction.
     *
     * @param inOrder whether the first has to follow on what is there
     */
    Recorded record(UUID id, List<Chunk> chunks, boolean inOrder) {
        return transaction.execute(status -> {
            Optional<Upload> locked = jdbc.sql("SELECT * FROM upload WHERE id = :id FOR UPDATE")
                    .param("id", id)
                    .query(UploadTable::upload)
                    .optional();
            if (locked.isEmpty()
                    || locked.get().status() != Upload.Status.UPLOADING
                    || (inOrder && locked.get().received() != chunks.getFirst().start())) {
                return new Recorded.Refused(locked);
            }
            List<Chunk> before = chunks.stream()
                    .flatMap(chunk -> at(id, chunk.start()).stream())
                    .toList();
            long received = locked.get().received();
            for (Chunk chunk : chunks) {
                put(id, chunk);
                received += chunk.bytes();
            }
            received -= before.stream().mapToLong(Chunk::bytes).sum();
            jdbc.sql("UPDATE upload SET received = :received, updated_at = clock_timestamp() WHERE id = :id")
                    .param("received", received)
                    .param("id", id)
                    .update();
            return new Recorded.Stored(
                    received, before.stream().map(Chunk::blobKey).toList());
        });
    }

    private Optional<Chunk> at(UUID id, long start) {
        return jdbc.sql("SELECT start, bytes, blob_key FROM upload_chunk WHERE upload_id = :id AND start = :start")
                .param("id", id)
                .param("start", start)
                .query(UploadTable::chunk)
                .optional();
    }

    private void put(UUID id, Chunk chunk) {
        jdbc.sql("""
            INSERT INTO upload_chunk (upload_id, start, bytes, blob_key) VALUES (:id, :start, :bytes, :key)
            ON CONFLICT (upload_id, start) DO UPDATE SET bytes = excluded.bytes, blob_key = excluded.blob_key
            """)
                .param("id", id)
                .param("start", chunk.start())
                .param("bytes", chunk.bytes())
                .param("key", chunk.blobKey())
                .update();
    }

    /** In their order. */
    List<Chunk> chunks(UUID id) {
        return jdbc.sql("SELECT start, bytes, blob_key FROM upload_chunk WHERE upload_id = :id ORDER BY start")
                .param("id", id)
                .query(UploadTable::chunk)
                .list();
    }

    /** Removes an upload that is not being put together; answers the objects that nothing refers to any more. */
    List<String> remove(UUID id, long userId) {
        return remove(
                id,
                jdbc.sql("SELECT FROM upload WHERE id = :id AND user_id = :user AND status <> 'MERGING' FOR UPDATE")
                        .param("id", id)
                        .param("user", userId));
    }

    /** The same, unless something has come for it by now. */
    List<String> removeUntouched(UUID id, Duration age, Duration emptyAge) {
        return remove(
                id,
                jdbc.sql("SELECT FROM upload WHERE id = :id AND " + UNTOUCHED + " FOR UPDATE")
                        .param("id", id)
                        .param("age", (double) age.toSeconds())
                        .param("emptyAge", (double) emptyAge.toSeconds()));
    }

    private List<String> remove(UUID id, JdbcClient.StatementSpec lock) {
        return transaction.execute(status -> {
            boolean wanted = lock.query((row, n) -> true).optional().isPresent();
            if (!wanted) {
                return List.<String>of();
            }
            List<String> keys = chunks(id).stream().map(Chunk::blobKey).toList();
            jdbc.sql("DELETE FROM upload WHERE id = :id").param("id", id).update();
            return keys;
        });
    }

    /** Some uploads that nothing came for in that time, or not in the shorter one since they began, or that ended then. */
    List<Upload> untouchedFor(Duration age, Duration emptyAge, int limit) {
        return jdbc.sql("SELECT * FROM upload WHERE " + UNTOUCHED + " ORDER BY updated_at LIMIT :limit")
                .param("age", (double) age.toSeconds())
                .param("emptyAge", (double) emptyAge.toSeconds())
                .param("limit", limit)
                .query(UploadTable::upload)
                .list();
    }

    /** Takes up again what failed through a fault of ours; false when there is nothing to take up. */
    boolean mergeAgain(UUID id) {
        return jdbc.sql("""
            UPDATE upload SET status = 'MERGING', error_code = NULL, error_detail = NULL, pieces_kept = false,
                updated_at = clock_timestamp()
            WHERE id = :id AND status = 'FAILED' AND pieces_kept
            """).param("id", id).update() > 0;
    }

    /** Some pieces of uploads that need them no more. */
    List<Chunk> ofEnded(int limit) {
        return jdbc.sql("""
            SELECT start, bytes, blob_key FROM upload u JOIN upload_chunk c ON c.upload_id = u.id
            WHERE u.status IN ('COMPLETED', 'FAILED') AND NOT u.pieces_kept LIMIT :limit\
            """).param("limit", limit).query(UploadTable::chunk).list();
    }

    /** Their objects are gone. */
    void forget(List<Chunk> chunks) {
        jdbc.sql("DELETE FROM upload_chunk WHERE blob_key = ANY (:keys)")
                .param("keys", chunks.stream().map(Chunk::blobKey).toArray(String[]::new))
                .update();
    }

    /** Those of the keys that no piece has. */
    List<String> unknown(List<String> keys) {
        return jdbc.sql("SELECT k FROM unnest(:keys) AS k WHERE NOT EXISTS (SELECT FROM upload_chunk WHERE blob_key ="
                        + " k)")
                .param("keys", keys.toArray(String[]::new))
                .query(String.class)
                .list();
    }

    private static Upload upload(ResultSet row, int n) throws SQLException {
        OffsetDateTime recordedAt = row.getObject("recorded_at", OffsetDateTime.class);
        return new Upload(
                row.getObject("id", UUID.class),
                row.getLong("user_id"),
                Upload.Protocol.valueOf(row.getString("protocol").toUpperCase(Locale.ROOT)),
                row.getString("filename"),
                row.getLong("size"),
                row.getObject("chunk_size", Integer.class),
                row.getString("sha256"),
                recordedAt == null ? null : recordedAt.toInstant(),
                Upload.Status.valueOf(row.getString("status")),
                row.getLong("received"),
                row.getObject("capture_id", Long.class),
                row.getString("error_code"),
                row.getString("error_detail"),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    private static Chunk chunk(ResultSet row, int n) throws SQLException {
        return new Chunk(row.getLong("start"), row.getLong("bytes"), row.getString("blob_key"));
    }
}
