package dev.chirp.classify.capture;

import dev.chirp.classify.inference.LongRecording;
import dev.chirp.classify.place.Place;
import dev.chirp.contracts.event.DomainEvent.CaptureAccepted;
import dev.chirp.contracts.event.Signal.CaptureProgress;
import dev.chirp.messaging.Job;
import dev.chirp.storage.BlobStore;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A capture that is classified as a job; a later attempt goes on behind the windows that were scored. */
final class LongCapture implements LongRecording {
    private static final int ALMOST = 99;
    /** The scores of a day are megabytes, and are stored no more often. */
    private static final long TELL_EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final CaptureAccepted accepted;
    private final @Nullable Place place;
    private final Job job;
    private final BlobStore blobs;
    private final String model;
    private final ProgressSignals progress;
    private long toldAt = System.nanoTime();

    /** @param model scores of another one are not taken over */
    LongCapture(
            CaptureAccepted accepted,
            @Nullable Place place,
            Job job,
            BlobStore blobs,
            String model,
            ProgressSignals progress) {
        this.accepted = accepted;
        this.place = place;
        this.job = job;
        this.blobs = blobs;
        this.model = model;
        this.progress = progress;
    }

    @Override
    public ReadableByteChannel open() throws IOException {
        return blobs.open(accepted.audioKey());
    }

    @Override
    public @Nullable Place place() {
        return place;
    }

    @Override
    public List<float[]> scored() {
        byte[] checkpoint = job.checkpoint();
        return checkpoint == null ? List.of() : ScoreCheckpoint.read(checkpoint, model);
    }

    @Override
    public void reached(List<float[]> scores, double seconds) {
        if (System.nanoTime() - toldAt < TELL_EVERY_NANOS) {
            job.goOn();
            return;
        }
        toldAt = System.nanoTime();
        int percent = (int) Math.min(ALMOST, 100 * seconds / accepted.durationSeconds());
        job.reached(percent, ScoreCheckpoint.write(scores, model));
        progress.send(new CaptureProgress(accepted.captureId(), accepted.userId(), percent));
    }
}
