package dev.chirp.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The facts that services tell each other; each is the JSON value of a Kafka record, without an envelope. */
public sealed interface DomainEvent {

    /** A capture's audio is stored and its row committed. */
    record CaptureAccepted(
            long captureId,
            long userId,
            @Nullable UUID deviceId,
            String audioKey,
            String contentType,
            String sha256,
            long bytes,
            double durationSeconds,
            Instant recordedAt)
            implements DomainEvent {}

    /** The model has spoken; {@code verdict} is {@code identified}, {@code unsure} or {@code no_bird}. */
    record CaptureClassified(
            long captureId,
            long userId,
            String status,
            String verdict,
            @Nullable Double confidence,
            @Nullable Bird bird,
            @Nullable Model model,
            Instant classifiedAt)
            implements DomainEvent {}

    /** The name and version of a model pack. */
    record Model(String name, String version) {}

    /** The capture has reached its end with everything there is to see; the value is the capture as REST answers it. */
    record CaptureProcessed(@JsonProperty("id") long captureId, JsonNode document) implements DomainEvent {}

    /** The capture could not be analysed. */
    record CaptureFailed(long captureId, long userId, String code, String detail, Instant failedAt)
            implements DomainEvent {}

    /** The owner says that the identification is wrong; it no longer counts anywhere. */
    record CaptureRetracted(long captureId, long userId, long birdId, Instant retractedAt) implements DomainEvent {}

    /** The owner deleted the capture. */
    record CaptureDeleted(
            long captureId, long userId, @Nullable Long birdId, Instant deletedAt) implements DomainEvent {}

    /** A species was heard for the first time and has no sprite yet. */
    record ArtRequested(long birdId, String scientificName, String commonName) implements DomainEvent {}

    /** All bytes of a recording that was sent in pieces are here; it can be put together. */
    record UploadCompleted(UUID uploadId, long userId, long bytes) implements DomainEvent {}
}
