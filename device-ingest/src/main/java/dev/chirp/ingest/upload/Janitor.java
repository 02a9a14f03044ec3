package dev.chirp.ingest.upload;

import dev.chirp.ingest.meter.IngestMeter;
import dev.chirp.storage.BlobStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Deletes what nobody needs any more, on the thread {@code upload-janitor}: the pieces of recordings that are put together
 * or could not be, soon; uploads that nothing came for, and objects that no upload knows, after a day. Several instances
 * may do it at once.
 */
final class Janitor implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Janitor.class);
    private static final Duration ENDED_EVERY = Duration.ofSeconds(2);
    private static final Duration STOP = Duration.ofSeconds(5);
    private static final int BATCH = 100;

    private final UploadTable uploads;
    private final BlobStore store;
    private final UploadSettings settings;
    private final InstantSource clock;
    private final Counter abandoned;
    private @Nullable ScheduledExecutorService timer;

    Janitor(UploadTable uploads, BlobStore store, UploadSettings settings, InstantSource clock, MeterRegistry meters) {
        this.uploads = uploads;
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        this.abandoned = IngestMeter.UPLOADS_ABANDONED.counter(meters);
    }

    private interface Round {
        void run() throws IOException;
    }

    private static void round(Round round) {
        try {
            round.run();
        } catch (IOException | RuntimeException e) {
            log.atWarn().setCause(e).log("Clearing up ended early");
        }
    }

    /** Pieces of uploads that have ended. */
    void clearEnded() throws IOException {
        for (List<Chunk> some = uploads.ofEnded(BATCH); !some.isEmpty(); some = uploads.ofEnded(BATCH)) {
            for (Chunk chunk : some) {
                store.delete(chunk.blobKey());
            }
            uploads.forget(some);
        }
    }

    /** Uploads and objects that nothing happened to for a day. */
    void clearAbandoned() throws IOException {
        List<Upload> untouched;
        do {
            untouched = uploads.untouchedFor(settings.abandonedAfter(), settings.emptyAfter(), BATCH);
            for (Upload upload : untouched) {
                for (String key :
                        uploads.removeUntouched(upload.id(), settings.abandonedAfter(), settings.emptyAfter())) {
                    store.delete(key);
                }
                if (upload.status() == Upload.Status.UPLOADING) {
                    abandoned.increment();
                }
            }
        } while (untouched.size() == BATCH);
        List<String> batch = new ArrayList<>();
        // Twice the age: an object is there before its row.
        var before = clock.instant().minus(settings.abandonedAfter().multipliedBy(2));
        try (Stream<String> old = store.changedBefore("chunks", before)) {
            for (String key : (Iterable<String>) old::iterator) {
                batch.add(key);
                if (batch.size() == BATCH) {
                    clearUnknown(batch);
                }
            }
        }
        clearUnknown(batch);
    }

    private void clearUnknown(List<String> batch) throws IOException {
        for (String key : uploads.unknown(batch)) {
            store.delete(key);
        }
        batch.clear();
    }

    @Override
    public void start() {
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("upload-janitor").factory());
        long soon = ENDED_EVERY.toMillis();
        long often = settings.cleanEvery().toMillis();
        var _ = started.scheduleWithFixedDelay(() -> round(this::clearEnded), soon, soon, TimeUnit.MILLISECONDS);
        var _ = started.scheduleWithFixedDelay(() -> round(this::clearAbandoned), soon, often, TimeUnit.MILLISECONDS);
        timer = started;
    }

    @Override
    public void stop() {
        ScheduledExecutorService running = timer;
        if (running != null) {
            running.shutdown();
            try {
                if (!running.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                    running.shutdownNow();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            timer = null;
        }
    }

    @Override
    public boolean isRunning() {
        return timer != null;
    }
}
