package dev.chirp.contracts.event;

import dev.chirp.contracts.event.DomainEvent.ArtRequested;
import dev.chirp.contracts.event.DomainEvent.CaptureAccepted;
import dev.chirp.contracts.event.DomainEvent.CaptureClassified;
import dev.chirp.contracts.event.DomainEvent.CaptureDeleted;
import dev.chirp.contracts.event.DomainEvent.CaptureFailed;
import dev.chirp.contracts.event.DomainEvent.CaptureProcessed;
import dev.chirp.contracts.event.DomainEvent.CaptureRetracted;
import dev.chirp.contracts.event.DomainEvent.UploadCompleted;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The types of events: their CloudEvents name, their stream and how to read them. */
public enum EventType {
    CAPTURE_ACCEPTED("chirp.capture.accepted", Stream.CAPTURE_ACCEPTED, CaptureAccepted.class),
    CAPTURE_CLASSIFIED("chirp.capture.classified", Stream.CAPTURE_RESULTS, CaptureClassified.class),
    CAPTURE_PROCESSED("chirp.capture.processed", Stream.CAPTURE_RESULTS, CaptureProcessed.class),
    CAPTURE_FAILED("chirp.capture.failed", Stream.CAPTURE_RESULTS, CaptureFailed.class),
    CAPTURE_RETRACTED("chirp.capture.retracted", Stream.CAPTURE_RESULTS, CaptureRetracted.class),
    CAPTURE_DELETED("chirp.capture.deleted", Stream.CAPTURE_RESULTS, CaptureDeleted.class),
    ART_REQUESTED("chirp.art.requested", Stream.ART_REQUESTED, ArtRequested.class),
    UPLOAD_COMPLETED("chirp.upload.completed", Stream.UPLOAD_COMPLETED, UploadCompleted.class);

    private final String ceType;
    private final Stream stream;
    private final Class<? extends DomainEvent> recordType;

    EventType(String ceType, Stream stream, Class<? extends DomainEvent> recordType) {
        this.ceType = ceType;
        this.stream = stream;
        this.recordType = recordType;
    }

    /** The CloudEvents {@code type}, in {@code event.type} and the header {@code ce_type}. */
    public String ceType() {
        return ceType;
    }

    public Stream stream() {
        return stream;
    }

    public static Optional<EventType> ofCeType(String ceType) {
        return Arrays.stream(values())
                .filter(type -> type.ceType.equals(ceType))
                .findFirst();
    }

    /** Reads the value of a record of this type; throws Jackson's exception when it is not one. */
    public DomainEvent read(JsonNode value) {
        return this == CAPTURE_PROCESSED
                ? new CaptureProcessed(value.required("id").asLong(), value)
                : EventJson.MAPPER.treeToValue(value, recordType);
    }
}
