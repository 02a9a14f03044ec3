package dev.chirp.gateway.intake;

import dev.chirp.gateway.blob.Blobs;
import dev.chirp.gateway.database.DatabaseProbe;
import dev.chirp.gateway.idempotency.RequestName;
import dev.chirp.gateway.intake.CaptureWriter.Accepted;
import dev.chirp.gateway.intake.CaptureWriter.NotWritten;
import dev.chirp.gateway.pressure.Pressure;
import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.ProblemException;
import dev.chirp.gateway.problem.ProblemType;
import dev.chirp.gateway.request.RequestOrigin;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What HTTP and gRPC share: who is let in, and how a received clip becomes a capture. Once all bytes are here the write
 * no longer belongs to the request: a client that goes away cannot stop it half-way, and a shutdown awaits it.
 */
@Component
final class CaptureIntake implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(CaptureIntake.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private final IntakeSettings settings;
    private final Blobs blobs;
    private final CaptureWriter writer;
    private final EventBell bell;
    private final DatabaseProbe database;
    private final Pressure pressure;
    private final IntakeMeters meters;
    private volatile boolean running;

    CaptureIntake(
            IntakeSettings settings,
            Blobs blobs,
            CaptureWriter writer,
            EventBell bell,
            DatabaseProbe database,
            Pressure pressure,
            IntakeMeters meters) {
        this.settings = settings;
        this.blobs = blobs;
        this.writer = writer;
        this.bell = bell;
        this.database = database;
        this.pressure = pressure;
        this.meters = meters;
    }

    /** A new recording; whoever asked for it closes it on the blob threads. */
    ClipRecording begin() {
        return new ClipRecording(blobs.store(), settings.maxUpload().toBytes());
    }

    /** Lets an upload in, or refuses it before its body is read. */
    <T> Mono<T> admit(Mono<T> upload) {
        return Mono.defer(() -> {
            if (!database.isAvailable()) {
                return refuse("database_away", ProblemType.DATABASE_AWAY, "The database cannot be reached right now;");
            }
            Optional<Pressure.Reason> behind = pressure.reason();
            if (behind.isPresent()) {
                meters.refused(behind.get().word());
                return Mono.error(Problem.of(
                                ProblemType.PIPELINE_BEHIND,
                                "Recordings are not worked on as fast as they come; please try again later.")
                        .retryAfter(Pressure.PAUSE)
                        .toException());
            }
            return limited(
                    meters.uploads(),
                    settings.maxUploadsInFlight(),
                    "uploads",
                    upload.doOnError(ProblemException.class, this::noteRejection));
        });
    }

    /** Stores a clip that was received completely, whatever becomes of the subscriber. */
    Mono<Accepted> accept(ClipRecording recording, StoredClip.Label label, RequestOrigin origin) {
        return accept(recording, label, origin, null);
    }

    /** Passes a receipt on, unless the key that the sender chose named other audio before. */
    Mono<Accepted> requireSame(Accepted accepted, String sha256) {
        return !accepted.duplicate()
                ? Mono.just(accepted)
                : writer.isOf(accepted.captureId(), sha256)
                        .defaultIfEmpty(true)
                        .filter(same -> same)
                        .map(same -> accepted)
                        .switchIfEmpty(Mono.error(() -> Problem.of(
                                        ProblemType.IDEMPOTENCY_KEY_REUSED,
                                        "The Idempotency-Key has been used for another recording.")
                                .toException()));
    }

    /** @param name of the request, reserved; its answer is kept in the transaction of the capture */
    Mono<Accepted> accept(
            ClipRecording recording, StoredClip.Label label, RequestOrigin origin, @Nullable RequestName name) {
        Mono<Accepted> write = limited(
                meters.writes(),
                settings.maxWritesInFlight(),
                "writes",
                blobs.call(() -> recording.commit(label.expectedSha256()))
                        .flatMap(clip -> write(clip, label, origin, name))
                        .timeout(settings.writeTimeout()));
        return Mono.deferContextual(
                context -> Mono.fromFuture(write.contextWrite(context).toFuture(), true));
    }

    private Mono<Accepted> write(
            StoredClip clip, StoredClip.Label label, RequestOrigin origin, @Nullable RequestName name) {
        long begun = System.nanoTime();
        return writer.write(clip, label, origin, name)
                .onErrorResume(NotWritten.class, failure -> discard(clip).then(Mono.error(failure.reason())))
                .doOnNext(accepted -> {
                    bell.ring();
                    meters.written(clip, accepted.duplicate(), Duration.ofNanos(System.nanoTime() - begun));
                    log.atInfo()
                            .addKeyValue("request_id", origin.requestId())
                            .addKeyValue("trace_id", origin.traceId())
                            .addKeyValue("capture_id", accepted.captureId())
                            .addKeyValue("user_id", label.userId())
                            .addKeyValue("bytes", clip.bytes())
                            .log("Capture accepted");
                })
                .flatMap(accepted -> accepted.duplicate() ? discard(clip).thenReturn(accepted) : Mono.just(accepted));
    }

    /** What cannot be deleted now is found by the sweeper. */
    private Mono<Void> discard(StoredClip clip) {
        return blobs.delete(clip.audioKey()).onErrorComplete().then();
    }

    private <T> Mono<T> limited(AtomicInteger active, int limit, String what, Mono<T> work) {
        return Mono.defer(() -> {
            if (active.incrementAndGet() > limit) {
                active.decrementAndGet();
                return refuse(what, ProblemType.OVERLOADED, "Too many uploads are on their way right now;");
            }
            return work.doFinally(end -> active.decrementAndGet());
        });
    }

    private <T> Mono<T> refuse(String reason, ProblemType type, String sentence) {
        meters.refused(reason);
        return Mono.error(Problem.of(type, sentence + " please try again.")
                .retryAfter(PAUSE)
                .toException());
    }

    /** Counts what was found in the clip itself; a full limit has been counted under its own name. */
    private void noteRejection(ProblemException rejection) {
        ProblemType type = rejection.problem().type();
        if (type != ProblemType.OVERLOADED && type != ProblemType.PIPELINE_BEHIND) {
            meters.refused(type.code());
        }
    }

    @Override
    public void start() {
        running = true;
    }

    /** Awaits the writes in flight; both servers have stopped before, so no further one begins. */
    @Override
    public void stop(Runnable stopped) {
        running = false;
        Flux.interval(Duration.ZERO, LOOK_EVERY)
                .takeUntil(tick -> meters.writes().get() == 0)
                .take(settings.writeTimeout())
                .doFinally(end -> stopped.run())
                .subscribe(tick -> {}, failure -> log.atWarn().setCause(failure).log("Writes not awaited"));
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Higher phases stop first: the gRPC server, the requests of the web server, its connections. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 512;
    }
}
