package dev.chirp.gateway.intake;

import com.google.protobuf.ByteString;
import dev.chirp.contracts.intake.ClipStart;
import dev.chirp.gateway.blob.Blobs;
import dev.chirp.gateway.intake.CaptureWriter.Accepted;
import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.ProblemType;
import dev.chirp.gateway.request.RequestOrigin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** One clip of a gRPC stream between its start and its receipt. */
final class IncomingClip {
    /** The longest silence between two chunks of a clip. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Chunks that wait for the disk; the stream's own window is smaller. */
    private static final int CHUNKS_AHEAD = 16;

    private final Sinks.Many<ByteString> chunks = Sinks.many().unicast().onBackpressureBuffer();
    private final Runnable dealtWith;
    private volatile String expectedSha256 = "";
    private int waiting;
    private boolean closed;

    /** @param dealtWith called once for every chunk that was offered successfully, whether it was written or not */
    IncomingClip(Runnable dealtWith) {
        this.dealtWith = dealtWith;
    }

    /** Whether the clip still takes chunks. */
    synchronized boolean offer(ByteString chunk) {
        if (closed || !chunks.tryEmitNext(chunk).isSuccess()) {
            return false;
        }
        waiting++;
        return true;
    }

    private synchronized void written() {
        if (!closed) {
            waiting--;
            dealtWith.run();
        }
    }

    /** Lets go of the chunks that nobody will write. */
    private synchronized void close() {
        closed = true;
        for (; waiting > 0; waiting--) {
            dealtWith.run();
        }
    }

    void complete(String sha256) {
        expectedSha256 = sha256;
        chunks.tryEmitComplete();
    }

    void abandon() {
        chunks.tryEmitError(Problem.of(ProblemType.INVALID_AUDIO, "The stream ended before the clip did.")
                .toException());
    }

    Mono<Accepted> receive(ClipStart start, CaptureIntake intake, Blobs blobs) {
        RequestOrigin origin = RequestOrigin.from(start.getRequestId(), start.getTraceparent());
        return intake.admit(Mono.usingWhen(
                        Mono.fromCallable(intake::begin),
                        recording -> chunks.asFlux()
                                .timeout(PATIENCE)
                                .publishOn(blobs.threads(), CHUNKS_AHEAD)
                                .<Void>handle((chunk, sink) -> {
                                    try {
                                        for (ByteBuffer bytes : chunk.asReadOnlyByteBufferList()) {
                                            recording.write(bytes);
                                        }
                                    } catch (IOException e) {
                                        sink.error(e);
                                    } finally {
                                        written();
                                    }
                                })
                                .then(Mono.fromCallable(() -> label(start)))
                                .flatMap(label -> intake.accept(recording, label, origin)),
                        blobs::close))
                .doFinally(end -> close());
    }

    private StoredClip.Label label(ClipStart start) {
        UUID device = device(start.getDeviceId());
        return new StoredClip.Label(
                start.getUserId(),
                device,
                dedupeKey(device, start),
                null,
                recordedAt(start.getRecordedAt()),
                expectedSha256.isEmpty() ? null : expectedSha256);
    }

    private static @Nullable String dedupeKey(UUID device, ClipStart start) {
        if (!start.getIdempotencyKey().isEmpty()) {
            return "device:" + device + ":key:" + start.getIdempotencyKey();
        }
        return start.getBootId().isEmpty()
                ? null
                : "device:" + device + ":" + start.getBootId() + ":" + Integer.toUnsignedString(start.getClip());
    }

    private static UUID device(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Problem.ofField("device_id", "expected a UUID").toException();
        }
    }

    private static @Nullable Instant recordedAt(String text) {
        try {
            return text.isEmpty() ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw Problem.ofField("recorded_at", "expected an RFC 3339 time").toException();
        }
    }
}
