package dev.chirp.gateway.intake;

import dev.chirp.contracts.intake.CaptureIntakeGrpc;
import dev.chirp.contracts.intake.ClipStart;
import dev.chirp.gateway.blob.Blobs;
import dev.chirp.gateway.intake.CaptureWriter.Accepted;
import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.ProblemType;
import dev.chirp.gateway.request.RequestOrigin;
import dev.chirp.telemetry.trace.Operation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** One clip of a gRPC stream between its start and its receipt. */
final class IncomingClip {
    private static final String METHOD = CaptureIntakeGrpc.getUploadMethod().getFullMethodName();

    /** The longest silence between two chunks of a clip. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration LISTEN_EVERY = Duration.ofSeconds(3);
    /** Chunks that wait for the disk; the stream's own window is smaller. */
    private static final int CHUNKS_AHEAD = 16;

    private final Sinks.Many<Sound> chunks = Sinks.many().unicast().onBackpressureBuffer();
    private final Runnable dealtWith;
    private final Disposable.Swap watch = Disposables.swap();
    private volatile String expectedSha256 = "";
    private volatile long heardAt = System.nanoTime();
    private int waiting;
    private boolean closed;

    /** @param dealtWith called once for every chunk that was offered successfully, whether it was written or not */
    IncomingClip(Runnable dealtWith) {
        this.dealtWith = dealtWith;
    }

    /** Whether the clip still takes chunks; the sound of one that it took is its own. */
    synchronized boolean offer(Sound sound) {
        if (closed) {
            return false;
        }
        Sound taken = sound.take();
        if (!chunks.tryEmitNext(taken).isSuccess()) {
            taken.close();
            return false;
        }
        heardAt = System.nanoTime();
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
        watch.dispose();
        for (; waiting > 0; waiting--) {
            dealtWith.run();
        }
    }

    /** A timer for each clip costs less than one for each chunk. */
    private void listen() {
        if (System.nanoTime() - heardAt > PATIENCE.toNanos()) {
            chunks.tryEmitError(new TimeoutException("no chunk came for " + PATIENCE));
        }
    }

    void complete(String sha256) {
        watch.dispose();
        expectedSha256 = sha256;
        chunks.tryEmitComplete();
    }

    void abandon() {
        chunks.tryEmitError(Problem.of(ProblemType.INVALID_AUDIO, "The stream ended before the clip did.")
                .toException());
    }

    Mono<Accepted> receive(ClipStart start, CaptureIntake intake, Blobs blobs) {
        watch.update(Schedulers.parallel()
                .schedulePeriodically(
                        this::listen, LISTEN_EVERY.toMillis(), LISTEN_EVERY.toMillis(), TimeUnit.MILLISECONDS));
        Operation operation = Operation.serve(METHOD, start.getTraceparent().isEmpty() ? null : start.getTraceparent())
                .with("rpc.system", "grpc");
        RequestOrigin origin = RequestOrigin.from(start.getRequestId(), operation.traceparent());
        return intake.admit(Mono.usingWhen(
                        Mono.fromCallable(intake::begin),
                        recording -> chunks.asFlux()
                                .publishOn(blobs.threads(), CHUNKS_AHEAD)
                                .<Void>handle((sound, sink) -> {
                                    try (sound) {
                                        sound.writeTo(recording::write);
                                    } catch (IOException e) {
                                        sink.error(e);
                                    } finally {
                                        written();
                                    }
                                })
                                .doOnDiscard(Sound.class, Sound::close)
                                .then(Mono.fromCallable(() -> label(start)))
                                .flatMap(label -> intake.accept(recording, label, origin)
                                        .flatMap(accepted -> checked(accepted, start, intake))),
                        blobs::close))
                .doOnError(operation::end)
                .doFinally(end -> {
                    operation.end();
                    close();
                });
    }

    /** A number within a boot names a place in a stream; a key is the sender's word, and may be used twice by mistake. */
    private Mono<Accepted> checked(Accepted accepted, ClipStart start, CaptureIntake intake) {
        return start.getIdempotencyKey().isEmpty() || expectedSha256.isEmpty()
                ? Mono.just(accepted)
                : intake.requireSame(accepted, expectedSha256.toLowerCase(Locale.ROOT));
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
