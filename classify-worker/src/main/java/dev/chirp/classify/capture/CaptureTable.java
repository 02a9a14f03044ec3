package dev.chirp.classify.capture;

import dev.chirp.classify.ClassifyProperties;
import dev.chirp.classify.inference.Classification;
import dev.chirp.classify.verdict.Verdict;
import dev.chirp.contracts.event.EventJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The writes that the database grants this service; each is guarded by the state that it leaves. */
class CaptureTable {
    private static final String CLASSIFY =
            "SELECT bird_id, classified, processed, art_wanted FROM classify_capture(?, ?, ?, ?::jsonb, ?,"
                    + " ?::jsonb, ?::jsonb, ?, ?, ?)";

    private final DataSource dataSource;
    private final boolean keepsPrivacy;

    CaptureTable(DataSource dataSource, ClassifyProperties properties) {
        this.dataSource = dataSource;
        this.keepsPrivacy = properties.classify().privacy();
    }

    /**
     * What a transition led to.
     *
     * @param classified the capture's document when it was classified
     * @param processed its document when nothing was left to draw, else null
     * @param artWanted this transaction is the one that asks for the bird's sprite
     */
    record Transition(JsonNode classified, @Nullable JsonNode processed, long birdId, boolean artWanted) {}

    /**
     * To classified, maybe on to processed; empty when the capture is gone or not in the state to leave.
     *
     * @param from {@code pending}, or {@code failed} for a replay
     */
    Optional<Transition> classify(Connection connection, long captureId, String from, Classification classification)
            throws SQLException {
        Verdict verdict = classification.verdict();
        try (PreparedStatement statement = connection.prepareStatement(CLASSIFY)) {
            statement.setLong(1, captureId);
            statement.setString(2, from);
            statement.setString(3, verdict.kind().wireName());
            statement.setString(4, bird(verdict));
            statement.setObject(5, verdict.confidence(), Types.DOUBLE);
            statement.setString(6, EventJson.MAPPER.writeValueAsString(verdict.predictions()));
            statement.setString(7, EventJson.MAPPER.writeValueAsString(verdict.detections()));
            statement.setString(8, classification.model().name());
            statement.setString(9, classification.model().version());
            statement.setBoolean(10, keepsPrivacy && verdict.isPrivate());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(transition(row)) : Optional.empty();
            }
        }
    }

    /** pending → failed; the document, or empty when the capture is gone or was decided before. */
    Optional<JsonNode> fail(Connection connection, long captureId, String code, String detail) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT fail_capture(?, ?, ?)")) {
            statement.setLong(1, captureId);
            statement.setString(2, code);
            statement.setString(3, detail);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return Optional.ofNullable(row.getString(1)).map(EventJson.MAPPER::readTree);
            }
        }
    }

    /** Whether the capture is still there, and in this state. */
    boolean is(long captureId, String status) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT FROM capture WHERE id = ? AND status = ?")) {
            statement.setLong(1, captureId);
            statement.setString(2, status);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private static @Nullable String bird(Verdict verdict) {
        return verdict.bird() == null
                ? null
                : EventJson.MAPPER.writeValueAsString(Map.of(
                        "scientific_name", verdict.bird().scientificName(),
                        "common_name", verdict.bird().commonName()));
    }

    private static Transition transition(ResultSet row) throws SQLException {
        String processed = row.getString("processed");
        return new Transition(
                EventJson.MAPPER.readTree(row.getString("classified")),
                processed == null ? null : EventJson.MAPPER.readTree(processed),
                row.getLong("bird_id"),
                row.getBoolean("art_wanted"));
    }
}
