package dev.chirp.art.completion;

import dev.chirp.contracts.event.EventDraft;
import dev.chirp.contracts.event.EventDraft.Origin;
import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.EventType;
import dev.chirp.messaging.EventTransaction;
import dev.chirp.messaging.EventWriter;
import dev.chirp.telemetry.CaptureLatency;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The captures that are {@code classified} and wait for their species' sprite. Blocking. Each chunk is one transaction
 * that changes the captures and appends their events; a capture is completed once, however often this runs.
 */
final class WaitingCaptures {
    /** Bounds how long the rows of many users stay locked. */
    static final int CHUNK = 100;

    private static final String SERVICE = "art-worker";
    private final EventWriter writer;
    private final CaptureLatency latency;

    WaitingCaptures(EventWriter writer, MeterRegistry meters) {
        this.writer = writer;
        this.latency = new CaptureLatency(meters);
    }

    /**
     * A species whose captures wait.
     *
     * @param hasSprite otherwise they have waited longer than was asked
     */
    record Species(long birdId, String scientificName, boolean hasSprite) {}

    /** The species whose sprite exists while captures still wait, or that have waited longer than this. */
    List<Species> species(Duration longerThan) throws SQLException {
        return writer.inTransaction(tx -> {
            try (PreparedStatement query = tx.connection()
                    .prepareStatement("SELECT * FROM birds_with_waiting_captures(make_interval(secs => ?))")) {
                query.setDouble(1, longerThan.toMillis() / 1000.0);
                List<Species> found = new ArrayList<>();
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        found.add(new Species(
                                row.getLong("bird_id"),
                                row.getString("scientific_name"),
                                row.getBoolean("has_sprite")));
                    }
                }
                return found;
            }
        });
    }

    /** A species whose sprite was drawn by recipes that were changed since. */
    record Outdated(String scientificName, String commonName) {}

    /** At most {@value #CHUNK} of them. */
    List<Outdated> outdated(int recipeVersion) throws SQLException {
        return writer.inTransaction(tx -> {
            try (PreparedStatement query = tx.connection()
                    .prepareStatement("SELECT scientific_name, common_name FROM bird"
                            + " WHERE sprite_checksum IS NOT NULL AND recipe_version < ? ORDER BY id LIMIT " + CHUNK)) {
                query.setInt(1, recipeVersion);
                List<Outdated> found = new ArrayList<>();
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        found.add(new Outdated(row.getString("scientific_name"), row.getString("common_name")));
                    }
                }
                return found;
            }
        });
    }

    /** Stores the checksum of a species' sprite; from here on captures of it are completed where they are classified. */
    long storeSprite(String scientificName, String commonName, String checksum, int recipeVersion) throws SQLException {
        return writer.inTransaction(tx -> {
            try (PreparedStatement store = tx.connection().prepareStatement("SELECT store_sprite(?, ?, ?, ?)")) {
                store.setString(1, scientificName);
                store.setString(2, commonName);
                store.setString(3, checksum);
                store.setInt(4, recipeVersion);
                try (ResultSet row = store.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    /** Completes all captures that wait for this species, chunk by chunk; the number of them. */
    int completeAll(long birdId) throws SQLException {
        int completed = 0;
        int chunk;
        do {
            chunk = writer.inTransaction(tx -> completeChunk(tx, birdId));
            completed += chunk;
        } while (chunk == CHUNK);
        return completed;
    }

    /** Completes at most {@value #CHUNK} captures in the caller's transaction; the number of them. */
    int completeChunk(EventTransaction tx, long birdId) throws SQLException {
        List<Completed> completed = new ArrayList<>();
        try (PreparedStatement complete = tx.connection().prepareStatement("SELECT * FROM complete_captures(?, ?)")) {
            complete.setLong(1, birdId);
            complete.setInt(2, CHUNK);
            try (ResultSet row = complete.executeQuery()) {
                while (row.next()) {
                    completed.add(new Completed(
                            row.getLong("user_id"), row.getLong("capture_id"), row.getString("document")));
                }
            }
        }
        Map<Long, Origins.Origin> origins = Origins.of(tx.connection(), completed);
        for (Completed capture : completed) {
            JsonNode document = EventJson.MAPPER.readTree(capture.document());
            tx.append(capture.event(document, origins.getOrDefault(capture.captureId(), Origins.Origin.UNKNOWN)));
            latency.ended(
                    document.required("created_at").asString(),
                    document.required("processed_at").asString(),
                    document.required("duration_seconds").asDouble(0));
        }
        return completed.size();
    }

    /** Lets the next capture of this species ask for its art again. */
    static void forgetRequest(EventTransaction tx, long birdId) throws SQLException {
        try (PreparedStatement forget = tx.connection().prepareStatement("SELECT forget_art_request(?)")) {
            forget.setLong(1, birdId);
            forget.execute();
        }
    }

    /** A capture that became {@code processed}, and its document. */
    record Completed(long userId, long captureId, String document) {
        private EventDraft event(JsonNode json, Origins.Origin origin) {
            return EventDraft.of(
                    EventType.CAPTURE_PROCESSED,
                    Long.toString(userId),
                    new Origin(SERVICE, "capture/" + captureId, origin.requestId(), origin.traceparent()),
                    json);
        }
    }
}
