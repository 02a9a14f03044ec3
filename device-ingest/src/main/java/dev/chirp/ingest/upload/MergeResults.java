package dev.chirp.ingest.upload;

import dev.chirp.contracts.event.EventId;
import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.Lane;
import dev.chirp.ingest.upload.Merge.Whole;
import dev.chirp.messaging.EventTransaction;
import dev.chirp.messaging.Received;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a merge ends, inside the transaction that ends its job. Every change is guarded by MERGING. */
final class MergeResults {
    private static final Logger log = LoggerFactory.getLogger(MergeResults.class);
    private static final String ACCEPT =
            "SELECT capture_id, duplicate FROM accept_capture(?, NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)";
    private static final String COMPLETE = """
        UPDATE upload SET status = 'COMPLETED', capture_id = ?, updated_at = clock_timestamp()
        WHERE id = ? AND status = 'MERGING'\
        """;
    private static final String FAIL = """
        UPDATE upload SET status = 'FAILED', error_code = ?, error_detail = ?, pieces_kept = ?,
            updated_at = clock_timestamp()
        WHERE id = ? AND status = 'MERGING'\
        """;
    /** What is in it may be deleted as soon as the upload has ended. */
    private static final String NOT_NEEDED =
            "INSERT INTO upload_chunk (upload_id, start, bytes, blob_key) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";

    private static final String LOCK = "SELECT FROM upload WHERE id = ? AND status = 'MERGING' FOR UPDATE";

    /** The capture of the same bytes that this user has sent before, or a new one with its event. */
    void completed(EventTransaction tx, Upload upload, Whole whole, Received received) throws SQLException {
        if (!isMerging(tx.connection(), upload.id())) {
            return;
        }
        long captureId = accept(tx.connection(), upload, whole, received);
        try (PreparedStatement complete = tx.connection().prepareStatement(COMPLETE)) {
            complete.setLong(1, captureId);
            complete.setObject(2, upload.id());
            complete.executeUpdate();
        }
        log.atInfo()
                .addKeyValue("request_id", received.requestId())
                .addKeyValue("upload_id", upload.id())
                .addKeyValue("capture_id", captureId)
                .addKeyValue("bytes", whole.bytes())
                .log("Recording put together");
    }

    private static boolean isMerging(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setObject(1, id);
            try (ResultSet row = lock.executeQuery()) {
                return row.next();
            }
        }
    }

    private static long accept(Connection connection, Upload upload, Whole whole, Received received)
            throws SQLException {
        String user = Long.toString(upload.userId());
        try (PreparedStatement accept = connection.prepareStatement(ACCEPT)) {
            accept.setLong(1, upload.userId());
            accept.setString(2, "sha256:" + whole.sha256());
            accept.setString(3, upload.filename());
            accept.setString(4, whole.facts().type().mediaType());
            accept.setString(5, whole.key());
            accept.setString(6, whole.sha256());
            accept.setLong(7, whole.bytes());
            accept.setDouble(8, whole.facts().durationSeconds());
            accept.setObject(9, utc(upload.recordedAt()));
            accept.setObject(10, EventId.next());
            accept.setInt(11, Lane.of(user));
            accept.setString(12, EventJson.MAPPER.writeValueAsString(received.origin("device-ingest", "")));
            try (ResultSet row = accept.executeQuery()) {
                row.next();
                if (row.getBoolean(2)) {
                    notNeeded(connection, upload, whole);
                }
                return row.getLong(1);
            }
        }
    }

    private static void notNeeded(Connection connection, Upload upload, Whole whole) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(NOT_NEEDED)) {
            insert.setObject(1, upload.id());
            insert.setLong(2, upload.size());
            insert.setLong(3, whole.bytes());
            insert.setString(4, whole.key());
            insert.executeUpdate();
        }
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    /** It is no recording, or not the one that was announced. */
    void rejected(EventTransaction tx, UUID id, String code, String detail) throws SQLException {
        fail(tx, id, code, detail, false);
    }

    /** Through a fault of ours: its pieces are kept for a replay, as long as those of an upload that nothing comes for. */
    void failed(EventTransaction tx, UUID id, String code, String detail) throws SQLException {
        fail(tx, id, code, detail, true);
    }

    private static void fail(EventTransaction tx, UUID id, String code, String detail, boolean keepPieces)
            throws SQLException {
        try (PreparedStatement fail = tx.connection().prepareStatement(FAIL)) {
            fail.setString(1, code);
            fail.setString(2, detail);
            fail.setBoolean(3, keepPieces);
            fail.setObject(4, id);
            fail.executeUpdate();
        }
    }
}
