package dev.chirp.gateway;

import dev.chirp.contracts.event.DomainEvent.CaptureAccepted;
import dev.chirp.contracts.event.DomainEvent.CaptureFailed;
import dev.chirp.contracts.event.EventDraft;
import dev.chirp.contracts.event.EventDraft.Origin;
import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.EventType;
import dev.chirp.embedded.TestServers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.core.type.TypeReference;

/** What the workers do to a capture, without the workers: the same SQL functions and events. */
public final class TestPipeline {
    private TestPipeline() {}

    /** Hears nobody but somebody who speaks. */
    public static void hearSpeech(long captureId) {
        try (Connection connection = connection()) {
            connection
                    .createStatement()
                    .execute("SELECT classify_capture(" + captureId
                            + ", 'pending', 'no_bird', NULL, NULL, '[]', '[]', 'm', '1.0.0', true)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Connection connection() throws SQLException {
        return TestServers.postgres()
                .administrator(TestServers.postgres().database())
                .getConnection();
    }

    /** The first column of the first row. */
    public static String value(String sql) {
        try (Connection connection = connection();
                ResultSet found = connection.createStatement().executeQuery(sql)) {
            return found.next() ? found.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void execute(String sql) {
        try (Connection connection = connection()) {
            connection.createStatement().execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Names the bird, whose sprite exists, so that the capture is processed. */
    public static void identify(TestUser user, long captureId, String scientificName, double confidence) {
        String bird = EventJson.MAPPER.writeValueAsString(
                Map.of("scientific_name", scientificName, "common_name", "The " + scientificName));
        String detections = "[{\"scientific_name\":\"" + scientificName + "\",\"common_name\":\"The " + scientificName
                + "\",\"start_seconds\":0,\"end_seconds\":1,\"confidence\":" + confidence + "}]";
        String predictions = "[{\"scientific_name\":\"" + scientificName + "\",\"common_name\":\"The " + scientificName
                + "\",\"confidence\":" + confidence + ",\"filtered\":null}]";
        try (Connection connection = connection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement sprite = connection.prepareStatement("SELECT store_sprite(?, ?, ?, 1)")) {
                sprite.setString(1, scientificName);
                sprite.setString(2, "The " + scientificName);
                sprite.setString(3, "abcdef0123456789");
                sprite.execute();
            }
            String document;
            try (PreparedStatement classify = connection.prepareStatement(
                    "SELECT processed::text FROM classify_capture(?, 'pending', 'identified', ?::jsonb, ?, ?::jsonb,"
                            + " ?::jsonb, 'm', '1.0.0')")) {
                classify.setLong(1, captureId);
                classify.setString(2, bird);
                classify.setDouble(3, confidence);
                classify.setString(4, predictions);
                classify.setString(5, detections);
                ResultSet processed = classify.executeQuery();
                processed.next();
                document = processed.getString(1);
            }
            append(
                    connection,
                    EventDraft.of(
                            EventType.CAPTURE_PROCESSED,
                            String.valueOf(user.id()),
                            origin(captureId),
                            EventJson.MAPPER.readTree(document)));
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void fail(TestUser user, long captureId) {
        try (Connection connection = connection()) {
            connection.setAutoCommit(false);
            connection
                    .createStatement()
                    .execute("SELECT fail_capture(" + captureId + ", 'undecodable', 'It cannot be decoded.')");
            append(
                    connection,
                    EventDraft.of(
                            EventType.CAPTURE_FAILED,
                            String.valueOf(user.id()),
                            origin(captureId),
                            new CaptureFailed(
                                    captureId, user.id(), "undecodable", "It cannot be decoded.", Instant.now())));
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An event of this user's that a classify worker gave up, as the worker leaves it; the id of the dead letter. */
    public static UUID deadLetter(TestUser user) {
        UUID id = UUID.randomUUID();
        try (Connection connection = connection();
                PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO dead_letter (dlq_id, consumer, original_event_id, original_topic, partition, "offset",
                        stream, key, seq, failure_reason, error_class, retry_count, payload, headers)
                    VALUES (?, 'classify-worker', ?, 'chirp.capture.accepted.v1', 3, 14, 'capture.accepted', ?, 1,
                        'classification_failed', 'java.lang.IllegalStateException', 3, ?, ?::jsonb)\
                    """)) {
            insert.setObject(1, id);
            insert.setObject(2, UUID.randomUUID());
            insert.setString(3, String.valueOf(user.id()));
            insert.setBytes(4, EventJson.MAPPER.writeValueAsBytes(acceptedPayload(user, 1)));
            insert.setString(5, "{\"ce_type\": \"chirp.capture.accepted\", \"schema_version\": \"1.0\"}");
            insert.executeUpdate();
            return id;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Events of this user that the relay holds, the first of them refused by the broker. */
    public static void hold(String stream, TestUser user, long first, long last) {
        try (Connection connection = connection();
                PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO held (stream, key, seq, lane, event_id, day, reason)
                    SELECT ?, ?, seq, 0, gen_random_uuid(), current_date,
                        CASE seq WHEN ? THEN 'record_too_large' ELSE 'behind_held' END
                    FROM generate_series(?, ?) AS seq\
                    """)) {
            insert.setString(1, stream);
            insert.setString(2, String.valueOf(user.id()));
            insert.setLong(3, first);
            insert.setLong(4, first);
            insert.setLong(5, last);
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The payload of a CaptureAccepted. */
    public static Map<String, Object> acceptedPayload(TestUser user, long captureId) {
        return EventJson.MAPPER.convertValue(
                new CaptureAccepted(captureId, user.id(), null, "uploads/x", "audio/wav", "00", 44, 9.0, Instant.EPOCH),
                new TypeReference<>() {});
    }

    private static Origin origin(long captureId) {
        return new Origin("classify-worker", "capture/" + captureId, "request-of-" + captureId, null);
    }

    private static void append(Connection connection, EventDraft event) throws SQLException {
        try (PreparedStatement append = connection.prepareStatement("SELECT * FROM append_events(?::jsonb)")) {
            append.setString(1, EventDraft.toJson(List.of(event)));
            append.execute();
        }
    }
}
