package dev.chirp.gateway.intake;

import dev.chirp.gateway.blob.Blobs;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Deletes audio and pictures that no capture refers to: what a crash left between the sync of a file and the commit of
 * its row. One batch at a time, and nothing that is younger than any write can last.
 */
@Component
final class AudioSweeper implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(AudioSweeper.class);
    private static final int BATCH = 500;
    /** Keys of the batch without a capture; a picture belongs to the audio whose name it bears. */
    private static final String ORPHANS = """
        SELECT k FROM unnest(:keys) AS k WHERE NOT EXISTS (
            SELECT FROM capture
            WHERE audio_key = regexp_replace(regexp_replace(k, '^spectrograms/', 'uploads/'), '\\.png$', ''))\
        """;

    private final IntakeSettings settings;
    private final Blobs blobs;
    private final DatabaseClient database;
    private final IntakeMeters meters;
    private final InstantSource clock;
    private @Nullable Disposable sweeping;

    AudioSweeper(
            IntakeSettings settings, Blobs blobs, DatabaseClient database, IntakeMeters meters, InstantSource clock) {
        this.settings = settings;
        this.blobs = blobs;
        this.database = database;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public void start() {
        sweeping = Mono.defer(this::sweep)
                .onErrorResume(failure -> {
                    log.atWarn().setCause(failure).log("Sweep ended early");
                    return Mono.just(0L);
                })
                .repeatWhen(done -> done.delayElements(settings.sweepEvery()))
                .subscribe(
                        deleted -> {},
                        failure -> log.atError().setCause(failure).log("Sweeper ended"));
    }

    /** Answers how many objects were deleted. */
    Mono<Long> sweep() {
        return Flux.just("uploads", "spectrograms")
                .concatMap(this::sweep)
                .reduce(0L, Long::sum)
                .doOnNext(deleted -> {
                    if (deleted > 0) {
                        log.atInfo().addKeyValue("objects", deleted).log("Objects without a capture deleted");
                    }
                });
    }

    private Flux<Long> sweep(String folder) {
        return Flux.using(
                        () -> blobs.store()
                                .changedBefore(folder, clock.instant().minus(settings.sweepOlderThan())),
                        Flux::fromStream)
                .buffer(BATCH)
                .subscribeOn(blobs.threads())
                .concatMap(this::deleteOrphans, 1);
    }

    private Mono<Long> deleteOrphans(List<String> keys) {
        return database.sql(ORPHANS)
                .bind("keys", keys.toArray(String[]::new))
                .mapValue(String.class)
                .all()
                .collectList()
                .flatMap(orphans -> blobs.call(() -> {
                    long deleted = 0;
                    for (String orphan : orphans) {
                        deleted += blobs.store().delete(orphan) ? 1 : 0;
                    }
                    meters.swept(deleted);
                    return deleted;
                }));
    }

    @Override
    public void stop() {
        if (sweeping != null) {
            sweeping.dispose();
            sweeping = null;
        }
    }

    @Override
    public boolean isRunning() {
        return sweeping != null;
    }
}
