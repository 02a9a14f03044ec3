package dev.chirp.classify.capture;

import dev.chirp.audio.AudioRejection;
import dev.chirp.classify.capture.CaptureTable.Transition;
import dev.chirp.classify.inference.Classification;
import dev.chirp.classify.verdict.Prediction;
import dev.chirp.contracts.event.Bird;
import dev.chirp.contracts.event.DomainEvent.ArtRequested;
import dev.chirp.contracts.event.DomainEvent.CaptureAccepted;
import dev.chirp.contracts.event.DomainEvent.CaptureClassified;
import dev.chirp.contracts.event.DomainEvent.CaptureFailed;
import dev.chirp.contracts.event.DomainEvent.Model;
import dev.chirp.contracts.event.EventDraft;
import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.EventType;
import dev.chirp.messaging.EventListener;
import dev.chirp.messaging.EventTransaction;
import dev.chirp.messaging.Received;
import dev.chirp.telemetry.CaptureLatency;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Writes what a capture became, and says so in events of the same transaction. */
class ResultEvents {
    /** The code of a capture that failed by no fault of its recording. */
    static final String OUR_FAULT = "classification_failed";

    private static final String OUR_FAULT_SENTENCE = "Audio classification failed.";
    private static final String SOURCE = "classify-worker";

    private final CaptureTable captures;
    private final CaptureLatency latency;

    ResultEvents(CaptureTable captures, MeterRegistry meters) {
        this.captures = captures;
        this.latency = new CaptureLatency(meters);
    }

    /** Nothing when the capture is gone or was decided before. */
    void classified(EventTransaction tx, Received received, CaptureAccepted accepted, Classification classification)
            throws SQLException {
        Optional<Transition> transition = captures.classify(
                tx.connection(), accepted.captureId(), undecided(received.replayed()), classification);
        if (transition.isEmpty()) {
            return;
        }
        EventDraft.Origin origin = received.origin(SOURCE, "capture/" + accepted.captureId());
        JsonNode document = transition.get().classified();
        tx.append(EventDraft.of(EventType.CAPTURE_CLASSIFIED, userKey(accepted), origin, event(accepted, document)));
        JsonNode processed = transition.get().processed();
        if (processed != null) {
            tx.append(EventDraft.of(EventType.CAPTURE_PROCESSED, userKey(accepted), origin, processed));
            if (!received.replayed()) {
                ended(processed, "processed_at");
            }
        }
        Prediction bird = classification.verdict().bird();
        if (transition.get().artWanted() && bird != null) {
            long birdId = transition.get().birdId();
            tx.append(EventDraft.of(
                    EventType.ART_REQUESTED,
                    bird.scientificName(),
                    received.origin(SOURCE, "bird/" + birdId),
                    new ArtRequested(birdId, bird.scientificName(), bird.commonName())));
        }
    }

    /** Nothing when the capture is gone or was decided before. */
    void failed(EventTransaction tx, Received received, CaptureAccepted accepted, String reason, String detail)
            throws SQLException {
        EventDraft.Origin origin = received.origin(SOURCE, "capture/" + accepted.captureId());
        boolean oursAlone = !isOfTheRecording(reason);
        String code = oursAlone ? OUR_FAULT : reason;
        String sentence = oursAlone ? OUR_FAULT_SENTENCE : detail;
        failed(tx, origin, accepted.captureId(), accepted.userId(), code, sentence);
    }

    /** The capture of an event that cannot be read: what failed is ours, whatever the event says. */
    void failed(EventTransaction tx, EventListener.Unreadable event, long captureId, long userId) throws SQLException {
        EventDraft.Origin origin =
                new EventDraft.Origin(SOURCE, "capture/" + captureId, event.requestId(), event.traceparent());
        failed(tx, origin, captureId, userId, OUR_FAULT, OUR_FAULT_SENTENCE);
    }

    private void failed(
            EventTransaction tx, EventDraft.Origin origin, long captureId, long userId, String code, String sentence)
            throws SQLException {
        Optional<JsonNode> document = captures.fail(tx.connection(), captureId, code, sentence);
        if (document.isPresent()) {
            Instant failedAt =
                    Instant.parse(document.get().required("failed_at").asString());
            tx.append(EventDraft.of(
                    EventType.CAPTURE_FAILED,
                    Long.toString(userId),
                    origin,
                    new CaptureFailed(captureId, userId, code, sentence, failedAt)));
            ended(document.get(), "failed_at");
        }
    }

    private void ended(JsonNode document, String at) {
        latency.ended(
                document.required("created_at").asString(),
                document.required(at).asString(),
                document.required("duration_seconds").asDouble(0));
    }

    /** The state that a verdict leaves: a replay takes up what was given up. */
    static String undecided(boolean replayed) {
        return replayed ? "failed" : "pending";
    }

    /** Only such reasons are told to people in their own words; others name our insides. */
    private static boolean isOfTheRecording(String reason) {
        return reason.equals(CaptureAcceptedListener.AUDIO_MISSING)
                || Arrays.stream(AudioRejection.Code.values())
                        .anyMatch(code -> code.wireName().equals(reason));
    }

    private static CaptureClassified event(CaptureAccepted accepted, JsonNode document) {
        JsonNode confidence = document.required("confidence");
        return new CaptureClassified(
                accepted.captureId(),
                accepted.userId(),
                document.required("status").asString(),
                document.required("verdict").asString(),
                confidence.isNull() ? null : confidence.asDouble(),
                EventJson.MAPPER.treeToValue(document.required("bird"), Bird.class),
                EventJson.MAPPER.treeToValue(document.required("model"), Model.class),
                Instant.parse(document.required("classified_at").asString()));
    }

    private static String userKey(CaptureAccepted accepted) {
        return Long.toString(accepted.userId());
    }
}
